"""`MediaClip.M#.*`: the clips as parameters (page slug: media-clip-api)."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from camsim.contract.params import Binding
from camsim.device.clips import LONGEST_NAME, Clip, Clips
from camsim.device.device import Device
from camsim.profile.model import Leaf, LeafKind, LeafType

_LEVEL = "4414"


def _each(device: Device) -> Iterable[tuple[int, ...]]:
    return [(number,) for number in device.organ(Clips).numbers()] if device.has(Clips) else []


def _of(tell: Callable[[Clip], str]) -> Callable[..., str]:
    return lambda device, number: tell(device.organ(Clips).clip(number))


BINDINGS = (
    Binding(
        "MediaClip.M#.Name",
        _of(lambda clip: clip.name),
        lambda device, number, text: device.organ(Clips).rename(number, text),
        _each,
        Leaf("Name", "", _LEVEL, LeafType(flags=("dynamic",), maxlen=LONGEST_NAME)),
    ),
    Binding(
        "MediaClip.M#.Location", _of(lambda clip: clip.location), None, _each, Leaf("Location", "", _LEVEL, LeafType(flags=("dynamic",)))
    ),
    Binding(
        "MediaClip.M#.Type",
        lambda device, number: "audio",
        None,
        _each,
        Leaf("Type", "", _LEVEL, LeafType(LeafKind.ENUM, ("dynamic",), entries=(("audio", None),))),
    ),
)
