"""Overlays that clients put over the picture: texts and images with a place of their own (page slug: overlay-api)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from camsim.device.errors import FullError, NotThereError, OutOfRangeError
from camsim.device.organ import Organ
from camsim.device.overlay_images import OverlayImages
from camsim.device.state import kept
from camsim.device.views.views import Views
from camsim.profile.model import Profile

SLOTS = 8
"""Overlays that there can be: a text takes one, an image two."""
LONGEST_TEXT = 512
SMALLEST_FONT, LARGEST_FONT = 8, 200
"""Pixels."""
MOST_ZOOM = 19999


class Place(StrEnum):
    """Places in the picture that have a name."""

    TOP_LEFT = "topLeft"
    TOP = "top"
    TOP_RIGHT = "topRight"
    LEFT = "left"
    RIGHT = "right"
    BOTTOM_LEFT = "bottomLeft"
    BOTTOM = "bottom"
    BOTTOM_RIGHT = "bottomRight"
    OWN = "custom"
    """None of these: the point counts."""

    @property
    def at(self) -> tuple[float, float]:
        """The same as a point: -1 (left, top) to 1 (right, bottom)."""
        lower = self.value.lower()
        return float(("right" in lower) - ("left" in lower)), float(("bottom" in lower) - ("top" in lower))


class OverlayColor(StrEnum):
    """Colours of letters, of their outline and of what is behind them."""

    BLACK = "black"
    WHITE = "white"
    RED = "red"
    TRANSPARENT = "transparent"
    SEMITRANSPARENT = "semiTransparent"


@dataclass(frozen=True)
class Overlay:
    """A text, or an image where it has a path."""

    camera: int
    path: str = ""
    text: str = ""
    """With its modifiers as the client gave them."""
    place: Place = Place.OWN
    point: tuple[float, float] = (0.0, 0.0)
    font_size: int = 0
    """Pixels; 0: as the size of the picture asks for."""
    color: OverlayColor = OverlayColor.BLACK
    background: OverlayColor = OverlayColor.TRANSPARENT
    outline: OverlayColor = OverlayColor.TRANSPARENT
    rotation: int = 0
    """Degrees, -180 to 180."""
    visible: bool = True
    z_index: int = 1

    @property
    def at(self) -> tuple[float, float]:
        """Where it is: -1 (left, top) to 1 (right, bottom) of the room that the picture has for it."""
        return self.point if self.place is Place.OWN else self.place.at

    @property
    def slots(self) -> int:
        """How many of the slots it takes."""
        return 2 if self.path else 1


@dataclass
class OverlayState:
    """Overlays by identity."""

    overlays: dict[int, Overlay] = kept(factory=dict)


class Overlays(Organ[OverlayState]):
    """All overlays of the device."""

    name = "overlays"

    @classmethod
    def fits(cls, profile: Profile) -> bool:
        """Devices whose properties say so have them."""
        return profile.says_yes("Properties.DynamicOverlay.DynamicOverlay") and profile.video is not None

    def factory_state(self) -> OverlayState:
        return OverlayState()

    @property
    def images(self) -> tuple[str, ...]:
        """Paths of the images that there are."""
        return self.device.organ(OverlayImages).paths

    @property
    def free(self) -> int:
        """Slots left."""
        return SLOTS - sum(overlay.slots for overlay in self.state.overlays.values())

    def all(self, camera: int = 0, identity: int = 0) -> dict[int, Overlay]:
        """Overlays by identity, of a channel or of all, one or all. Raises NotThereError for an identity that is not there."""
        if identity and identity not in self.state.overlays:
            raise NotThereError(f"no overlay {identity}", subject="identity", value=identity)
        found = sorted(self.state.overlays.items())
        return {number: one for number, one in found if identity in (0, number) and camera in (0, one.camera)}

    def shown(self, camera: int) -> tuple[Overlay, ...]:
        """What is to be seen on a channel, the lowest first."""
        if not self.state.overlays:
            return ()
        seen = [(one.z_index, number, one) for number, one in self.state.overlays.items() if one.visible and one.camera == camera]
        return tuple(one for _, _, one in sorted(seen, key=lambda entry: entry[:2]))

    def add(self, overlay: Overlay) -> int:
        """Puts one over the picture; returns its identity. Raises OutOfRangeError (subject: the field), FullError."""
        self._check(overlay)
        if overlay.slots > self.free:
            raise FullError(f"no more than {SLOTS} overlays", subject="overlay")
        number = next(free for free in range(1, SLOTS + 2) if free not in self.state.overlays)
        self.state.overlays[number] = overlay
        return number

    def change(self, identity: int, image: bool, **changes: Any) -> None:
        """Changes fields of a text or of an image. Raises NotThereError, OutOfRangeError (subject: the field)."""
        overlay = self.all(identity=identity)[identity] if identity else None
        if overlay is None or bool(overlay.path) is not image:
            raise NotThereError(f"no such overlay {identity}", subject="identity", value=identity)
        changed = replace(overlay, **changes)
        self._check(changed)
        self.state.overlays[identity] = changed

    def remove(self, identity: int) -> None:
        """Takes one away. Raises NotThereError."""
        if self.state.overlays.pop(identity, None) is None:
            raise NotThereError(f"no overlay {identity}", subject="identity", value=identity)

    def _check(self, overlay: Overlay) -> None:
        checks = (
            ("camera", overlay.camera, 1 <= overlay.camera <= self.device.organ(Views).count),
            ("text", overlay.text, len(overlay.text) <= LONGEST_TEXT),
            ("position", overlay.point, all(-1.0 <= part <= 1.0 for part in overlay.point)),
            ("fontSize", overlay.font_size, overlay.font_size == 0 or SMALLEST_FONT <= overlay.font_size <= LARGEST_FONT),
            ("rotation", overlay.rotation, -180 <= overlay.rotation <= 180),
            ("overlayPath", overlay.path, not overlay.path or overlay.path in self.images),
        )
        for subject, value, right in checks:
            if not right:
                raise OutOfRangeError(f"{subject} cannot be {value!r}"[:120], subject=subject, value=value)
