"""Dynamic overlays: dynamicoverlay.cgi as JSON, and the texts behind `#D`; OS 7.10 and later (page slug: overlay-api)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, TypeVar

from camsim.apis.dynamic_overlay import messages
from camsim.contract.access import Access
from camsim.contract.api import Api, Wire
from camsim.contract.call import Call
from camsim.contract.results import Text
from camsim.device.dynamic_text import DynamicText
from camsim.device.errors import DeviceError, OutOfRangeError
from camsim.device.overlay_images import OverlayImages
from camsim.device.overlays import LARGEST_FONT, LONGEST_TEXT, SMALLEST_FONT, Overlay, Overlays
from camsim.device.views.views import Views

T = TypeVar("T")

api = Api(
    title="Dynamic overlay API",
    page="overlay-api#dynamic-overlay-api",
    id="dynamicoverlay",
    since="7.10",
    versions=("1.0", "1.7", "1.8"),
    access=Access.OPERATOR,
    needs=Overlays.fits,
    family=messages.FAMILY,
    codes=messages.CODES,
    omits=(
        "indicators, scrolling, places in the scene and zoom intervals",
        "the image that the device comes with is a plate with its name",
    ),
)

PATH = "/axis-cgi/dynamicoverlay/dynamicoverlay.cgi"
Position = str | tuple[float, float] | None
BgColor = Annotated[str | None, Wire("textBGColor")]
OlColor = Annotated[str | None, Wire("textOLColor")]


@api.json(PATH, "addText")
def add_text(
    call: Call, camera: int, text: str, position: Position = None, font_size: int | None = None, text_color: str | None = None,
    text_bg_color: BgColor = None, text_ol_color: OlColor = None, rotation: int | None = None, visible: bool | None = None,
    z_index: int | None = None,
) -> dict[str, int]:  # fmt: skip
    """Puts a text over the picture of a channel."""
    given = {
        "text": text, "position": position, "fontSize": font_size, "textColor": text_color, "textBGColor": text_bg_color,
        "textOLColor": text_ol_color, "rotation": rotation, "visible": visible, "zIndex": z_index,
    }  # fmt: skip
    identity = _worded(lambda: call.organ(Overlays).add(Overlay(camera, **messages.fields(given))))
    return {"camera": camera, "identity": identity}


@api.json(PATH, "addImage")
def add_image(
    call: Call, camera: int, overlay_path: str, position: Position = None, visible: bool | None = None, z_index: int | None = None
) -> dict[str, int]:
    """Puts an image over the picture of a channel."""
    given = {"overlayPath": overlay_path, "position": position, "visible": visible, "zIndex": z_index}
    identity = _worded(lambda: call.organ(Overlays).add(Overlay(camera, **messages.fields(given))))
    return {"camera": camera, "identity": identity}


@api.json(PATH, "setText")
def set_text(
    call: Call, identity: int, text: str | None = None, position: Position = None, font_size: int | None = None,
    text_color: str | None = None, text_bg_color: BgColor = None, text_ol_color: OlColor = None, rotation: int | None = None,
    visible: bool | None = None, z_index: int | None = None,
) -> None:  # fmt: skip
    """Changes a text; what is not given stays."""
    given = {
        "text": text, "position": position, "fontSize": font_size, "textColor": text_color, "textBGColor": text_bg_color,
        "textOLColor": text_ol_color, "rotation": rotation, "visible": visible, "zIndex": z_index,
    }  # fmt: skip
    _worded(lambda: call.organ(Overlays).change(identity, False, **messages.fields(given)))


@api.json(PATH, "setImage")
def set_image(
    call: Call, identity: int, overlay_path: str | None = None, position: Position = None, visible: bool | None = None,
    z_index: int | None = None,
) -> None:  # fmt: skip
    """Changes an image; what is not given stays."""
    given = {"overlayPath": overlay_path, "position": position, "visible": visible, "zIndex": z_index}
    _worded(lambda: call.organ(Overlays).change(identity, True, **messages.fields(given)))


@api.json(PATH, "remove")
def remove(call: Call, identity: int) -> None:
    """Takes an overlay away."""
    call.organ(Overlays).remove(identity)


@api.json(PATH, "list")
def list_(call: Call, camera: int = 0, identity: int = 0) -> dict[str, object]:
    """Images that there are, and the overlays of a channel or of all, one or all."""
    overlays = call.organ(Overlays)
    found = overlays.all(camera, identity)
    default = max(12, round(call.organ(Views).size(1)[1] / 22.5))
    return {
        "imageFiles": list(overlays.images),
        "imageOverlays": [
            messages.image_item(number, one, call.organ(OverlayImages).image(one.path)) for number, one in found.items() if one.path
        ],
        "textOverlays": [messages.text_item(number, one, one.font_size or default) for number, one in found.items() if not one.path],
    }


@api.json(PATH, "getOverlayCapabilities")
def get_overlay_capabilities(call: Call) -> dict[str, object]:
    """The bounds."""
    return {
        "maxFontSize": LARGEST_FONT,
        "minFontSize": SMALLEST_FONT,
        "maxImageHeight": 1080,
        "maxImageSize": 2073600,
        "maxImageWidth": 1920,
        "maxTextLength": LONGEST_TEXT,
        "numAvailableSlots": call.organ(Overlays).free,
        "rotationSupported": True,
        "slotsPerImageOverlay": 2,
        "slotsPerOverlay": 1,
        "slotsPerTextOverlay": 1,
        "supportedReferences": ["channel"],
    }


@api.cgi("/axis-cgi/dynamicoverlay.cgi")
def dynamic_text(call: Call, action: str = "", text: str = "", text_index: int = 0, camera: str = "1") -> Text:
    """Sets or tells the text behind `#D`, or behind `#D<index>`; what the answers say is a guess."""
    texts = call.organ(DynamicText)
    channels = [int(part) for part in camera.split(",") if part.isascii() and part.isdecimal() and len(part) < 4]
    if action == "gettext" and channels:
        return Text((texts.slot(text_index) if text_index else texts.text(channels[0])) + "\n")
    if action != "settext" or not channels:
        raise OutOfRangeError("Invalid action" if channels else "Invalid camera", subject="action" if channels else "camera")
    if text_index:
        texts.show_in(text_index, text)
    else:
        for channel in channels:
            texts.show(channel, text)
    return Text("OK\n")


def _worded(verb: Callable[[], T]) -> T:
    """Does it; an error about a field gets the code of that field."""
    try:
        return verb()
    except DeviceError as error:
        raise messages.told(error) from error
