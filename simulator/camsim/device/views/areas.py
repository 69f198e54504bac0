"""View areas: parts of a sensor's picture as channels; digital PTZ has its home there (page slug: view-area-api)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from camsim.device.errors import NotSupportedError, NotThereError
from camsim.device.parameters import Parameters
from camsim.device.ptz.head import PtzHead
from camsim.device.ptz.optics import narrowed, optics_of
from camsim.device.ptz.presets import Position
from camsim.device.ptz.view import Pose
from camsim.device.views.geometry import Rectangle, Size, turned_size, whole
from camsim.profile.model import ViewKind

if TYPE_CHECKING:
    from camsim.device.views.views import Views


@dataclass(frozen=True, slots=True)
class Area:
    """One view area as a client sees it, in the rotation and mirroring of its stream."""

    channel: int
    source: int
    configurable: bool
    rectangle: Rectangle
    canvas: Size


class Areas:
    """The verbs of the device's view areas; their rectangles are state of the views, on the canvas as the sensor has it."""

    def __init__(self, views: Views) -> None:
        self._views = views

    def all(self) -> list[Area]:
        """Every channel, by number, those that cannot be configured and those that are switched off as well."""
        return [self.get(channel) for channel in range(1, self._views.count + 1)]

    def get(self, channel: int) -> Area:
        """The view area of a channel. Raises NotThereError."""
        if not 1 <= channel <= self._views.count:
            raise NotThereError("no such view area", subject="channel", value=channel)
        canvas = self._views.size(channel)
        rotation, mirror = self._turn(channel)
        return Area(
            channel,
            self._views.source(channel),
            self._views.facts.view(channel) is ViewKind.AREA,
            self.rectangle(channel).turned(canvas, rotation, mirror),
            turned_size(canvas, rotation),
        )

    def place(self, channel: int, seen: Rectangle) -> None:
        """Gives a view area another part of the picture, as the client sees the canvas; digital PTZ makes it its home.

        Raises NotThereError, NotSupportedError for one that cannot be configured, OutOfRangeError.
        """
        area = self._configurable(channel)
        seen.check(area.canvas)
        canvas = self._views.size(channel)
        self._set(channel, seen.turned_back(canvas, *self._turn(channel)))

    def reset(self, channel: int) -> None:
        """Gives a view area the whole picture again. Raises NotThereError, NotSupportedError."""
        self._configurable(channel)
        self._set(channel, whole(self._views.size(channel)))

    def rectangle(self, channel: int) -> Rectangle:
        """The part of the picture, as asked for, or where the home of digital PTZ was put meanwhile."""
        rectangle = self._kept(channel) or whole(self._views.size(channel))
        home = self._home(channel)
        return rectangle if home is None or home.is_near(self._position(channel, rectangle)) else self._framed(channel, home)

    def pose(self, channel: int) -> Pose | None:
        """Where a view area looks by itself; None where it is all of the picture or has a head that is switched on."""
        head = self._head(channel)
        if self._kept(channel) is None or (head is not None and head.channel(channel).enabled):
            return None
        rectangle, (across, down) = self.rectangle(channel), self._views.size(channel)
        position = self._position(channel, rectangle)
        wide, heading = self._views.facts.field_of_view, self._views.facts.heading_of(self._views.source(channel))
        return Pose(
            pan=heading[0] + position.pan,
            tilt=heading[1] + position.tilt,
            zoom=position.zoom,
            hfov=wide * rectangle.width / across,
            vfov=wide * down / across * rectangle.height / down,
        )

    # ---- inside

    def _kept(self, channel: int) -> Rectangle | None:
        """What was asked for, where it lies on the canvas that another capture mode may have made smaller."""
        rectangle, canvas = self._views.state.areas.get(channel), self._views.size(channel)
        if rectangle is None or rectangle.left + rectangle.width > canvas[0] or rectangle.top + rectangle.height > canvas[1]:
            return None
        return rectangle

    def _configurable(self, channel: int) -> Area:
        area = self.get(channel)
        if not area.configurable:
            raise NotSupportedError("the view area cannot be configured", subject="channel", value=channel)
        return area

    def _set(self, channel: int, rectangle: Rectangle) -> None:
        if rectangle == whole(self._views.size(channel)):
            self._views.state.areas.pop(channel, None)
        else:
            self._views.state.areas[channel] = rectangle
        head = self._head(channel)
        if head is not None:
            head.channel(channel).move_home(self._position(channel, rectangle))

    def _turn(self, channel: int) -> tuple[int, bool]:
        mirror = self._views.device.organ(Parameters).flag(f"Image.I{channel - 1}.Appearance.MirrorEnabled")
        return self._views.turn(channel), mirror

    def _head(self, channel: int) -> PtzHead | None:
        if not self._views.device.has(PtzHead):
            return None
        head = self._views.device.organ(PtzHead)
        return head if not head.facts.mechanical and head.has(channel) else None

    def _home(self, channel: int) -> Position | None:
        head = self._head(channel)
        return None if head is None else head.channel(channel).presets.home_place()

    def _position(self, channel: int, rectangle: Rectangle) -> Position:
        """The pan, tilt and zoom that frame a rectangle by its width."""
        across, down = self._views.size(channel)
        wide = self._views.facts.field_of_view
        pan = ((rectangle.left + rectangle.width / 2) / across - 0.5) * wide
        tilt = (0.5 - (rectangle.top + rectangle.height / 2) / down) * wide * down / across
        return Position(pan, tilt, self._zoom(wide * rectangle.width / across))

    def _zoom(self, field_of_view: float) -> int:
        if self._views.profile.ptz is None:
            return 1
        optics = optics_of(self._views.profile)
        magnification = math.tan(math.radians(optics.wide) / 2) / math.tan(math.radians(field_of_view) / 2)
        return round(optics.zoom_for(magnification))

    def _framed(self, channel: int, home: Position) -> Rectangle:
        """The rectangle that a head shows at a position."""
        (across, down), wide = self._views.size(channel), self._views.facts.field_of_view
        optics = optics_of(self._views.profile)
        share = narrowed(optics.wide, optics.magnification(home.zoom)) / wide
        width, height = round(across * share), round(down * share)
        left = round((home.pan / wide + 0.5) * across - width / 2)
        top = round((0.5 - home.tilt / wide * across / down) * down - height / 2)
        return Rectangle(min(max(left, 0), across - width), min(max(top, 0), down - height), width, height)
