"""The applications whose rules are simulated: their names, their rules as they leave the factory, and the events that they raise."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from camsim.device.analytics.events import (
    ANY,
    MotionAlarmEvent,
    MotionRegionEvent,
    MotionWindowEvent,
    ProfileEvent,
    ScenarioEvent,
    ScenarioStateEvent,
    TrackingEvent,
    Vmd3Event,
)
from camsim.device.analytics.rules import Crossing, Rule, RuleKind, Watched
from camsim.device.event import Event
from camsim.profile.model import Profile

if TYPE_CHECKING:
    from camsim.device.analytics.watch import Watch
    from camsim.device.device import Device


class Known(StrEnum):
    """Names under which applications are installed."""

    VMD = "vmd"
    FENCE_GUARD = "fenceguard"
    LOITERING_GUARD = "loiteringguard"
    MOTION_GUARD = "motionguard"
    OBJECT_ANALYTICS = "objectanalytics"
    VMD3 = "VMD3"
    AUTOTRACKING = "DigitalAutotracking"
    WINDOWS = "motion windows"
    """The motion detection of old devices, which is no application: it always runs where a device has it."""


ALL = frozenset(Known)

_LABELS = {
    Known.VMD: ("VMD", "VMD 4"),
    Known.FENCE_GUARD: ("FenceGuard", "Fence Guard"),
    Known.LOITERING_GUARD: ("LoiteringGuard", "Loitering Guard"),
    Known.MOTION_GUARD: ("MotionGuard", "Motion Guard"),
}
"""Level of the topic, and how nice names begin."""
_FILTERED = Rule(least_size=(5, 5), least_age=1.0, least_way=5.0)
_FACTORY = {
    Known.VMD: Watched(1, "Profile 1", rule=_FILTERED),
    Known.MOTION_GUARD: Watched(1, "Profile 1", rule=_FILTERED),
    Known.FENCE_GUARD: Watched(
        1,
        "Profile 1",
        rule=Rule(RuleKind.FENCE, (((0.0, -0.7), (0.0, 0.7)),), Crossing.LEFT_TO_RIGHT, least_size=(5, 5), least_age=1.0),
    ),
    Known.LOITERING_GUARD: Watched(1, "Profile 1", rule=Rule(RuleKind.LOITERING, least_size=(5, 5), least_age=1.0, stay=60.0)),
    Known.OBJECT_ANALYTICS: Watched(1, "Scenario 1", rule=Rule(least_size=(3, 3), least_age=1.0, least_way=5.0), scenario="motion"),
    Known.VMD3: Watched(1, "Detection Area"),
    Known.AUTOTRACKING: Watched(1, "Detection Area"),
}


def is_built_in(application: str, device: Device) -> bool:
    """Whether it runs without being installed."""
    return application == Known.WINDOWS and any(leaf.name == "Properties.Motion.Motion" for leaf in device.profile.leaves)


def factory_rules(application: str) -> list[Watched]:
    """The rules of an application that nobody has configured."""
    found = _FACTORY.get(Known(application))
    return [found] if found is not None else []


CAUSES_SINCE = (10,)
"""The OS version since which object analytics tells what made an alarm."""


def events(profile: Profile, application: str, watches: Collection[Watch], changed: Watch | None = None) -> list[Event]:
    """The stateful events of an application as they are now, single rules first: of all rules, or of the one that has changed."""
    name, told = Known(application), watches if changed is None else (changed,)
    if name in _LABELS:
        return _profile_events(name, watches, told)
    if name is Known.OBJECT_ANALYTICS:
        found = _scenario_events(watches, told)
        return list(found) if profile.os_number >= CAUSES_SINCE else list(map(_state, found))
    if name is Known.VMD3:
        return [Vmd3Event(channel=watch.watched.camera, area="0", active=watch.active) for watch in told]
    if name is Known.AUTOTRACKING:
        return [TrackingEvent(camera=str(watch.watched.camera), active=watch.active) for watch in told]
    return [MotionWindowEvent(window=watch.watched.number, motion=watch.active) for watch in told]


def _profile_events(name: Known, watches: Collection[Watch], told: Collection[Watch]) -> list[Event]:
    family, label = _LABELS[name]
    found: list[Event] = []
    active: dict[int, bool] = {}
    for watch in watches:
        active[watch.watched.camera] = active.get(watch.watched.camera, False) or watch.active
    for watch in told:
        camera, rule = watch.watched.camera, watch.watched
        found.append(ProfileEvent(family=family, label=label, camera=camera, profile=str(rule.number), name=rule.name, active=watch.active))
        if name is Known.VMD:
            found.append(MotionRegionEvent(token=str(camera - 1), rule=rule.name, state=watch.active))
    for camera, any_active in active.items():
        found.append(ProfileEvent(family=family, label=label, camera=camera, profile=ANY, name="Any Profile", active=any_active))
        if name is Known.VMD:
            found.append(Vmd3Event(channel=camera, area="0", active=any_active))
            found.append(MotionAlarmEvent(token=str(camera - 1), state=any_active))
    return found


def _state(event: ScenarioEvent) -> ScenarioStateEvent:
    return ScenarioStateEvent(device=event.device, scenario=event.scenario, name=event.name, active=event.active)


def _scenario_events(watches: Collection[Watch], told: Collection[Watch]) -> list[ScenarioEvent]:
    found: list[ScenarioEvent] = []
    causes: dict[int, Watch | None] = {}
    for watch in watches:
        device = watch.watched.camera
        causes[device] = causes.get(device) or (watch if watch.active else None)
    for watch in told:
        device = watch.watched.camera
        found.append(_scenario_event(device, str(watch.watched.number), watch.watched.name, watch if watch.active else None))
    return [*found, *(_scenario_event(device, ANY, "Any Scenario", cause) for device, cause in causes.items())]


def _scenario_event(device: int, number: str, name: str, cause: Watch | None) -> ScenarioEvent:
    thing = cause.cause if cause is not None else None
    return ScenarioEvent(
        device=device,
        scenario=number,
        name=name,
        active=cause is not None,
        class_types=thing.taken_for.value if thing is not None else "",
        object_id=str(thing.id) if thing is not None else "",
        trigger_time=""
        if cause is None
        else datetime.fromtimestamp(cause.began, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        scenario_type=cause.watched.scenario if cause is not None else "",
    )
