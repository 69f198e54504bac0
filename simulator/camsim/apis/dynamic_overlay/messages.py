"""How dynamic overlays are spelled, and the codes of what is wrong with them (page slug: overlay-api#dynamic-overlay-api)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from camsim.contract.errors import Code, Family
from camsim.device.errors import DeviceError, FullError, NotThereError, OutOfRangeError
from camsim.device.overlay_images import OverlayImage
from camsim.device.overlays import Overlay, OverlayColor, Place

FAMILY = Family(
    version=Code(100, "The requested API version is not supported"),
    bad_json=Code(200, "Invalid input"),
    unknown_method=Code(203, "Invalid method"),
    missing=Code(102, "Mandatory parameter missing"),
    bad_value=Code(103, "Invalid parameter"),
    internal=Code(101, "Internal error"),
)
_NUMBERS = {
    "camera": 301, "identity": 302, "position": 303, "text": 304, "overlayPath": 305, "textColor": 306, "textBGColor": 307,
    "textOLColor": 308, "fontSize": 309, "visible": 311, "zIndex": 312, "rotation": 321,
}  # fmt: skip
_KINDS: dict[str, type[DeviceError]] = {name: type(f"Bad{name}", (OutOfRangeError,), {}) for name in _NUMBERS}
CODES: dict[type[DeviceError], Code] = {
    FullError: Code(300, "The limit of overlays is reached"),
    NotThereError: Code(302, "Invalid value for parameter identity"),
    **{_KINDS[name]: Code(number, f"Invalid value for parameter {name}") for name, number in _NUMBERS.items()},
}
"""A kind of error for each field, since each has a code of its own."""
_COLORS = {"textColor": "color", "textBGColor": "background", "textOLColor": "outline"}
_PLAIN = {"text": "text", "fontSize": "font_size", "rotation": "rotation", "visible": "visible", "zIndex": "z_index"}
_DIRECTORY = "/etc/overlays/"

E = TypeVar("E", Place, OverlayColor)


def told(error: DeviceError) -> DeviceError:
    """An error about a field as the kind that has its code."""
    kind = _KINDS.get(error.subject) if isinstance(error, OutOfRangeError) else None
    return kind(error.message, subject=error.subject, value=error.value) if kind is not None else error


def fields(given: Mapping[str, Any]) -> dict[str, Any]:
    """What a client says of an overlay, by wire name, as fields of one; None is not given. Raises OutOfRangeError."""
    said = {name: value for name, value in given.items() if value is not None}
    made: dict[str, Any] = {_PLAIN[name]: value for name, value in said.items() if name in _PLAIN}
    made |= {_COLORS[name]: _word(OverlayColor, name, value) for name, value in said.items() if name in _COLORS}
    position = said.get("position")
    if isinstance(position, str):
        made["place"] = _word(Place, "position", position)
    elif position is not None:
        made |= {"place": Place.OWN, "point": tuple(position)}
    if "overlayPath" in said:
        path = said["overlayPath"]
        made["path"] = path if path.startswith("/") else _DIRECTORY + path
    return made


def _word(kind: type[E], name: str, value: str) -> E:
    if value not in list(kind) or value == Place.OWN:
        raise OutOfRangeError(f"{name} cannot be that", subject=name, value=value)
    return kind(value)


def text_item(identity: int, overlay: Overlay, font_size: int) -> dict[str, object]:
    """A text as `list` tells it; `size`, which no source explains, is the height and width of its letters (a guess)."""
    lines = overlay.text.split("\n")
    return {
        "camera": overlay.camera,
        "identity": identity,
        "indicator": "",
        "indicatorBG": "transparent",
        "indicatorColor": "white",
        "indicatorOL": "black",
        "indicatorSize": 24,
        "position": _position(overlay),
        "ptPosition": [0, 0],
        "text": overlay.text,
        "textColor": overlay.color,
        "textBGColor": overlay.background,
        "textOLColor": overlay.outline,
        "fontSize": font_size,
        "reference": "channel",
        "rotation": overlay.rotation,
        "scrollSpeed": 0,
        "size": [font_size * len(lines), font_size * max(map(len, lines)) // 2],
        "zIndex": overlay.z_index,
        "zoomInterval": [1, 19999],
        "visible": overlay.visible,
        "scalable": True,
        "textLength": len(overlay.text),
    }


def image_item(identity: int, overlay: Overlay, image: OverlayImage | None) -> dict[str, object]:
    """An image as `list` tells it."""
    return {
        "camera": overlay.camera,
        "identity": identity,
        "overlayPath": overlay.path.removeprefix(_DIRECTORY),
        "position": _position(overlay),
        "zIndex": overlay.z_index,
        "visible": overlay.visible,
        "scalable": image is not None and image.scales,
    }


def _position(overlay: Overlay) -> object:
    return list(overlay.point) if overlay.place is Place.OWN else overlay.place
