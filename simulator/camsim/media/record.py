"""Sound files: au, wav, mp3, Ogg with Opus or Vorbis, read through the library; and those of the factory, of which only names are known.

A file is read as what its first bytes say and as nothing else: the library would follow play lists to other files.
"""

from __future__ import annotations

import functools
import io
import zlib
from typing import Any

import av
import numpy as np

from camsim.device.errors import OutOfRangeError
from camsim.device.speaker import Record, Samples
from camsim.media.speech import samples

RATE = 16000
"""Samples per second that files are kept at."""
LONGEST = 600.0
"""Seconds of a file."""
FACTORY_SECONDS = 3.0
"""How long a file of the factory sounds: there is none to be measured (guess)."""
_FACTORY_LOUDNESS = 8000
_NOTES = (523.25, 587.33, 659.26, 783.99, 880.0)
_DEMUXERS = {"au": "au", "wav": "wav", "mp3": "mp3", "opus": "ogg", "vorbis": "ogg"}
_CODECS = {
    "au": ("pcm_",),
    "wav": ("pcm_", "mp3"),
    "mp3": ("mp3",),
    "opus": ("opus", "libopus"),
    "vorbis": ("vorbis", "libvorbis"),
}
_KEPT = 8


def format_of(content: bytes) -> str:
    """The name of a file's format, as `Properties.AudioClip.Format` lists it. Raises OutOfRangeError for any other."""
    if content[:4] == b".snd":
        return "au"
    if content[:4] == b"RIFF" and content[8:12] == b"WAVE":
        return "wav"
    if content[:4] == b"OggS":
        return "opus" if b"OpusHead" in content[:512] else "vorbis"
    if content[:3] == b"ID3" or (len(content) > 1 and content[0] == 0xFF and content[1] & 0xE0 == 0xE0):
        return "mp3"
    raise OutOfRangeError("no audio file of a known format", subject="file")


def read(content: bytes, name: str) -> Record:
    """A file, measured. Raises OutOfRangeError for one that cannot be decoded, is empty or too long."""
    found = _decoded(content)
    if not found.data:
        raise OutOfRangeError("the file has no sound", subject="file")
    return Record(content, name, found.seconds, found.loudness)


@functools.lru_cache(_KEPT)
def played(record: Record) -> Samples:
    """The samples of a file that has been read before."""
    return _decoded(record.content) if record.content else factory(record.name)


@functools.lru_cache(_KEPT)
def factory(name: str) -> Samples:
    """A file of the factory: a melody of its own for each name."""
    seed = zlib.crc32(name.encode())
    time = np.arange(int(RATE * FACTORY_SECONDS)) / RATE
    beat = (time * 4).astype(np.int64)
    hertz = np.array([_NOTES[(seed >> 2 * (number % 12)) % len(_NOTES)] for number in range(int(beat[-1]) + 1)])
    within = time - beat / 4
    wave = np.sin(2 * np.pi * hertz[beat] * within) * np.exp(-4 * within) * _FACTORY_LOUDNESS
    return samples(RATE, np.round(wave).astype("<i2").tobytes())


def as_au(record: Record) -> bytes:
    """The file as the device hands it out: in au format, 16 bits a sample; one that came in that format as it came."""
    if record.content[:4] == b".snd":
        return record.content
    found = played(record)
    head = b".snd" + b"".join(part.to_bytes(4) for part in (24, len(found.data), 3, found.rate, 1))
    return head + np.frombuffer(found.data, "<i2").astype(">i2").tobytes()


def _decoded(content: bytes) -> Samples:
    kind = format_of(content)
    pieces: list[bytes] = []
    left = int(RATE * LONGEST)
    resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
    try:
        with av.open(io.BytesIO(content), format=_DEMUXERS[kind]) as container:
            if not container.streams.audio or not container.streams.audio[0].codec_context.name.startswith(_CODECS[kind]):
                raise OutOfRangeError("no sound of a known codec", subject="file")
            for frame in _frames(container):
                for part in resampler.resample(frame):
                    piece = part.to_ndarray().astype("<i2").tobytes()
                    left -= len(piece) // 2
                    pieces.append(piece)
                if left < 0:
                    raise OutOfRangeError(f"longer than {LONGEST:.0f} seconds", subject="file")
    except (av.FFmpegError, ValueError, IndexError) as error:
        raise OutOfRangeError("the file cannot be decoded", subject="file") from error
    return samples(RATE, b"".join(pieces))


def _frames(container: Any) -> Any:
    """All frames, and the end."""
    yield from container.decode(audio=0)
    yield None
