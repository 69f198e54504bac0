"""How what moves is drawn: each kind in a frame of its own, x to where it goes and y up, both 0..1; its colour lies at the centre."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from camsim.media.paint.brush import Brush, Point
from camsim.media.scene.daylight import Rgb
from camsim.media.scene.world import Kind, Target

_TYRE: Rgb = (30, 30, 34)
_GLASS: Rgb = (96, 122, 146)
_SKIN: Rgb = (222, 176, 142)


@dataclass(frozen=True, slots=True)
class Frame:
    """The box of a target on the brush."""

    brush: Brush
    azimuth: float
    """Of the centre, degrees."""
    elevation: float
    width: float
    height: float
    facing: int

    def at(self, x: float, y: float) -> Point:
        """A point of the frame as azimuth and elevation."""
        return self.azimuth + (x - 0.5) * self.facing * self.width, self.elevation + (y - 0.5) * self.height

    def poly(self, corners: tuple[Point, ...], colour: Rgb, glow: bool = False) -> None:
        """A filled polygon."""
        self.brush.poly([self.at(*corner) for corner in corners], colour, glow)

    def oval(self, x: float, y: float, wide: float, high: float, colour: Rgb, glow: bool = False) -> None:
        """A filled ellipse; half axes as shares of width and height."""
        self.brush.oval(*self.at(x, y), wide * self.width, high * self.height, colour, glow)

    def disc(self, x: float, y: float, radius: float, colour: Rgb, glow: bool = False) -> None:
        """A filled circle; the radius as a share of the height."""
        self.brush.disc(*self.at(x, y), radius * self.height, colour, glow)

    def stroke(self, points: tuple[Point, ...], thick: float, colour: Rgb) -> None:
        """A line; its thickness as a share of the height."""
        self.brush.stroke([self.at(*point) for point in points], thick * self.height, colour)


def _box(left: float, bottom: float, right: float, top: float) -> tuple[Point, ...]:
    return (left, bottom), (right, bottom), (right, top), (left, top)


def car(frame: Frame, colour: Rgb, dark: float) -> None:
    """A saloon; `dark` above a half switches its lamps on."""
    frame.oval(0.5, 0.06, 0.5, 0.08, (40, 42, 46))
    frame.poly(((0.14, 0.6), (0.28, 0.97), (0.66, 0.97), (0.84, 0.6)), colour)
    frame.poly(((0.2, 0.62), (0.31, 0.9), (0.46, 0.9), (0.46, 0.62)), _GLASS)
    frame.poly(((0.5, 0.62), (0.5, 0.9), (0.64, 0.9), (0.77, 0.62)), _GLASS)
    frame.poly(((0.01, 0.2), (0.01, 0.6), (0.1, 0.68), (0.82, 0.66), (0.97, 0.54), (0.99, 0.2)), colour)
    for wheel in (0.21, 0.78):
        frame.disc(wheel, 0.19, 0.185, _TYRE)
        frame.disc(wheel, 0.19, 0.1, (176, 180, 186))
    _lamps(frame, 0.46, dark)


def _truck(frame: Frame, colour: Rgb, dark: float) -> None:
    frame.poly(_box(0.0, 0.2, 0.76, 1.0), colour)
    frame.poly(_box(0.0, 0.2, 0.76, 0.28), (70, 72, 78))
    frame.poly(((0.78, 0.18), (0.78, 0.8), (0.93, 0.8), (0.99, 0.46), (0.99, 0.18)), (228, 230, 232))
    frame.poly(((0.82, 0.5), (0.82, 0.74), (0.91, 0.74), (0.96, 0.5)), _GLASS)
    for wheel in (0.12, 0.26, 0.86):
        frame.disc(wheel, 0.15, 0.15, _TYRE)
        frame.disc(wheel, 0.15, 0.07, (176, 180, 186))
    _lamps(frame, 0.3, dark)


def _bus(frame: Frame, colour: Rgb, dark: float) -> None:
    frame.poly(_box(0.0, 0.13, 1.0, 0.97), colour)
    for pane in range(7):
        frame.poly(_box(0.04 + pane * 0.125, 0.6, 0.145 + pane * 0.125, 0.88), (255, 236, 190) if dark > 0.5 else _GLASS, dark > 0.5)
    frame.poly(_box(0.92, 0.45, 0.99, 0.88), _GLASS)
    frame.poly(_box(0.0, 0.3, 1.0, 0.34), (240, 236, 226))
    for wheel in (0.18, 0.8):
        frame.disc(wheel, 0.15, 0.15, _TYRE)
        frame.disc(wheel, 0.15, 0.07, (176, 180, 186))
    _lamps(frame, 0.24, dark)


def _lamps(frame: Frame, y: float, dark: float) -> None:
    if dark > 0.5:
        frame.disc(0.97, y, 0.09, (255, 252, 230), True)
        frame.disc(0.02, y, 0.07, (255, 40, 30), True)
    else:
        frame.disc(0.96, y, 0.06, (250, 246, 224))
        frame.disc(0.02, y, 0.05, (170, 20, 20))


def _person(frame: Frame, colour: Rgb, stride: float) -> None:
    swing = math.sin(stride * 2 * math.pi)
    trousers: Rgb = (50, 54, 74)
    frame.oval(0.5, 0.01, 0.42, 0.025, (58, 66, 48))
    for side, shade in ((-1, (40, 44, 62)), (1, trousers)):
        knee = 0.5 + side * swing * 0.13
        foot = 0.5 + side * swing * 0.3
        frame.stroke(((0.5, 0.46), (knee, 0.25), (foot, 0.03)), 0.075, shade)
        frame.stroke(((foot - 0.04, 0.02), (foot + 0.14, 0.02)), 0.035, (36, 32, 32))
    frame.stroke(((0.48, 0.77), (0.5 - swing * 0.22, 0.6), (0.56 - swing * 0.32, 0.47)), 0.055, _darker(colour))
    frame.poly(((0.27, 0.42), (0.26, 0.79), (0.38, 0.84), (0.62, 0.84), (0.74, 0.79), (0.73, 0.42)), colour)
    frame.stroke(((0.5, 0.79), (0.5 + swing * 0.22, 0.65)), 0.06, _darker(colour))
    frame.disc(0.52, 0.91, 0.075, _SKIN)
    frame.poly(((0.32, 0.9), (0.36, 0.985), (0.55, 1.0), (0.7, 0.95), (0.5, 0.93)), (70, 48, 34))


def _cyclist(frame: Frame, colour: Rgb, stride: float) -> None:
    for wheel in (0.2, 0.8):
        frame.disc(wheel, 0.2, 0.2, _TYRE)
        frame.disc(wheel, 0.2, 0.15, (150, 120, 104))
    for line in (((0.2, 0.2), (0.42, 0.5), (0.72, 0.52), (0.5, 0.2), (0.2, 0.2)), ((0.8, 0.2), (0.7, 0.62))):
        frame.stroke(line, 0.035, (216, 216, 220))
    turn = stride * 2 * math.pi
    frame.stroke(((0.42, 0.55), (0.58, 0.38), (0.5 + 0.07 * math.cos(turn), 0.2 - 0.07 * math.sin(turn))), 0.07, (48, 50, 66))
    frame.poly(((0.33, 0.42), (0.36, 0.62), (0.56, 0.86), (0.7, 0.8), (0.62, 0.42)), colour)
    frame.stroke(((0.62, 0.78), (0.74, 0.62)), 0.05, _darker(colour))
    frame.disc(0.66, 0.91, 0.08, _SKIN)
    frame.poly(((0.54, 0.92), (0.58, 1.0), (0.7, 1.0), (0.76, 0.93)), (230, 230, 60))


def _dog(frame: Frame, colour: Rgb, stride: float) -> None:
    swing = math.sin(stride * 2 * math.pi) * 0.1
    for leg, side in ((0.24, 1), (0.3, -1), (0.66, 1), (0.72, -1)):
        frame.stroke(((leg, 0.4), (leg + side * swing, 0.02)), 0.11, _darker(colour))
    frame.oval(0.48, 0.5, 0.34, 0.22, colour)
    frame.stroke(((0.16, 0.6), (0.03, 0.9)), 0.09, colour)
    frame.disc(0.82, 0.76, 0.2, colour)
    frame.oval(0.94, 0.7, 0.07, 0.1, _darker(colour))
    frame.poly(((0.72, 0.9), (0.76, 1.0), (0.82, 0.9)), _darker(colour))


def _boat(frame: Frame, colour: Rgb, stride: float) -> None:
    frame.poly(((0.1, 0.24), (0.58, 1.0), (0.57, 0.24)), colour)
    frame.poly(((0.62, 0.24), (0.62, 0.92), (0.9, 0.24)), colour)
    frame.poly(((0.04, 0.2), (0.14, 0.0), (0.82, 0.0), (0.99, 0.2)), (150, 52, 44))
    frame.stroke(((0.6, 0.1), (0.6, 1.0)), 0.02, (94, 70, 48))


def _bird(frame: Frame, colour: Rgb, stride: float) -> None:
    beat = 0.5 + 0.45 * math.sin(stride * 2 * math.pi)
    frame.poly(((0.36, 0.52), (0.22, beat), (0.6, 0.52)), _darker(colour))
    frame.oval(0.5, 0.5, 0.34, 0.2, colour)
    frame.poly(((0.22, 0.5), (0.0, 0.66), (0.04, 0.4)), colour)
    frame.disc(0.84, 0.58, 0.15, colour)
    frame.poly(((0.92, 0.62), (1.0, 0.54), (0.92, 0.5)), (236, 170, 40))
    frame.poly(((0.4, 0.56), (0.5, beat), (0.68, 0.56)), (96, 96, 106))
    frame.oval(0.5, 0.5, 0.12, 0.14, colour)


def _balloon(frame: Frame, colour: Rgb, stride: float) -> None:
    frame.poly(((0.2, 0.45), (0.44, 0.16), (0.56, 0.16), (0.8, 0.45)), colour)
    frame.oval(0.5, 0.62, 0.48, 0.38, colour)
    frame.oval(0.2, 0.62, 0.1, 0.3, (246, 206, 70))
    frame.oval(0.8, 0.62, 0.1, 0.3, (246, 206, 70))
    for rope in (0.44, 0.56):
        frame.stroke(((rope, 0.17), (rope, 0.08)), 0.01, (90, 70, 50))
    frame.poly(_box(0.42, 0.0, 0.58, 0.09), (136, 92, 52))


def _plane(frame: Frame, colour: Rgb, stride: float) -> None:
    frame.oval(0.5, 0.5, 0.5, 0.2, colour)
    frame.poly(((0.02, 0.52), (0.0, 1.0), (0.1, 1.0), (0.2, 0.58)), (44, 96, 170))
    frame.poly(((0.5, 0.42), (0.36, 0.0), (0.44, 0.0), (0.68, 0.42)), (176, 182, 192))
    for pane in range(8):
        frame.poly(_box(0.62 + pane * 0.035, 0.56, 0.64 + pane * 0.035, 0.62), _GLASS)


def _darker(colour: Rgb) -> Rgb:
    return colour[0] * 0.75, colour[1] * 0.75, colour[2] * 0.75


_LAMPED: dict[Kind, Callable[[Frame, Rgb, float], None]] = {Kind.CAR: car, Kind.TRUCK: _truck, Kind.BUS: _bus}
_STRIDING: dict[Kind, Callable[[Frame, Rgb, float], None]] = {
    Kind.PERSON: _person, Kind.CYCLIST: _cyclist, Kind.DOG: _dog, Kind.BOAT: _boat, Kind.BIRD: _bird, Kind.BALLOON: _balloon,
    Kind.PLANE: _plane,
}  # fmt: skip


def draw(brush: Brush, target: Target, azimuth: float, dark: float) -> None:
    """Draws a target at an azimuth (unwrapped to where the brush is); `dark`: 0 by day, 1 at night."""
    frame = Frame(brush, azimuth, target.elevation, target.width, target.height, target.facing)
    if target.kind in _LAMPED:
        _LAMPED[target.kind](frame, target.colour, dark)
    else:
        _STRIDING[target.kind](frame, target.colour, target.stride)
