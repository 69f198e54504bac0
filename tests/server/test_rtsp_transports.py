"""RTSP by other ways than the dialogue itself: UDP, multicast, inside HTTP, over WebSocket, over TLS."""

from __future__ import annotations

import asyncio
import socket
import ssl
import struct

import aiohttp
import pytest

from camsim.device.parameters import Parameters
from camsim.wire import digest
from camsim.wire.rtp import rtcp
from camsim.wire.rtsp import Frame
from tests.patience import until
from tests.server.rtsp_client import MEDIA, SMALL, PostWriter, RtspClient, sequence, timestamp, until_idle


class Ear(asyncio.DatagramProtocol):
    """A client's UDP port."""

    def __init__(self) -> None:
        self.heard: list[tuple[Frame, tuple[str, int]]] = []
        self.came = asyncio.Event()

    def connection_made(self, transport) -> None:
        self.transport = transport
        self.port = transport.get_extra_info("sockname")[1]

    def datagram_received(self, data: bytes, address) -> None:
        self.heard.append((Frame(0, data), address))
        self.came.set()

    @property
    def frames(self) -> list[Frame]:
        return [frame for frame, _ in self.heard]

    async def until(self, count: int) -> list[Frame]:
        async with asyncio.timeout(10):
            while len(self.heard) < count:
                self.came.clear()
                await self.came.wait()
        return self.frames


@pytest.fixture
async def ears():
    """Two neighbouring UDP ports of a client."""
    loop = asyncio.get_running_loop()
    while True:
        _, rtp = await loop.create_datagram_endpoint(Ear, local_addr=("127.0.0.1", 0))
        try:
            _, control = await loop.create_datagram_endpoint(Ear, local_addr=("127.0.0.1", rtp.port + 1))
            break
        except OSError:
            rtp.transport.close()
    yield rtp, control
    rtp.transport.close()
    control.transport.close()


def udp(rtp: Ear) -> str:
    return f"RTP/AVP;unicast;client_port={rtp.port}-{rtp.port + 1}"


# ---- UDP


async def test_packets_come_from_the_ports_that_were_told(start, connect, ears):
    camera = await start()
    client = await connect(camera)
    rtp, control = ears
    *_, setup, play = await client.play(SMALL, udp(rtp))
    told = setup.headers.get("Transport")
    ports = told.partition("server_port=")[2].partition(";")[0]
    first = int(ports.partition("-")[0])
    assert ports == f"{first}-{first + 1}" and 50000 <= first <= 50998 and first % 2 == 0
    await camera.advance(5.5)
    found = await rtp.until(56)
    assert f"seq={sequence(found[0])};rtptime={timestamp(found[0])}" in play.headers.get("RTP-Info")
    assert [sequence(frame) for frame in found] == [(sequence(found[0]) + n) & 0xFFFF for n in range(len(found))]
    assert {address for _, address in rtp.heard} == {("127.0.0.1", first)}
    reports = await control.until(2)
    assert {address for _, address in control.heard} == {("127.0.0.1", first + 1)}
    assert all(isinstance(rtcp.parse(report.data)[0], rtcp.SenderReport) for report in reports)
    assert camera.state()["rtsp"]["udp"] == 1


async def test_receiver_reports_keep_a_udp_session_alive_and_its_end_says_goodbye(start, connect, ears):
    camera = await start()
    client = await connect(camera)
    rtp, control = ears
    *_, setup, _ = await client.play(SMALL, udp(rtp))
    port = int(setup.headers.get("Transport").partition("server_port=")[2].partition("-")[0]) + 1
    for count in range(1, 4):
        await camera.advance(40.0)
        control.transport.sendto(rtcp.compound((rtcp.ReceiverReport(1),)), ("127.0.0.1", port))
        control.transport.sendto(b"nonsense", ("127.0.0.1", port))
        await until(lambda count=count: camera.state()["rtsp"]["receiver_reports"] == count)
    await camera.advance(61.0)
    await client.ends()
    await until(lambda: isinstance(rtcp.parse(control.frames[-1].data)[-1], rtcp.Bye))
    await until_idle(camera)


