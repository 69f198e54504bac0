"""How temperatures, heaters and fans are spelled (page slug: temperature-control)."""

from __future__ import annotations

from camsim.contract.call import Call
from camsim.contract.results import Text
from camsim.device.errors import DeviceError, NotSupportedError, NotThereError, OutOfRangeError
from camsim.device.sensors.climate import Climate, Kind

BAD_SYNTAX = "The request had bad syntax or was inherently impossible to satisfy."
BAD_ACTION = "Unsupported action."
_BAD_PART = "Unknown device type or bad id."
_BAD_UNIT = "Invalid temperature unit."
_BAD_MODE = "Could not set the requested mode for the device."
_KINDS = {"heater": Kind.HEATER, "fan": Kind.FAN}


def answer(text: str) -> Text:
    """An answer."""
    return Text(text, "text/html")


def problem(call: Call, error: DeviceError) -> Text:
    """An error: status 400 and a sentence."""
    known = {NotThereError: _BAD_PART, NotSupportedError: _BAD_MODE}
    return Text(known.get(type(error), error.message), "text/html", 400)


def part(climate: Climate, device: str, id: str) -> tuple[Kind, int]:
    """The heater or fan that is meant. Raises NotThereError."""
    kind = _KINDS.get(device)
    if kind is None or _number(id) not in climate.numbers(kind):
        raise NotThereError(subject="part", value=id)
    return kind, _number(id)


def mode(text: str) -> bool:
    """Whether users take over. Raises OutOfRangeError."""
    if text not in ("true", "false"):
        raise OutOfRangeError(_BAD_MODE, subject="usercontrolmode", value=text)
    return text == "true"


def percent(text: str) -> int:
    """An intensity. Raises OutOfRangeError."""
    if not 0 <= _number(text) <= 100:
        raise OutOfRangeError(_BAD_MODE, subject="intensity", value=text)
    return _number(text)


def reading(climate: Climate, id: str, action: str | None, unit: str) -> str:
    """What a sensor feels. Raises NotThereError, OutOfRangeError."""
    if _number(id) not in climate.sensors:
        raise NotThereError(subject="part", value=id)
    if action != "query":
        raise OutOfRangeError(BAD_ACTION, subject="action", value=action)
    if unit not in ("celsius", "fahrenheit"):
        raise OutOfRangeError(_BAD_UNIT, subject="temperatureunit", value=unit)
    _, degrees = climate.sensors[_number(id)]
    return f"{degrees if unit == 'celsius' else _fahrenheit(degrees):.2f}"


def status(climate: Climate, kind: Kind, number: int) -> str:
    """How a heater or fan is."""
    if climate.broken(kind, number):
        return f"{kind} Failure"
    return f"Running[{climate.intensity(kind, number)}%]" if climate.runs(kind, number) else "Stopped"


def status_of_all(climate: Climate) -> str:
    """A line for each fact."""
    lines = []
    for number, (name, degrees) in climate.sensors.items():
        facts = {"Name": name, "Celsius": f"{degrees:.2f}", "Fahrenheit": f"{_fahrenheit(degrees):.2f}"}
        lines += [f"Sensor.S{number}.{fact}={value}\n" for fact, value in facts.items()]
    for kind in Kind:
        for number in climate.numbers(kind):
            base = f"{kind}.{kind[0]}{number}"
            lines += [f"{base}.Status={status(climate, kind, number)}\n", f"{base}.TimeUntilStop={climate.left(kind, number)}\n"]
    return "".join(lines)


def _number(text: str) -> int:
    """A whole number; -1 for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def _fahrenheit(celsius: float) -> float:
    return celsius * 1.8 + 32.0
