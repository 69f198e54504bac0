"""How audio device control spells devices, inputs and outputs, and what a client may set (page slug: audio-device-control).

Ids of channels are texts, as a published client wants them (CamStreamerLib); the page shows numbers, which are taken, too. Powers are
spelt as `MicrophonePowerType` has them (guess). One device, `0`, holds the first audio source.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from camsim.contract.members import member, objects
from camsim.device.audio import Audio, AudioSource, Gain
from camsim.device.device import Device
from camsim.device.errors import OutOfRangeError
from camsim.device.parameters import Parameters

Change = Callable[[], None]

HAZARDOUS = ("r12",)
"""Named by the vendor."""
ID = "0"
OFF = "Off"
OUTPUT_TYPE = "external"
SIGNAL = "unbalanced"
LONGEST_NAME = 64
MOST = 64
"""Members of a list."""


def capabilities(device: Device) -> dict[str, Any]:
    """What the device can be set to."""
    inputs = [
        {"id": kind, "signalingTypes": [{"id": SIGNAL, "gainValues": _gains(device, Gain.INPUT), "powerTypes": _powers(device, kind)}]}
        for kind in _types(device)
    ]
    outputs = [{"id": OUTPUT_TYPE, "signalingTypes": [{"id": SIGNAL, "gainValues": _gains(device, Gain.OUTPUT)}]}]
    return {"id": ID, "inputs": [{"id": ID, "connectionTypes": inputs}], "outputs": [{"id": ID, "connectionTypes": outputs}]}


def settings(device: Device) -> dict[str, Any]:
    """How the device is set."""
    source = _source(device)
    heard = {"powerType": source.power_type if source.microphone_power else OFF, "channels": _channels(device, Gain.INPUT)}
    inputs = _side(source.name, source, source.input_type, _types(device), heard)
    outputs = _side(source.output_name, source, OUTPUT_TYPE, [OUTPUT_TYPE], {"channels": _channels(device, Gain.OUTPUT)})
    return {"id": ID, "name": source.device_name, "inputs": [inputs], "outputs": [outputs]}


def powers(device: Device) -> list[str]:
    """Powers that the microphone input can have."""
    entries = device.organ(Parameters).leaf("AudioSource.A0.MicrophonePowerType").type.entries
    return [name for name, _ in entries if name != "none"]


def changes(device: Device, given: Mapping[str, Any]) -> Iterator[Change]:
    """What a request for one device comes to. Raises MissingError, OutOfRangeError."""
    _named(given, ID)
    source = _source(device)
    yield from _texts(source, given, "device_name")
    for one in _list(given, "inputs"):
        _named(one, ID)
        yield from _texts(source, one, "name")
        yield from _enabled(source, one)
        yield from _selected(source, one, _types(device))
        for kind in _list(one, "connectionTypes"):
            selected = one.get("connectionTypeSelected", source.input_type)
            yield from _signals(device, kind, _types(device), Gain.INPUT, selected)
    for one in _list(given, "outputs"):
        _named(one, ID)
        yield from _texts(source, one, "output_name")
        yield from _enabled(source, one)
        _one_of(one, "connectionTypeSelected", [OUTPUT_TYPE])
        for kind in _list(one, "connectionTypes"):
            yield from _signals(device, kind, [OUTPUT_TYPE], Gain.OUTPUT, OUTPUT_TYPE)


# ---- inside


def _source(device: Device) -> AudioSource:
    return device.organ(Audio).source(0)


def _types(device: Device) -> list[str]:
    return device.organ(Parameters).text("Properties.Audio.InputType", "mic").split(",")


def _powers(device: Device, kind: str) -> list[str]:
    return [OFF, *(powers(device) if kind == "mic" else [])]


def _gains(device: Device, gain: Gain) -> list[float]:
    """The values of the parameter, whole numbers as such."""
    entries = device.organ(Parameters).leaf(f"AudioSource.A0.{gain.value}").type.entries
    return [int(name) if "." not in name else float(name) for name, _ in entries if name != "mute"]


def _channels(device: Device, gain: Gain) -> list[dict[str, Any]]:
    audio = device.organ(Audio)
    found, mute = audio.gain(0, gain)
    spelt = int(found) if found == int(found) else found
    return [{"id": str(number), "gain": spelt, "mute": mute} for number in range(audio.source(0).channels)]


def _side(name: str, source: AudioSource, selected: str, kinds: list[str], signal: Mapping[str, Any]) -> dict[str, Any]:
    """An input or an output; all its types share what is set."""
    types = [{"id": kind, "signalingTypeSelected": SIGNAL, "signalingTypes": [{"id": SIGNAL, **signal}]} for kind in kinds]
    return {"id": ID, "name": name, "enabled": source.enabled, "connectionTypeSelected": selected, "connectionTypes": types}


def _signals(device: Device, kind: Mapping[str, Any], known: list[str], gain: Gain, selected: str) -> Iterator[Change]:
    name = _one_of(kind, "id", known)
    _one_of(kind, "signalingTypeSelected", [SIGNAL])
    for signal in _list(kind, "signalingTypes"):
        _one_of(signal, "id", [SIGNAL])
        power = _one_of(signal, "powerType", _powers(device, "mic") if gain is Gain.INPUT else [])
        for channel in _list(signal, "channels"):
            change = _channel(device, channel, gain)
            if name == selected:
                yield change
        if power is not None and name == selected:
            yield _powered(_source(device), power)


def _channel(device: Device, given: Mapping[str, Any], gain: Gain) -> Change:
    audio = device.organ(Audio)
    if str(given.get("id", ID)) not in [str(number) for number in range(audio.source(0).channels)]:
        raise OutOfRangeError("no such channel", subject="id", value=given.get("id"))
    value, mute = given.get("gain"), member(given, "mute", bool) if "mute" in given else None
    if "gain" in given and (isinstance(value, bool) or not isinstance(value, int | float) or value not in _gains(device, gain)):
        raise OutOfRangeError("no such gain", subject="gain", value=value)
    return lambda: audio.set_gain(0, gain, None if value is None else float(value), mute)


def _powered(source: AudioSource, power: str) -> Change:
    def change() -> None:
        source.microphone_power = power != OFF
        if power != OFF:
            source.power_type = power

    return change


def _texts(source: AudioSource, given: Mapping[str, Any], attribute: str) -> Iterator[Change]:
    if "name" in given:
        name = member(given, "name", str)
        if len(name) > LONGEST_NAME or not name.isprintable():
            raise OutOfRangeError("no such name", subject="name", value=name[:LONGEST_NAME])
        yield lambda: setattr(source, attribute, name)


def _enabled(source: AudioSource, given: Mapping[str, Any]) -> Iterator[Change]:
    """Input and output are switched together: the one that is given another value than it has counts."""
    if "enabled" in given and member(given, "enabled", bool) is not source.enabled:
        enabled = given["enabled"]
        yield lambda: setattr(source, "enabled", enabled)


def _selected(source: AudioSource, given: Mapping[str, Any], known: list[str]) -> Iterator[Change]:
    selected = _one_of(given, "connectionTypeSelected", known)
    if selected is not None:
        yield lambda: setattr(source, "input_type", selected)


def _named(given: Mapping[str, Any], id: str) -> None:
    if str(member(given, "id", str)) != id:
        raise OutOfRangeError("no such id", subject="id", value=given["id"])


def _one_of(given: Mapping[str, Any], name: str, known: list[str]) -> str | None:
    """A member that is one of some words, None where it is not given. Raises OutOfRangeError."""
    if name not in given:
        return None
    found = given[name]
    if not isinstance(found, str) or found not in known:
        raise OutOfRangeError(f"{name} cannot be that", subject=name, value=found)
    return found


def _list(given: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    found = objects(given, name) if name in given else []
    if len(found) > MOST:
        raise OutOfRangeError("too many", subject=name)
    return found
