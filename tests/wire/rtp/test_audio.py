"""Audio: headers, cuts and times, round trips of real codecs; metadata."""

from __future__ import annotations

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from camsim.wire.rtp import audio, metadata
from camsim.wire.rtp.header import rtp_time
from tests.wire.rtp import bitstreams, receivers


def payloads(fragments) -> list[bytes]:
    return [fragment.payload for fragment in fragments]


def test_an_aac_frame():
    assert audio.packetise_aac(b"\1\2\3", 1388) == ((bytes.fromhex("0010 0018 010203"), True, 0),)
    assert audio.packetise_aac(b"", 1388) == ()


def test_an_aac_frame_in_fragments():
    found = audio.packetise_aac(bytes(500), 200)
    assert [(payload[:4].hex(), len(payload), marker) for payload, marker, _ in found] == [
        ("00100fa0", 200, False),
        ("00100fa0", 200, False),
        ("00100fa0", 112, True),
    ]


def test_the_largest_aac_frame():
    assert receivers.aac(payloads(audio.packetise_aac(bytes(8191), 1388))) == bytes(8191)
    with pytest.raises(ValueError, match="8192 bytes"):
        audio.packetise_aac(bytes(8192), 1388)


def test_aac_decodes():
    packets, extradata = bitstreams.encode_audio("aac", 16_000, sample_format="fltp", bitrate=32_000)
    received = [receivers.aac(payloads(audio.packetise_aac(packet, 200))) for packet in packets]
    assert received == packets
    assert extradata[:2].hex() == "1408"
    sound = bitstreams.decode_audio("aac", received, 16_000, extradata=extradata)
    assert numpy.abs(sound).max() > 0.4


def test_pcm_is_cut_between_sample_frames_and_each_part_has_its_time():
    samples = bytes(range(256)) * 4
    found = audio.packetise_pcm(samples, 203, frame_size=4, first=True)
    assert [len(payload) for payload in payloads(found)] == [200, 200, 200, 200, 200, 24]
    assert [fragment.ticks for fragment in found] == [0, 50, 100, 150, 200, 250]
    assert [fragment.marker for fragment in found] == [True] + [False] * 5
    assert b"".join(payloads(found)) == samples


@pytest.mark.parametrize(("codec", "decoder"), [("pcm_mulaw", "pcm_mulaw"), ("pcm_alaw", "pcm_alaw")])
def test_g711_decodes(codec, decoder):
    packets, _ = bitstreams.encode_audio(codec, 8000, size=800)
    received = [b"".join(payloads(audio.packetise_pcm(packet, 300))) for packet in packets]
    assert received == packets
    assert numpy.abs(bitstreams.decode_audio(decoder, received, 8000)).max() > 15_000


def test_l16_is_big_endian_and_cut_between_frames():
    packets, _ = bitstreams.encode_audio("pcm_s16be", 48_000, channels=2, size=960)
    for packet in packets:
        found = audio.packetise_pcm(packet, 1388, frame_size=4)
        assert [fragment.ticks for fragment in found] == [0, 347, 694]
        assert b"".join(payloads(found)) == packet
    sound = numpy.frombuffer(b"".join(packets), ">i2")
    assert numpy.array_equal(sound[::2], sound[1::2]) and sound.max() > 15_000


@pytest.mark.parametrize("bits", [2, 3, 4, 5])
def test_g726_is_cut_between_groups_of_eight_codes(bits):
    codes = bytes(range(120)) * bits
    found = audio.packetise_g726(codes, 200, bits=bits)
    assert b"".join(payloads(found)) == codes
    assert all(len(payload) <= 200 and len(payload) % bits == 0 for payload in payloads(found))
    assert [fragment.ticks for fragment in found] == [sum(map(len, payloads(found)[:index])) * 8 // bits for index in range(len(found))]
    assert not any(fragment.marker for fragment in found)


def test_g726_decodes():
    packets, _ = bitstreams.encode_audio("g726le", 8000, size=800, bitrate=32_000)
    received = [b"".join(payloads(audio.packetise_g726(packet, 200))) for packet in packets]
    assert received == packets
    assert numpy.abs(bitstreams.decode_file("g726le", b"".join(received), code_size="4")).max() > 12_000


def test_opus_packets_are_never_cut():
    packets, _ = bitstreams.encode_audio("libopus", 48_000, bitrate=32_000)
    assert [audio.packetise_opus(packet, 1388) for packet in packets] == [((packet, False, 0),) for packet in packets]
    assert audio.packetise_opus(b"\0", 1388, first=True) == ((b"\0", True, 0),)
    assert audio.packetise_opus(b"", 1388) == ()
    with pytest.raises(ValueError, match="1389 bytes"):
        audio.packetise_opus(bytes(1389), 1388)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: audio.packetise_pcm(bytes(5), 1388, frame_size=4),
        lambda: audio.packetise_g726(bytes(5), 1388, bits=4),
        lambda: audio.packetise_g726(bytes(6), 1388, bits=6),
        lambda: audio.packetise_g726(bytes(6), 1388, bits=1),
        lambda: audio.packetise_pcm(b"", 10),
        lambda: audio.packetise_aac(b"", 10),
        lambda: audio.packetise_opus(b"", 10),
        lambda: metadata.packetise(b"", 10),
    ],
)
def test_what_cannot_be_sent(wrong):
    with pytest.raises(ValueError):
        wrong()


@settings(deadline=None)
@given(st.integers(0, 1 << 50), st.sampled_from([8000, 11_025, 16_000, 22_050, 32_000, 44_100, 48_000, 90_000]), st.integers(0, 0xFFFFFFFF))
def test_times_of_sound_are_exact(samples, rate, offset):
    pts = round(samples * 90_000 / rate) if samples < 1 << 40 else (2 * samples * 90_000 + rate) // (2 * rate)
    assert rtp_time(pts, rate, offset) == (samples + offset) % (1 << 32)


def test_a_document_is_split_with_the_marker_on_the_last_packet():
    document = ("<tt:MetadataStream>" + "ä" * 300 + "</tt:MetadataStream>").encode()
    found = metadata.packetise(document, 200)
    assert b"".join(payloads(found)) == document
    assert [fragment.marker for fragment in found] == [False, False, False, True]
    assert [fragment.marker for fragment in metadata.packetise(document, 1388)] == [True]
    assert metadata.packetise(b"", 200) == ()
