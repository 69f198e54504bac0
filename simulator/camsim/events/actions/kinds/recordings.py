"""Recording to a disk as an action (page slug: edge-storage-api, edge storage events and actions). Durations are in milliseconds.

Guesses: a fixed recording that is triggered again goes on instead of a second one, and lasts a second at least; recordings have the name of
the rule as event id.
"""

from __future__ import annotations

from camsim.device.device import Device
from camsim.device.parameters import Parameters
from camsim.device.storage.groups import GROUP_OF_ACTION, RecordingGroups
from camsim.device.storage.recordings import Recordings
from camsim.events.actions.run import Run, Stop
from camsim.events.actions.template import FIXED, UNLIMITED, ActionTemplate

_PARAMETERS = ("stream_options", "pre_duration", "post_duration", "storage_id")
SHORTEST = 1.0
"""Seconds of a fixed recording."""


def _disk(run: Run) -> str:
    return run.text("storage_id") or run.organ(Parameters).text("Recording.DefaultDiskId")


def _event_id(run: Run) -> str:
    return (run.rule.name or run.setup.title)[:128]


def _begin(run: Run) -> str:
    """Starts a recording, unless the same action has one that goes on; returns its id."""
    organ, trigger, disk = run.organ(Recordings), f"action {run.setup.id}", _disk(run)
    before = run.number("pre_duration", 0) / 1000
    active = (organ.state.recordings[id] for id in organ.state.active)
    going_on = (one.id for one in active if one.trigger == trigger and one.disk == disk)
    started = next(going_on, "")
    return started or organ.start(disk, run.text("stream_options"), event_id=_event_id(run), trigger=trigger, before=before)


def _prepare(run: Run) -> Stop | None:
    """Keeps what will be the time before the event."""
    seconds = run.number("pre_duration", 0) / 1000
    return run.organ(Recordings).anticipate(f"rule {run.rule.id}", _disk(run), run.text("stream_options"), seconds) if seconds else None


def _record(run: Run) -> None:
    after = run.number("post_duration", 0) / 1000
    id = _begin(run)
    run.organ(Recordings).stop_after(id, max(SHORTEST, after))


def _keep_recording(run: Run) -> Stop:
    after, organ = run.number("post_duration", 0) / 1000, run.organ(Recordings)
    id = _begin(run)
    organ.stop_after(id, None)
    return lambda: organ.stop_after(id, after)


def _prepare_group(run: Run) -> Stop | None:
    group = run.organ(RecordingGroups).get(run.text(GROUP_OF_ACTION))
    if not group.before:
        return None
    return run.organ(Recordings).anticipate(f"rule {run.rule.id}", group.disk, group.options, group.before / 1000)


def _record_group(run: Run) -> Stop:
    groups, id, owner = run.organ(RecordingGroups), run.text(GROUP_OF_ACTION), f"rule {run.rule.id}"
    groups.begin(id, owner, event_id=_event_id(run))
    return lambda: groups.leave(id, owner)


def _can_record(device: Device) -> bool:
    return device.has(Recordings) and device.profile.video is not None


TEMPLATES = (
    ActionTemplate(f"{UNLIMITED}recording.storage", _PARAMETERS, _keep_recording, fits=_can_record, prepare=_prepare),
    ActionTemplate(f"{FIXED}recording.storage", _PARAMETERS, _record, fits=_can_record, prepare=_prepare),
    ActionTemplate(
        f"{UNLIMITED}recording_group.storage",
        (GROUP_OF_ACTION,),
        _record_group,
        fits=lambda device: _can_record(device) and device.has(RecordingGroups),
        prepare=_prepare_group,
    ),
)
