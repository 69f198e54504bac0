"""requests, httpx and aiohttp: Digest and Basic by policy, shared login objects, kept connections, bodies, odd characters."""

from __future__ import annotations

import asyncio
import functools
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

import aiohttp
import httpx
import pytest
import requests
from requests.auth import HTTPBasicAuth, HTTPDigestAuth

from camsim import Camera, ThreadedCamera
from camsim.device.users import Account, Role
from tests.clients.conftest import port_of
from tests.conftest import PROFILES, WITH_VIDEO

PARAM = "/axis-cgi/param.cgi"
BRAND = {"action": "list", "group": "Brand.Brand"}
BRAND_TEXT = "Brand.Brand=AXIS\n"
AT_ONCE = 20
ODD_PASSWORD = "s3 \"q\\u'@:/?#&=%+"
"""Everything that is special in headers, URLs and forms."""

Ask = Callable[..., Awaitable[str]]
"""`await ask("GET", path, params=..., data=...)` -> text of a 200."""


@asynccontextmanager
async def by_httpx(camera: Camera, user: str = "root", password: str = "pass") -> AsyncIterator[Ask]:
    async with httpx.AsyncClient(base_url=camera.url, auth=httpx.DigestAuth(user, password), timeout=60) as client:

        async def ask(method: str, path: str, **body: object) -> str:
            answer = await client.request(method, path, **body)
            assert answer.status_code == 200, answer.text
            return answer.text

        yield ask


@asynccontextmanager
async def by_aiohttp(camera: Camera, user: str = "root", password: str = "pass") -> AsyncIterator[Ask]:
    login = aiohttp.DigestAuthMiddleware(user, password)
    async with aiohttp.ClientSession(camera.url, middlewares=(login,)) as client:

        async def ask(method: str, path: str, **body: object) -> str:
            async with client.request(method, path, **body) as answer:
                assert answer.status == 200, await answer.text()
                return await answer.text()

        yield ask


@asynccontextmanager
async def by_requests(camera: Camera, user: str = "root", password: str = "pass") -> AsyncIterator[Ask]:
    with requests.Session() as client:
        client.auth = HTTPDigestAuth(user, password)

        def fetch(method: str, path: str, **body: object) -> str:
            answer = client.request(method, camera.url + path, timeout=60, **body)
            assert answer.status_code == 200, answer.text
            return answer.text

        async def ask(method: str, path: str, **body: object) -> str:
            return await asyncio.to_thread(fetch, method, path, **body)

        yield ask


LIBRARIES = (by_requests, by_httpx, by_aiohttp)
each_library = pytest.mark.parametrize("library", LIBRARIES, ids=lambda library: library.__name__.removeprefix("by_"))
each_profile = pytest.mark.parametrize("profile", PROFILES)


# ---- Digest, by every library


@each_library
@each_profile
async def test_get_and_post_with_digest(start, library, profile):
    async with library(await start(profile)) as ask:
        for _ in range(3):
            assert await ask("GET", PARAM, params=BRAND) == BRAND_TEXT
            assert await ask("POST", PARAM, data=BRAND) == BRAND_TEXT


@each_library
async def test_a_json_body_under_digest(start, library):
    camera = await start()
    async with library(camera) as ask:
        for context in ("1", "2"):
            body = {"apiVersion": "1.0", "context": context, "method": "getAllProperties"}
            assert camera.device.serial in await ask("POST", "/axis-cgi/basicdeviceinfo.cgi", json=body)


@each_library
@each_profile
async def test_a_large_body_is_drained_before_the_challenge(start, library, profile):
    async with library(await start(profile)) as ask:
        assert await ask("POST", PARAM, data={**BRAND, "filler": "x" * 400_000}) == BRAND_TEXT


@each_library
@each_profile
async def test_an_old_nonce_is_renewed_silently(start, library, profile):
    camera = await start(profile)
    async with library(camera) as ask:
        assert await ask("GET", PARAM, params=BRAND) == BRAND_TEXT
        await camera.clock.advance(86_400)
        assert await ask("GET", PARAM, params=BRAND) == BRAND_TEXT
        assert await ask("POST", PARAM, data=BRAND) == BRAND_TEXT


@each_library
@each_profile
async def test_many_at_once_with_one_login_object(start, library, profile):
    async with library(await start(profile)) as ask:
        answers = await asyncio.gather(*(ask("GET", PARAM, params=BRAND) for _ in range(AT_ONCE)))
        assert answers == [BRAND_TEXT] * AT_ONCE
        posted = await asyncio.gather(*(ask("POST", PARAM, data=BRAND) for _ in range(AT_ONCE)))
        assert posted == [BRAND_TEXT] * AT_ONCE


