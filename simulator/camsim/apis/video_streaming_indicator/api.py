"""Video streaming indicator: /axis-cgi/videostreamingindicator.cgi, where the device lists it (page slug: video-streaming-indicator)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from camsim.contract.access import Access
from camsim.contract.api import Api
from camsim.contract.call import Call
from camsim.contract.errors import FAMILY_H
from camsim.device.streaming_indicator import Background, Color, Corner, Size, StreamingIndicator

api = Api(
    title="Video streaming indicator",
    page="video-streaming-indicator",
    id="video-streaming-indicator",
    versions=("1.0", "1.1", "1.2"),
    access=Access.OPERATOR,
    needs=StreamingIndicator.fits,
    family=FAMILY_H,
)

PATH = "/axis-cgi/videostreamingindicator.cgi"


@api.json(PATH, "get")
def get(call: Call) -> dict[str, Any]:
    """How it looks, and whether it is to be seen."""
    return _told(call.organ(StreamingIndicator))


@api.json(PATH, "set")
def set_(
    call: Call,
    indicator_size: Size | None = None,
    position: Corner | tuple[float, float] | None = None,
    color: Color | None = None,
    bg_color: Background | None = None,
) -> dict[str, Any]:
    """Changes how it looks; what is not given stays."""
    indicator = call.organ(StreamingIndicator)
    look = indicator.look
    if isinstance(position, Corner):
        look = replace(look, corner=position)
    elif position is not None:
        look = replace(look, corner=None, point=position)
    look = replace(look, size=indicator_size or look.size, color=color or look.color, background=bg_color or look.background)
    indicator.configure(look)
    return _told(indicator)


@api.json(PATH, "on")
def on(call: Call) -> None:
    """Shows it until it is turned off."""
    call.organ(StreamingIndicator).turn(True)


@api.json(PATH, "off")
def off(call: Call) -> None:
    """Hides it."""
    call.organ(StreamingIndicator).turn(False)


@api.json(PATH, "show")
def show(call: Call) -> None:
    """Shows it for five seconds."""
    call.organ(StreamingIndicator).show()


def _told(indicator: StreamingIndicator) -> dict[str, Any]:
    look = indicator.look
    return {
        "position": look.corner or list(look.point),
        "indicatorSize": look.size,
        "color": look.color,
        "bgColor": look.background,
        "size": [look.size.pixels] * 2,
        "isActive": indicator.active,
    }
