"""Images that lie over the picture, and how they are read from a client's file (page slug: overlay-api)."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from camsim.device.overlay_images import OverlayImage
from camsim.wire.image_header import header

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from camsim.media.paint.planes import Planes


@dataclass(frozen=True, slots=True)
class Sticker:
    """An image at a place of the picture."""

    png: str
    """The file in base64."""
    at: tuple[float, float]
    """-1 (left, top) to 1 (right, bottom) of the room that the picture has for it."""
    across: int = 0
    """Pixels across of the picture in which the image has its own size; 0: it has it in all."""


def read(data: bytes, scales: bool, transparent: tuple[int, int, int] | None = None) -> OverlayImage:
    """A client's file, whose head was looked at before; `transparent`: red, green and blue of what is not to be seen. Raises ValueError."""
    import cv2
    import numpy as np

    kind, width, height = header(data)
    try:
        decoded = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR if kind == "jpeg" else cv2.IMREAD_UNCHANGED)
    except cv2.error as error:
        raise ValueError("the image is broken") from error
    if decoded is None or sorted(decoded.shape[:2]) != sorted((height, width)):
        raise ValueError("the image is broken")
    if decoded.dtype != np.uint8:
        decoded = (decoded // 256).astype(np.uint8)
    if decoded.ndim == 2:
        decoded = cv2.cvtColor(decoded, cv2.COLOR_GRAY2BGR)
    if decoded.shape[2] == 3:
        alpha = np.full(decoded.shape[:2], 255, np.uint8)
        if transparent is not None:
            alpha[(decoded == np.array(transparent[::-1], np.uint8)).all(axis=2)] = 0
        decoded = np.dstack((decoded, alpha))
    packed = cv2.imencode(".png", decoded)[1].tobytes()
    return OverlayImage(base64.b64encode(packed).decode("ascii"), decoded.shape[1], decoded.shape[0], scales)


def draw(planes: Planes, sticker: Sticker, floor: int | None = None) -> None:
    """Draws an image into the planes, cut off where the picture ends; `floor`: the row above which it stays."""
    import cv2
    import numpy as np

    width, height = planes.size[0], planes.size[1] if floor is None else floor
    luma, u, v, alpha = _layers(sticker.png)
    if sticker.across:
        share = width / sticker.across
        wide, high = max(2, round(luma.shape[1] * share / 2) * 2), max(2, round(luma.shape[0] * share / 2) * 2)
        resized = (cv2.resize(layer, (wide, high), interpolation=cv2.INTER_AREA) for layer in (luma, u, v, alpha))
        luma, u, v, alpha = (np.asarray(layer, np.uint8) for layer in resized)
    wide, high = min(luma.shape[1], width) & ~1, min(luma.shape[0], height) & ~1
    left, top = (
        round((room - size) * (part + 1) / 2) & ~1 for room, size, part in zip((width, height), (wide, high), sticker.at, strict=True)
    )
    for plane, layer, step in ((planes.y, luma, 1), (planes.u, u, 2), (planes.v, v, 2)):
        area = plane[top // step : top // step + high // step, left // step : left // step + wide // step]
        across, down = area.shape[1], area.shape[0]
        value, weight = (
            cv2.resize(part[:high, :wide].astype(np.float32), (across, down), interpolation=cv2.INTER_AREA) for part in (layer, alpha)
        )
        area[:] = np.rint(area + (value - area) * (weight / 255)).astype(np.uint8)


@lru_cache(maxsize=16)
def _layers(png: str) -> tuple[npt.NDArray[np.uint8], ...]:
    """Luma, chroma and alpha of an image, at least two pixels across and down."""
    import cv2
    import numpy as np

    picture = np.asarray(cv2.imdecode(np.frombuffer(base64.b64decode(png), np.uint8), cv2.IMREAD_UNCHANGED), np.uint8)
    down, across = picture.shape[0] % 2, picture.shape[1] % 2
    picture = np.pad(picture, ((0, down), (0, across), (0, 0)), mode="edge")
    colours = np.asarray(cv2.cvtColor(np.ascontiguousarray(picture[..., :3]), cv2.COLOR_BGR2YCrCb), np.uint8)
    luma, v, u, alpha = (np.ascontiguousarray(layer) for layer in (*np.moveaxis(colours, 2, 0), picture[..., 3]))
    return luma, u, v, alpha
