"""Lens and drive tables: zoom steps to magnification and field of view, speed percent to degrees per second."""

from __future__ import annotations

import math
from dataclasses import dataclass

from camsim.profile.model import Profile

OPTICAL_END = 9999
"""Zoom step of the optical tele end; what lies above is digital."""

DIGITAL_END = 19999
WIDE_END = 1


@dataclass(frozen=True, slots=True)
class Optics:
    """Magnification is linear in the zoom steps, up to the optical end and again above it (page slug: pantiltzoom-api, zoomSteps)."""

    wide: float
    """Horizontal field of view in degrees at step 1."""
    optical: float
    """Magnification at the optical end."""
    digital: float
    """Further magnification at the digital end; 1 where there is none."""

    def magnification(self, zoom: float) -> float:
        """How much narrower than at the wide end the view is, as a ratio of image sizes."""
        lens = 1.0 + (min(zoom, OPTICAL_END) - WIDE_END) / (OPTICAL_END - WIDE_END) * (self.optical - 1.0)
        crop = 1.0 + max(0.0, zoom - OPTICAL_END) / (DIGITAL_END - OPTICAL_END) * (self.digital - 1.0)
        return lens * crop

    def zoom_for(self, magnification: float) -> float:
        """The zoom step that gives a magnification; ends beyond the range of the lens are not cut."""
        if magnification <= self.optical or self.digital <= 1.0:
            share = (magnification - 1.0) / (self.optical - 1.0) if self.optical > 1.0 else 0.0
            return WIDE_END + share * (OPTICAL_END - WIDE_END)
        return OPTICAL_END + (magnification / self.optical - 1.0) / (self.digital - 1.0) * (DIGITAL_END - OPTICAL_END)

    def field_of_view(self, zoom: float) -> float:
        """Horizontal field of view in degrees at a zoom step."""
        return narrowed(self.wide, self.magnification(zoom))


def narrowed(field_of_view: float, magnification: float) -> float:
    """A field of view in degrees behind a magnification."""
    return math.degrees(2.0 * math.atan(math.tan(math.radians(field_of_view) / 2.0) / magnification))


_DEPTH = 0.01
"""How far the focus may be off, as a share of its way, before it is seen."""
_SPREAD = 0.04
"""Shares of the picture's width over which a point is spread, for each share of the way beyond."""


def blur(defocus: float, field_of_view: float) -> float:
    """Degrees over which a point is spread where the focus is off by a share of its whole way (a guess)."""
    return max(0.0, defocus - _DEPTH) * _SPREAD * field_of_view


def optics_of(profile: Profile) -> Optics:
    """The lens of a device with a PTZ head; for digital PTZ the zoom is a crop of the whole picture."""
    facts, video = profile.ptz, profile.video
    assert facts is not None
    if not facts.mechanical:
        wide = facts.field_of_view[1] if video is None or video.fisheye else video.field_of_view
        return Optics(wide=wide, optical=facts.max_digital_magnification, digital=1.0)
    tele, wide = facts.field_of_view
    optical = math.tan(math.radians(wide) / 2.0) / math.tan(math.radians(tele) / 2.0)
    digital = facts.max_digital_magnification if facts.zoom[1] > OPTICAL_END else 1.0
    return Optics(wide=wide, optical=optical, digital=digital)


@dataclass(frozen=True, slots=True)
class SpeedTable:
    """Speed percent to degrees per second, linear between the entries (page slug: pantiltzoom-api, speeds)."""

    entries: tuple[tuple[int, float], ...]

    def degrees_per_second(self, percent: float) -> float:
        """The speed of pan and tilt; 0 stands still, a negative percentage turns the other way."""
        if percent == 0.0:
            return 0.0
        if percent < 0.0:
            return -self.degrees_per_second(-percent)
        low, high = self.entries[0], self.entries[-1]
        if percent <= low[0]:
            return low[1]
        for entry in self.entries[1:]:
            if percent <= entry[0]:
                return low[1] + (percent - low[0]) / (entry[0] - low[0]) * (entry[1] - low[1])
            low = entry
        return high[1]
