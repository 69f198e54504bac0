"""Dynamic overlays as the picture shows them: the modifiers that tell of the device are filled in (page slug: overlay-api)."""

from __future__ import annotations

import re

from camsim.device.device import Device
from camsim.device.dynamic_text import DynamicText
from camsim.device.overlay_images import OverlayImages
from camsim.device.overlays import Overlay, OverlayColor, Overlays
from camsim.device.views.views import Views
from camsim.media.paint.label import Label
from camsim.media.paint.sticker import Sticker

_DYNAMIC = re.compile(r"#D(1[0-6]|[1-9])?")
_DEVICE = re.compile(r"#[A-Za-z#]")


def labels(device: Device, channel: int) -> tuple[Label | Sticker, ...]:
    """What is to be seen over the pictures of a channel, the lowest first."""
    return tuple(_label(device, channel, overlay) for overlay in device.organ(Overlays).shown(channel))


def _label(device: Device, channel: int, overlay: Overlay) -> Label | Sticker:
    image = device.organ(OverlayImages).image(overlay.path) if overlay.path else None
    if image is not None:
        return Sticker(image.png, overlay.at, device.organ(Views).size(channel)[0] if image.scales else 0)
    if overlay.path:
        name = overlay.path.rpartition("/")[2].replace("%", "%%")
        return Label(name, overlay.at, color=OverlayColor.BLACK, background=OverlayColor.WHITE)
    text = _filled(device, channel, overlay.text) if "#" in overlay.text else overlay.text
    return Label(text, overlay.at, overlay.font_size, overlay.color, overlay.background, overlay.outline, overlay.rotation)


def _filled(device: Device, channel: int, text: str) -> str:
    """A text with all but the time filled in."""
    from camsim.events.actions.modifiers import filled

    texts = device.organ(DynamicText)

    def dynamic(match: re.Match[str]) -> str:
        words = texts.slot(int(match[1])) if match[1] else texts.text(channel)
        return words.replace("#", "##")

    def other(match: re.Match[str]) -> str:
        return filled(match[0], device, channel=channel)

    return _DEVICE.sub(other, _DYNAMIC.sub(dynamic, text))
