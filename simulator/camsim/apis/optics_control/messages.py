"""How optics control spells lenses, and a request for several of them (page slug: optics-control)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from camsim.contract.call import Call
from camsim.contract.errors import MissingError
from camsim.device.errors import DeviceError, NotSupportedError, NotThereError, OutOfRangeError
from camsim.device.imaging.optics import Motor, Optics, Window
from camsim.device.parameters import Parameters

Item = dict[str, Any]
"""What a request says of one lens."""
Requests = list[Item]

BIG, SMALL = 0.05, 0.005
"""Shares of the whole way that steps go (a guess)."""
STEPS = {"+bigStep": BIG, "-bigStep": -BIG, "+smallStep": SMALL, "-smallStep": -SMALL}
_FILTER = {"yes": "on", "no": "off", "auto": "auto"}
_POSITION = {word: value for value, word in _FILTER.items()}
_MEMBERS = {"left": "upperLeftX", "top": "upperLeftY", "width": "width", "height": "height"}


def each(call: Call, requests: Requests, needed: tuple[str, ...], verb: Callable[[Optics, int, Item], None]) -> None:
    """Does something with each lens that a request names; those that it can be done with get it, whatever becomes of the others.

    `needed`: members that each must have. Raises MissingError, before anything is done; else the first error, which holds the others.
    """
    for item in requests:
        for name in ("opticsId", *needed):
            if name not in item:
                raise MissingError(f"{name} is missing", subject=name)
    failed: list[DeviceError] = []
    for item in requests:
        try:
            verb(call.organ(Optics), number(call, item), item)
        except DeviceError as error:
            failed.append(_named(error, item["opticsId"]))
    if failed:
        failed[0].others = tuple(failed[1:])
        raise failed[0]


def number(call: Call, item: Item) -> int:
    """The lens that is meant. Raises NotThereError."""
    numbers = {str(number): number for number in call.organ(Optics).numbers}
    identity = item["opticsId"]
    if not isinstance(identity, str) or identity not in numbers:
        raise NotThereError("no such optics", subject="opticsId", value=identity)
    return numbers[identity]


def share(item: Item, name: str) -> float:
    """A number. Raises OutOfRangeError."""
    value = item[name]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise OutOfRangeError(f"{name} is no number", subject=name, value=value)
    try:
        return float(value)
    except OverflowError as error:
        raise OutOfRangeError(f"{name} is too large", subject=name) from error


def switch(item: Item, name: str) -> bool:
    """A truth value; false where it is left out. Raises OutOfRangeError."""
    value = item.get(name, False)
    if not isinstance(value, bool):
        raise OutOfRangeError(f"{name} is neither true nor false", subject=name, value=value)
    return value


def step(item: Item, whole: float) -> float:
    """How far a relative move goes on a way of that length. Raises OutOfRangeError."""
    kind = item["type"]
    if kind == "numerical":
        if "value" not in item:
            raise OutOfRangeError("value is missing", subject="value")
        return share(item, "value")
    if not isinstance(kind, str) or kind not in STEPS:
        raise OutOfRangeError("no such step", subject="type", value=kind)
    return STEPS[kind] * whole


def window(item: Item) -> Window:
    """The window of autofocus. Raises OutOfRangeError."""
    return Window(**{side: share(item, member) for side, member in _MEMBERS.items()})


def set_filter(call: Call, optics: Optics, number: int, word: object) -> None:
    """Puts the infrared cut filter where a word says. Raises OutOfRangeError, NotSupportedError."""
    if not isinstance(word, str) or word not in _POSITION:
        raise OutOfRangeError("no such state", subject="irCutFilterState", value=word)
    if not optics.filters(number):
        raise NotSupportedError("there is no filter", subject="irCutFilterState")
    call.organ(Parameters).write(f"ImageSource.I{number}.DayNight.IrCutFilter", _POSITION[word])


def state(call: Call, optics: Optics, number: int) -> dict[str, object]:
    """How a lens stands."""
    glass = optics.glass(number)
    told: dict[str, object] = {
        "opticsId": str(number),
        "focusPosition": round(optics.focus(number), 6),
        "focusMoving": optics.moving(number, Motor.FOCUS),
        "focusWindowUpperLeftX": glass.window.left,
        "focusWindowUpperLeftY": glass.window.top,
        "focusWindowWidth": glass.window.width,
        "focusWindowHeight": glass.window.height,
    }
    if optics.longest > 1.0:
        told |= {"magnification": round(optics.magnification(number), 6), "zoomMoving": optics.moving(number, Motor.ZOOM)}
    told["temperatureCompensation"] = glass.compensates_temperature
    if optics.filters(number):
        position = call.organ(Parameters).text(f"ImageSource.I{number}.DayNight.IrCutFilter")
        told |= {"irCutFilterState": _FILTER.get(position, position), "irCompensation": glass.compensates_infrared}
    return told


def capabilities(optics: Optics, number: int) -> dict[str, object]:
    """What a lens can do."""
    zoom, calibrates, filters = optics.longest > 1.0, optics.calibrates, optics.filters(number)
    offered = {
        "focus": True,
        "zoom": zoom,
        "irCutFilter": filters,
        "calibrateFocus": calibrates,
        "calibrateZoom": calibrates and zoom,
        "compensateTemperature": True,
        "compensateIr": filters,
    }
    told: dict[str, object] = {"opticsId": str(number), "capabilities": [name for name, has in offered.items() if has]}
    return {**told, "maxMagnification": optics.longest} if zoom else told


def _named(error: DeviceError, identity: object) -> DeviceError:
    """The same error, saying which lens it is about, and which of its properties."""
    spelled = _MEMBERS.get(error.subject, error.subject)
    details: Mapping[str, object] = {"opticsId": identity}
    if isinstance(error, OutOfRangeError | NotSupportedError | NotThereError):
        details = {**details, "propertyName": spelled}
    error.details = details
    return error
