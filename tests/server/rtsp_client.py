"""A small RTSP client on any byte pipe: asks, answers challenges, and collects interleaved packets."""

from __future__ import annotations

import asyncio
import base64
import itertools
from dataclasses import dataclass, field
from typing import Any

from camsim.wire import digest
from camsim.wire.rtp import rtcp
from camsim.wire.rtsp import Frame, Headers, Request, Response
from camsim.wire.rtsp.parser import Parser

MEDIA = "/axis-media/media.amp"
SMALL = "resolution=320x180&fps=10"


@dataclass
class RtspClient:
    """One dialogue. `user` None: never logs in."""

    reader: asyncio.StreamReader
    writer: Any
    base: str
    user: str | None = "root"
    password: str = "pass"
    frames: list[Frame] = field(default_factory=list)
    responses: int = 0
    session: str = ""
    _challenge: tuple[str, str] | None = None
    _parser: Parser = field(default_factory=Parser)
    _count: Any = field(default_factory=lambda: itertools.count(1))

    @classmethod
    async def connect(cls, camera: Any, **options: Any) -> RtspClient:
        """Connects to a camera's RTSP port."""
        host, _, port = camera.rtsp_url.removeprefix("rtsp://").rpartition(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        return cls(reader, writer, camera.rtsp_url, **options)

    # ---- asking

    async def ask(self, method: str, path: str = MEDIA, body: bytes = b"", **headers: str) -> Response:
        """Asks, and once more with a login after a challenge."""
        answer = await self.ask_once(method, path, body, **headers)
        if answer.status == 401 and self.user is not None:
            first = answer.headers.get("WWW-Authenticate")
            fields = dict(part.split("=", 1) for part in first.partition(" ")[2].split(", "))
            self._challenge = fields["realm"].strip('"'), fields["nonce"].strip('"')
            answer = await self.ask_once(method, path, body, **headers)
        return answer

    async def ask_once(self, method: str, path: str = MEDIA, body: bytes = b"", **headers: str) -> Response:
        """Asks, without trying again."""
        await self.send(method, path, body, **headers)
        return await self.response()

    async def send(self, method: str, path: str = MEDIA, body: bytes = b"", **headers: str) -> None:
        """Sends a request and waits for nothing."""
        uri = path if "://" in path or path == "*" else self.base + path
        lines = {"CSeq": str(next(self._count)), **{name.replace("_", "-"): value for name, value in headers.items()}}
        if self.session and "Session" not in lines:
            lines["Session"] = self.session
        if self._challenge is not None and self.user is not None and "Authorization" not in lines:
            lines["Authorization"] = self.authorization(method, uri)
        self.writer.write(Request(method, uri, Headers(tuple(lines.items())), body).render())
        await self.writer.drain()

    def authorization(self, method: str, uri: str) -> str:
        """A digest answer of the old kind."""
        assert self._challenge is not None and self.user is not None
        realm, nonce = self._challenge
        response = digest.md5(digest.md5(self.user, realm, self.password), nonce, digest.md5(method, uri))
        return f'Digest username="{self.user}", realm="{realm}", nonce="{nonce}", uri="{uri}", response="{response}"'

    async def response(self) -> Response:
        """The next response; packets before it are kept."""
        while True:
            item = await self.item()
            if isinstance(item, Response):
                self.responses += 1
                return item

    async def item(self) -> Any:
        """The next response or packet. Raises EOFError at the end."""
        while (item := self._parser.next()) is None:
            data = await asyncio.wait_for(self.reader.read(65536), 10)
            if not data:
                raise EOFError
            self._parser.feed(data)
        if isinstance(item, Frame):
            self.frames.append(item)
        return item

    async def packets(self, count: int, channel: int = 0) -> list[Frame]:
        """Reads until there are so many packets on a channel."""
        while len(found := [frame for frame in self.frames if frame.channel == channel]) < count:
            await self.item()
        return found

    async def units(self, count: int, channel: int = 0) -> list[list[Frame]]:
        """Reads until there are so many access units on a channel, the last one whole."""
        while True:
            found: dict[int, list[Frame]] = {}
            for frame in self.frames:
                if frame.channel == channel:
                    found.setdefault(timestamp(frame), []).append(frame)
            whole = [unit for unit in found.values() if unit[-1].data[1] & 0x80]
            if len(whole) >= count:
                return whole
            await self.item()

    async def ends(self) -> None:
        """Reads until the camera closes the connection."""
        try:
            while True:
                await self.item()
        except (EOFError, ConnectionError):
            return

    # ---- whole dialogues

    async def set_up(self, query: str = "", *transports: str, path: str = MEDIA) -> list[Response]:
        """DESCRIBE and a SETUP for each transport given, TCP for one track where none is."""
        target = f"{path}?{query}" if query else path
        described = await self.ask("DESCRIBE", target, Accept="application/sdp")
        assert described.status == 200, described
        found = [described]
        controls = [line.removeprefix(b"a=control:").decode() for line in described.body.split(b"\r\n") if line.startswith(b"a=control:")]
        for control, transport in zip(controls[1:], transports or ("RTP/AVP/TCP;unicast;interleaved=0-1",), strict=False):
            answer = await self.ask("SETUP", control, Transport=transport)
            assert answer.status == 200, answer
            self.session = answer.headers.get("Session").partition(";")[0]
            found.append(answer)
        return found

    async def play(self, query: str = "", *transports: str, path: str = MEDIA) -> list[Response]:
        """Sets up and plays."""
        found = await self.set_up(query, *transports, path=path)
        answer = await self.ask("PLAY", f"{path}?{query}" if query else path)
        assert answer.status == 200, answer
        return [*found, answer]

    def reports(self, channel: int = 1) -> list[Any]:
        """The RTCP packets that came on a channel."""
        return [packet for frame in self.frames if frame.channel == channel for packet in rtcp.parse(frame.data)]

    async def close(self) -> None:
        """Leaves."""
        self.writer.close()


class PostWriter:
    """Writes into a POST of a tunnel: base64 in pieces, each with its own padding."""

    def __init__(self, writer: asyncio.StreamWriter, piece: int = 57) -> None:
        self.writer = writer
        self.piece = piece

    def write(self, data: bytes) -> None:
        for start in range(0, len(data), self.piece):
            self.writer.write(base64.b64encode(data[start : start + self.piece]))

    async def drain(self) -> None:
        await self.writer.drain()

    def close(self) -> None:
        self.writer.close()


def sequence(frame: Frame) -> int:
    """Sequence number of an RTP packet."""
    return int.from_bytes(frame.data[2:4], "big")


def timestamp(frame: Frame) -> int:
    """RTP time stamp."""
    return int.from_bytes(frame.data[4:8], "big")


async def until_idle(camera, **but: int) -> None:
    """Nothing of RTSP is left, and no stream."""
    for _ in range(200):
        state = camera.state()
        live = {name: state["rtsp"][name] for name in ("sessions", "playing", "dialogues", "tcp", "udp", "multicast")}
        if live == {**dict.fromkeys(live, 0), **but} and not state["streams"]:
            return
        await asyncio.sleep(0.01)
    raise AssertionError((live, state["streams"]))
