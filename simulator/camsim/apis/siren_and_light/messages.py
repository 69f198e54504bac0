"""How siren and light are spelled (page slug: siren-and-light)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from camsim.contract.call import Call
from camsim.contract.errors import Code, MissingError
from camsim.device.errors import OutOfRangeError
from camsim.device.sensors.siren import SirenHealthState
from camsim.device.siren.organ import Operation
from camsim.device.siren.patterns import COLORS, DEFAULT_PRIORITY, INTENSITIES, PATTERNS, PRIORITIES, Kind, Pattern
from camsim.device.siren.signal import Signal, SignalProfile

POE = "4"
"""Class of the device's power, and the only one with intensities of its own (a guess)."""
MAINTENANCE = False
LARGEST_FILE = 256 * 1024
MODES = {"add": (False, False), "overwrite": (True, False), "erase_and_add": (False, True)}
"""Mode of an upload -> whether it overwrites, whether it erases."""

_INVALID_PROFILE = Code(1202, "Requested profile is invalid")
_SETTINGS = (
    ("pattern", 2200, "pattern"),
    ("intensity", 2202, "intensity"),
    ("priority", 2204, "priority"),
    ("duration.unit", 2206, "duration unit"),
    ("duration.value", 2208, "duration"),
    ("duration", 2208, "duration"),
)
SUBJECTS = {
    **{
        f"{kind}.{setting}": Code(number + place, f"Requested {kind} {words} is invalid")
        for setting, number, words in _SETTINGS
        for place, kind in enumerate(Kind)
    },
    "signal profile": _INVALID_PROFILE,
    "operation": Code(1203, "Requested process id does not exist"),
    "function": Code(2210, "Requested function type is invalid"),
    "light.colors.number": Code(2211, "Requested number of colors is invalid"),
    "light.colors": Code(2212, "Requested color is invalid"),
    "name.length": Code(2213, "Profile name is too long"),
    "description.length": Code(2214, "Description is too long"),
    "light.speed": Code(2215, "Requested speed is invalid."),
}
"""What was wrong -> the API's own code."""

_HEALTH = ((101, "Light is not working optimal"), (102, "Siren is not working optimal"))


@dataclass(frozen=True)
class DurationBody:
    """How long."""

    unit: str
    value: int


@dataclass(frozen=True)
class SignalBody:
    """A signal as a request spells it."""

    pattern: str
    intensity: int | None = None
    speed: int | None = None
    colors: list[str] | None = None
    duration: DurationBody | None = None
    priority: int | None = None

    def read(self, kind: Kind) -> Signal:
        """The signal that is meant."""
        colors = None if self.colors is None else tuple(self.colors)
        unit, value = (None, 0) if self.duration is None else (self.duration.unit, self.duration.value)
        return Signal(kind, self.pattern, self.intensity, self.speed, colors, self.priority, unit, value)


@dataclass(frozen=True)
class ProfileBody:
    """A profile as a request or a file spells it."""

    name: str
    description: str = ""
    siren: SignalBody | None = None
    light: SignalBody | None = None

    def read(self) -> SignalProfile:
        """The profile that is meant."""
        siren = None if self.siren is None else self.siren.read(Kind.SIREN)
        light = None if self.light is None else self.light.read(Kind.LIGHT)
        return SignalProfile(self.name, self.description, siren, light)


def signals(siren: SignalBody | None, light: SignalBody | None) -> tuple[Signal, ...]:
    """The signals of a request."""
    return tuple(body.read(kind) for kind, body in ((Kind.SIREN, siren), (Kind.LIGHT, light)) if body is not None)


def kinds(names: list[str]) -> list[Kind]:
    """What `stop` is to end. Raises OutOfRangeError (subject `function`)."""
    if not names or any(name not in set(Kind) for name in names):
        raise OutOfRangeError("siren or light", subject="function", value=names)
    return [Kind(name) for name in names]


