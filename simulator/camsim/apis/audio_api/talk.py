"""One client's speech, from the first byte until the speaker has said the last one."""

from __future__ import annotations

import asyncio

from camsim.contract.call import Call
from camsim.contract.results import Result, Silence, Text
from camsim.device.audio import Audio
from camsim.device.errors import NotSupportedError
from camsim.device.speaker import Speaker, Talk
from camsim.media.speech import TYPES, SpeechDecoder

AHEAD = 2.0
"""Seconds of sound that wait for the speaker; a client that sends faster than he speaks waits, too."""


async def talk(call: Call) -> Result:
    """Takes what comes. Raises DeviceError as `Speaker.admit` does, NotSupportedError for a media type that nobody knows."""
    kind = TYPES.get(call.request.headers.get("Content-Type", "").partition(";")[0].strip().lower())
    speaker = call.organ(Speaker)
    if kind is None:
        raise NotSupportedError("no such media type", subject="format")
    talk = speaker.admit(call.caller.name, call.request.remote, kind.format)
    ends = 0.0
    decoder: SpeechDecoder | None = None
    try:
        decoder = await call.offload(lambda: SpeechDecoder(kind))
        while piece := await call.intake.read(_patience(call)):
            ends = _said(call, talk, decoder, piece, ends)
            await _reach(call, ends - AHEAD)
        if piece is None:
            return Silence()
        await _reach(call, ends)
        return Text("")
    except asyncio.CancelledError:
        _said(call, talk, decoder or SpeechDecoder(kind), call.intake.rest(), ends)
        raise
    finally:
        speaker.finish(talk)


def _patience(call: Call) -> float | None:
    """Seconds for which a talker may be silent."""
    return call.organ(Audio).unit.timeout / 1000.0 or None


async def _reach(call: Call, instant: float) -> None:
    """Waits for an instant of the clock, unless it has been."""
    if instant > call.device.clock.now():
        await call.device.clock.wait_until(instant)


def _said(call: Call, talk: Talk, decoder: SpeechDecoder, piece: bytes, ends: float) -> float:
    """Says a piece and notes it; returns when it will have been said."""
    ends = call.organ(Speaker).say(talk, decoder.decode(piece), ends)
    if call.heard is not None:
        call.heard.seconds, call.heard.level = talk.seconds, talk.level
    return ends
