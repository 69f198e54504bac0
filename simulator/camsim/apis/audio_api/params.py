"""`Audio.*` and `AudioSource.*` tied to the settings of sound (page slug: audio-api)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from camsim.contract.params import Binding, number
from camsim.device.audio import MUTE, Audio, AudioSource, Configuration, Gain, Unit, read, settings, spell
from camsim.device.device import Device


def _group(prefix: str, kind: type[Any], of: Callable[..., Any]) -> list[Binding]:
    return [_bound(prefix + leaf, kind, attribute, of) for attribute, leaf in settings(kind).items()]


def _bound(pattern: str, kind: type[Any], attribute: str, of: Callable[..., Any]) -> Binding:
    def get(device: Device, *indexes: int) -> str:
        return spell(getattr(of(device, *indexes), attribute))

    def write(device: Device, *given: Any) -> None:
        setattr(of(device, *given[:-1]), attribute, read(kind, attribute, given[-1]))

    return Binding(pattern, get, write)


def _gain(gain: Gain) -> Binding:
    """A gain; one that is made mute is remembered."""

    def get(device: Device, index: int) -> str:
        level, mute = device.organ(Audio).gain(index, gain)
        return spell(None if mute else level)

    def write(device: Device, index: int, text: str) -> None:
        device.organ(Audio).set_gain(index, gain, None if text == MUTE else float(text), text == MUTE)

    return Binding(f"AudioSource.A#.{gain.value}", get, write)


BINDINGS = (
    *_group("Audio.", Unit, lambda device: device.organ(Audio).unit),
    *_group("Audio.A#.", Configuration, lambda device, index: device.organ(Audio).configuration(index + 1)),
    *_group("AudioSource.A#.", AudioSource, lambda device, index: device.organ(Audio).source(index)),
    *(_gain(gain) for gain in Gain),
    number("Audio.NbrOfConfigs", lambda device: len(device.organ(Audio).state.configurations)),
    number("AudioSource.NbrOfSources", lambda device: len(device.organ(Audio).state.sources)),
)