def numbers(siren: int | None, light: int | None) -> dict[Kind, int]:
    """The single operations that `stop` is to end."""
    return {kind: number for kind, number in ((Kind.SIREN, siren), (Kind.LIGHT, light)) if number is not None}


def upload_mode(text: str) -> tuple[bool, bool]:
    """Whether an upload overwrites and erases. Raises OutOfRangeError."""
    if text not in MODES:
        raise OutOfRangeError("no such mode", subject="uploadMode", value=text)
    return MODES[text]


def uploaded(call: Call) -> list[SignalProfile]:
    """The profiles of the file behind the request. Raises MissingError, OutOfRangeError (subject `signal profile`)."""
    import pydantic

    if not call.parts:
        raise MissingError("no file", subject="file")
    content = call.parts[0].file.read(LARGEST_FILE + 1)
    try:
        if len(content) > LARGEST_FILE:
            raise ValueError("too large")
        bodies = pydantic.TypeAdapter(list[ProfileBody], config=pydantic.ConfigDict(strict=True)).validate_json(content)
    except ValueError as error:
        raise OutOfRangeError("not a list of profiles", subject="signal profile") from error
    return [body.read() for body in bodies]


def capabilities() -> dict[str, Any]:
    """What the device can do."""
    both = {kind.value: {"supportedPatterns": [_pattern(kind, pattern) for pattern in PATTERNS[kind]]} for kind in Kind}
    return {**both, "healthCheckSupport": True, "maintenanceModeSupport": MAINTENANCE, "poeClass": POE}


def operation(one: Operation, now: float) -> dict[str, Any]:
    """What was started, as getStatus tells it."""
    signal, left = one.signal, one.left(now)
    shown: dict[str, Any] = {f"{signal.kind}Id": one.number, "pattern": signal.pattern}
    if signal.kind is Kind.LIGHT:
        shown |= {"speed": signal.speed, "colors": list(signal.colors or ())}
    shown["intensity"] = signal.intensity
    if left is not None:
        shown["durationLeft"] = left
    shown["priority"] = signal.priority
    return shown if one.profile is None else {**shown, "profile": one.profile}


def shown(profile: SignalProfile) -> dict[str, Any]:
    """A profile as getProfiles tells it."""
    head = {"name": profile.name, **({"description": profile.description} if profile.description else {})}
    return {**head, **{signal.kind.value: _signal(signal) for signal in profile.signals}}


def health(state: SirenHealthState) -> dict[str, Any]:
    """What the last check found; nothing before the first one (a guess)."""
    found = [error for broken, error in zip((state.found_light, state.found_siren), _HEALTH, strict=True) if broken]
    stamp = "" if state.checked is None else datetime.fromtimestamp(int(state.checked), UTC).isoformat()
    return {"timestamp": stamp, "errors": [{"code": code, "message": message} for code, message in found]}


def _signal(signal: Signal) -> dict[str, Any]:
    shown: dict[str, Any] = {"pattern": signal.pattern}
    if signal.kind is Kind.LIGHT:
        shown |= {"speed": signal.speed, "colors": list(signal.colors or ())}
    shown["intensity"] = signal.intensity
    if signal.unit is not None:
        shown["duration"] = {"unit": signal.unit, "value": signal.value}
    return {**shown, "priority": signal.priority}


def _pattern(kind: Kind, pattern: Pattern) -> dict[str, Any]:
    shown: dict[str, Any] = {"name": pattern.name}
    if kind is Kind.LIGHT:
        shown["speed"] = {"possible": list(pattern.speeds), "default": pattern.speed}
        shown["colors"] = {
            "minNbrColors": pattern.fewest,
            "maxNbrColors": pattern.most,
            "possible": list(COLORS),
            "default": list(pattern.colors),
        }
    intensity = {"possible": list(INTENSITIES), "default": pattern.intensity}
    shown["intensity"] = {"poeClass": {POE: intensity}}
    return {**shown, "priority": {"possible": list(PRIORITIES), "default": DEFAULT_PRIORITY}}
