"""The upload dialect: parts in order, sizes, hostile multipart bodies; bounded in size, parts and headers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st

from camsim.contract.access import Access
from camsim.contract.api import Api
from camsim.contract.call import Call
from camsim.contract.errors import MissingError
from camsim.contract.results import Text
from camsim.server.dialects import upload
from tests.server.target import FEW, Target

pytestmark = pytest.mark.filterwarnings("ignore::aiohttp.multipart.BadContentDispositionHeader")

PATH = "/axis-cgi/taker.cgi"


def taker() -> Api:
    """An API that tells what it was sent."""
    made = Api(
        title="Taker",
        page="taker",
        access=Access.ANONYMOUS,
        problem=lambda call, error: Text(f"Error: {type(error).__name__} {error.subject}"),
    )

    @made.upload(PATH)
    def take(call: Call, must: str = "") -> Text:
        if must == "yes" and not call.parts:
            raise MissingError(subject="parts")
        return Text("|".join(f"{part.name},{part.filename},{part.size},{part.file.read(20)!r}" for part in call.parts))

    return made


@pytest_asyncio.fixture
async def send(start: Any) -> AsyncIterator[Callable[..., Any]]:
    """Sends a multipart body of boundary x; returns status and text."""
    camera = await start()
    camera.registry.surface  # noqa: B018
    for endpoint in taker().endpoints:
        from camsim.contract.registry import Route

        camera.registry.surface[PATH] = Route(PATH, [endpoint])
    port = int(camera.url.rpartition(":")[2])

    async def one(body: bytes, kind: str = "multipart/form-data; boundary=x", query: str = "") -> tuple[int, str]:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        head = f"POST {PATH}{query} HTTP/1.1\r\nHost: c\r\nConnection: close\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
        writer.write(head.encode("latin-1") + body)
        raw = await asyncio.wait_for(reader.read(), 10)
        writer.close()
        await writer.wait_closed()
        return int(raw.split()[1]), raw.partition(b"\r\n\r\n")[2].decode("latin-1")

    yield one


def part(name: str, content: bytes, filename: str = "", *headers: str) -> bytes:
    more = f'; filename="{filename}"' if filename else ""
    lines = [f'Content-Disposition: form-data; name="{name}"{more}', *headers]
    return b"--x\r\n" + "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + content + b"\r\n"


async def test_parts_keep_their_order(send):
    body = part("b", b"two", "b.bin") + part("a", b"") + part("b", b"x--x is no boundary", "c.bin") + b"--x--\r\n"
    assert await send(body) == (200, "b,b.bin,3,b'two'|a,,0,b''|b,c.bin,19,b'x--x is no boundary'")


@pytest.mark.parametrize(
    ("filename", "shown"),
    [("../../etc/passwd", "passwd"), ("C:\\\\fw\\\\a.bin", "a.bin"), ("a/b/", ""), ("x" * 400, "x" * 255), ("Gr\xf6\xdfe", "Gre")],
)
async def test_hostile_file_names_are_only_shown(send, filename, shown):
    assert await send(part("f", b"1", filename) + b"--x--\r\n") == (200, f"f,{shown},1,b'1'")


async def test_no_body_has_no_parts(send):
    assert await send(b"") == (200, "")


async def test_a_part_without_a_name_or_headers_is_a_part(send):
    assert await send(b"--x\r\n\r\nbare\r\n--x\r\nContent-Type: a/b\r\n\r\nmore\r\n--x--\r\n") == (200, ",,4,b'bare'|,,4,b'more'")


async def test_the_handlers_own_errors_are_the_apis(send):
    assert await send(b"--x--\r\n", query="?must=yes") == (200, "Error: MissingError parts")


@pytest.mark.parametrize(
    "body",
    [
        b"nothing",
        b"--y\r\n\r\na\r\n--y--\r\n",
        part("a", b"b"),
        part("a", b"b") + b"--x",
        b"--x\r\nnonsense\r\n\r\na\r\n--x--\r\n",
        b"--x\r\n" + b"A: b\r\n" * 100 + b"\r\na\r\n--x--\r\n",
        b"--x\r\nA: " + b"b" * 10000 + b"\r\n\r\na\r\n--x--\r\n",
        b"\n" * 5000,
        b"--x\r\nContent-Type: multipart/mixed; boundary=y\r\n\r\n--y\r\n\r\na\r\n--y--\r\n--x--\r\n",
        part("a", b"") * 40 + b"--x--\r\n",
    ],
)
async def test_what_is_no_multipart_body_is_the_apis_error(send, body):
    assert await send(body) in [(200, "Error: OutOfRangeError body"), (200, "a,,1,b'b'")]


@pytest.mark.parametrize(
    "kind",
    [
        "",
        "text/plain",
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=" + "x" * 80,
        "multipart/form-data; boundary=\xff",
        "multipart",
        ";;",
    ],
)
async def test_a_content_type_that_tells_no_boundary_is_the_apis_error(send, kind):
    assert await send(part("a", b"b") + b"--x--\r\n", kind) == (200, "Error: OutOfRangeError body")


async def test_what_is_too_large_is_413(send, monkeypatch):
    monkeypatch.setattr(upload, "LARGEST_UPLOAD", 100_000)
    assert (await send(part("a", b"z" * 50_000) + b"--x--\r\n"))[0] == 200
    assert (await send(part("a", b"z" * 200_000) + b"--x--\r\n"))[0] == 413


async def test_no_room_is_the_apis_error(send, monkeypatch):
    def full(size: int) -> Any:
        raise OSError(28, "no space")

    monkeypatch.setattr(upload.tempfile, "SpooledTemporaryFile", full)
    assert await send(part("a", b"b") + b"--x--\r\n") == (200, "Error: FullError body")


async def test_a_large_part_is_whole(send):
    content = bytes(range(256)) * 20_000
    status, text = await send(part("a", content) + b"--x--\r\n")
    assert status == 200 and text.startswith(f"a,,{len(content)},")


_pieces = st.lists(
    st.sampled_from(
        [b"--x", b"\r\n", b"--", b"Content-Disposition: form-data", b'; name="a"', b"; filename*=utf-8''%ff", b"Content-Length: 5", b": "]
    )
    | st.sampled_from(
        [b"Content-Transfer-Encoding: base64", b"Content-Type: multipart/mixed", b"_charset_", b"\r\n\r\n", b"\xff", b"=" * 100]
    )
    | st.binary(max_size=10),
    max_size=25,
)


@FEW
@given(pieces=_pieces)
def test_random_multipart_bodies(target: Target, pieces: list[bytes]):
    before = target.dump()
    answer = target.ask("POST", "/axis-cgi/firmwareupgrade.cgi", b"".join(pieces) or b"x", "Content-Type: multipart/form-data; boundary=x")
    target.assert_quiet()
    assert answer.status in (200, 400)
    if answer.is_error:
        assert target.dump() == before
