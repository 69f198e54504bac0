"""Request-URIs and Transport headers: tables of text and value."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camsim.wire.rtsp import Lower, Target, Transport, choose, target, transport


@pytest.mark.parametrize(
    ("uri", "expected"),
    [
        ("rtsp://h/a/media.amp", Target("/a/media.amp", authority="h")),
        ("rtsp://h:554/a//media.amp/", Target("/a/media.amp", authority="h:554")),
        ("rtsp://root:p%40ss@h/a?x=1&y=//.|:", Target("/a", "x=1&y=//.|:", authority="h")),
        ("RTSPS://h/a", Target("/a", authority="h", scheme="rtsps")),
        ("http://h:80/a", Target("/a", authority="h:80")),
        ("rtsp://[2001:db8::1]:554/a", Target("/a", authority="[2001:db8::1]:554")),
        ("rtsp://h", Target("/", authority="h")),
        ("rtsp://h?x=1", Target("/", "x=1", authority="h")),
        ("rtsp:///a", Target("/a", authority="own")),
        ("/a?x=1#y", Target("/a", "x=1", authority="own")),
        ("/a/stream=2?x=1", Target("/a", "x=1", 2, "own")),
        ("/a/stream=2/", Target("/a", "", 2, "own")),
        ("/a/trackID=1?x=1", Target("/a", "x=1", 0, "own")),
        ("/a/trackid=0", Target("/a/trackid=0", authority="own")),
        ("/a?x=1/stream=0", Target("/a", "x=1", 0, "own")),
        ("/a/stream=1234", Target("/a/stream=1234", authority="own")),
        ("*", Target("*", authority="own")),
        ("a/b", None),
        ("", None),
    ],
)
def test_targets(uri: str, expected: Target | None):
    assert target.parse(uri, "own") == expected


def test_urls():
    found = target.parse("rtsp://u:p@h:8554/a/stream=1?x=1", "own")
    assert found is not None
    assert (found.url, found.base) == ("rtsp://h:8554/a?x=1", "rtsp://h:8554/a/")
    assert found.track_url("stream=1") == "rtsp://h:8554/a/stream=1?x=1"
    assert found.presentation == Target("/a", "x=1", None, "h:8554")


@given(st.text())
def test_any_text_is_a_target_or_none(uri: str):
    found = target.parse(uri, "own")
    assert found is None or found.any or target.parse(found.url, "own") is not None


UDP = Transport(Lower.UDP, client_port=(5000, 5001))


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("RTP/AVP;unicast;client_port=5000-5001", [UDP]),
        ("RTP/AVP/UDP;unicast;client_port=5000-5001;mode=play", [UDP]),
        ("rtp/avp; unicast; client_port=5000", [UDP]),
        ("RTP/AVP;unicast;client_port=5001-5002", [Transport(Lower.UDP, client_port=(5001, 5002))]),
        ("RTP/AVP;unicast;client_port=5000-5001;destination=198.51.100.1;ttl=3;interleaved=0-1", [UDP]),
        ("RTP/AVP/TCP;unicast;interleaved=4-5", [Transport(Lower.TCP, interleaved=(4, 5))]),
        ("RTP/AVP/TCP;interleaved=4", [Transport(Lower.TCP, interleaved=(4, 5))]),
        ("RTP/AVP/TCP", [Transport(Lower.TCP)]),
        ("RTP/AVP;multicast", [Transport(Lower.UDP, multicast=True)]),
        (
            "RTP/AVP;multicast;destination=239.1.2.3;port=6000-6001;ttl=9",
            [Transport(Lower.UDP, multicast=True, destination="239.1.2.3", port=(6000, 6001), ttl=9)],
        ),
        ("RTP/AVP/TCP;ssrc=1a2B", [Transport(Lower.TCP, ssrc=0x1A2B)]),
        ("RTP/AVP/TCP,RTP/AVP;unicast;client_port=5000-5001", [Transport(Lower.TCP), UDP]),
        ("RTP/SAVP;unicast;client_port=5000-5001", [Transport(Lower.SECURE_UDP, client_port=(5000, 5001))]),
        ("RTP/AVP;unicast", []),
        ("RTP/AVP;unicast;client_port=5000-70000", []),
        ("RTP/AVP;unicast;client_port=0-1", []),
        ("RTP/AVP;unicast;client_port=a-b", []),
        ("RTP/AVP/TCP;interleaved=255", []),
        ("RTP/AVP/TCP;interleaved=0-256", []),
        ("RTP/AVP/TCP;multicast", []),
        ('RTP/AVP/TCP;mode="RECORD"', []),
        ("RAW/RAW", []),
        ("", []),
    ],
)
def test_transports(header: str, expected: list[Transport]):
    assert list(transport.parse(header)) == expected


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Transport(Lower.TCP, interleaved=(0, 1), ssrc=0xEF981600), 'RTP/AVP/TCP;unicast;interleaved=0-1;ssrc=EF981600;mode="PLAY"'),
        (
            Transport(Lower.UDP, client_port=(5001, 5002), server_port=(50000, 50001), ssrc=0xB0BA),
            'RTP/AVP;unicast;client_port=5001-5002;server_port=50000-50001;ssrc=0000B0BA;mode="PLAY"',
        ),
        (
            Transport(Lower.UDP, multicast=True, destination="239.1.2.3", source="192.0.2.1", ttl=5, port=(50000, 50001)),
            'RTP/AVP;multicast;destination=239.1.2.3;source=192.0.2.1;ttl=5;port=50000-50001;mode="PLAY"',
        ),
    ],
)
def test_render(value: Transport, text: str):
    assert value.render() == text


def test_choose():
    offered = transport.parse("RTP/SAVP;client_port=1000-1001,RTP/AVP;multicast,RTP/AVP;client_port=5000-5001,RTP/AVP/TCP")
    assert len(offered) == 4
    assert choose(offered) == offered[1]
    assert choose(offered, multicast=False) == offered[2]
    assert choose(offered, multicast=False, udp=False) == offered[3]
    assert choose(offered, multicast=False, udp=False, tcp=False) is None


@given(st.text(st.sampled_from("RTP/AVCUD;,=-0123456789clientportmulaseqdgx ")))
def test_any_text_is_some_transports(header: str):
    for found in transport.parse(header):
        assert transport.parse(found.render()) == (found,)
