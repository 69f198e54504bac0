"""Stream arguments against limits."""

from __future__ import annotations

import pytest

from camsim.device.errors import OutOfRangeError
from camsim.media.paint.text import TextBackground, TextColor, TextOverlay, TextPosition, TextSize
from camsim.media.request import Defaults, Limits, pixels, resolve

LIMITS = Limits(resolutions=("1920x1080", "1280x720", "640x480"), channels=2)
ANALOG = Limits(resolutions=("4CIF", "2CIF", "CIF", "QCIF"), rotations=(0, 180), sensor=(704, 480))
DEFAULTS = Defaults(resolution="1280x720")


def key(limits=LIMITS, defaults=DEFAULTS, **arguments):
    return resolve(arguments, defaults, limits).key


def test_without_arguments_the_defaults_hold():
    found = key()
    assert (found.width, found.height, found.compression, found.rotation, found.fps) == (1280, 720, 30, 0, 0.0)
    assert found.color and found.stamp and not found.mirror and found.overlay is None and found.channel == 1


def test_every_argument_is_taken():
    asked = resolve(
        {
            "resolution": "640x480", "camera": "2", "compression": "70", "rotation": "180", "mirror": "1", "color": "0", "FPS": "5",
            "duration": "10", "nbrofframes": "3", "unknown": "x",
        },
        DEFAULTS, LIMITS,
    )  # fmt: skip
    found = asked.key
    assert (found.width, found.height, found.channel, found.compression, found.rotation) == (640, 480, 2, 70, 180)
    assert found.mirror and not found.color and found.fps == 5.0
    assert (asked.duration, asked.frames) == (10.0, 3)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("resolution", "800x600"), ("resolution", "big"), ("resolution", ""), ("resolution", "1x2x3"), ("resolution", "CIF"),
        ("camera", "0"), ("camera", "3"), ("camera", "quad"), ("compression", "101"), ("compression", "-1"), ("compression", "high"),
        ("rotation", "45"), ("mirror", "2"), ("color", ""), ("fps", "-1"), ("fps", "nan"), ("fps", "inf"), ("duration", "x"),
        ("nbrofframes", "1.5"), ("squarepixel", "maybe"), ("textcolor", "red"), ("textpos", "5"), ("textsize", "huge"), ("clock", "x"),
        ("overlays", "none"), ("textstring", "x" * 81), ("textbackgroundcolor", "pink"),
    ],
)  # fmt: skip
def test_bad_values_name_their_argument(name, value):
    with pytest.raises(OutOfRangeError) as caught:
        resolve({name: value}, DEFAULTS, LIMITS)
    assert caught.value.subject == name


@pytest.mark.parametrize(("fps", "kept"), [("0", 0.0), ("30", 0.0), ("60", 0.0), ("29", 29.0), ("0.5", 0.5)])
def test_a_rate_at_or_above_the_maximum_is_the_maximum(fps, kept):
    assert key(fps=fps).fps == kept


def test_rotation_turns_the_picture():
    assert key(resolution="1280x720", rotation="90").shape.size == (720, 1280)
    assert key(resolution="720x1280", rotation="90").shape.size == (720, 1280)
    assert key(resolution="1280x720", rotation="180").shape.size == (1280, 720)
    with pytest.raises(OutOfRangeError):
        resolve({"rotation": "90"}, DEFAULTS, ANALOG)


@pytest.mark.parametrize(
    ("name", "square", "pal", "size"),
    [
        ("4CIF", "0", False, (704, 480)),
        ("4CIF", "1", False, (640, 480)),
        ("4cif", "0", True, (704, 576)),
        ("4CIF", "1", True, (768, 576)),
        ("2CIF", "0", False, (704, 240)),
        ("CIF", "0", False, (352, 240)),
        ("QCIF", "0", True, (176, 144)),
        ("QCIF", "1", False, (160, 120)),
        ("704x480", "0", False, (704, 480)),
        ("704x480", "1", False, (640, 480)),
    ],
)
def test_analog_names(name, square, pal, size):
    limits = Limits(resolutions=ANALOG.resolutions, sensor=(704, 576), pal=pal)
    found = resolve({"resolution": name, "squarepixel": square}, Defaults(resolution="CIF"), limits).key
    assert (found.width, found.height) == size and found.analog


def test_names_that_are_not_listed_are_refused():
    with pytest.raises(OutOfRangeError):
        resolve({"resolution": "D1"}, Defaults(resolution="4CIF"), ANALOG)
    assert pixels("D1", pal=True) == (720, 576)


def test_sizes_stay_within_the_sensor():
    free = Limits(sensor=(1280, 720))
    assert key(free, resolution="1000x500").width == 1000
    for size in ("1281x720", "4x4", "100000x100000"):
        with pytest.raises(OutOfRangeError):
            resolve({"resolution": size}, DEFAULTS, free)


def test_overlay_arguments():
    found = key(
        text="1", textstring="Gate", clock="1", date="0", textcolor="black", textbackgroundcolor="white", textpos="1", textsize="large",
    ).overlay  # fmt: skip
    assert found == TextOverlay(
        True, False, True, "Gate", TextColor.BLACK, TextBackground.WHITE, TextPosition.BOTTOM, TextSize.LARGE,
    )  # fmt: skip


def test_overlay_arguments_are_dead_from_10_6():
    dead = Limits(legacy_overlays=False)
    assert key(dead, text="1", textstring="Gate").overlay is None
    told = Defaults(resolution="640x480", text=TextOverlay(show_clock=True))
    assert key(dead, told, clock="0").overlay == told.text


@pytest.mark.parametrize(("overlays", "drawn"), [("all", True), ("text", True), ("off", False), ("image", False), ("application", False)])
def test_overlays_switches_the_text(overlays, drawn):
    assert (key(overlays=overlays, clock="1").overlay is not None) is drawn
