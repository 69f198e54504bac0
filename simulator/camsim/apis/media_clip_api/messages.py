"""How media clip CGIs spell arguments and answers (page slug: media-clip-api)."""

from __future__ import annotations

from enum import StrEnum

from camsim.contract.call import Call
from camsim.contract.results import Result, Text
from camsim.device.clips import Clips
from camsim.device.errors import DeviceError, OutOfRangeError


class ClipAction(StrEnum):
    """The values of `action`."""

    PLAY = "play"
    STOP = "stop"
    UPLOAD = "upload"
    REMOVE = "remove"
    UPDATE = "update"
    DOWNLOAD = "download"


def done(what: str) -> Text:
    """The answer to what was done."""
    return Text(f"OK\n{what}")


def problem(call: Call, error: DeviceError) -> Result:
    """The one answer to all that cannot be done."""
    return Text(f"400 Bad Request\n{error.message or error.subject}", status=400)


def check_output(call: Call) -> None:
    """Whether the arguments name the device's one output, by its old or its new name. Raises OutOfRangeError."""
    given = {name: call.arguments[name] for name in ("audiooutput", "audiodeviceid", "audiooutputid") if name in call.arguments}
    if given and given not in ({"audiooutput": "1"}, {"audiodeviceid": "0", "audiooutputid": "0"}):
        name, text = next(iter(given.items()))
        raise OutOfRangeError(f"no such output: {name}={text[:20]}", subject=name, value=text)


def option(call: Call, name: str, given: int, usual: int) -> int:
    """An option of playing, as far as the device has it: one that it has not is passed over (guess)."""
    listed = call.profile.values.get("Properties.AudioClip.PlayOptions", "").split(",")
    return given if name in listed else usual


def play(call: Call, clip: int | None, location: str, repeat: int, volume: int) -> Text:
    """Plays the clip that arguments name. Raises DeviceError."""
    check_output(call)
    clips = call.organ(Clips)
    if location and "location" in call.profile.values.get("Properties.AudioClip.PlayOptions", ""):
        found = clips.at(location)
        clip = next(number for number in clips.numbers() if clips.clip(number) is found)
    if clip is None:
        raise OutOfRangeError("clip is missing", subject="clip")
    clips.play(clip, repeat=option(call, "repeat", repeat, 0), volume=option(call, "volume", volume, 100))
    return done(f"playing={clip}")
