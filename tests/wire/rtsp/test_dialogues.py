"""Whole dialogues byte for byte, in the shapes that were recorded of each generation."""

from __future__ import annotations

from camsim.wire.rtsp import style
from tests.wire.rtsp.client import METADATA, URL, VIDEO, Client, Owner

EVENTS = "rtsp://192.0.2.10/axis-media/media.amp?video=0&audio=0&event=on"


def crlf(text: str) -> bytes:
    """Text as it is on the wire."""
    return text.lstrip("\n").replace("\n", "\r\n").encode()


def test_generation_b_metadata_over_udp_with_digest():
    """As an event client talks: CSeq from 0, the same CSeq in the repetition."""
    owner = Owner(style.B, (METADATA,), password="pass")
    client = Client(owner, EVENTS, "pass")
    client.ask("OPTIONS")
    client.ask("DESCRIBE")
    client.ask(
        "SETUP",
        "rtsp://192.0.2.10/axis-media/media.amp/stream=0?video=0&audio=0&event=on",
        {"Transport": "RTP/AVP;unicast;client_port=45678-45679"},
    )
    client.ask("PLAY")
    session = client.session
    assert len(session) == 16
    assert owner.sent == [
        crlf("""
RTSP/1.0 200 OK
CSeq: 0
Public: OPTIONS, DESCRIBE, GET_PARAMETER, PAUSE, PLAY, SETUP, SET_PARAMETER, TEARDOWN
Server: GStreamer RTSP server
Date: Sat, 12 Dec 2020 10:44:25 GMT

"""),
        crlf("""
RTSP/1.0 401 Unauthorized
CSeq: 1
WWW-Authenticate: Digest realm="AXIS_ACCC8E012345", nonce="0000a1b2Y3141592a0b1c2d3e4f5061728394a5b6c7d8e9f", stale=FALSE
Server: GStreamer RTSP server
Date: Sat, 12 Dec 2020 10:44:25 GMT

"""),
        crlf("""
RTSP/1.0 200 OK
CSeq: 1
Content-Type: application/sdp
Content-Base: rtsp://192.0.2.10/axis-media/media.amp/
Server: GStreamer RTSP server
Date: Sat, 12 Dec 2020 10:44:25 GMT
Content-Length: 443

v=0
o=- 12345678901234567890 1 IN IP4 192.0.2.10
s=Session streamed with GStreamer
i=rtsp-server
t=0 0
a=tool:GStreamer
a=type:broadcast
a=range:npt=now-
a=control:rtsp://192.0.2.10/axis-media/media.amp?video=0&audio=0&event=on
m=application 0 RTP/AVP 98
c=IN IP4 0.0.0.0
a=rtpmap:98 vnd.onvif.metadata/90000
a=ts-refclk:local
a=mediaclk:sender
a=control:rtsp://192.0.2.10/axis-media/media.amp/stream=0?video=0&audio=0&event=on
"""),
        owner.sent[1].replace(b"CSeq: 1", b"CSeq: 2"),
        crlf(f"""
RTSP/1.0 200 OK
CSeq: 2
Transport: RTP/AVP;unicast;client_port=45678-45679;server_port=50000-50001;ssrc=31546000;mode="PLAY"
Server: GStreamer RTSP server
Session: {session};timeout=60
Date: Sat, 12 Dec 2020 10:44:25 GMT

"""),
        owner.sent[1].replace(b"CSeq: 1", b"CSeq: 3"),
        crlf(f"""
RTSP/1.0 200 OK
CSeq: 3
RTP-Info: url=rtsp://192.0.2.10/axis-media/media.amp/stream=0?video=0&audio=0&event=on;seq=13000;rtptime=3800000000
Range: npt=now-
Server: GStreamer RTSP server
Session: {session};timeout=60
Date: Sat, 12 Dec 2020 10:44:25 GMT

"""),
    ]