@each_library
async def test_odd_characters_in_a_query_under_digest(start, library):
    value = "a+b c/d=e&f\"g'h;i%j:k,l~m(n)"
    async with library(await start()) as ask:
        assert await ask("GET", PARAM, params={"action": "update", "Image.I0.Name": value}) == "OK"
        assert await ask("GET", PARAM, params={"action": "list", "group": "Image.I0.Name"}) == f"Image.I0.Name={value}\n"


@each_library
@each_profile
async def test_odd_characters_in_a_password(start, library, profile):
    users = (Account("root", "pass", Role.ADMIN, ptz=True, group="root"), Account("guard", ODD_PASSWORD, Role.VIEWER))
    async with library(await start(profile, users=users), "guard", ODD_PASSWORD) as ask:
        assert (await ask("GET", "/axis-cgi/usergroup.cgi")).startswith("guard\n")


@each_library
async def test_double_slashes_and_empty_queries(start, library):
    camera = await start()
    async with library(camera) as ask:
        assert await ask("POST", "/axis-cgi/param.cgi?", data=BRAND) == BRAND_TEXT
    if library is by_requests:
        answer = await asyncio.to_thread(
            requests.get, f"{camera.url}//axis-cgi//param.cgi", params=BRAND, auth=HTTPDigestAuth("root", "pass"), timeout=60
        )
        assert answer.text == BRAND_TEXT


# ---- threads with one object


@each_profile
def test_threads_share_one_digest_object(threaded, profile):
    camera = threaded(profile)
    login = HTTPDigestAuth("root", "pass")

    def ask(number: int) -> int:
        return requests.get(f"{camera.url}{PARAM}?action=list&group=Brand&number={number}", auth=login, timeout=60).status_code

    with ThreadPoolExecutor(AT_ONCE) as pool:
        assert list(pool.map(ask, range(2 * AT_ONCE))) == [200] * (2 * AT_ONCE)


# ---- connections


@each_profile
def test_requests_keeps_its_connection_through_a_challenge(threaded, profile):
    camera = threaded(profile)
    with requests.Session() as session:
        session.auth = HTTPDigestAuth("root", "pass")
        for _ in range(4):
            assert session.get(camera.url + PARAM, params=BRAND, timeout=60).text == BRAND_TEXT
            assert session.post(camera.url + PARAM, data=BRAND, timeout=60).text == BRAND_TEXT
        pools = session.adapters["http://"].poolmanager.pools
        (pool,) = [pools.get(key) for key in pools.keys()]  # noqa: SIM118 (a pool container does not iterate)
        assert (pool.num_connections, pool.num_requests) == (1, 9), "one connection, one challenge"


@each_profile
async def test_aiohttp_keeps_its_connection(start, profile):
    camera = await start(profile)
    opened = []
    trace = aiohttp.TraceConfig()

    async def on_open(*_: object) -> None:
        opened.append(1)

    trace.on_connection_create_end.append(on_open)
    login = aiohttp.DigestAuthMiddleware("root", "pass")
    async with aiohttp.ClientSession(camera.url, middlewares=(login,), trace_configs=[trace]) as client:
        for _ in range(4):
            async with client.get(PARAM, params=BRAND) as answer:
                assert await answer.text() == BRAND_TEXT
    assert len(opened) == 1


# ---- HTTPS


@pytest.fixture(params=["p3245-lve", "q6135-le"])
def secure(request, threaded) -> ThreadedCamera:
    """A camera whose factory setting is Basic over HTTPS and Digest over HTTP."""
    return threaded(request.param)


@pytest.fixture
def trusting(secure) -> ssl.SSLContext:
    """TLS settings that trust this camera's own certificate and check its address."""
    return ssl.create_default_context(cadata=ssl.get_server_certificate(("127.0.0.1", port_of(secure.https_url))))


def test_requests_with_basic_over_https(secure, tmp_path):
    certificate = tmp_path / "camera.pem"
    certificate.write_text(ssl.get_server_certificate(("127.0.0.1", port_of(secure.https_url))))
    with requests.Session() as session:
        ask = functools.partial(session.get, secure.https_url + PARAM, params=BRAND, verify=str(certificate), timeout=60)
        challenge = ask()
        assert challenge.status_code == 401
        assert challenge.headers["WWW-Authenticate"] == f'Basic realm="AXIS_{secure.device.serial}"'
        session.auth = HTTPBasicAuth("root", "pass")
        for _ in range(3):
            assert ask().text == BRAND_TEXT
        session.auth = HTTPDigestAuth("root", "pass")
        assert ask().status_code == 401


