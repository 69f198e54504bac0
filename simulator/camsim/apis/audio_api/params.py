"""`Audio.*` and `AudioSource.*` tied to the settings of sound (page slug: audio-api)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from camsim.contract.params import Binding, number
from camsim.device.audio import Audio, AudioSource, Configuration, Unit, read, settings, spell
from camsim.device.device import Device


def _group(prefix: str, kind: type[Any], of: Callable[..., Any]) -> list[Binding]:
    return [_bound(prefix + leaf, kind, attribute, of) for attribute, leaf in settings(kind).items()]


def _bound(pattern: str, kind: type[Any], attribute: str, of: Callable[..., Any]) -> Binding:
    def get(device: Device, *indexes: int) -> str:
        return spell(getattr(of(device, *indexes), attribute))

    def write(device: Device, *given: Any) -> None:
        setattr(of(device, *given[:-1]), attribute, read(kind, attribute, given[-1]))

    return Binding(pattern, get, write)


BINDINGS = (
    *_group("Audio.", Unit, lambda device: device.organ(Audio).unit),
    *_group("Audio.A#.", Configuration, lambda device, index: device.organ(Audio).configuration(index + 1)),
    *_group("AudioSource.A#.", AudioSource, lambda device, index: device.organ(Audio).source(index)),
    number("Audio.NbrOfConfigs", lambda device: len(device.organ(Audio).state.configurations)),
    number("AudioSource.NbrOfSources", lambda device: len(device.organ(Audio).state.sources)),
)
