"""Where the camera looks: from the head's pose and the picture's shape to a window of the scene, and between degrees and pixels.

The scene is a cylinder unrolled: a picture is linear in azimuth and elevation, so a pan by d degrees moves it by
d * pixels per degree at every tilt. Pan wraps endlessly; a head tilted past straight down sees the other side, upright.
"""

from __future__ import annotations

from dataclasses import dataclass

Matrix = tuple[float, float, float, float, float, float, float, float, float]
"""Three by three, row by row."""

ANALOG_ASPECT = 4 / 3
"""Width to height of the picture behind 4CIF and its kin, whatever their pixel counts."""

_COLUMNS: dict[int, tuple[int, int, int, int]] = {0: (1, 0, 0, 1), 90: (0, -1, 1, 0), 180: (-1, 0, 0, -1), 270: (0, 1, -1, 0)}
"""What becomes of the two axes under a rotation."""


@dataclass(frozen=True, slots=True)
class Pose:
    """How the head stands."""

    pan: float
    """Degrees, clockwise seen from above."""
    tilt: float
    """Degrees, negative is down."""
    zoom: int
    """1..19999 in the vendor's steps."""
    hfov: float
    """Horizontal field of view in degrees of the whole sensor at this zoom, digital zoom included."""
    vfov: float = 0.0
    """Vertical field of view in degrees; 0: as the shape of the sensor has it."""
    lens: float = 1.0
    """How much finer than the `Lens` tells a motor lens resolves, since it makes the view so much narrower."""
    blur: float = 0.0
    """Degrees over which the lens spreads a point."""


@dataclass(frozen=True, slots=True)
class Lens:
    """What sensor and optics give."""

    width: int
    """Sensor pixels across."""
    height: int
    finest: float
    """Pixels per degree that the optics resolve at the tele end: beyond it zoom is digital, a mere enlargement."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The form of a picture."""

    width: int
    """Pixels before rotation."""
    height: int
    rotation: int = 0
    """0, 90, 180 or 270 degrees clockwise."""
    mirror: bool = False
    """Left and right swapped, after the rotation."""
    analog: bool = False
    """The whole 4:3 view squeezed into these pixels; otherwise the view is cropped to their aspect."""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels as the viewer sees it."""
        return (self.width, self.height) if self.rotation % 180 == 0 else (self.height, self.width)

    @property
    def matrix(self) -> Matrix:
        """From the coordinates of the stream to those of the image source, row by row."""
        a, b, c, d = _COLUMNS[self.rotation]
        side = -1 if self.mirror else 1
        return (a * side, b, 0, c * side, d, 0, 0, 0, 1)


@dataclass(frozen=True, slots=True)
class Pane:
    """A part of a picture with an eye of its own: a picture in the picture, before that is turned."""

    left: float
    """Share of the whole picture's width."""
    top: float
    width: float
    height: float
    pose: Pose
    rotation: int = 0
    """0, 90, 180 or 270 degrees clockwise, of the part by itself."""
    fisheye: bool = False
    """Whether the part is the circle of a lens around the pose's direction, `hfov` degrees across."""
    squeezed: bool = False
    """Whether the whole window is squeezed into the part; otherwise it is cropped to its shape."""

    def look(self, lens: Lens, size: tuple[int, int]) -> Viewpoint:
        """The window of the scene that the part shows in a whole picture of that size."""
        if self.squeezed:
            return Viewpoint(
                self.pose.pan % 360.0, self.pose.tilt, self.pose.hfov, self.pose.vfov, lens.finest * self.pose.lens, self.pose.blur
            )
        return look(self.pose, lens, self.shape(size))

    def within(self, size: tuple[int, int]) -> tuple[int, int, int, int]:
        """Left, top, width and height in pixels, in a picture of that size; corners lie on even pixels."""
        left, top = (2 * round(share * pixels / 2) for share, pixels in zip((self.left, self.top), size, strict=True))
        right = size[0] if self.left + self.width >= 1.0 else 2 * round((self.left + self.width) * size[0] / 2)
        bottom = size[1] if self.top + self.height >= 1.0 else 2 * round((self.top + self.height) * size[1] / 2)
        return left, top, right - left, bottom - top

    def shape(self, size: tuple[int, int]) -> Shape:
        """The form of the part in a whole picture of that size."""
        _, _, width, height = self.within(size)
        return Shape(width, height, self.rotation) if self.rotation % 180 == 0 else Shape(height, width, self.rotation)


@dataclass(frozen=True, slots=True)
class Viewpoint:
    """A window of the scene, in degrees."""

    azimuth: float
    """Of the centre, 0..360."""
    elevation: float
    """Of the centre."""
    width: float
    """Degrees across, before rotation."""
    height: float
    finest: float
    """Pixels per degree that the optics resolve."""
    blur: float = 0.0
    """Degrees over which the lens spreads a point."""


def look(pose: Pose, lens: Lens, shape: Shape) -> Viewpoint:
    """The window of the scene that a picture of this shape shows."""
    azimuth, elevation = pose.pan, pose.tilt
    if elevation < -90.0:
        azimuth, elevation = azimuth + 180.0, -180.0 - elevation
    elif elevation > 90.0:
        azimuth, elevation = azimuth + 180.0, 180.0 - elevation
    width = pose.hfov
    if shape.analog:
        height = width / ANALOG_ASPECT
    else:
        height = pose.vfov or width * lens.height / lens.width
        wanted = shape.width / shape.height
        if wanted < width / height:
            width = height * wanted
        else:
            height = width / wanted
    return Viewpoint(azimuth % 360.0, elevation, width, height, lens.finest * pose.lens, pose.blur)


def turn(degrees: float) -> float:
    """An angle brought to -180..180."""
    return (degrees + 180.0) % 360.0 - 180.0


def project(view: Viewpoint, shape: Shape, azimuth: float, elevation: float) -> tuple[float, float]:
    """Where a direction appears: x and y in pixels from the upper left corner of the picture as the viewer sees it.

    Of the endless turns the one nearest to the centre is taken; the point may lie outside the picture.
    """
    x = (turn(azimuth - view.azimuth) / view.width + 0.5) * shape.width
    y = (0.5 - (elevation - view.elevation) / view.height) * shape.height
    return turned(shape, x, y)


def turned(shape: Shape, x: float, y: float) -> tuple[float, float]:
    """Where a pixel of a picture that is not yet rotated and mirrored stands when it is."""
    if shape.rotation == 90:
        x, y = shape.height - y, x
    elif shape.rotation == 180:
        x, y = shape.width - x, shape.height - y
    elif shape.rotation == 270:
        x, y = y, shape.width - x
    if shape.mirror:
        x = shape.size[0] - x
    return x, y


def unproject(view: Viewpoint, shape: Shape, x: float, y: float) -> tuple[float, float]:
    """The direction that a pixel shows: azimuth in 0..360 and elevation in degrees. The inverse of `project`."""
    if shape.mirror:
        x = shape.size[0] - x
    if shape.rotation == 90:
        x, y = y, shape.height - x
    elif shape.rotation == 180:
        x, y = shape.width - x, shape.height - y
    elif shape.rotation == 270:
        x, y = shape.width - y, x
    azimuth = view.azimuth + (x / shape.width - 0.5) * view.width
    return azimuth % 360.0, view.elevation + (0.5 - y / shape.height) * view.height