def test_httpx_with_basic_over_https(secure, trusting):
    with httpx.Client(base_url=secure.https_url, auth=("root", "pass"), verify=trusting, timeout=60) as client:
        assert client.get(PARAM, params=BRAND).text == BRAND_TEXT
        assert client.post(PARAM, data=BRAND).text == BRAND_TEXT


async def test_aiohttp_with_basic_over_https(secure, trusting):
    newer = hasattr(aiohttp, "encode_basic_auth")
    login = aiohttp.encode_basic_auth("root", "pass") if newer else aiohttp.BasicAuth("root", "pass").encode()
    async with (
        aiohttp.ClientSession(secure.https_url, headers={"Authorization": login}) as client,
        client.get(PARAM, params=BRAND, ssl=trusting) as answer,
    ):
        assert await answer.text() == BRAND_TEXT


# ---- policies


@pytest.mark.parametrize(
    ("profile", "policy", "offered"),
    [
        ("q6135-le", "basic", ["Basic"]),
        ("q6135-le", "digest", ["Digest"]),
        ("q6135-le", "recommended", ["Digest"]),
        ("companion-bullet-le", "basic", ["Basic"]),
        ("companion-bullet-le", "digest", ["Digest"]),
        ("p5512", "basic", ["Basic"]),
        ("p5512", "digest", ["Digest"]),
        ("p5512", "basic_digest", ["Digest", "Basic"]),
    ],
)
def test_a_policy_decides_which_login_works(threaded, profile, policy, offered):
    camera = threaded(profile)
    first = HTTPDigestAuth("root", "pass")
    update = {"action": "update", "Network.HTTP.AuthenticationPolicy": policy}
    assert requests.get(camera.url + PARAM, params=update, auth=first, timeout=60).text == "OK"
    for name, login in (("Digest", HTTPDigestAuth("root", "pass")), ("Basic", HTTPBasicAuth("root", "pass"))):
        answer = requests.get(camera.url + PARAM, params=BRAND, auth=login, timeout=60)
        assert (answer.status_code == 200) is (name in offered), name
    bare = requests.get(camera.url + PARAM, timeout=60)
    assert [line.partition(" ")[0] for line in bare.raw.headers.getlist("WWW-Authenticate")] == offered
    assert bare.headers["WWW-Authenticate"].count(f'realm="AXIS_{camera.device.serial}"') == len(offered)


# ---- MJPEG through HTTP libraries


async def test_aiohttp_reads_the_parts_of_a_stream(start):
    camera = await start(clock="system")
    login = aiohttp.DigestAuthMiddleware("root", "pass")
    url = "/axis-cgi/mjpg/video.cgi?resolution=320x180&fps=25"
    async with aiohttp.ClientSession(camera.url, middlewares=(login,)) as client, client.get(url) as answer:
        reader = aiohttp.MultipartReader.from_response(answer)
        for _ in range(3):
            part = await reader.next()
            assert part.headers["Content-Type"] == "image/jpeg"
            picture = await part.read()
            assert len(picture) == int(part.headers["Content-Length"]) and picture[:2] == b"\xff\xd8"
        answer.close()


@pytest.mark.parametrize("profile", WITH_VIDEO)
def test_requests_reads_a_stream_as_it_comes(threaded, profile):
    camera = threaded(profile)
    login = HTTPDigestAuth("root", "pass")
    with requests.get(f"{camera.url}/axis-cgi/mjpg/video.cgi?fps=10", auth=login, stream=True, timeout=60) as answer:
        received = b""
        for chunk in answer.iter_content(chunk_size=1024):
            received += chunk
            if received.count(b"--myboundary\r\nContent-Type: image/jpeg\r\n") == 3:
                break
    assert received.startswith(b"--myboundary\r\n")


@each_profile
async def test_httpx_leaves_a_stream_in_the_middle(start, profile):
    camera = await start(profile, clock="system")
    login = httpx.DigestAuth("root", "pass")
    async with httpx.AsyncClient(base_url=camera.url, auth=login, timeout=60) as client:
        async with client.stream("GET", "/axis-cgi/mjpg/video.cgi?fps=10") as answer:
            received = b""
            async for chunk in answer.aiter_bytes():
                received += chunk
                if received.count(b"Content-Length: ") == 3:
                    break
        while any(entry.in_flight for entry in camera.journal()):  # noqa: ASYNC110 (the journal is read from outside)
            await asyncio.sleep(0.02)
        assert (await client.get(PARAM, params=BRAND)).text == BRAND_TEXT
