"""Actions on the speaker (page slug: event-and-action-services, play audio clip templates)."""

from __future__ import annotations

from urllib.parse import unquote

from camsim.device.clips import FOR_EVER, LOUDEST, MOST_REPEATS, Clips
from camsim.device.device import Device
from camsim.events.actions.run import Run, Stop
from camsim.events.actions.template import FIXED, UNLIMITED, ActionTemplate


def _start(run: Run, repeat: int) -> Clips:
    clips = run.organ(Clips)
    clips.play_file(unquote(run.text("location")), repeat=repeat, volume=run.number("volume", 100, high=LOUDEST))
    return clips


def _play(run: Run) -> None:
    _start(run, run.number("repeat", 0, low=FOR_EVER, high=MOST_REPEATS))


def _keep_playing(run: Run) -> Stop:
    """Over and over until the action ends, whatever `repeat` says (guess)."""
    return _start(run, FOR_EVER).stop


def _stop(run: Run) -> None:
    run.organ(Clips).stop()


def _has_clips(device: Device) -> bool:
    return device.has(Clips)


_PARAMETERS = ("location", "audiooutput", "audiodeviceid", "audiooutputid", "repeat", "volume")
_OPTIONAL = _PARAMETERS[1:]
TEMPLATES = (
    ActionTemplate(f"{FIXED}play.audioclip", _PARAMETERS, _play, optional=_OPTIONAL, fits=_has_clips),
    ActionTemplate(f"{UNLIMITED}play.audioclip", _PARAMETERS, _keep_playing, optional=_OPTIONAL, fits=_has_clips),
    ActionTemplate(f"{FIXED}stop.audioclip", (), _stop, fits=_has_clips),
)
"""`location` is percent-encoded in the recorded configuration of the factory."""
