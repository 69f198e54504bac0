"""Sound: marks that tell the second, through every encoder and back, in step with the picture."""

from __future__ import annotations

import itertools

import av
import numpy as np
import pytest

from camsim.device.clock import Clock, ClockMode
from camsim.media import sound, sound_mark, stamp
from camsim.media.encode.audio import AudioEncoder
from camsim.media.gallery import Gallery
from camsim.media.stream import AudioKey, StreamKey
from camsim.media.unit import TICKS, Codec
from tests.media.bench import NOON, Bench
from tests.media.test_gallery import collect, gallery  # noqa: F401  (a fixture)

DECODERS = {
    Codec.PCMU: "pcm_mulaw", Codec.PCMA: "pcm_alaw", Codec.G726: "g726le", Codec.AAC: "aac", Codec.OPUS: "libopus", Codec.LPCM: "pcm_s16be",
}  # fmt: skip
KEYS = [
    AudioKey(Codec.PCMU, 8000), AudioKey(Codec.PCMA, 8000), AudioKey(Codec.G726, 8000, 1, 32000), AudioKey(Codec.G726, 8000, 1, 24000),
    AudioKey(Codec.AAC, 16000, 1, 32000), AudioKey(Codec.AAC, 48000, 2, 64000), AudioKey(Codec.AAC, 8000, 1, 16000),
    AudioKey(Codec.OPUS, 48000, 1, 32000), AudioKey(Codec.OPUS, 16000, 2, 24000), AudioKey(Codec.LPCM, 16000),
    AudioKey(Codec.LPCM, 48000, 2),
]  # fmt: skip
ORIGIN = NOON + 0.3


