"""Session descriptions of the three generations, line by line."""

from __future__ import annotations

from dataclasses import replace

import pytest

from camsim.wire.rtp.av1 import Sequence
from camsim.wire.rtsp import Description, Group, MediaDescription, Style, Target, codecs, describe, style
from camsim.wire.rtsp.sdp import HALF_TURN, IDENTITY, Matrix
from tests.wire.rtsp.client import AUDIO, METADATA, VIDEO

TARGET = Target("/axis-media/media.amp", "videocodec=h264&resolution=640x360&fps=10", authority="192.0.2.10")
URL = "rtsp://192.0.2.10/axis-media/media.amp"
QUERY = "?videocodec=h264&resolution=640x360&fps=10"
UNIT = "1.000000,0.000000,0.000000;0.000000,1.000000,0.000000;0.000000,0.000000,1.000000"


def lines(style: Style, *media: MediaDescription, **more: object) -> list[str]:
    """The lines of a description; each must end with CRLF."""
    text = describe(replace(Description(TARGET, "192.0.2.10", 12345, media), **more), style)
    assert text.endswith("\r\n") and "\n" not in text.replace("\r\n", "")
    return text.split("\r\n")[:-1]


def track(style: Style, media: MediaDescription) -> list[str]:
    """The lines of one track."""
    found = lines(style, media)
    return found[next(i for i, line in enumerate(found) if line.startswith("m=")) :]


def test_generation_c():
    assert lines(style.C, replace(VIDEO, sensor_transform=HALF_TURN)) == [
        "v=0",
        "o=- 12345 1 IN IP4 192.0.2.10",
        "s=Session streamed with GStreamer",
        "i=rtsp-server",
        "t=0 0",
        "a=tool:GStreamer",
        "a=type:broadcast",
        "a=range:npt=now-",
        f"a=control:{URL}{QUERY}",
        "m=video 0 RTP/AVP 96",
        "c=IN IP4 0.0.0.0",
        "b=AS:50000",
        "a=rtpmap:96 H264/90000",
        "a=framerate:10",
        "a=fmtp:96 packetization-mode=1;sprop-parameter-sets=Z2QAKa0AxSAo,aO48sA==;profile-level-id=640029;level-asymmetry-allowed=1",
        "a=ts-refclk:local",
        "a=mediaclk:sender",
        "a=ssrc:3000000001 cname:user4000000001@host-0a1b2c3d",
        "a=x-onvif-track:VIDEO000",
        "a=recvonly",
        f"a=control:{URL}/stream=0{QUERY}",
        f"a=transform:{UNIT}",
        "a=x-sensor-transform:-1.000000,0.000000,0.000000;0.000000,-1.000000,0.000000;0.000000,0.000000,1.000000",
    ]


def test_generation_b():
    found = lines(style.B, VIDEO, AUDIO, METADATA)
    assert found[:9] == lines(style.C, VIDEO)[:9]
    assert found[9:] == [
        "m=video 0 RTP/AVP 96",
        "c=IN IP4 0.0.0.0",
        "b=AS:50000",
        "a=rtpmap:96 H264/90000",
        "a=fmtp:96 packetization-mode=1;sprop-parameter-sets=Z2QAKa0AxSAo,aO48sA==;profile-level-id=640029",
        "a=ts-refclk:local",
        "a=mediaclk:sender",
        f"a=control:{URL}/stream=0{QUERY}",
        "a=framerate:10.000000",
        f"a=transform:{UNIT}",
        "m=audio 0 RTP/AVP 97",
        "c=IN IP4 0.0.0.0",
        "b=AS:32",
        "a=rtpmap:97 MPEG4-GENERIC/16000/1",
        "a=fmtp:97 streamtype=5;profile-level-id=2;mode=AAC-hbr;config=1408;sizeLength=13;indexlength=3;indexdeltalength=3;bitrate=32000",
        "a=ts-refclk:local",
        "a=mediaclk:sender",
        f"a=control:{URL}/stream=1{QUERY}",
        "m=application 0 RTP/AVP 98",
        "c=IN IP4 0.0.0.0",
        "a=rtpmap:98 vnd.onvif.metadata/90000",
        "a=ts-refclk:local",
        "a=mediaclk:sender",
        f"a=control:{URL}/stream=2{QUERY}",
    ]


def test_generation_a():
    assert lines(style.A, VIDEO, AUDIO) == [
        "v=0",
        "o=- 12345 12345 IN IP4 192.0.2.10",
        "s=Media Presentation",
        "e=NONE",
        "c=IN IP4 0.0.0.0",
        "b=AS:50032",
        "t=0 0",
        f"a=control:{URL}{QUERY}",
        "a=range:npt=0.000000-",
        "m=video 0 RTP/AVP 96",
        "b=AS:50000",
        "a=framerate:10.0",
        f"a=transform:{UNIT}",
        f"a=control:{URL}/trackID=1{QUERY}",
        "a=rtpmap:96 H264/90000",
        "a=fmtp:96 packetization-mode=1; profile-level-id=640029; sprop-parameter-sets=Z2QAKa0AxSAo,aO48sA==",
        "m=audio 0 RTP/AVP 97",
        "b=AS:32",
        f"a=control:{URL}/trackID=2{QUERY}",
        "a=rtpmap:97 MPEG4-GENERIC/16000/1",
        "a=fmtp:97 profile-level-id=15; mode=AAC-hbr;config=1408; SizeLength=13; IndexLength=3;IndexDeltaLength=3; Profile=1; "
        "bitrate=32000;",
    ]


def test_jpeg_of_generation_a():
    assert track(style.A, MediaDescription(codecs.JPEG, size=(640, 480))) == [
        "m=video 0 RTP/AVP 26",
        "b=AS:50000",
        "a=framesize:26 640-480",
        f"a=control:{URL}/trackID=1{QUERY}",
    ]


