"""Where the device hangs and how it is turned, as somebody has told it (page slug: geolocation-api). Texts are kept as they were given."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace

from camsim.device.errors import OutOfRangeError
from camsim.device.organ import Organ
from camsim.device.state import kept
from camsim.profile.model import Profile

LONGEST_TEXT = 512
"""Characters of the free text (a guess)."""
MOST_DIGITS = 32
"""Characters of a number (a guess)."""
HIGHEST = 10_000.0
"""Metres of installation height (a guess)."""
_COORDINATE = re.compile(r"[+-]?(\d{1,7})(\.\d*)?")


@dataclass(frozen=True)
class Place:
    """Position and heading; None: nobody has told."""

    latitude: str | None = None
    longitude: str | None = None
    heading: str | None = None
    text: str = ""


@dataclass(frozen=True)
class Stance:
    """How the device is turned; None: nobody has told."""

    tilt: str | None = None
    """Degrees."""
    height: str | None = None
    """Metres."""
    heading: str | None = None
    """Degrees."""


@dataclass
class GeolocationState:
    """What was told."""

    place: Place = kept(factory=Place)
    stance: Stance = kept(factory=Stance)


class Geolocation(Organ[GeolocationState]):
    """The position and the orientation of the device. Verbs raise OutOfRangeError (subject: the field) and change nothing then."""

    name = "geolocation"

    @classmethod
    def fits(cls, profile: Profile) -> bool:
        return profile.says_yes("Properties.Geolocation.Geolocation")

    def factory_state(self) -> GeolocationState:
        return GeolocationState()

    def locate(self, *, latitude: str | None, longitude: str | None, heading: str | None, text: str | None) -> None:
        """Says where the device is; None leaves a field as it is. Degrees, with minutes and seconds where there are more digits."""
        if latitude is not None:
            _check_coordinate("latitude", latitude, 2, 90.0)
        if longitude is not None:
            _check_coordinate("longitude", longitude, 3, 180.0)
        if heading is not None:
            _check("heading", heading, 0.0, 360.0)
        if text is not None and len(text) > LONGEST_TEXT:
            raise OutOfRangeError("the text is too long", subject="text")
        wanted = {"latitude": latitude, "longitude": longitude, "heading": heading, "text": text}
        self.state.place = replace(self.state.place, **{name: value for name, value in wanted.items() if value is not None})

    def orient(self, *, tilt: str | None, height: str | None, heading: str | None) -> None:
        """Says how the device is turned; None leaves a field as it is."""
        limits = {"tilt": (tilt, -180.0, 180.0), "height": (height, 0.0, HIGHEST), "heading": (heading, 0.0, 360.0)}
        for name, (value, low, high) in limits.items():
            if value is not None:
                _check(name, value, low, high)
        wanted = {name: value for name, (value, _, _) in limits.items() if value is not None}
        self.state.stance = replace(self.state.stance, **wanted)


def _check(name: str, text: str, low: float, high: float) -> None:
    try:
        value = float(text) if len(text) <= MOST_DIGITS else math.nan
    except ValueError:
        value = math.nan
    if not low <= value <= high:
        raise OutOfRangeError(f"{name} goes from {low:g} to {high:g}", subject=name, value=text)


def _check_coordinate(name: str, text: str, degrees: int, most: float) -> None:
    """DD, DDMM or DDMMSS before the point (ISO 6709, Annex H); fewer digits than that are degrees."""
    match = _COORDINATE.fullmatch(text) if len(text) <= MOST_DIGITS else None
    if match is None or (len(match[1]) > degrees and len(match[1]) not in (degrees + 2, degrees + 4)):
        raise OutOfRangeError(f"{name} is no coordinate", subject=name, value=text)
    whole, fraction = match[1], float(f"0{match[2] or '.0'}" + "0")
    if len(whole) <= degrees:
        value, parts = int(whole) + fraction, [0.0]
    else:
        tail = whole[-4:] if len(whole) > degrees + 2 else whole[-2:]
        parts = [float(tail[place : place + 2]) for place in range(0, len(tail), 2)]
        parts[-1] += fraction
        value = int(whole[: -len(tail)]) + sum(part / 60 ** (step + 1) for step, part in enumerate(parts))
    if value > most or any(part >= 60.0 for part in parts):
        raise OutOfRangeError(f"{name} goes to {most:g} degrees", subject=name, value=text)