def decoded(key: AudioKey, payloads, sets=()) -> tuple[np.ndarray, int]:
    """The samples of the first channel, and their rate."""
    context = av.CodecContext.create(DECODERS[key.codec], "r")
    context.sample_rate = key.sample_rate
    context.layout = "mono" if key.channels == 1 else "stereo"
    if key.codec is Codec.G726:
        context.options = {"bits_per_coded_sample": str(key.bit_rate // key.sample_rate)}
    if sets:
        context.extradata = sets[0]
    pieces = []
    for payload in payloads:
        for frame in context.decode(av.Packet(payload)):
            samples = frame.to_ndarray()
            first = samples[0] if frame.format.is_planar else samples.reshape(-1, key.channels)[:, 0]
            pieces.append(first * 32768 if first.dtype == np.float32 else first)
    return np.concatenate(pieces), context.sample_rate


@pytest.mark.parametrize("rate", [8000, 16000, 44100, 48000])
def test_marks_are_read_where_they_begin(rate):
    marks = sound_mark.read(sound.heard(ORIGIN, 0, rate * 4, rate), rate)
    assert [mark.second for mark in marks] == [int(NOON + 1 + number) % sound.SECONDS for number in range(3)]
    assert [mark.offset for mark in marks] == pytest.approx([0.7, 1.7, 2.7], abs=0.001)


def test_sound_is_the_same_in_one_piece_or_in_many():
    whole = sound.heard(ORIGIN, 0, 16000, 8000)
    pieces = np.concatenate([sound.heard(ORIGIN, start, 160, 8000) for start in range(0, 16000, 160)])
    assert np.array_equal(whole, pieces)


def test_noise_and_silence_carry_no_marks():
    assert sound_mark.read(np.zeros(32000, np.int16), 8000) == []
    assert sound_mark.read(np.random.default_rng(1).normal(0, 5000, 32000), 8000) == []


def test_a_mark_that_is_spoilt_is_left_out():
    wave = sound.heard(NOON, 0, 8000 * 4, 8000)
    wave[8000 + 3000 : 8000 + 4000] = 0
    assert [mark.second for mark in sound_mark.read(wave, 8000)] == [int(NOON + number) % sound.SECONDS for number in (0, 2, 3)]


@pytest.mark.parametrize("key", KEYS, ids=str)
def test_every_codec_brings_the_marks_back_in_time(key):
    encoder = AudioEncoder(key)
    first, count = 1000, int(4.2 * key.rate)
    payloads = [encoder.encode(number, ORIGIN) for number in range(first, first + count)]
    wave, rate = decoded(key, payloads, encoder.parameter_sets)
    assert len(wave) / rate == pytest.approx(count / key.rate, abs=0.07)
    marks = sound_mark.read(wave, rate)
    assert len(marks) >= 3
    start = ORIGIN + first / key.rate
    for mark in marks:
        assert (mark.second - round(start + mark.offset)) % sound.SECONDS == 0
        assert start + mark.offset == pytest.approx(round(start + mark.offset), abs=0.002)


@pytest.mark.parametrize("key", KEYS, ids=str)
def test_the_same_sound_gives_the_same_bytes(key):
    first, second = ([encoder.encode(number, ORIGIN) for number in range(20)] for encoder in (AudioEncoder(key), AudioEncoder(key)))
    assert first == second


@pytest.mark.parametrize(
    ("key", "size"),
    [
        (AudioKey(Codec.PCMU, 8000), 160), (AudioKey(Codec.G726, 8000, 1, 32000), 80), (AudioKey(Codec.G726, 8000, 1, 24000), 60),
        (AudioKey(Codec.LPCM, 48000, 2), 1920),
    ],
    ids=str,
)  # fmt: skip
def test_evenly_coded_units_have_their_size(key, size):
    encoder = AudioEncoder(key)
    assert [len(encoder.encode(number, ORIGIN)) for number in range(30)] == [size] * 30


@pytest.mark.parametrize(
    ("key", "config"),
    [(AudioKey(Codec.AAC, 16000), "1408"), (AudioKey(Codec.AAC, 48000, 2), "1190"), (AudioKey(Codec.AAC, 8000), "1588")],
    ids=str,
)
async def test_aac_is_described(gallery, key, config):  # noqa: F811
    one = gallery()
    assert [part.hex() for part in await one.describe(key)] == [config]
    unit = await anext(one.open(key))
    assert unit.parameter_sets == await one.describe(key)


async def test_g711_needs_no_description(gallery):  # noqa: F811
    assert await gallery().describe(AudioKey(Codec.PCMU, 8000)) == ()


@pytest.mark.parametrize(
    "key", [AudioKey(Codec.PCMU, 8000, 3), AudioKey(Codec.AAC, 12345), AudioKey(Codec.G726, 8000, 1, 80000), AudioKey(Codec.JPEG)]
)
def test_what_the_library_cannot_do_is_refused(key):
    with pytest.raises(ValueError):
        AudioEncoder(key).encode(0, ORIGIN)


@pytest.mark.parametrize("key", [AudioKey(Codec.AAC, 16000), AudioKey(Codec.OPUS, 48000), AudioKey(Codec.PCMU, 8000)], ids=str)
async def test_sound_and_picture_are_in_step(gallery, key):  # noqa: F811
    source = Bench(ahead=3600.25)
    one = gallery(source)
    heard, _ = collect(one.open(key))
    await one.advance(4.0)
    assert [unit.frame for unit in heard] == list(range(heard[0].frame, heard[0].frame + len(heard)))
    assert all(unit.key and unit.codec is key.codec for unit in heard)
    wave, rate = decoded(key, [unit.payload for unit in heard], heard[0].parameter_sets)
    picture = await one.image(StreamKey())
    for mark in sound_mark.read(wave, rate):
        ticks = heard[0].pts + mark.offset * TICKS
        time = picture.time + (ticks - picture.pts) / TICKS
        assert time == pytest.approx(round(time), abs=0.003) and round(time) % sound.SECONDS == mark.second


async def test_a_late_loop_leaves_no_gap(gallery):  # noqa: F811
    one = gallery(Bench(clock=Clock(ClockMode.SCALED, speed=50.0, start=NOON)))
    reader = one.open(AudioKey(Codec.PCMU, 8000))
    numbers = [(await anext(reader)).frame for _ in range(100)]
    assert numbers == list(range(numbers[0], numbers[0] + 100))
    reader.close()


async def test_beyond_a_minute_sound_jumps(gallery):  # noqa: F811
    one = gallery()
    units, _ = collect(one.open(AudioKey(Codec.AAC, 16000)))
    await one.advance(0.5)
    await one.advance(600.0)
    await one.advance(0.5)
    numbers = [unit.frame for unit in units]
    jumps = [after - before for before, after in itertools.pairwise(numbers) if after != before + 1]
    assert len(jumps) == 1 and jumps[0] > 9000
    wave, rate = decoded(AudioKey(Codec.AAC, 16000), [unit.payload for unit in units], units[0].parameter_sets)
    assert len(wave) / rate > 0.9


async def test_one_encode_serves_many_listeners(gallery):  # noqa: F811
    one = gallery()
    heard = [collect(one.open(AudioKey(Codec.OPUS, 48000))) for _ in range(20)]
    await one.advance(1.0)
    assert len(heard[0][0]) == 51
    assert all(a is b for units, _ in heard for a, b in zip(units, heard[0][0], strict=True))
    assert one.streams[0].readers == 20


async def test_stamps_and_marks_tell_the_same_time(gallery):  # noqa: F811
    source = Bench(ahead=2.0)
    one = gallery(source, render=Gallery(source)._render)
    picture = await one.image(StreamKey(width=320, height=180))
    assert stamp.read(picture.payload).time == pytest.approx(picture.time, abs=0.001)
    sounded = await anext(one.open(AudioKey(Codec.PCMU, 8000)))
    assert sounded.time - sounded.pts / TICKS == pytest.approx(picture.time - picture.pts / TICKS, abs=1e-3)
