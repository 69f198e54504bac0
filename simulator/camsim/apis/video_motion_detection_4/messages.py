"""How profiles of motion detection and of the guards are spelled (page slug: video-motion-detection-4-api)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from camsim.contract.members import is_whole, member, objects, points, whole, within
from camsim.device.analytics.applications import Known
from camsim.device.analytics.organ import Setup
from camsim.device.analytics.rules import ANYWHERE, Crossing, Rule, RuleKind, Shape, Watched
from camsim.device.errors import DeviceError, NotThereError, OutOfRangeError

KINDS = {
    Known.VMD: RuleKind.MOTION,
    Known.MOTION_GUARD: RuleKind.MOTION,
    Known.FENCE_GUARD: RuleKind.FENCE,
    Known.LOITERING_GUARD: RuleKind.LOITERING,
}
SIZE, AGE, WAY = (3, 100), (1, 5), (3, 20)
"""Least and largest values of the filters."""
STAY = (1, 3600)
AREA_POINTS, LINE_POINTS = (3, 20), (2, 10)
MOST_EXCLUDED = 3
MOST_PROFILES = 10
LONGEST_NAME = 64
ROTATIONS = (0, 90, 180, 270)
DEFAULT_STAY = 60
_DEFAULT_AREA = [[-0.97, -0.97], [-0.97, 0.97], [0.97, 0.97], [0.97, -0.97]]
_DEFAULT_LINE = [[0.0, -0.7], [0.0, 0.7]]


class IncoherentError(DeviceError):
    """Parts of a configuration contradict each other."""


# ---- in


def profiles_of(
    application: Known, cameras: Sequence[Mapping[str, Any]], profiles: Sequence[Mapping[str, Any]], ptz: bool
) -> list[Watched]:
    """The rules of a configuration. Raises MissingError, OutOfRangeError, IncoherentError."""
    active = {whole(camera, "id", (1, 64)): camera.get("active", True) is True for camera in cameras}
    for camera in cameras:
        if camera.get("rotation", 0) not in ROTATIONS:
            raise OutOfRangeError("no such rotation", subject="rotation", value=camera.get("rotation"))
    if len(active) != len(cameras):
        raise IncoherentError("two cameras have the same id", subject="cameras")
    found = [_profile(application, profile, active, ptz) for profile in profiles]
    if len({one.number for one in found}) != len(found):
        raise IncoherentError("two profiles have the same uid", subject="uid")
    if any(sum(one.camera == number for one in found) > MOST_PROFILES for number in active):
        raise OutOfRangeError("too many profiles", subject="profiles")
    return found


def _profile(application: Known, profile: Mapping[str, Any], active: Mapping[int, bool], ptz: bool) -> Watched:
    name, camera = member(profile, "name", str), whole(profile, "camera", (1, 64))
    if not 1 <= len(name) <= LONGEST_NAME:
        raise OutOfRangeError("a name has 1 to 64 characters", subject="name", value=name)
    if camera not in active:
        raise IncoherentError("the camera is not in cameras", subject="camera", value=camera)
    presets = profile.get("presets") or []
    if presets and not ptz:
        raise OutOfRangeError("presets are for PTZ cameras", subject="presets", value=presets)
    if not isinstance(presets, list) or len(presets) > 1 or not all(is_whole(one) and one >= ANYWHERE and one != 0 for one in presets):
        raise OutOfRangeError("one preset, -1 or -2", subject="presets", value=presets)
    filters = _filters(objects(profile, "filters"))
    trigger = objects(profile, "triggers")
    if len(trigger) != 1:
        raise OutOfRangeError("exactly one trigger", subject="triggers", value=len(trigger))
    kind = KINDS[application]
    shape, crossing, stay = _trigger(kind, trigger[0])
    rule = Rule(kind, (shape,), crossing, stay=stay, presets=tuple(presets), **filters)
    return Watched(whole(profile, "uid", (1, 2**31 - 1)), name, camera, rule, active[camera])


def _filters(filters: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The filters that are active; those that are not are checked all the same."""
    excluded: list[Shape] = []
    found: dict[str, Any] = {}
    for one in filters:
        kind, chosen = member(one, "type", str), found if one.get("active", True) is not False else {}
        if kind == "excludeArea":
            excluded.append(points(member(one, "data", list), AREA_POINTS, "data"))
        elif kind == "sizePercentage":
            data = member(one, "data", list)
            if len(data) != 2:
                raise OutOfRangeError("width and height", subject="data", value=data)
            chosen["least_size"] = tuple(within(value, SIZE, "data") for value in data)
        elif kind == "timeShortLivedLimit":
            chosen["least_age"] = float(whole(one, "data", AGE))
        elif kind == "distanceSwayingObject":
            chosen["least_way"] = float(whole(one, "data", WAY))
        elif kind != "sizePerspective":
            raise OutOfRangeError("no such filter", subject="type", value=kind)
    if len(excluded) > MOST_EXCLUDED:
        raise OutOfRangeError("three exclude areas at most", subject="excludeArea", value=len(excluded))
    return {**found, "excluded": tuple(excluded)}


