"""Parameters of privacy masks: `Image.I#.Overlay.MaskWindows.M#` (page slug: overlay-api, privacy mask parameters)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from camsim.contract.params import Binding
from camsim.device.device import Device
from camsim.device.imaging.privacy import LONGEST_NAME, MOST_ZOOM, PrivacyMasks
from camsim.profile.model import Leaf, LeafKind, LeafType

_GROUP = "Image.I#.Overlay.MaskWindows.M#"
_LEVEL = "7766"


def _masks(device: Device) -> list[tuple[int, ...]]:
    return list(device.organ(PrivacyMasks).instances()) if device.has(PrivacyMasks) else []


def _bound(name: str, kind: LeafType, value: str, get: Callable[..., str], set: Callable[..., Any]) -> Binding:
    return Binding(f"{_GROUP}.{name}", get, set, _masks, Leaf(name, value, _LEVEL, kind))


BINDINGS: tuple[Binding, ...] = (
    _bound(
        "Enabled",
        LeafType(LeafKind.BOOL, ("dynamic",), true="yes", false="no"),
        "no",
        lambda device, source, number: "yes" if device.organ(PrivacyMasks).numbered(source, number).enabled else "no",
        lambda device, source, number, text: device.organ(PrivacyMasks).enable(source, number, text == "yes"),
    ),
    _bound(
        "Name",
        LeafType(flags=("dynamic",), maxlen=LONGEST_NAME),
        "",
        lambda device, source, number: device.organ(PrivacyMasks).numbered(source, number).name,
        lambda device, source, number, text: device.organ(PrivacyMasks).rename(source, number, text),
    ),
    _bound(
        "ZoomLowLimit",
        LeafType(LeafKind.INT, ("dynamic",), min=0, max=MOST_ZOOM),
        "0",
        lambda device, source, number: str(device.organ(PrivacyMasks).numbered(source, number).zoom_low_limit),
        lambda device, source, number, text: device.organ(PrivacyMasks).limit_zoom(source, number, int(text)),
    ),
)