def test_generation_a():
    """The vendor's own server: no Server header, tracks from 1, a number for a session, its time-out told once."""
    owner = Owner(style.A)
    client = Client(owner)
    client.ask("OPTIONS")
    client.ask("DESCRIBE")
    tracks = [f"rtsp://192.0.2.10/axis-media/media.amp/trackID={n}?videocodec=h264&audio=1" for n in (1, 2)]
    client.ask("SETUP", tracks[0], {"Transport": "RTP/AVP;unicast;client_port=20000-20001"})
    client.ask("SETUP", tracks[1], {"Transport": "RTP/AVP;unicast;client_port=20002-20003"})
    client.ask("PLAY")
    client.ask("PAUSE")
    session = client.session
    assert session.isdigit() and len(session) == 8
    assert [owner.sent[0], *owner.sent[2:]] == [
        crlf("""
RTSP/1.0 200 OK
CSeq: 0
Public: DESCRIBE, GET_PARAMETER, PAUSE, PLAY, SETUP, SET_PARAMETER, TEARDOWN
Date: Sat, 12 Dec 2020 10:44:25 GMT

"""),
        crlf(f"""
RTSP/1.0 200 OK
CSeq: 2
Session: {session}; timeout=60
Transport: RTP/AVP;unicast;client_port=20000-20001;server_port=50000-50001;ssrc=31546000;mode="PLAY"
Date: Sat, 12 Dec 2020 10:44:25 GMT

"""),
        crlf(f"""
RTSP/1.0 200 OK
CSeq: 3
Session: {session}; timeout=60
Transport: RTP/AVP;unicast;client_port=20002-20003;server_port=50002-50003;ssrc=31546001;mode="PLAY"
Date: Sat, 12 Dec 2020 10:44:25 GMT

"""),
        crlf(f"""
RTSP/1.0 200 OK
CSeq: 4
Session: {session}
Range: npt=0.000000-
RTP-Info: url={tracks[0]};seq=13000;rtptime=3800000000,url={tracks[1]};seq=13001;rtptime=3800000000
Date: Sat, 12 Dec 2020 10:44:25 GMT

"""),
        crlf(f"""
RTSP/1.0 200 OK
CSeq: 5
Session: {session}
Date: Sat, 12 Dec 2020 10:44:25 GMT

"""),
    ]
    assert owner.sent[1].startswith(b"RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Type: application/sdp\r\nContent-Base: ")


def test_generation_c_over_tcp():
    owner = Owner(style.C, (VIDEO,))
    client = Client(owner)
    assert client.play().headers.get("Session") == f"{client.session}; timeout=60"
    setup = owner.sent[2].decode().split("\r\n")
    assert setup[2] == 'Transport: RTP/AVP/TCP;unicast;interleaved=0-1;ssrc=31546000;mode="PLAY"'


def test_multicast():
    owner = Owner(style.B, (VIDEO,))
    client = Client(owner)
    client.ask("DESCRIBE")
    answer = client.ask("SETUP", headers={"Transport": "RTP/AVP;multicast;port=6000-6001"})
    assert answer.headers.get("Transport") == 'RTP/AVP;multicast;destination=239.192.0.1;ttl=5;port=50000-50001;mode="PLAY"'


def test_every_answer_is_one_write():
    owner = Owner()
    client = Client(owner)
    client.play()
    assert len(owner.sent) == client._cseq + 1
    assert owner.sent[1].endswith(b"?videocodec=h264&audio=1\r\n")


def test_require_of_an_unknown_option():
    client = Client(Owner())
    answer = client.ask("OPTIONS", headers={"Require": "com.example.known, com.axis.parameters-in-header"})
    assert (answer.status, answer.phrase) == (551, "Option not supported")
    assert answer.headers.get("Unsupported") == "com.axis.parameters-in-header"
    assert client.ask("OPTIONS", headers={"Require": "com.example.known"}).status == 200


def test_paths_only():
    """Clients that leave the host out get absolute URLs."""
    client = Client(Owner(), "/axis-media/media.amp?eventtopic=onvif:Device//.|axis:Foo/Bar")
    answer = client.ask("DESCRIBE")
    assert answer.headers.get("Content-Base") == "rtsp://192.0.2.10/axis-media/media.amp/"
    assert b"a=control:rtsp://192.0.2.10/axis-media/media.amp/stream=0?eventtopic=onvif:Device//.|axis:Foo/Bar\r\n" in answer.body
    assert URL.split("?")[0] in answer.headers.get("Content-Base")


def test_bytes_of_a_query_come_back():
    client = Client(Owner())
    uri = b"/axis-media/media.amp?streamprofile=K\xc3\xbcche"
    (answer,) = client.raw(b"DESCRIBE " + uri + b" RTSP/1.0\r\nCSeq: 1\r\n\r\n")
    assert b"a=control:rtsp://192.0.2.10" + uri + b"\r\n" in answer.body
