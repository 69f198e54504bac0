"""The scene as analytics sees it: the courses of its targets, and the window of it that the whole picture shows."""

from __future__ import annotations

from collections.abc import Sequence

from camsim.device.analytics.sight import Course, Window
from camsim.device.parameters import Parameters
from camsim.media.eye import Pose, Shape, look
from camsim.media.scene.world import courses
from camsim.media.source import Source, lens_of


class SceneSight:
    """The `Sight` of a camera: a mechanical head as it stands now, a fixed camera without any digital zoom."""

    def __init__(self, source: Source, parameters: Parameters) -> None:
        self._source = source
        self._parameters = parameters

    def courses(self) -> Sequence[Course]:
        """All targets of the scene."""
        return courses(self._source.seed)

    def window(self, channel: int) -> Window:
        """What the picture of a channel shows now. Raises NotSupportedError without video."""
        lens = lens_of(self._source.profile, self._source.sensor(channel))
        view = look(self._pose(channel), lens, Shape(lens.width, lens.height))
        source = self._parameters.number(f"Image.I{channel - 1}.Source")
        turned = sum(
            self._parameters.number(f"{group}.Rotation") for group in (f"Image.I{channel - 1}.Appearance", f"ImageSource.I{source}")
        )
        mirrored = self._parameters.flag(f"Image.I{channel - 1}.Appearance.MirrorEnabled")
        return Window(view.azimuth, view.elevation, view.width, view.height, turned // 90 * 90 % 360, mirrored)

    def _pose(self, channel: int) -> Pose:
        profile = self._source.profile
        if profile.ptz is not None and profile.ptz.mechanical:
            return self._source.pose(channel, self._source.clock.now())
        assert profile.video is not None, "only a device with video has analytics"
        pan, tilt = profile.video.heading_of(self._parameters.number(f"Image.I{channel - 1}.Source"))
        return Pose(pan, tilt, 1, profile.video.field_of_view / self._source.pose(channel, self._source.clock.now()).lens)
