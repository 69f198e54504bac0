"""How scenarios of object analytics are spelled, and what they may hold (page slug: axis-object-analytics-api)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from camsim.contract.members import is_whole, member, objects, points, whole
from camsim.device.analytics.organ import Count
from camsim.device.analytics.rules import ANYWHERE, Crossing, ObjectClass, Rule, RuleKind, Shape, Threshold, Watched
from camsim.device.errors import OutOfRangeError
from camsim.wire import moment

KINDS = {
    "motion": RuleKind.MOTION,
    "fence": RuleKind.FENCE,
    "crosslinecounting": RuleKind.COUNTING,
    "occupancyInArea": RuleKind.OCCUPANCY,
}
TRIGGERS = {
    RuleKind.MOTION: "includeArea",
    RuleKind.FENCE: "fence",
    RuleKind.COUNTING: "countingLine",
    RuleKind.OCCUPANCY: "includeArea",
}
FILTERS = {
    RuleKind.MOTION: {"excludeArea", "sizePercentage", "sizePerspective", "timeShortLivedLimit", "distanceSwayingObject", "speed"},
    RuleKind.FENCE: {"sizePercentage", "sizePerspective", "timeShortLivedLimit", "speed"},
    RuleKind.COUNTING: {"sizePerspective"},
    RuleKind.OCCUPANCY: {"excludeArea", "sizePerspective"},
}
VEHICLES = frozenset({ObjectClass.CAR, ObjectClass.BUS, ObjectClass.TRUCK, ObjectClass.BIKE, ObjectClass.OTHER_VEHICLE})
SIZE, AGE, WAY, DELAY, LEVEL = (3, 100), (1, 5), (3, 20), (0, 3600), (0, 1000)
AREA_POINTS, LINE_POINTS = (3, 20), (2, 10)
MOST_SCENARIOS = 10
MOST_EXCLUDED = 5
LONGEST_NAME = 64
ROTATIONS = (0, 90, 180, 270)
AREA = [[-0.97, -0.97], [-0.97, 0.97], [0.97, 0.97], [0.97, -0.97]]
LINE = [[0.0, -0.97], [0.0, 0.97]]

FACTORY: dict[str, Any] = {
    "devices": [{"id": 1, "isActive": True, "rotation": 0, "type": "camera"}],
    "metadataOverlay": [],
    "perspectives": [],
    "scenarios": [
        {
            "devices": [{"id": 1}],
            "filters": [
                {"distance": 5, "type": "distanceSwayingObject"},
                {"time": 1, "type": "timeShortLivedLimit"},
                {"height": 3, "type": "sizePercentage", "width": 3},
            ],
            "id": 1,
            "name": "Scenario 1",
            "objectClassifications": [],
            "perspectives": [],
            "presets": [],
            "triggers": [{"type": "includeArea", "vertices": AREA}],
            "type": "motion",
        }
    ],
}
"""The configuration that nobody has changed."""


def scenarios(given: Sequence[Mapping[str, Any]], devices: Sequence[Mapping[str, Any]], ptz: bool) -> list[Watched]:
    """The rules of a configuration. Raises MissingError, OutOfRangeError."""
    active: dict[int, bool] = {}
    for device in devices:
        if device.get("rotation", 0) not in ROTATIONS or device.get("type", "camera") != "camera":
            raise OutOfRangeError("no such device", subject="devices", value=device)
        active[whole(device, "id", (1, 64))] = device.get("isActive", True) is not False
    if len(given) > MOST_SCENARIOS:
        raise OutOfRangeError("too many scenarios", subject="scenarios", value=len(given))
    found = [_scenario(one, active, ptz) for one in given]
    if len({one.number for one in found}) != len(found):
        raise OutOfRangeError("two scenarios have the same id", subject="id")
    return found


def _scenario(given: Mapping[str, Any], active: Mapping[int, bool], ptz: bool) -> Watched:
    scenario, name = member(given, "type", str), member(given, "name", str)
    kind = KINDS.get(scenario)
    if kind is None:
        raise OutOfRangeError("no such scenario", subject="type", value=scenario)
    if not 1 <= len(name) <= LONGEST_NAME:
        raise OutOfRangeError("a name has 1 to 64 characters", subject="name", value=name)
    devices = [whole(device, "id", (1, 64)) for device in objects(given, "devices")]
    if len(devices) != 1 or devices[0] not in active:
        raise OutOfRangeError("one of the devices", subject="devices", value=devices)
    shapes, crossing = _triggers(kind, objects(given, "triggers"))
    presets = given.get("presets") or []
    if not isinstance(presets, list) or (presets and not ptz) or not all(is_whole(one) and one >= ANYWHERE and one != 0 for one in presets):
        raise OutOfRangeError("no such preset", subject="presets", value=presets)
    classes = frozenset(_classes(given.get("objectClassifications") or []))
    limits = _thresholds(given.get("thresholdConfiguration") or {}) if kind is RuleKind.OCCUPANCY else {}
    filters = _filters(kind, objects(given, "filters") if given.get("filters") else [])
    rule = Rule(kind, shapes, crossing, classes=classes, presets=tuple(presets), **filters, **limits)
    return Watched(whole(given, "id", (1, 2**31 - 1)), name, devices[0], rule, active[devices[0]], scenario)


def _triggers(kind: RuleKind, triggers: Sequence[Mapping[str, Any]]) -> tuple[tuple[Shape, ...], Crossing]:
    if not triggers:
        raise OutOfRangeError("at least one trigger", subject="triggers")
    shapes, crossing, lines = [], Crossing.BOTH, kind in (RuleKind.FENCE, RuleKind.COUNTING)
    for trigger in triggers:
        if member(trigger, "type", str) != TRIGGERS[kind]:
            raise OutOfRangeError("no trigger of this scenario", subject="type", value=trigger["type"])
        shapes.append(points(member(trigger, "vertices", list), LINE_POINTS if lines else AREA_POINTS, "vertices"))
        if lines:
            direction = member(trigger, "alarmDirection" if kind is RuleKind.FENCE else "countingDirection", str)
            if direction not in (Crossing.LEFT_TO_RIGHT, Crossing.RIGHT_TO_LEFT):
                raise OutOfRangeError("no such direction", subject="direction", value=direction)
            crossing = Crossing(direction)
    return tuple(shapes), crossing


def _filters(kind: RuleKind, filters: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    excluded = []
    for one in filters:
        name = member(one, "type", str)
        if name not in FILTERS[kind]:
            raise OutOfRangeError("no filter of this scenario", subject="type", value=name)
        if name == "sizePercentage":
            found["least_size"] = (whole(one, "width", SIZE), whole(one, "height", SIZE))
        elif name == "timeShortLivedLimit":
            found["least_age"] = float(whole(one, "time", AGE))
        elif name == "distanceSwayingObject":
            found["least_way"] = float(whole(one, "distance", WAY))
        elif name == "excludeArea":
            excluded.append(points(member(one, "vertices", list), AREA_POINTS, "vertices"))
    if {"sizePercentage", "sizePerspective"} <= {one["type"] for one in filters} or len(excluded) > MOST_EXCLUDED:
        raise OutOfRangeError("filters that exclude one another", subject="filters")
    return {**found, "excluded": tuple(excluded)}


def _classes(given: object) -> list[ObjectClass]:
    """The classes that are named; vehicles stand for all of theirs unless some are named."""
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        raise OutOfRangeError("no list of classes", subject="objectClassifications")
    found: list[ObjectClass] = []
    for one in given:
        name = member(one, "type", str)
        if name == "vehicle":
            found += _classes(one.get("subTypes") or []) or VEHICLES
        elif name == "human" or name in VEHICLES:
            found.append(ObjectClass(name))
        else:
            raise OutOfRangeError("no such class", subject="type", value=name)
    return found


def _thresholds(given: Any) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise OutOfRangeError("no object", subject="thresholdConfiguration")
    if not given.get("enabled"):
        return {}
    limits = []
    for one in objects(given, "thresholds"):
        if one.get("type") not in ("moreThan", "lessThan"):
            raise OutOfRangeError("no such threshold", subject="type", value=one.get("type"))
        limits.append(Threshold(whole(one, "level", LEVEL), one["type"] == "moreThan"))
    return {"thresholds": tuple(limits), "stay": float(whole({"triggerDelay": 0, **given}, "triggerDelay", DELAY))}


# ---- out


def counts(count: Count, watched: Watched, ahead: float, now: float) -> dict[str, Any]:
    """What has crossed a line; `ahead`: seconds by which the device's date is ahead of the clock."""
    return {
        "resetTime": moment.seconds(count.since + ahead),
        "timeStamp": moment.seconds(now),
        "total": count.total,
        **_by_class(watched, count.objects),
    }


def occupancy(found: Mapping[ObjectClass, int], watched: Watched, now: float) -> dict[str, Any]:
    """What is in an area."""
    return {"timeStamp": moment.seconds(now), "total": sum(found.values()), **_by_class(watched, found)}


def _by_class(watched: Watched, found: Mapping[ObjectClass, int]) -> dict[str, int]:
    wanted = watched.rule.classes or {ObjectClass.HUMAN, *VEHICLES}
    return {name.value: found.get(name, 0) for name in ObjectClass if name in wanted}