def is_free(port: int) -> bool:
    """Whether nobody holds a UDP port."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        try:
            free.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


async def test_each_track_has_its_ports_and_gives_them_back(start, connect):
    camera = await start()
    client = await connect(camera)
    found = await client.set_up(f"{SMALL}&audio=1&event=on", *(f"RTP/AVP;unicast;client_port={n}-{n + 1}" for n in (45100, 45102, 45104)))
    ports = {answer.headers.get("Transport").partition("server_port=")[2].partition("-")[0] for answer in found[1:]}
    assert len(ports) == 3
    assert (await client.ask("TEARDOWN")).status == 200
    for port in ports:
        await until(lambda port=port: is_free(int(port)))


async def test_503_when_no_ports_are_left(start, connect):
    camera = await start()
    for name in ("StartPort", "EndPort"):
        camera.device.organ(Parameters).store(f"Network.RTP.{name}", "50998")
    client = await connect(camera)
    await client.ask("DESCRIBE", f"{MEDIA}?{SMALL}")
    answer = await client.ask("SETUP", f"{MEDIA}/stream=0?{SMALL}", Transport="RTP/AVP;unicast;client_port=45200-45201")
    assert answer.status == 503


# ---- multicast


def member(group: str, port: int) -> socket.socket:
    """A socket that has joined a group on loopback."""
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.bind((group, port))
    made.setsockopt(
        socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, struct.pack("=4s4s", socket.inet_aton(group), socket.inet_aton("127.0.0.1"))
    )
    made.setblocking(False)
    return made


@pytest.mark.parametrize("path", [MEDIA, "/axis-media/ssm/media.amp"])
async def test_a_group_gets_each_packet_once_whatever_the_number_of_sessions(start, connect, path):
    camera = await start()
    first, second = await connect(camera), await connect(camera)
    answers = [(await client.set_up(SMALL, "RTP/AVP;multicast", path=path)) for client in (first, second)]
    told = [answer[1].headers.get("Transport") for answer in answers]
    assert told[0] == told[1] and "RTP/AVP;multicast;destination=239.192.0.1;ttl=5;port=" in told[0]
    if "ssm" in path:
        assert b"a=source-filter: incl IN IP4 239.192.0.1 127.0.0.1" in answers[0][0].body
    port = int(told[0].partition(";port=")[2].partition("-")[0])
    with member("239.192.0.1", port) as ear:
        for client in (first, second):
            assert (await client.ask("PLAY", f"{path}?{SMALL}")).status == 200
        await camera.advance(1.0)
        found = []
        loop = asyncio.get_running_loop()
        while len({packet[4:8] for packet in found}) < 11:
            found.append(await asyncio.wait_for(loop.sock_recv(ear, 2000), 5))
    numbers = [int.from_bytes(packet[2:4], "big") for packet in found]
    assert numbers == [(numbers[0] + n) & 0xFFFF for n in range(len(numbers))]
    assert (await first.ask("TEARDOWN", path)).status == 200
    assert camera.state()["rtsp"]["multicast"] == 1
    assert (await second.ask("TEARDOWN", path)).status == 200
    await until_idle(camera, dialogues=2)


# ---- inside HTTP


def head(method: str, more: str = "", cookie: str = "abc") -> bytes:
    accept = (
        "Accept: application/x-rtsp-tunnelled" if method == "GET" else "Content-Type: application/x-rtsp-tunnelled\r\nContent-Length: 32767"
    )
    return f"{method} {MEDIA} HTTP/1.0\r\nx-sessioncookie: {cookie}\r\n{accept}\r\n{more}\r\n".encode()


async def tunnel(camera, url: str, login: str = "", cookie: str = "abc") -> RtspClient:
    """Opens a tunnel; the HTTP answer to its GET is read."""
    host, _, port = url.rpartition("//")[2].rpartition(":")
    context = None
    if url.startswith("https"):
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    reader, getter = await asyncio.open_connection(host, int(port), ssl=context)
    getter.write(head("GET", login, cookie))
    answer = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 5)
    assert answer.startswith(b"HTTP/1.0 200 OK\r\n") and b"application/x-rtsp-tunnelled" in answer, answer
    _, post = await asyncio.open_connection(host, int(port), ssl=context)
    post.write(head("POST", login, cookie))
    client = RtspClient(reader, PostWriter(post), camera.rtsp_url)
    client.getter = getter
    return client


@pytest.mark.parametrize("door", ["url", "https_url", "rtsp_url"])
@pytest.mark.parametrize("profile", ["p3245-lve", "companion-bullet-le"])
async def test_a_tunnel_on_every_port(start, door, profile):
    camera = await start(profile)
    client = await tunnel(camera, getattr(camera, door))
    await client.play(SMALL)
    await camera.advance(1.0)
    await client.units(11)
    assert camera.state()["rtsp"]["tcp"] == 1
    client.getter.close()
    await until_idle(camera)
    await client.close()


async def test_who_must_log_in_where(start):
    camera = await start()
    parameters = camera.device.organ(Parameters)
    parameters.write("Network.RTSP.AuthenticateRTSPOverHTTP", "no")
    host, _, port = camera.url.rpartition("//")[2].rpartition(":")
    reader, getter = await asyncio.open_connection(host, int(port))
    getter.write(head("GET"))
    refused = (await asyncio.wait_for(reader.read(), 5)).decode()
    assert refused.startswith("HTTP/1.0 401 Unauthorized\r\n")
    getter.close()
    fields = dict(part.split("=", 1) for part in refused.partition("WWW-Authenticate: Digest ")[2].split("\r\n")[0].split(", "))
    realm, nonce = fields["realm"].strip('"'), fields["nonce"].strip('"')

    def login(method: str) -> str:
        response = digest.md5(digest.md5("root", realm, "pass"), nonce, "1", "c", "auth", digest.md5(method, MEDIA))
        more = f'qop=auth, nc=1, cnonce="c", response="{response}"'
        return f'Authorization: Digest username="root", realm="{realm}", nonce="{nonce}", uri="{MEDIA}", {more}\r\n'

    reader, getter = await asyncio.open_connection(host, int(port))
    getter.write(head("GET", login("GET")))
    assert b" 200 " in await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 5)
    _, post = await asyncio.open_connection(host, int(port))
    post.write(head("POST", login("POST")))
    client = RtspClient(reader, PostWriter(post), camera.rtsp_url, user=None)
    await client.play(SMALL)
    await client.packets(1)
    getter.close()
    post.close()


async def test_a_post_may_be_followed_by_another(start):
    camera = await start()
    client = await tunnel(camera, camera.url)
    await client.play(SMALL)
    await client.close()
    host, _, port = camera.url.rpartition("//")[2].rpartition(":")
    _, post = await asyncio.open_connection(host, int(port))
    post.write(head("POST"))
    client.writer = PostWriter(post, piece=7)
    assert (await client.ask("PAUSE")).status == 200
    client.getter.close()
    post.close()


@pytest.mark.parametrize("first", ["POST", "GET"])
async def test_legs_that_have_no_place(start, first):
    camera = await start()
    host, _, port = camera.url.rpartition("//")[2].rpartition(":")
    if first == "GET":
        opened = await tunnel(camera, camera.url)
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(head(first))
    assert (await asyncio.wait_for(reader.read(), 5)).startswith(b"HTTP/1.0 503 ")
    writer.close()
    if first == "GET":
        opened.writer.writer.write(b"!!!!")
        assert await asyncio.wait_for(opened.reader.read(), 5) == b""
        await opened.close()
        opened.getter.close()


# ---- over WebSocket


class SocketReader:
    """What a WebSocket brings, as a stream."""

    def __init__(self, web: aiohttp.ClientWebSocketResponse) -> None:
        self.web = web

    async def read(self, count: int) -> bytes:
        message = await self.web.receive()
        return message.data if message.type is aiohttp.WSMsgType.BINARY else b""


class SocketWriter:
    """Sends each request as one message."""

    def __init__(self, web: aiohttp.ClientWebSocketResponse) -> None:
        self.web = web
        self.pending = b""

    def write(self, data: bytes) -> None:
        self.pending += data

    async def drain(self) -> None:
        data, self.pending = self.pending, b""
        await self.web.send_bytes(data)


async def token_of(camera, client) -> str:
    answer = await client(camera).get("/axis-cgi/rtspwssession.cgi")
    assert answer.headers["Content-Type"].startswith("text/plain")
    return answer.text.strip()


async def test_rtsp_over_websocket_with_a_token(start, client):
    camera = await start()
    url = f"{camera.url}/rtsp-over-websocket?rtspwssession={await token_of(camera, client)}"
    async with aiohttp.ClientSession() as web, web.ws_connect(url, protocols=["binary"]) as pipe:
        assert pipe.protocol == "binary"
        player = RtspClient(SocketReader(pipe), SocketWriter(pipe), camera.rtsp_url, user=None)
        await player.play(SMALL)
        await camera.advance(1.0)
        await player.units(11)
        assert camera.state()["rtsp"]["dialogues"] == 1
        assert camera.verify(path="/rtsp-over-websocket", times=1)
    await until_idle(camera)


async def test_a_websocket_needs_a_token_that_is_fresh_or_a_login(start, client):
    camera = await start()
    token = await token_of(camera, client)
    url = f"{camera.url}/rtsp-over-websocket"
    async with aiohttp.ClientSession() as web:
        for query in ("", "?rtspwssession=", "?rtspwssession=nonsense"):
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                await web.ws_connect(url + query)
            assert refused.value.status == 401
        await camera.advance(16)
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await web.ws_connect(f"{url}?rtspwssession={token}")
    middleware = aiohttp.DigestAuthMiddleware("root", "pass")
    async with aiohttp.ClientSession(middlewares=(middleware,)) as web, web.ws_connect(url) as pipe:
        player = RtspClient(SocketReader(pipe), SocketWriter(pipe), camera.rtsp_url, user=None)
        assert (await player.ask("DESCRIBE", f"{MEDIA}?{SMALL}")).status == 200


async def test_a_reboot_closes_websockets(start, client):
    camera = await start()
    url = f"{camera.url}/rtsp-over-websocket?rtspwssession={await token_of(camera, client)}"
    async with aiohttp.ClientSession() as web, web.ws_connect(url) as pipe:
        player = RtspClient(SocketReader(pipe), SocketWriter(pipe), camera.rtsp_url, user=None)
        await player.play(SMALL)
        camera.reboot()
        await camera.advance(1.0)
        await player.ends()
    await until_idle(camera)


async def test_old_devices_have_no_websocket(start, client):
    camera = await start("p5512")
    assert (await client(camera).get("/rtsp-over-websocket")).status_code == 404
    assert (await client(camera).get("/axis-cgi/rtspwssession.cgi")).status_code == 404


# ---- over TLS


async def test_rtsps(start):
    camera = await start(rtsps=True)
    assert camera.describe()["rtsps"] == camera.rtsps_url
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    host, _, port = camera.rtsps_url.rpartition("//")[2].rpartition(":")
    reader, writer = await asyncio.open_connection(host, int(port), ssl=context)
    client = RtspClient(reader, writer, camera.rtsps_url)
    await client.play(SMALL)
    await camera.advance(1.0)
    await client.units(11)
    writer.close()
    await until_idle(camera)
