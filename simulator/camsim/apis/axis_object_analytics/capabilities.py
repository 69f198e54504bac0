"""What a configuration of object analytics may hold on this device (page slug: axis-object-analytics-api; values guessed)."""

from __future__ import annotations

from typing import Any

from camsim.apis.axis_object_analytics import messages
from camsim.device.analytics.rules import ANYWHERE

_FIELD = {"minPosX": -1.0, "maxPosX": 1.0, "minPosY": -1.0, "maxPosY": 1.0}


def capabilities(size: tuple[int, int], ptz: bool) -> dict[str, Any]:
    """Bounds and defaults; `size` is the sensor's in pixels, `ptz` whether there are presets."""
    resolution = f"{size[0]}x{size[1]}"
    found: dict[str, Any] = {
        "devices": [
            {"id": 1, "type": "camera", "imageIndex": 0, "name": "Camera 1", "rotation": 0, "resolutions": [resolution], "tags": []},
        ],
        "filters": [
            {"type": "sizePercentage", **_range("Width", messages.SIZE, 3), **_range("Height", messages.SIZE, 3)},
            {"type": "sizePerspective", **_range("Width", (1, 1000), 50), **_range("Height", (1, 1000), 50)},
            {"type": "timeShortLivedLimit", **_range("Time", messages.AGE, 1)},
            {"type": "distanceSwayingObject", **_range("Distance", messages.WAY, 5)},
            {"type": "excludeArea", **_shape(messages.AREA_POINTS, (0, messages.MOST_EXCLUDED), messages.AREA)},
        ],
        "metadataOverlay": {
            "minNbrActiveCameras": 0,
            "maxNbrActiveCameras": 1,
            "cameras": [{"id": 1, "canDrawInSpecifiedResolutions": True, "resolutions": [resolution]}],
        },
        "objectClassifications": [
            {"type": "human"},
            {"type": "vehicle", "subTypes": [{"type": kind} for kind in ("bike", "car", "bus", "truck", "otherVehicle")]},
        ],
        "perspective": {
            "minNbrBars": 2,
            "maxNbrBars": 10,
            "minNbrPerspectivesPerScenario": 0,
            "maxNbrPerspectivesPerScenario": 1,
            **_range("Height", (1, 2000), 170),
            "minNbrPerspectives": 0,
            "maxNbrPerspectives": messages.MOST_SCENARIOS,
        },
        "scenarios": _scenarios(),
        "triggers": [
            {"type": "includeArea", **_shape(messages.AREA_POINTS, (1, 1), messages.AREA)},
            {"type": "fence", **_shape(messages.LINE_POINTS, (1, 1), messages.LINE), **_directions("Alarm")},
            {"type": "countingLine", **_shape(messages.LINE_POINTS, (1, 1), messages.LINE), **_directions("Counting")},
        ],
    }
    if ptz:
        found["presets"] = {"minNbrPresetsPerScenario": 0, "maxNbrPresetsPerScenario": 1, "defaultPreset": ANYWHERE}
    return found


def _scenarios() -> dict[str, Any]:
    return {
        "minNbrScenariosPerCamera": 0,
        "maxNbrScenariosPerCamera": messages.MOST_SCENARIOS,
        "minNbrActiveDevices": 0,
        "maxNbrActiveDevices": 1,
        "minNbrDevices": 1,
        "maxNbrDevices": 1,
        "minLengthName": 1,
        "maxLengthName": messages.LONGEST_NAME,
        "defaultScenario": "motion",
        "defaultDeviceId": "1",
        "supportedScenarios": list(messages.KINDS),
        "alarmRates": ["continuous"],
        "defaultAlarmRate": "continuous",
        "accumulatedCounts": {"defaultTimedResetEnabled": False},
        "passthroughConfiguration": {"defaultEnabled": False, "minPeriod": 1, "maxPeriod": 10000},
        "thresholdConfiguration": {
            "defaultEnabled": False,
            "minLevelWithMoreThanType": 0,
            "minLevelWithLessThanType": 1,
            "maxLevel": messages.LEVEL[1],
            "defaultLevel": 1,
            "defaultType": "moreThan",
            "minTriggerDelay": messages.DELAY[0],
            "maxTriggerDelay": messages.DELAY[1],
            "defaultTriggerDelay": 0,
        },
    }


def _range(name: str, limits: tuple[int, int], default: int) -> dict[str, int]:
    return {f"min{name}": limits[0], f"max{name}": limits[1], f"default{name}": default}


def _shape(points: tuple[int, int], instances: tuple[int, int], default: list[list[float]]) -> dict[str, Any]:
    return {
        **_FIELD,
        "minNbrVertices": points[0],
        "maxNbrVertices": points[1],
        "minNbrInstances": instances[0],
        "maxNbrInstances": instances[1],
        "defaultInstance": default,
    }


def _directions(kind: str) -> dict[str, Any]:
    return {f"valid{kind}Directions": ["leftToRight", "rightToLeft"], f"default{kind}Direction": "leftToRight"}
