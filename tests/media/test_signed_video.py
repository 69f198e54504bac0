"""Signed video: a verifier that knows nothing of ours accepts what streams carry, and finds a wrong bit, picture or order."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from camsim.device.parameters import Parameters
from camsim.media.signing import Identity, signatory
from camsim.wire.signed_video import MOST_HASHES, Product, Signer, escaped
from tests.apis import live
from tests.media.verifier import verify

CODECS = {"h264": False, "h265": True}
START = b"\0\0\0\1"
PRODUCT = Product("70a", "11.11", "B8A44F000001", "Test", "http://example.com")

each_codec = pytest.mark.parametrize("codec", CODECS)


def stream_of(watch: live.Watch) -> bytes:
    sets = b"".join(START + one for one in watch.units[0].parameter_sets)
    return sets + b"".join(unit.payload for unit in watch.units)


def units(stream: bytes) -> list[bytes]:
    return [unit for unit in re.split(rb"\x00\x00\x00\x01", stream) if unit]


def joined(parts: list[bytes]) -> bytes:
    return b"".join(START + part for part in parts)


def pictures(parts: list[bytes], hevc: bool) -> list[int]:
    """Places of the slices."""
    return [place for place, unit in enumerate(parts) if (unit[0] >> 1 & 63 in (1, 19, 20) if hevc else unit[0] & 31 in (1, 5))]


@pytest.fixture
async def signed(start):
    """A signed stream of five groups of five pictures, and its kind."""

    async def one(codec: str, **arguments: object) -> tuple[list[bytes], bool]:
        camera = await start("q6135-le")
        watch = await live.watched(camera, 2.6, **{"videosigned": 1, "videokeyframeinterval": 5, "videocodec": codec, **arguments})
        return units(stream_of(watch)), CODECS[codec]

    return one


@each_codec
async def test_the_verifier_accepts_every_group(start, codec):
    camera = await start("q6135-le")
    watch = await live.watched(camera, 2.6, videosigned=1, videokeyframeinterval=5, videocodec=codec)
    found = verify(stream_of(watch), hevc=CODECS[codec])
    assert [gop.number for gop in found] == [1, 2, 3, 4, 5]
    assert [gop.marks for gop in found] == ["....."] * 5 and all(gop.authentic for gop in found)
    assert found[0].product == ["9A1", "12.9.57", camera.device.serial, "AXIS", "https://www.axis.com"]
    assert {gop.key for gop in found} == {found[0].key}
    assert [(gop.begin, gop.end) for gop in found] == [
        (round(one.time * 1e6), round(other.time * 1e6)) for one, other in pairwise(unit for unit in watch.units if unit.key)
    ]


@each_codec
async def test_a_flipped_bit_is_found(signed, codec):
    parts, hevc = await signed(codec)
    for place in (pictures(parts, hevc)[0], pictures(parts, hevc)[7]):
        wrong = list(parts)
        wrong[place] = wrong[place][:-20] + bytes((wrong[place][-20] ^ 0x10,)) + wrong[place][-19:]
        found = verify(joined(wrong), hevc=hevc)
        marks = "".join(gop.marks for gop in found)
        at_fault = pictures(parts, hevc).index(place)
        assert marks[at_fault] == "N", marks
        assert [gop.authentic for gop in found].count(False) == 1
        expected = "N" * 5 if at_fault == 0 else ".." + "N" + ".."
        assert found[at_fault // 5].marks == expected, "with its intra picture a group loses what its hashes refer to"


@each_codec
async def test_a_dropped_picture_is_found(signed, codec):
    parts, hevc = await signed(codec)
    del parts[pictures(parts, hevc)[8]]
    assert [gop.marks for gop in verify(joined(parts), hevc=hevc)] == [".....", "...M.", ".....", ".....", "....."]


@each_codec
async def test_pictures_in_another_order_are_found(signed, codec):
    parts, hevc = await signed(codec)
    one, other = pictures(parts, hevc)[6:8]
    parts[one], parts[other] = parts[other], parts[one]
    found = verify(joined(parts), hevc=hevc)
    assert [gop.authentic for gop in found] == [True, False, True, True, True] and "E" in found[1].marks


@each_codec
async def test_a_dropped_group_is_found(signed, codec):
    parts, hevc = await signed(codec)
    sei = [place for place, unit in enumerate(parts) if b"Signed Video...0" in unit[:60]]
    found = verify(joined(parts[: sei[1]] + parts[sei[2] :]), hevc=hevc)
    assert [gop.number for gop in found] == [1, 3, 4, 5] and not found[1].authentic
    removed = verify(joined(parts[: sei[1] + 1] + parts[sei[2] + 1 :]), hevc=hevc)
    assert not removed[2].linked


@each_codec
async def test_a_changed_document_is_found(signed, codec):
    parts, hevc = await signed(codec)
    place = next(place for place, unit in enumerate(parts) if b"Signed Video...0" in unit[:60])
    parts[place] = parts[place].replace(b"AXIS", b"AXIZ")
    assert [gop.signature for gop in verify(joined(parts), hevc=hevc)] == [False, True, True, True, True]


async def test_parameter_and_argument(start, client):
    camera = await start("q6135-le", users="root:pass:admin,op:op:operator,eye:eye:viewer")
    name = "Image.I0.MPEG.SignedVideo.Enabled"
    listed = await client(camera, "eye", "eye").get(f"/axis-cgi/param.cgi?action=list&group=root.{name}")
    assert listed.text == f"root.{name}=no\n"
    refused = await client(camera, "op", "op").get(f"/axis-cgi/param.cgi?action=update&{name}=yes")
    assert refused.text != "OK" and camera.device.organ(Parameters).text(name) == "no"
    plain = await live.watched(camera, 1, videokeyframeinterval=5)
    assert (await client(camera).get(f"/axis-cgi/param.cgi?action=update&{name}=yes")).text == "OK"
    default = await live.watched(camera, 1, videokeyframeinterval=5)
    refused = await live.watched(camera, 1, videokeyframeinterval=5, videosigned=0)
    assert [b"Signed Video...0" in stream_of(one) for one in (plain, default, refused)] == [False, True, False]
    assert plain.key == refused.key != default.key


async def test_devices_without_the_parameter_do_not_sign(start):
    camera = await start()
    assert b"Signed Video...0" not in stream_of(await live.watched(camera, 1, videokeyframeinterval=5, videosigned=1))


async def test_equal_cameras_sign_alike_and_others_with_another_key(start):
    streams = [
        stream_of(await live.watched(await start("q6135-le", seed=seed), 1, videosigned=1, videokeyframeinterval=5)) for seed in (1, 1, 2)
    ]
    assert streams[0] == streams[1]
    assert verify(streams[0], hevc=False)[0].key != verify(streams[2], hevc=False)[0].key


def test_a_group_beyond_measure_is_signed_without_a_list():
    signer = Signer(signatory(Identity(PRODUCT, 1)), hevc=False)
    before = signer.add(START + b"\x65\x88\x80", 0)
    for number in range(MOST_HASHES):
        before += signer.add(START + b"\x41\x9a" + number.to_bytes(2, "big") + b"\x80", 0)
    assert len(units(before)) == MOST_HASHES + 1
    gop = signer.add(START + b"\x67\x64" + START + b"\x65\x88\x80", 5)
    assert [unit[0] for unit in units(gop)] == [0x67, 0x06, 0x65]
    (found,) = verify(before + gop, hevc=False)
    assert found.authentic and (found.number, found.end, len(found.marks)) == (1, 5, MOST_HASHES + 1) and len(units(gop)[1]) < 600
    (wrong,) = verify(before.replace(b"\x41\x9a\x01\x01", b"\x41\x9a\x01\x02") + gop, hevc=False)
    assert set(wrong.marks) == {"N"}


def test_what_comes_before_the_first_intra_picture_is_not_signed():
    signer = Signer(signatory(Identity(PRODUCT, 1)), hevc=False)
    assert signer.add(START + b"\x41\x9a\x80", 0) == START + b"\x41\x9a\x80"
    signer.add(START + b"\x65\x88\x80", 0)
    gop = signer.add(START + b"\x65\x88\x81", 0)
    assert verify(START + b"\x65\x88\x80" + gop, hevc=False)[0].marks == "."


@pytest.mark.parametrize(
    ("plain", "told"),
    [
        (b"\0\0\0", b"\0\0\3\0"),
        (b"\0\0\1", b"\0\0\3\1"),
        (b"\0\0\2\0\0\3", b"\0\0\3\2\0\0\3\3"),
        (b"\0\0\0\0\0", b"\0\0\3\0\0\3\0"),
        (b"\0\0\4\1\0", b"\0\0\4\1\0"),
    ],
)
def test_emulation_is_prevented(plain, told):
    assert escaped(plain) == told
