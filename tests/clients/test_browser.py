"""A page in a real browser plays live video of media.cgi; the frame numbers that it shows rise.

Cameras send no CORS headers, so the page comes from a small server that also passes the stream on, as web applications do.
"""

from __future__ import annotations

import asyncio
import base64
from contextlib import asynccontextmanager

import aiohttp
import numpy as np
import pytest
from aiohttp import web

from camsim.media import stamp
from tests.clients import browser

SIZE = (640, 360)
QUERY = "container=mp4&resolution=640x360&fps=15&videokeyframeinterval=15"
PAGE = """<!doctype html><meta charset="utf-8"><video muted autoplay playsinline></video><script>
const video = document.querySelector("video");
const canvas = document.createElement("canvas");
async function bySource() {
  const answer = await fetch("/media");
  const source = new MediaSource();
  video.src = URL.createObjectURL(source);
  await new Promise(open => source.addEventListener("sourceopen", open, {once: true}));
  const buffer = source.addSourceBuffer(answer.headers.get("Content-Type"));
  const reader = answer.body.getReader();
  for (;;) {
    const {value, done} = await reader.read();
    if (done) return;
    buffer.appendBuffer(value);
    await new Promise(end => buffer.addEventListener("updateend", end, {once: true}));
  }
}
if (location.hash == "#source") bySource().catch(error => { document.title = String(error); });
else video.src = "/media";
function look() {
  if (video.readyState < 2) return null;
  [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
  const context = canvas.getContext("2d", {willReadFrequently: true});
  context.drawImage(video, 0, 0);
  const pixels = context.getImageData(0, 0, canvas.width, canvas.height).data;
  let green = "";
  for (let at = 1; at < pixels.length; at += 4) green += String.fromCharCode(pixels[at]);
  return [video.currentTime, canvas.width, canvas.height, btoa(green)];
}
</script>"""

pytestmark = pytest.mark.skipif(browser.program() is None, reason="no Chromium here")


@asynccontextmanager
async def served(camera):
    """The page's server; it logs in at the camera for whoever asks."""

    async def page(request):
        return web.Response(text=PAGE, content_type="text/html")

    async def media(request):
        login = aiohttp.DigestAuthMiddleware("root", "pass")
        async with (
            aiohttp.ClientSession(middlewares=(login,)) as session,
            session.get(f"{camera.url}/axis-cgi/media.cgi?{QUERY}&{request.query_string}") as answer,
        ):
            assert answer.status == 200, await answer.text()
            response = web.StreamResponse(headers={"Content-Type": answer.headers["Content-Type"]})
            await response.prepare(request)
            async for chunk in answer.content.iter_any():
                await response.write(chunk)
            return response

    app = web.Application()
    app.add_routes([web.get("/", page), web.get("/media", media)])
    runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@pytest.mark.parametrize("way", ["element", "source"], ids=["video element", "media source"])
async def test_live_video_in_a_browser(start, tmp_path, way):
    camera = await start(clock="system")
    seen: list[tuple[float, int]] = []
    async with served(camera) as url, browser.opened(f"{url}/#{way}", tmp_path / "profile") as page, asyncio.timeout(90):
        while len(seen) < 8:
            await asyncio.sleep(0.1)
            found = await page.evaluate("typeof look == 'function' ? look() : null")
            if found is None:
                assert not await page.evaluate("document.title || (video.error && video.error.message)")
                continue
            time, width, height, pixels = found
            assert (width, height) == SIZE
            read = stamp.read(np.frombuffer(base64.b64decode(pixels), np.uint8).reshape(height, width))
            assert read.serial == camera.device.serial
            if not seen or read.frame != seen[-1][1]:
                seen.append((time, read.frame))
        assert await page.evaluate("video.error") is None
    times, frames = zip(*seen, strict=True)
    assert list(times) == sorted(set(times)) and list(frames) == sorted(set(frames)), seen
