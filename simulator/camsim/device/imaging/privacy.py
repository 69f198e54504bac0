"""Privacy masks: parts of the scene that no picture shows (page slug: overlay-api, privacy mask API).

A mask keeps the directions of its corners, so that it stays where it is when a head moves or a lens zooms.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from camsim.device.errors import ExistsError, FullError, NotSupportedError, NotThereError, OutOfRangeError
from camsim.device.organ import Organ
from camsim.device.parameters import Parameters
from camsim.device.state import kept
from camsim.profile.model import Profile

PROPERTIES = "Properties.PrivacyMask"
LONGEST_NAME = 128
MOST_ZOOM = 19999
DEFAULT_LIMIT = 8
"""Masks of a device that does not tell (a guess)."""
SCALE = 3
"""Mosaic scale of a device that has no parameter for it."""

Corners = tuple[tuple[float, float], ...]
"""Azimuth and elevation in degrees, clockwise as the picture shows them."""


class MaskColor(StrEnum):
    """What stands in place of the picture."""

    BLACK = "black"
    GREY = "grey"
    WHITE = "white"
    RED = "red"
    MOSAIC = "mosaic"
    BLURRED = "blurred"
    """A mosaic of small squares."""
    CHAMELEON = "chameleon"
    """The colour of what is behind."""


@dataclass(frozen=True)
class Mask:
    """One mask of an image source."""

    source: int
    name: str
    corners: Corners
    zoom_low_limit: int = 0
    """Zoom step below which the mask is not there."""
    enabled: bool = True

    def shows(self, zoom: int) -> bool:
        """Whether a picture at that zoom step has it."""
        return self.enabled and zoom >= self.zoom_low_limit


@dataclass
class PrivacyState:
    """Masks by number, which is theirs among those of their source: `0.3` is the fourth of the first source."""

    masks: dict[str, Mask] = kept(factory=dict)


class PrivacyMasks(Organ[PrivacyState]):
    """All privacy masks of the device. Verbs raise NotThereError (subject `name`) for a mask that is not there."""

    name = "privacy_masks"

    @classmethod
    def fits(cls, profile: Profile) -> bool:
        return profile.video is not None and profile.says_yes(f"{PROPERTIES}.PrivacyMask")

    def factory_state(self) -> PrivacyState:
        return PrivacyState()

    @property
    def limit(self) -> int:
        """How many masks there can be."""
        return self.device.organ(Parameters).number(f"{PROPERTIES}.MaxNbrOfPrivacyMasks", DEFAULT_LIMIT)

    @property
    def corner_counts(self) -> range:
        """How many corners a mask can have."""
        if not self.profile.says_yes(f"{PROPERTIES}.Polygon"):
            return range(4, 5)
        return range(3, self.device.organ(Parameters).number(f"{PROPERTIES}.MaxNbrOfCorners", 4) + 1)

    def color(self, source: int) -> MaskColor:
        """What all masks of a source look like."""
        text = self._setting(source, "Color")
        return next((color for color in MaskColor if color == text), MaskColor.BLACK)

    def scale(self, source: int) -> int:
        """How large the squares of a mosaic are, in steps."""
        text = self._setting(source, "MosaicScale")
        return int(text) if text.isdecimal() else SCALE

    def of(self, source: int) -> dict[int, Mask]:
        """The masks of a source by number."""
        prefix = f"{source}."
        found = {int(key.removeprefix(prefix)): mask for key, mask in self.state.masks.items() if key.startswith(prefix)}
        return dict(sorted(found.items()))

    def numbered(self, source: int, number: int) -> Mask:
        """A mask by its number."""
        mask = self.state.masks.get(f"{source}.{number}")
        if mask is None:
            raise NotThereError(f"no mask {number}", subject="name", value=number)
        return mask

    def named(self, source: int, name: str) -> tuple[int, Mask]:
        """A mask and its number."""
        for number, mask in self.of(source).items():
            if mask.name == name:
                return number, mask
        raise NotThereError(f"no mask {name}", subject="name", value=name)

    def instances(self) -> Iterable[tuple[int, int]]:
        """Source and number of all masks."""
        return [(int(source), int(number)) for source, _, number in (key.partition(".") for key in self.state.masks)]

    # ---- verbs

    def add(self, mask: Mask) -> int:
        """Puts a mask over the picture; returns its number. Raises ExistsError, FullError, OutOfRangeError (subject: the argument)."""
        self._check(mask)
        taken = self.of(mask.source)
        if any(other.name == mask.name for other in taken.values()):
            raise ExistsError(f"mask {mask.name} exists", subject="name", value=mask.name)
        if len(self.state.masks) >= self.limit:
            raise FullError(f"no more than {self.limit} masks", subject="name")
        number = next(free for free in range(self.limit) if free not in taken)
        self.state.masks[f"{mask.source}.{number}"] = mask
        return number

    def place(self, source: int, name: str, corners: Corners, zoom_low_limit: int) -> None:
        """Gives a mask another place. Raises OutOfRangeError."""
        number, mask = self.named(source, name)
        self._change(number, replace(mask, corners=corners, zoom_low_limit=zoom_low_limit))

    def remove(self, source: int, name: str) -> None:
        """Takes a mask away."""
        number, _ = self.named(source, name)
        del self.state.masks[f"{source}.{number}"]

    def rename(self, source: int, number: int, name: str) -> None:
        """Calls a mask otherwise. Raises ExistsError, OutOfRangeError."""
        mask = self.numbered(source, number)
        if any(other.name == name for at, other in self.of(source).items() if at != number):
            raise ExistsError(f"mask {name} exists", subject="name", value=name)
        self._change(number, replace(mask, name=name))

    def limit_zoom(self, source: int, number: int, step: int) -> None:
        """Says from which zoom step on a mask is there. Raises OutOfRangeError."""
        self._change(number, replace(self.numbered(source, number), zoom_low_limit=step))

    def enable(self, source: int, number: int, on: bool) -> None:
        """Shows a mask or hides it."""
        self._change(number, replace(self.numbered(source, number), enabled=on))

    def enable_all(self, on: bool) -> None:
        """Shows all masks or hides them. Raises NotSupportedError for a device without the main switch."""
        if not self.profile.says_yes(f"{PROPERTIES}.MainSwitch"):
            raise NotSupportedError("there is no main switch", subject="action")
        self.state.masks = {key: replace(mask, enabled=on) for key, mask in self.state.masks.items()}

    # ---- inside

    def _change(self, number: int, mask: Mask) -> None:
        self._check(mask)
        self.state.masks[f"{mask.source}.{number}"] = mask

    def _check(self, mask: Mask) -> None:
        checks = (
            ("name", mask.name, 0 < len(mask.name) <= LONGEST_NAME),
            ("zoomlowlimit", mask.zoom_low_limit, 0 <= mask.zoom_low_limit <= MOST_ZOOM),
        )
        for subject, value, right in checks:
            if not right:
                raise OutOfRangeError(f"{subject} cannot be {value!r}"[:160], subject=subject, value=value)

    def _setting(self, source: int, leaf: str) -> str:
        """A setting of the masks of a source; that of the first one where it has none of its own."""
        parameters, name = self.device.organ(Parameters), "Image.I{}.Overlay.MaskWindows.{}"
        return parameters.text(name.format(source, leaf)) or parameters.text(name.format(0, leaf))
