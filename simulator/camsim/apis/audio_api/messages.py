"""How the audio API spells types, parts and refusals (page slug: audio-api).

Guesses: AAC in one part goes as ADTS, so that a player finds its frames; linear samples go as the 24 bits of their media type. Of a
codec that the vendor does not name for parts there is one access unit in each.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from enum import StrEnum

from camsim.contract.results import Text
from camsim.device.errors import BusyError, DeviceError, FullError, NotSupportedError, WrongStateError
from camsim.media.stream import AudioKey
from camsim.media.unit import Codec, Unit
from camsim.wire.adts import adts

BOUNDARY = "myboundary"
BLOCK = 512
"""Samples in a part of G.711 and G.726."""
_TYPES = {
    Codec.PCMU: "audio/basic",
    Codec.G726: "audio/G726-{kilobits}",
    Codec.AAC: "audio/mpeg4-generic",
    Codec.OPUS: "audio/opus",
    Codec.LPCM: "audio/L24",
}
_BITS = {Codec.PCMU: 8}
_WORDS = {400: "Bad request", 405: "Method not allowed", 415: "Unsupported media type", 503: "Service unavailable"}


class MessageStyle(StrEnum):
    """The values of `httptype`."""

    SINGLEPART = "singlepart"
    MULTIPART = "multipart"


def refusal(status: int) -> Text:
    """An error in the API's words."""
    return Text(f"{_WORDS[status]}\n", status=status)


def status_of(error: DeviceError) -> int:
    """The status that an error is answered with."""
    if isinstance(error, BusyError | FullError):
        return 503
    if isinstance(error, NotSupportedError):
        return 415
    return 405 if isinstance(error, WrongStateError) and error.subject == "duplex" else 400


def media_type(key: AudioKey) -> str:
    """What a codec is called."""
    return _TYPES[key.codec].format(kilobits=key.bit_rate // 1000)


def single(key: AudioKey, unit: Unit) -> bytes:
    """A unit in an answer of one part."""
    if key.codec is Codec.AAC:
        return adts(unit.payload, unit.parameter_sets[0])
    return _plain(key, unit)


def part(content_type: str, data: bytes) -> bytes:
    """A part of an answer in parts."""
    return f"--{BOUNDARY}\r\nContent-Type: {content_type}\r\nContent-Length: {len(data)}\r\n\r\n".encode() + data + b"\r\n"


async def blocks(key: AudioKey, units: AsyncIterator[Unit]) -> AsyncIterator[bytes]:
    """What goes into parts, in the sizes of the vendor."""
    bits = _BITS.get(key.codec, key.bit_rate // key.sample_rate if key.codec is Codec.G726 else 0)
    held = bytearray()
    async for unit in units:
        if not bits:
            yield _plain(key, unit)
            continue
        held += unit.payload
        for block in _cut(held, BLOCK * bits // 8):
            yield block


def _cut(held: bytearray, size: int) -> Iterator[bytes]:
    while len(held) >= size:
        yield bytes(held[:size])
        del held[:size]


def _plain(key: AudioKey, unit: Unit) -> bytes:
    if key.codec is not Codec.LPCM:
        return unit.payload
    widened = bytearray(len(unit.payload) // 2 * 3)
    widened[0::3], widened[1::3] = unit.payload[0::2], unit.payload[1::2]
    return bytes(widened)
