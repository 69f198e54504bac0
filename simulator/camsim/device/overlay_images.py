"""Images for overlays that clients have uploaded (page slug: overlay-api, overlay image API)."""

from __future__ import annotations

from dataclasses import dataclass

from camsim.device.errors import ExistsError, FullError, NotThereError, WrongStateError
from camsim.device.organ import Organ
from camsim.device.parameters import Parameters
from camsim.device.state import kept
from camsim.profile.model import Profile

DIRECTORY = "/etc/overlays/"
SUFFIX = ".ovl"
DEFAULT = "Image.OverlayPath"
"""Parameter that names the image of stream profiles."""
MOST_IMAGES = 50
ROOM = 4 << 20
"""Characters that all images take together."""


class UsedError(WrongStateError):
    """An overlay shows the image."""


class DefaultError(WrongStateError):
    """It is the default image."""


@dataclass(frozen=True)
class OverlayImage:
    """An image as it is kept."""

    png: str
    """The file in base64; blue, green, red and alpha."""
    width: int
    """Pixels."""
    height: int
    scales: bool
    """Whether it is drawn larger in larger pictures."""


@dataclass
class OverlayImageState:
    """Images by path, and those of the factory that were taken away."""

    images: dict[str, OverlayImage] = kept(factory=dict)
    gone: list[str] = kept(factory=list)


class OverlayImages(Organ[OverlayImageState]):
    """All images that overlays can show."""

    name = "overlay_images"

    @classmethod
    def fits(cls, profile: Profile) -> bool:
        return profile.video is not None

    def factory_state(self) -> OverlayImageState:
        return OverlayImageState()

    @property
    def paths(self) -> tuple[str, ...]:
        """All images: the one that the device comes with, then those of clients."""
        own = self.profile.values.get(DEFAULT, "")
        return (*([own] if own and own not in self.state.gone else []), *self.state.images)

    @property
    def default(self) -> str:
        """Path of the default image."""
        return self.device.organ(Parameters).text(DEFAULT)

    def image(self, path: str) -> OverlayImage | None:
        """An image that was uploaded; None for the one that the device comes with."""
        return self.state.images.get(path)

    def room(self, size: int) -> bool:
        """Whether an image of so many characters can be kept."""
        return len(self.state.images) < MOST_IMAGES and sum(len(image.png) for image in self.state.images.values()) + size <= ROOM

    def add(self, name: str, image: OverlayImage) -> str:
        """Keeps an image; returns its path. Raises ExistsError, FullError."""
        path = f"{DIRECTORY}{name}{SUFFIX}"
        if path in self.paths:
            raise ExistsError(f"{path} exists", subject="path", value=path)
        if not self.room(len(image.png)):
            raise FullError("no room for the image", subject="image")
        self.state.images[path] = image
        return path

    def remove(self, path: str, used: bool) -> None:
        """Forgets an image. Raises NotThereError, UsedError, DefaultError."""
        self._check(path)
        if used:
            raise UsedError(f"an overlay shows {path}", subject="path", value=path)
        if path == self.default:
            raise DefaultError(f"{path} is the default", subject="path", value=path)
        if self.state.images.pop(path, None) is None:
            self.state.gone.append(path)

    def set_default(self, path: str) -> None:
        """Says which image stream profiles show. Raises NotThereError."""
        self._check(path)
        self.device.organ(Parameters).write(DEFAULT, path)

    def _check(self, path: str) -> None:
        if path not in self.paths:
            raise NotThereError(f"no image {path}", subject="path", value=path)