def _trigger(kind: RuleKind, trigger: Mapping[str, Any]) -> tuple[Shape, Crossing, float]:
    wanted = "fence" if kind is RuleKind.FENCE else "includeArea"
    if member(trigger, "type", str) != wanted:
        raise OutOfRangeError(f"the trigger is {wanted}", subject="type", value=trigger["type"])
    shape = points(member(trigger, "data", list), LINE_POINTS if kind is RuleKind.FENCE else AREA_POINTS, "data")
    if kind is RuleKind.FENCE:
        try:
            return shape, Crossing(trigger.get("alarmDirection", Crossing.LEFT_TO_RIGHT)), 0.0
        except ValueError:
            raise OutOfRangeError("no such direction", subject="alarmDirection", value=trigger["alarmDirection"]) from None
    return shape, Crossing.BOTH, _stay(trigger) if kind is RuleKind.LOITERING else 0.0


def _stay(trigger: Mapping[str, Any]) -> float:
    """Seconds of the condition for single objects; the one for groups is kept and not watched."""
    for condition in objects(trigger, "conditions") if trigger.get("conditions") else ():
        if condition.get("type") == "individual" and condition.get("active", True) is not False:
            return float(whole(condition, "data", STAY))
    return float(DEFAULT_STAY)


# ---- out


def configuration(application: Known, setup: Setup, channels: int) -> dict[str, Any]:
    """The whole configuration: as the client sent it, or as the factory has it."""
    document = setup.document or {
        "cameras": [{"id": camera, "rotation": 0, "active": True} for camera in range(1, channels + 1)],
        "profiles": [_factory_profile(application, watched) for watched in setup.watched],
    }
    return {"cameras": document["cameras"], "configurationStatus": setup.times_set, "profiles": document["profiles"]}


def _factory_profile(application: Known, watched: Watched) -> dict[str, Any]:
    filters: list[dict[str, Any]] = [{"data": 1, "active": True, "type": "timeShortLivedLimit"}]
    if KINDS[application] is RuleKind.MOTION:
        filters.append({"data": 5, "active": True, "type": "distanceSwayingObject"})
    filters.append({"data": [5, 5], "active": True, "type": "sizePercentage"})
    if KINDS[application] is RuleKind.FENCE:
        trigger: dict[str, Any] = {"type": "fence", "data": _DEFAULT_LINE, "alarmDirection": "leftToRight"}
    else:
        trigger = {"type": "includeArea", "data": _DEFAULT_AREA}
    if KINDS[application] is RuleKind.LOITERING:
        trigger["conditions"] = [{"type": "individual", "data": DEFAULT_STAY, "active": True}]
    return {"filters": filters, "camera": watched.camera, "triggers": [trigger], "name": watched.name, "uid": watched.number}


def capabilities(application: Known, channels: int, ptz: bool) -> dict[str, Any]:
    """Bounds and defaults of a configuration."""
    corners = {"min": [-1, -1], "max": [1, 1]}
    area = {**corners, "minNbrVertices": AREA_POINTS[0], "maxNbrVertices": AREA_POINTS[1], "defaultInstance": _DEFAULT_AREA}
    if KINDS[application] is RuleKind.FENCE:
        line = {**corners, "minNbrVertices": LINE_POINTS[0], "maxNbrVertices": LINE_POINTS[1]}
        directions = {"alarmDirections": ["leftToRight", "rightToLeft"], "defaultAlarmDirection": "leftToRight"}
        trigger = {"type": "fence", **line, "minNbrInstances": 1, "maxNbrInstances": 1, "defaultInstance": _DEFAULT_LINE, **directions}
    else:
        trigger = {"type": "includeArea", **area, "minNbrInstances": 1, "maxNbrInstances": 1}
    if KINDS[application] is RuleKind.LOITERING:
        trigger["conditions"] = [{"type": "individual", "min": STAY[0], "max": STAY[1], "default": DEFAULT_STAY, "defaultActive": True}]
    found: dict[str, Any] = {
        "alarmOverlay": {
            "isSupported": False,
            "maxNbrActiveCameras": 0,
            "cameras": [{"id": camera, "availableResolutions": []} for camera in range(1, channels + 1)],
        },
        "filters": [
            {"type": "sizePercentage", "min": [SIZE[0]] * 2, "max": [SIZE[1]] * 2, "default": [5, 5], "defaultActive": True},
            {"type": "timeShortLivedLimit", "min": AGE[0], "max": AGE[1], "default": 1, "defaultActive": True},
            {"type": "distanceSwayingObject", "min": WAY[0], "max": WAY[1], "default": 5, "defaultActive": True},
            {"type": "excludeArea", **area, "minNbrInstances": 0, "maxNbrInstances": MOST_EXCLUDED},
        ],
        "triggers": [trigger],
        "profiles": {
            "minNbrProfilesPerCamera": 0,
            "maxNbrProfilesPerCamera": MOST_PROFILES,
            "minLengthName": 1,
            "maxLengthName": LONGEST_NAME,
        },
    }
    if ptz:
        found["presets"] = {"maxNbrPresets": 1, "defaultPreset": ANYWHERE}
    return found


def number(profile: int, setup: Setup) -> int:
    """The profile that is meant. Raises NotThereError."""
    if all(watched.number != profile for watched in setup.watched):
        raise NotThereError("no such profile", subject="profile", value=profile)
    return profile
