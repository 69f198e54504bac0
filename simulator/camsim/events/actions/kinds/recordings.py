"""Recording to a disk as an action (page slug: edge-storage-api, edge storage events and actions). Durations are in milliseconds.

Guesses: a fixed recording that is triggered again goes on instead of a second one, and lasts a second at least; recordings have the name of
the rule as event id.
"""

from __future__ import annotations

from camsim.device.device import Device
from camsim.device.parameters import Parameters
from camsim.device.storage.recordings import Recordings
from camsim.events.actions.run import Run, Stop
from camsim.events.actions.template import FIXED, UNLIMITED, ActionTemplate

_PARAMETERS = ("stream_options", "pre_duration", "post_duration", "storage_id")
SHORTEST = 1.0
"""Seconds of a fixed recording."""


def _begin(run: Run) -> str:
    """Starts a recording, unless the same action has one that goes on; returns its id."""
    organ, trigger = run.organ(Recordings), f"action {run.setup.id}"
    run.number("pre_duration", 0)
    disk = run.text("storage_id") or run.organ(Parameters).text("Recording.DefaultDiskId")
    going_on = (one.id for one in organ.all() if one.trigger == trigger and one.disk == disk and one.id in organ.state.active)
    event_id = (run.rule.name or run.setup.title)[:128]
    return next(going_on, "") or organ.start(disk, run.text("stream_options"), event_id=event_id, trigger=trigger)


def _record(run: Run) -> None:
    after = run.number("post_duration", 0) / 1000
    id = _begin(run)
    run.organ(Recordings).stop_after(id, max(SHORTEST, after))


def _keep_recording(run: Run) -> Stop:
    after, organ = run.number("post_duration", 0) / 1000, run.organ(Recordings)
    id = _begin(run)
    organ.stop_after(id, None)
    return lambda: organ.stop_after(id, after)


def _can_record(device: Device) -> bool:
    return device.has(Recordings) and device.profile.video is not None


TEMPLATES = (
    ActionTemplate(f"{UNLIMITED}recording.storage", _PARAMETERS, _keep_recording, fits=_can_record),
    ActionTemplate(f"{FIXED}recording.storage", _PARAMETERS, _record, fits=_can_record),
)
