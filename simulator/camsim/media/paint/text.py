"""The text overlay of older devices: date, clock and a line of text on a bar at the top or bottom (page slug: overlay-api)."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from camsim.media.paint.planes import Planes

LONGEST_TEXT = 80
"""Characters of the text line (`Image.I#.Text.String`)."""

DYNAMIC = "#D"
"""Stands for the dynamic text of the channel; with a number behind it, for the one of that number."""

_DYNAMIC = re.compile(r"#D(1[0-6]|[1-9])?")
_DIRECTIVE = re.compile(r"%([%aAbBdDeFHIjklmMnpPrRsSTuwyYZzx])")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


class TextColor(StrEnum):
    """Colour of the letters."""

    BLACK = "black"
    WHITE = "white"


class TextBackground(StrEnum):
    """Colour of the bar behind them."""

    BLACK = "black"
    WHITE = "white"
    TRANSPARENT = "transparent"
    SEMITRANSPARENT = "semitransparent"


class TextPosition(StrEnum):
    """Where the bar lies."""

    TOP = "top"
    BOTTOM = "bottom"


class TextSize(StrEnum):
    """Height of the letters."""

    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


@dataclass(frozen=True, slots=True)
class TextOverlay:
    """What the bar tells and how it looks; nothing is drawn when it tells nothing."""

    show_text: bool = False
    show_date: bool = False
    show_clock: bool = False
    text: str = ""
    """May hold directives such as `%F`, `%X`."""
    color: TextColor = TextColor.WHITE
    background: TextBackground = TextBackground.BLACK
    position: TextPosition = TextPosition.TOP
    size: TextSize = TextSize.SMALL
    date_format: str = "%F"
    clock_format: str = "%T"

    @property
    def blank(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.show_date or self.show_clock or (self.show_text and self.text))


def formatted(pattern: str, stamp: float, zone: float) -> str:
    """A pattern with its time directives filled in, always in English; unknown ones stay as they are.

    `stamp`: POSIX time stamp in seconds; `zone`: seconds that local time is ahead of UTC.
    """
    local = time.gmtime(stamp + zone)
    hour = local.tm_hour % 12 or 12
    half = "AM" if local.tm_hour < 12 else "PM"
    day, month = _DAYS[local.tm_wday], _MONTHS[local.tm_mon - 1]
    date = f"{local.tm_year:04d}-{local.tm_mon:02d}-{local.tm_mday:02d}"
    clock = f"{local.tm_hour:02d}:{local.tm_min:02d}:{local.tm_sec:02d}"
    minutes = round(abs(zone) / 60)
    values = {
        "%": "%", "a": day[:3], "A": day, "b": month[:3], "B": month, "d": f"{local.tm_mday:02d}",
        "D": f"{local.tm_mon:02d}/{local.tm_mday:02d}/{local.tm_year % 100:02d}", "e": f"{local.tm_mday:2d}", "F": date,
        "H": f"{local.tm_hour:02d}", "I": f"{hour:02d}", "j": f"{local.tm_yday:03d}", "k": f"{local.tm_hour:2d}", "l": f"{hour:2d}",
        "m": f"{local.tm_mon:02d}", "M": f"{local.tm_min:02d}", "n": " ", "p": half, "P": half.lower(),
        "r": f"{hour:02d}:{local.tm_min:02d}:{local.tm_sec:02d} {half}", "R": clock[:5], "s": str(int(stamp)),
        "S": f"{local.tm_sec:02d}", "T": clock, "u": str(local.tm_wday + 1), "w": str((local.tm_wday + 1) % 7),
        "y": f"{local.tm_year % 100:02d}", "Y": f"{local.tm_year:04d}", "x": date,
        "z": f"{'-' if zone < 0 else '+'}{minutes // 60:02d}{minutes % 60:02d}", "Z": "UTC" if not minutes else "LT",
    }  # fmt: skip
    return _DIRECTIVE.sub(lambda match: values[match[1]], pattern)


def line(overlay: TextOverlay, stamp: float, zone: float, words: Sequence[tuple[str, str]] = ()) -> str:
    """The words on the bar: date, clock, text. `words`: what stands for `#D` and its like; nothing for one that is not among them."""
    parts = []
    if overlay.show_date:
        parts.append(formatted(overlay.date_format, stamp, zone))
    if overlay.show_clock:
        parts.append(formatted(overlay.clock_format, stamp, zone))
    if overlay.show_text and overlay.text:
        dynamic = dict(words)
        parts.append(_DYNAMIC.sub(lambda match: dynamic.get(match[0], ""), formatted(overlay.text, stamp, zone)))
    return " ".join(parts)


def draw(
    planes: Planes,
    overlay: TextOverlay,
    stamp: float,
    zone: float,
    floor: int | None = None,
    dynamic: Sequence[tuple[str, str]] = (),
) -> None:
    """Draws the bar with its words into the planes, across the whole width.

    `floor`: the row on which a bar at the bottom stands; the lower edge when left out. Words too long for the picture get smaller.
    """
    import cv2

    words = line(overlay, stamp, zone, dynamic)
    if overlay.blank or not words.strip():
        return
    width, height = planes.size
    share = {TextSize.SMALL: 1.0, TextSize.MEDIUM: 1.5, TextSize.LARGE: 2.2}[overlay.size]
    bar = min(height // 2, max(14, round(height * 0.032 * share))) & ~1
    top = 0 if overlay.position is TextPosition.TOP else ((height if floor is None else floor) - bar) & ~1
    luma = planes.y[top : top + bar]
    if overlay.background is TextBackground.SEMITRANSPARENT:
        luma >>= 1
    elif overlay.background is not TextBackground.TRANSPARENT:
        luma[:] = 255 if overlay.background is TextBackground.WHITE else 0
        for chroma in (planes.u, planes.v):
            chroma[top // 2 : (top + bar + 1) // 2] = 128
    ink = 255 if overlay.color is TextColor.WHITE else 0
    font, thick = cv2.FONT_HERSHEY_SIMPLEX, max(1, round(bar / 18))
    wide = cv2.getTextSize(words, font, 1.0, thick)[0][0]
    scale = min(bar / 36, (width - bar * 0.5) / wide)
    cv2.putText(luma, words, (round(bar * 0.25), round(bar * 0.78)), font, scale, ink, thick, cv2.LINE_AA)
