"""Parameters that follow the capture mode: sizes, aspect ratio, and the choice itself (page slug: capture-mode)."""

from __future__ import annotations

from collections.abc import Callable

from camsim.contract.params import Binding, flag, number, text
from camsim.device.device import Device
from camsim.device.errors import OutOfRangeError
from camsim.device.parameters import Parameters
from camsim.device.views.capture import Capture
from camsim.device.views.views import Views
from camsim.profile.model import ViewKind

SIZES = ("Properties.Image.I#.Resolution", "Properties.Image.I#.JPEG.Resolution", "Properties.Image.I#.H#.Resolution")
"""Lists of sizes of a view, for all codecs and for single ones (H264, H265)."""


def _sizes(pattern: str) -> Callable[..., str]:
    def get(device: Device, view: int, *codec: int) -> str:
        name = pattern
        for index in (view, *codec):
            name = name.replace("#", str(index), 1)
        listed, views = device.organ(Parameters).stored(name), device.organ(Views)
        plain = views.facts.view(view + 1) in (ViewKind.WHOLE, ViewKind.AREA)
        return device.organ(Capture).sizes(views.source(view + 1), listed) if plain else listed

    return get


_offered = _sizes(SIZES[0])


def _size(device: Device, view: int) -> str:
    """The size of a stream that asks for none: the largest where the mode does not give what was set."""
    chosen, offered = device.organ(Parameters).stored(f"Image.I{view}.Appearance.Resolution"), _offered(device, view).split(",")
    return chosen if chosen in offered else offered[0]


def _set_size(device: Device, view: int, size: str) -> None:
    if size not in _offered(device, view).split(","):
        raise OutOfRangeError(f"{size} is not offered", subject="Resolution", value=size)
    device.organ(Parameters).store(f"Image.I{view}.Appearance.Resolution", size)


def _all_sizes(device: Device) -> str:
    return device.organ(Capture).sizes(0, device.organ(Parameters).stored("Properties.Image.Resolution"))


BINDINGS: tuple[Binding, ...] = (
    number(
        "ImageSource.I#.Sensor.CaptureMode",
        lambda device, sensor: device.organ(Capture).chosen(sensor),
        lambda device, sensor, mode: device.organ(Capture).choose(sensor, mode),
    ),
    text("ImageSource.I#.Sensor.AspectRatio", lambda device, sensor: device.organ(Capture).active(sensor).aspect),
    flag("System.CaptureModeSet", lambda device: device.organ(Capture).is_set),
    text("Image.I#.Appearance.Resolution", _size, _set_size),
    text("Properties.Image.Resolution", _all_sizes),
    *(text(pattern, _sizes(pattern)) for pattern in SIZES),
)
