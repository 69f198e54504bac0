"""Cameras in a process: fixture start and reset against a bare aiohttp server in process, and a hundred idle cameras."""

from __future__ import annotations

import asyncio
import time

from aiohttp import web
from measure import median_of, memory, note, report

from camsim import Camera

RUNS = 30
CAMERAS = 100


async def hello(request: web.Request) -> web.Response:
    return web.Response(text="hello")


async def bare() -> float:
    begin = time.perf_counter()
    app = web.Application()
    app.router.add_get("/", hello)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    took = time.perf_counter() - begin
    await runner.cleanup()
    return took


async def fresh() -> float:
    begin = time.perf_counter()
    camera = Camera(profile="p3245-lve")
    await camera.start()
    took = time.perf_counter() - begin
    await camera.stop()
    return took


async def several(run, times: int) -> float:
    found = [await run() for _ in range(times)]
    return median_of(iter(found).__next__, times)


async def main() -> None:
    await bare(), await fresh()
    peer = await several(bare, RUNS)
    report("start of a camera in process", await several(fresh, RUNS), peer, 10, "s")
    async with Camera(profile="p3245-lve") as camera:
        _ = camera.registry

        async def reset() -> float:
            begin = time.perf_counter()
            camera.reset()
            return time.perf_counter() - begin

        report("reset of a camera", await several(reset, RUNS), peer, 3, "s")
    before, begin = memory(), time.perf_counter()
    cameras = [await Camera(profile="p3245-lve", seed=number).start() for number in range(CAMERAS)]
    note(
        cameras=CAMERAS,
        milliseconds_each=round((time.perf_counter() - begin) / CAMERAS * 1e3, 2),
        kilobytes_each=(memory() - before) // CAMERAS,
    )
    for camera in cameras:
        await camera.stop()


if __name__ == "__main__":
    asyncio.run(main())