# VPS, SPS and PPS of a main profile, main tier, level 4.1 stream; zeros in the SPS are escaped.
H265 = codecs.H265(
    bytes.fromhex("40010c01ffff"), bytes.fromhex("420101016000000300b0000003000003007b" + "a003c08010e5"), bytes.fromhex("4401c172")
)


@pytest.mark.parametrize(
    ("codec", "expected"),
    [
        (
            H265,
            [
                "m=video 0 RTP/AVP 96",
                "b=AS:20000",
                "a=rtpmap:96 H265/90000",
                "a=fmtp:96 sprop-vps=QAEMAf//;sprop-sps=QgEBAWAAAAMAsAAAAwAAAwB7oAPAgBDl;sprop-pps=RAHBcg==;"
                "profile-id=1;tier-flag=0;level-id=123",
            ],
        ),
        (codecs.H265(b"", b"", b""), ["m=video 0 RTP/AVP 96", "b=AS:20000", "a=rtpmap:96 H265/90000"]),
        (
            codecs.av1(Sequence(0, 8, False, 1920, 1080)),
            ["m=video 0 RTP/AVP 96", "b=AS:20000", "a=rtpmap:96 AV1/90000", "a=fmtp:96 profile=0;level-idx=8;tier=0"],
        ),
        (codecs.JPEG, ["m=video 0 RTP/AVP 26", "b=AS:50000", "a=rtpmap:26 JPEG/90000"]),
        (codecs.PCMU, ["m=audio 0 RTP/AVP 0", "b=AS:64", "a=rtpmap:0 PCMU/8000"]),
        (codecs.PCMA, ["m=audio 0 RTP/AVP 8", "b=AS:64", "a=rtpmap:8 PCMA/8000"]),
        (codecs.g726(32), ["m=audio 0 RTP/AVP 97", "b=AS:32", "a=rtpmap:97 G726-32/8000"]),
        (codecs.opus(32000), ["m=audio 0 RTP/AVP 97", "b=AS:32", "a=rtpmap:97 OPUS/48000/2", "a=fmtp:97 sprop-stereo=0"]),
        (codecs.l16(16000), ["m=audio 0 RTP/AVP 97", "b=AS:256", "a=rtpmap:97 L16/16000/1"]),
        (codecs.METADATA, ["m=application 0 RTP/AVP 98", "a=rtpmap:98 vnd.onvif.metadata/90000"]),
    ],
)
def test_codecs(codec: codecs.Codec, expected: list[str]):
    found = [line for line in track(style.C, MediaDescription(codec)) if line[:7] in ("a=rtpma", "a=fmtp:") or line[0] in "mb"]
    assert found[: len(expected)] == expected


def test_tracks_of_one_kind_are_counted():
    found = track(style.C, replace(AUDIO, onvif_number=1))
    assert "a=x-onvif-track:AUDIO001" in found
    assert "a=ssrc:3000000002 cname:user4000000001@host-0a1b2c3d" in found


@pytest.mark.parametrize(("rate", "config"), [(8000, "1588"), (16000, "1408"), (32000, "1288"), (44100, "1208"), (48000, "1188")])
def test_aac_config(rate: int, config: str):
    assert codecs.Aac(rate, 32000).config.hex() == config
    assert codecs.Aac(48000, 64000, 2).config.hex() == "1190"


def test_framerates():
    assert "a=framerate:12.5" in track(style.C, replace(VIDEO, framerate=12.5))
    assert "a=framerate:29.970030" in track(style.B, replace(VIDEO, framerate=30000 / 1001))
    assert "a=framerate:30.0" in track(style.A, replace(VIDEO, framerate=30))


def test_transforms():
    quarter: Matrix = (0, -1, 0, 1, 0, 0, 0, 0, 1)
    assert VIDEO.transform == IDENTITY
    found = track(style.B, replace(VIDEO, transform=quarter))
    assert found[-1] == "a=transform:0.000000,-1.000000,0.000000;1.000000,0.000000,0.000000;0.000000,0.000000,1.000000"


def test_source_specific_multicast():
    group = Group("239.194.168.96")
    one = lines(style.B, replace(VIDEO, group=group), source_filter=True)
    assert one[4:11] == [
        "c=IN IP4 239.194.168.96/5",
        "t=0 0",
        "a=tool:GStreamer",
        "a=type:broadcast",
        "a=range:npt=now-",
        f"a=control:{URL}{QUERY}",
        "a=source-filter: incl IN IP4 239.194.168.96 192.0.2.10",
    ]
    assert one[11:13] == ["m=video 0 RTP/AVP 96", "b=AS:50000"]
    two = lines(style.C, replace(VIDEO, group=Group("239.1.1.1", 40000, 7)), replace(AUDIO, group=group), source_filter=True)
    assert two[9] == "a=source-filter: incl IN IP4 * 192.0.2.10"
    assert two[10:12] == ["m=video 40000 RTP/AVP 96", "c=IN IP4 239.1.1.1/7"]
    assert "c=IN IP4 239.194.168.96/5" in two
    old = lines(style.A, replace(VIDEO, group=group), source_filter=True)
    assert old[4] == "c=IN IP4 239.194.168.96/5" and "a=source-filter: incl IN IP4 239.194.168.96 192.0.2.10" in old


def test_recordings_and_other_addresses():
    found = lines(style.B, VIDEO, range="npt=0.000-12.500", address="2001:db8::1")
    assert "a=range:npt=0.000-12.500" in found
    assert found[1] == "o=- 12345 1 IN IP6 2001:db8::1"
