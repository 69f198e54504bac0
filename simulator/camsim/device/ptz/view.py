"""Where a channel's picture looks, for the eye; a digital head stays inside the sensor's picture."""

from __future__ import annotations

from dataclasses import dataclass, replace

from camsim.device.ptz.motion import normal_pan
from camsim.profile.model import VideoFacts


@dataclass(frozen=True, slots=True)
class Pose:
    """A direction into the scene in degrees, right and up positive."""

    pan: float
    tilt: float
    """Below -90 the head looks to the other side, past straight down."""
    zoom: int
    """Zoom step, 1..19999."""
    hfov: float
    """Horizontal field of view in degrees, digital zoom included."""
    vfov: float = 0.0
    """Vertical field of view in degrees; 0: as the shape of the sensor has it."""
    lens: float = 1.0
    """How much narrower than at its wide end the motor lens of a fixed camera makes the view."""
    blur: float = 0.0
    """Degrees over which the lens spreads a point."""

    def through(self, narrower: float, heading: tuple[float, float], blur: float) -> Pose:
        """The same behind a lens whose view around a heading is so much narrower."""
        pan, tilt = (middle + (angle - middle) / narrower for angle, middle in zip((self.pan, self.tilt), heading, strict=True))
        return replace(self, pan=pan, tilt=tilt, hfov=self.hfov / narrower, vfov=self.vfov / narrower, lens=narrower, blur=blur)


def cropped(pose: Pose, widest: float, video: VideoFacts, source: int = 0) -> Pose:
    """A digital head looks from where its sensor does, no further than the sensor's picture reaches.

    `widest` is the horizontal field of view of the whole picture in degrees; degrees are spread evenly over it.
    """
    width, height = video.sensor
    reach = max(0.0, widest - pose.hfov) / 2.0
    pan, tilt = _within(pose.pan, reach), _within(pose.tilt, reach * height / width)
    heading = video.heading_of(source)
    return replace(pose, pan=normal_pan(heading[0] + pan), tilt=heading[1] + tilt)


def _within(angle: float, reach: float) -> float:
    return min(max(angle, -reach), reach)
