"""The head: commands, limits, events, presets, switches, restart; on a stepped clock, without any wire."""

from __future__ import annotations

from typing import Any

import pytest

from camsim.device.clock import Clock, ClockMode
from camsim.device.device import Device
from camsim.device.errors import ExistsError, FullError, NotSupportedError, NotThereError, OutOfRangeError, WrongStateError
from camsim.device.event import Event
from camsim.device.parameters import Parameters
from camsim.device.ptz.channel import Channel
from camsim.device.ptz.command import Command, Direction, IrCutFilter
from camsim.device.ptz.events import PtzErrorEvent, PtzMoveEvent, PtzPresetEvent, PtzReadyEvent
from camsim.device.ptz.head import PtzHead
from camsim.device.ptz.motion import Axis
from camsim.device.schedules import FACTORY
from camsim.device.state import Survives
from camsim.profile.model import Generation, Leaf, Profile, PtzFacts, VideoFacts

PAN, TILT, ZOOM, FOCUS, IRIS, BRIGHTNESS = Axis

SUPPORT = """AbsolutePan RelativePan ContinuousPan AbsoluteTilt RelativeTilt ContinuousTilt AbsoluteZoom RelativeZoom ContinuousZoom
AreaZoom ServerPreset SpeedCtl ProportionalSpeed"""
LENS = """AbsoluteFocus RelativeFocus ContinuousFocus AutoFocus AbsoluteIris RelativeIris AutoIris IrCutFilter AutoIrCutFilter
BackLight Auxiliary"""

SPEEDS = ((1, 0.05), (50, 18.0), (100, 150.0))

DOME = PtzFacts(
    mechanical=True,
    field_of_view=(4.4, 51.6),
    tilt=(-90.0, 0.0),
    zoom=(1, 19999),
    speeds=SPEEDS,
    auxiliary=("speeddry", "tt:Wiper|On", "tt:Wiper|Off"),
)
DIGITAL = PtzFacts(mechanical=False, driver="Digital PTZ", pan=(-165.0, 165.0), tilt=(-165.0, 165.0), endless_pan=False, speeds=SPEEDS)


class Bench:
    """A device with a head, and what it told."""

    def __init__(self, facts: PtzFacts, leaves: dict[str, str], **profile: Any) -> None:
        self.events: list[Event] = []
        tree = tuple(Leaf(name, text) for name, text in leaves.items())
        self.device = Device(
            Profile(name="t", os="9.80.1", generation=Generation.B, title="T", kind="ptz", leaves=tree, ptz=facts, **profile),
            Clock(ClockMode.STEPPED),
            publish=self.events.append,
        )
        self.device.boot()
        self.booted, self.events[:] = list(self.events), []

    @property
    def head(self) -> PtzHead:
        return self.device.organ(PtzHead)

    @property
    def channel(self) -> Channel:
        return self.head.channel(1)

    def do(self, **wanted: Any) -> None:
        """Sends a command; axes as keywords: `pan=5`, `rpan=5`, `cpan=5`."""
        names = {axis.value: axis for axis in Axis}
        kinds: dict[str, dict[Axis, float]] = {"": {}, "r": {}, "c": {}}
        for name in list(wanted):
            kind, axis = ("", names[name]) if name in names else (name[0], names.get(name[1:]))
            if axis is not None and kind in kinds:
                kinds[kind][axis] = wanted.pop(name)
        self.channel.command(Command(absolute=kinds[""], relative=kinds["r"], continuous=kinds["c"], **wanted))

    async def wait(self, seconds: float) -> None:
        await self.device.clock.advance(seconds)

    def at(self, axis: Axis) -> float:
        return self.channel.reading(axis)

    @property
    def view(self) -> tuple[float, float, float]:
        return self.at(PAN), self.at(TILT), self.at(ZOOM)

    def told(self) -> list[str]:
        """The events since the last question, in short."""
        lines = []
        for event in self.events:
            if isinstance(event, PtzMoveEvent):
                lines.append("moves" if event.is_moving else "rests")
            elif isinstance(event, PtzPresetEvent):
                lines.append(f"{event.preset}{'+' if event.on_preset else '-'}")
        self.events.clear()
        return lines


def leaves_of(support: str, channels: int = 1) -> dict[str, str]:
    leaves = {"PTZ.NbrOfCameras": str(channels), "PTZ.CameraDefault": "1"}
    for n in range(1, channels + 1):
        leaves |= {f"PTZ.Support.S{n}.{name}": "true" for name in support.split()}
        leaves[f"PTZ.Preset.P{n - 1}.HomePosition"] = "1"
        leaves[f"PTZ.Preset.P{n - 1}.Position.P1.Name"] = "Home"
        leaves[f"PTZ.Preset.P{n - 1}.Position.P1.Data"] = "pan=0.000000:tilt=0.000000:zoom=1.000000"
    return leaves


def dome(facts: PtzFacts = DOME, support: str = f"{SUPPORT} {LENS}", **more: str) -> Bench:
    leaves = leaves_of(support) | {"PTZ.ImageSource.I0.PTZEnabled": "true", "PTZ.Various.V1.AutoFocus": "true"}
    leaves["Image.I0.Appearance.Resolution"] = "800x450"
    return Bench(facts, leaves | {name.replace("__", "."): text for name, text in more.items()})


def digital(enabled: bool = False, locked: bool = True) -> Bench:
    leaves = leaves_of(SUPPORT, channels=2) | {"PTZ.ImageSource.I0.PTZEnabled": str(enabled).lower()}
    leaves |= {f"PTZ.Various.V{n}.Locked": str(locked).lower() for n in (1, 2)}
    return Bench(DIGITAL, leaves, video=VideoFacts(sensor=(1920, 1080), field_of_view=100.0, heading=(30.0, -10.0)))


@pytest.fixture
def bench() -> Bench:
    return dome()


# ---- moving


async def test_an_absolute_move_takes_the_time_of_its_speed(bench: Bench) -> None:
    bench.do(pan=90.0, tilt=-36.0, speed=50)
    assert bench.channel.moving
    await bench.wait(1.0)
    assert bench.view == (18.0, -18.0, 1.0)
    await bench.wait(1.5)
    assert bench.view == (45.0, -36.0, 1.0)
    await bench.wait(2.5)
    assert (bench.view, bench.channel.moving) == ((90.0, -36.0, 1.0), False)
    assert bench.channel.switches.movements == 1


@pytest.mark.parametrize("steps", [(2.0,), (0.5, 0.5, 0.5, 0.5), (1.25, 0.75), (0.1,) * 20])
async def test_two_seconds_at_half_speed_end_where_the_table_says(bench: Bench, steps: tuple[float, ...]) -> None:
    bench.do(cpan=50, ctilt=-50)
    for span in steps:
        await bench.wait(span)
    bench.do(cpan=0, ctilt=0)
    await bench.wait(5.0)
    assert bench.at(PAN) == pytest.approx(36.0, abs=1e-5)
    assert bench.at(TILT) == pytest.approx(-36.0, abs=1e-5)
    assert not bench.channel.moving


async def test_a_continuous_move_ends_at_the_limit(bench: Bench) -> None:
    bench.do(ctilt=-100, cpan=0)
    await bench.wait(10.0)
    assert bench.at(TILT) == -90.0
    assert not bench.channel.moving
    bench.told()
    bench.do(ctilt=-100, cpan=0)
    assert bench.told() == []


async def test_pan_goes_round_and_round(bench: Bench) -> None:
    bench.do(cpan=100, ctilt=0, proportional=False)
    await bench.wait(1.4)
    assert bench.at(PAN) == pytest.approx(-150.0)
    await bench.wait(3600.0)
    assert bench.channel.moving
    bench.do(stop=True)
    assert not bench.channel.moving
    assert -180.0 <= bench.at(PAN) <= 180.0


async def test_an_absolute_pan_turns_the_shortest_way(bench: Bench) -> None:
    bench.do(pan=170.0)
    await bench.wait(10.0)
    bench.do(pan=-170.0, speed=50)
    await bench.wait(1.0)
    assert bench.at(PAN) == pytest.approx(-172.0)
    await bench.wait(1.0)
    assert bench.at(PAN) == pytest.approx(-170.0)


async def test_positions_beyond_the_limits_are_clamped() -> None:
    limits = {"MinPan": "-100", "MaxPan": "140", "MinTilt": "-20", "MaxTilt": "90"}
    bench = dome(**{f"PTZ.Limit.L1.{name}": text for name, text in limits.items()})
    bench.do(pan=150.0, tilt=-60.0, zoom=30000)
    await bench.wait(20.0)
    assert bench.view == (140.0, -20.0, 19999.0)
    bench.do(rpan=-400.0, rtilt=300.0, rzoom=-40000)
    await bench.wait(20.0)
    assert bench.view == (-100.0, 90.0, 1.0)


async def test_a_written_limit_takes_effect_with_the_next_move(bench: Bench) -> None:
    bench.device.organ(Parameters).store("PTZ.Limit.L1.MinTilt", "-30")
    bench.do(tilt=-80.0)
    await bench.wait(5.0)
    assert bench.at(TILT) == -30.0


async def test_relative_moves_start_from_where_the_head_is(bench: Bench) -> None:
    bench.do(pan=90.0, speed=50)
    await bench.wait(1.0)
    bench.do(rpan=-10.0)
    await bench.wait(5.0)
    assert bench.at(PAN) == pytest.approx(8.0)
    bench.do(rpan=350.0)
    await bench.wait(30.0)
    assert bench.at(PAN) == pytest.approx(-2.0)


async def test_inverted_relative_moves() -> None:
    bench = dome(**{"PTZ.UserBasic.U1.FlipPan": "true"})
    bench.do(rpan=10.0, rtilt=-5.0)
    await bench.wait(5.0)
    assert bench.view[:2] == (-10.0, -5.0)


async def test_another_move_ends_a_continuous_one(bench: Bench) -> None:
    bench.do(cpan=50, ctilt=-50)
    await bench.wait(1.0)
    bench.do(pan=0.0)
    await bench.wait(10.0)
    assert (bench.at(PAN), round(bench.at(TILT), 4)) == (0.0, -18.0)
    assert not bench.channel.moving


async def test_stop_ends_pan_and_tilt_and_lets_zoom_go_on(bench: Bench) -> None:
    bench.do(pan=90.0, zoom=9999, speed=50)
    await bench.wait(1.0)
    bench.do(stop=True)
    assert (bench.at(PAN), bench.channel.moving) == (18.0, True)
    await bench.wait(2.0)
    assert (bench.view, bench.channel.moving) == ((18.0, 0.0, 9999.0), False)


async def test_the_whole_optical_zoom_takes_its_seconds(bench: Bench) -> None:
    bench.do(zoom=9999)
    await bench.wait(1.5)
    assert bench.at(ZOOM) == pytest.approx(5000.0)
    await bench.wait(1.5)
    assert bench.at(ZOOM) == 9999.0
    bench.do(czoom=-50)
    await bench.wait(3.0)
    bench.do(czoom=0)
    assert bench.at(ZOOM) == pytest.approx(5000.0, abs=1)


async def test_speed_persists_until_the_default_is_written(bench: Bench) -> None:
    assert bench.channel.speed == 100
    bench.do(speed=50)
    assert bench.channel.speed == 50
    bench.do(pan=18.0)
    await bench.wait(1.0)
    assert (bench.at(PAN), bench.channel.moving) == (18.0, False)
    bench.channel.set_move_speed(70)
    assert bench.channel.speed == 70
    with pytest.raises(OutOfRangeError):
        bench.channel.set_move_speed(0)


async def test_proportional_speed_slows_down_a_narrow_view() -> None:
    settings = {"PTZ.Various.V1.ProportionalSpeedEnabled": "true", "PTZ.Various.V1.MaxProportionalSpeed": "200"}
    bench = dome(**settings)
    bench.do(zoom=9999)
    await bench.wait(5.0)
    bench.do(cpan=50, ctilt=0)
    await bench.wait(2.0)
    bench.do(stop=True)
    assert bench.at(PAN) == pytest.approx(4.4 * 2.0, rel=1e-4)
    bench.do(cpan=-50, ctilt=0, proportional=False)
    await bench.wait(1.0)
    bench.do(stop=True)
    assert bench.at(PAN) == pytest.approx(8.8 - 18.0, rel=1e-3)


@pytest.mark.parametrize(
    ("direction", "pan", "tilt"), [(Direction.LEFT, -12.9, -45.0), (Direction.UP_RIGHT, 12.9, -32.1), (Direction.DOWN, 0.0, -57.9)]
)
async def test_a_step_is_a_quarter_of_the_view(bench: Bench, direction: Direction, pan: float, tilt: float) -> None:
    bench.do(tilt=-45.0)
    await bench.wait(5.0)
    bench.do(step=direction)
    await bench.wait(5.0)
    assert bench.view[:2] == pytest.approx((pan, tilt))


async def test_centring_on_a_pixel(bench: Bench) -> None:
    bench.do(tilt=-45.0)
    await bench.wait(5.0)
    bench.do(centre=(600, 125))
    await bench.wait(5.0)
    assert bench.view[:2] == pytest.approx((12.9, -45.0 + 6.45))
    bench.do(centre=(0, 360), image_width=640, image_height=360)
    await bench.wait(5.0)
    assert bench.view[:2] == pytest.approx((12.9 - 25.8, -45.0 + 6.45 - 51.6 * 180 / 640))


async def test_zooming_into_an_area(bench: Bench) -> None:
    bench.do(centre=(400, 225), area_zoom=300)
    await bench.wait(5.0)
    magnification = bench.channel.optics.magnification(bench.at(ZOOM))
    assert magnification == pytest.approx(3.0, rel=1e-3)
    bench.do(centre=(400, 225), area_zoom=50)
    await bench.wait(5.0)
    assert bench.channel.optics.magnification(bench.at(ZOOM)) == pytest.approx(1.5, rel=1e-3)
    bench.do(centre=(400, 225), area_zoom=1)
    await bench.wait(5.0)
    assert bench.view == (0.0, 0.0, 1.0)


async def test_directions_follow_the_rotation_that_the_client_sees(bench: Bench) -> None:
    bench.do(step=Direction.RIGHT, rotation=180)
    await bench.wait(5.0)
    assert bench.at(PAN) == pytest.approx(-12.9)
    bench.do(cpan=0, ctilt=50, rotation=90)
    await bench.wait(1.0)
    bench.do(cpan=0, ctilt=0)
    assert bench.view[:2] == pytest.approx((-12.9 - 18.0, 0.0))
    configured = dome(**{"Image.I0.Appearance.Rotation": "180"})
    configured.do(step=Direction.RIGHT, rotation=180)
    await configured.wait(5.0)
    assert configured.at(PAN) == pytest.approx(12.9)


# ---- refusing


@pytest.mark.parametrize(
    "wanted",
    [
        {"pan": 20.0, "speed": 101},
        {"pan": 20.0, "speed": 0},
        {"pan": float("nan")},
        {"tilt": -20.0, "cpan": 101, "ctilt": 0},
        {"pan": 20.0, "centre": (1, 1), "image_width": 0},
        {"pan": 20.0, "centre": (1, 1), "area_zoom": 0},
        {"pan": 20.0, "step": Direction.LEFT, "rotation": 45},
        {"speed": 10, "auxiliary": "nothing"},
    ],
)
async def test_a_bad_value_changes_nothing(bench: Bench, wanted: dict[str, Any]) -> None:
    before = bench.head.dump()
    with pytest.raises(OutOfRangeError):
        bench.do(**wanted)
    assert bench.head.dump() == before
    assert bench.told() == []


@pytest.mark.parametrize("wanted", [{"preset_name": "home"}, {"preset_number": 9}])
async def test_an_unknown_preset_changes_nothing(bench: Bench, wanted: dict[str, Any]) -> None:
    before = bench.head.dump()
    with pytest.raises(NotThereError):
        bench.do(speed=20, pan=5.0, **wanted)
    assert bench.head.dump() == before


@pytest.mark.parametrize(
    "wanted",
    [
        {"pan": 1.0},
        {"focus": 5},
        {"auto_iris": True},
        {"ir_cut_filter": IrCutFilter.ON},
        {"preset_number": 1},
        {"cpan": 5, "ctilt": 0},
        {"speed": 5},
    ],
)
async def test_what_the_driver_lacks_is_refused(wanted: dict[str, Any]) -> None:
    bench = dome(support="AbsoluteZoom")
    with pytest.raises(NotSupportedError):
        bench.do(**wanted, zoom=50)
    assert bench.at(ZOOM) == 1.0
    with pytest.raises(NotSupportedError):
        bench.channel.presets.store_name("a")


async def test_what_is_disabled_is_refused(bench: Bench) -> None:
    bench.device.organ(Parameters).store("PTZ.Various.V1.PanEnabled", "false")
    with pytest.raises(NotSupportedError, match="disabled"):
        bench.do(pan=5.0)
    bench.do(tilt=-5.0)


async def test_a_channel_out_of_range(bench: Bench) -> None:
    for number in (0, 2, -1):
        with pytest.raises(OutOfRangeError):
            bench.head.channel(number)


# ---- lens


async def test_autofocus_follows_the_zoom_until_a_hand_takes_it(bench: Bench) -> None:
    near = bench.at(FOCUS)
    bench.do(zoom=9999)
    await bench.wait(5.0)
    far = bench.at(FOCUS)
    assert far > near
    bench.do(rfocus=-100)
    assert not bench.channel.switches.auto_focus
    await bench.wait(3.0)
    assert bench.at(FOCUS) == far - 100
    bench.do(zoom=1)
    await bench.wait(5.0)
    assert bench.at(FOCUS) == far - 100
    bench.do(auto_focus=True)
    assert bench.at(FOCUS) == near


async def test_focus_moves_without_moving_the_frame(bench: Bench) -> None:
    bench.do(focus=9999)
    assert bench.told() == []
    await bench.wait(0.1)
    assert bench.at(FOCUS) < 9999
    await bench.wait(3.0)
    assert bench.at(FOCUS) == 9999.0
    bench.do(cfocus=-100)
    await bench.wait(0.5)
    bench.do(cfocus=0)
    stopped = bench.at(FOCUS)
    await bench.wait(1.0)
    assert 1.0 < bench.at(FOCUS) == stopped < 9999.0


async def test_a_stop_of_focus_leaves_autofocus_on(bench: Bench) -> None:
    bench.do(cfocus=0)
    assert bench.channel.switches.auto_focus


async def test_switches_and_auxiliaries(bench: Bench) -> None:
    bench.do(backlight=True, ir_cut_filter=IrCutFilter.OFF, auto_iris=True, auxiliary="tt:Wiper|On")
    switches = bench.channel.switches
    assert (switches.backlight, switches.ir_cut_filter, switches.auto_iris) == (True, IrCutFilter.OFF, True)
    assert (bench.channel.live.auxiliaries, bench.channel.live.last_auxiliary) == ({"tt:Wiper": "On"}, "tt:Wiper|On")
    bench.do(auxiliary="tt:Wiper|Off", iris=7000)
    assert (bench.channel.switches.auto_iris, bench.channel.live.auxiliaries) == (False, {"tt:Wiper": "Off"})
    bench.do(auxiliary="speeddry")
    assert (bench.channel.live.auxiliaries, bench.channel.live.last_auxiliary) == ({"tt:Wiper": "Off"}, "speeddry")
    dumped = bench.head.dump()
    bench.do(auxiliary="tt:Wiper|On")
    bench.head.restore(dumped)
    assert (bench.channel.live.auxiliaries, bench.channel.live.last_auxiliary) == ({"tt:Wiper": "Off"}, "speeddry")


# ---- events


async def test_the_device_tells_its_state_at_boot(bench: Bench) -> None:
    told = [event for event in bench.booted if not type(event).__name__.startswith(("System", "Port", "Virtual"))]
    assert PtzReadyEvent(channel=1, ready=True) in told
    assert PtzMoveEvent(channel=1, configuration=1, is_moving=False) in told
    assert PtzPresetEvent(channel=1, preset=-1, on_preset=True) in told
    assert PtzPresetEvent(channel=1, preset=1, on_preset=True) in told


async def test_a_preset_move_is_told_in_order(bench: Bench) -> None:
    bench.do(pan=20.0)
    assert bench.told() == ["1-", "-1-", "moves"]
    await bench.wait(5.0)
    assert bench.told() == ["rests"]
    assert bench.channel.presets.store_name("Gate") == 2
    assert bench.told() == ["2+", "-1+"]
    bench.do(preset_name="Home")
    await bench.wait(5.0)
    assert bench.told() == ["2-", "-1-", "moves", "rests", "1+", "-1+"]
    bench.do(preset_number=2)
    bench.do(pan=50.0)
    await bench.wait(5.0)
    assert bench.told() == ["1-", "-1-", "moves", "rests"]
    assert bench.channel.switches.movements == 3


def test_topics_as_they_are_on_the_wire() -> None:
    event = PtzPresetEvent(channel=2, preset=-1, on_preset=True)
    assert event.path == "tns1:PTZController/tnsaxis:PTZPresets/Channel_2"
    assert (event.source(), event.data()) == ({"PresetToken": -1}, {"on_preset": True})
    move = PtzMoveEvent(channel=1, configuration=1, is_moving=True)
    assert (move.path, move.source(), move.data()) == (
        "tns1:PTZController/tnsaxis:Move/Channel_1",
        {"PTZConfigurationToken": 1},
        {"is_moving": True},
    )


def test_a_fault_as_it_would_be_on_the_wire() -> None:
    fault = PtzErrorEvent(channel=1, ptz_error="pan error 0x0012")
    assert (fault.path, fault.source(), fault.data()) == (
        "tns1:PTZController/tnsaxis:PTZError",
        {"channel": 1},
        {"ptz_error": "pan error 0x0012"},
    )
    assert not PtzErrorEvent.stateful


# ---- presets


async def test_a_preset_brings_back_the_whole_view(bench: Bench) -> None:
    bench.do(pan=-33.25, tilt=-12.5, zoom=4321, focus=777, iris=3000)
    await bench.wait(10.0)
    bench.channel.presets.store_name("Gate")
    bench.do(home=True)
    await bench.wait(10.0)
    assert (bench.view, bench.channel.switches.auto_focus, bench.channel.switches.auto_iris) == ((0.0, 0.0, 1.0), True, True)
    bench.do(preset_name="Gate")
    await bench.wait(10.0)
    assert (bench.view, bench.at(FOCUS), bench.at(IRIS)) == ((-33.25, -12.5, 4321.0), 777.0, 3000.0)
    assert not bench.channel.switches.auto_focus


async def test_numbers_are_the_lowest_free(bench: Bench) -> None:
    shelf = bench.channel.presets
    assert [shelf.store_name(name) for name in "abc"] == [2, 3, 4]
    shelf.remove(name="b")
    assert shelf.store_name("d") == 3
    assert shelf.store_name("a") == 2
    shelf.store_number(9)
    assert shelf.get(9).name == "p9"
    shelf.store_number(2)
    assert [(n, shelf.get(n).name) for n in shelf.numbers()] == [(1, "Home"), (2, "a"), (3, "d"), (4, "c"), (9, "p9")]


@pytest.mark.parametrize("name", ["", "x" * 32, 'a"b', "a<b", "a>b", "a~b", "a:b", "a\nb"])
def test_bad_names(bench: Bench, name: str) -> None:
    with pytest.raises(OutOfRangeError):
        bench.channel.presets.store_name(name)
    with pytest.raises(OutOfRangeError):
        bench.channel.presets.rename(1, name)
    assert bench.channel.presets.numbers() == [1]


def test_long_names_count_in_bytes_where_the_device_says_so() -> None:
    bench = dome(PTZ__PresetNameMaxLen="95")
    bench.channel.presets.store_name("å" * 47)
    with pytest.raises(OutOfRangeError):
        bench.channel.presets.store_name("å" * 48)


def test_renaming(bench: Bench) -> None:
    shelf = bench.channel.presets
    shelf.store_name("a")
    shelf.rename(2, "Entrée")
    shelf.rename(2, "Entrée")
    assert shelf.get(2).name == "Entrée"
    with pytest.raises(ExistsError):
        shelf.rename(2, "Home")
    with pytest.raises(NotThereError):
        shelf.rename(7, "b")


def test_the_limit() -> None:
    bench = Bench(DOME, leaves_of(SUPPORT), preset_limit=3)
    shelf = bench.channel.presets
    shelf.store_name("a")
    shelf.store_name("b")
    with pytest.raises(FullError):
        shelf.store_name("c")
    shelf.store_name("b")
    for number in (0, 4, -1):
        with pytest.raises(OutOfRangeError):
            shelf.store_number(number)


async def test_the_home_moves_and_comes_back(bench: Bench) -> None:
    shelf = bench.channel.presets
    bench.do(pan=45.0)
    await bench.wait(5.0)
    assert shelf.store_name("Door", home=True) == 2
    assert shelf.home == 2
    bench.do(pan=0.0)
    await bench.wait(5.0)
    bench.channel.go_home()
    await bench.wait(5.0)
    assert bench.at(PAN) == 45.0
    shelf.remove(number=1)
    shelf.remove(number=2)
    assert (shelf.home, shelf.numbers(), shelf.get(1).name, shelf.get(1).position.pan) == (1, [1], "Home", 0.0)
    shelf.choose_home(None)
    bench.channel.go_home()
    await bench.wait(5.0)
    assert bench.view == (0.0, 0.0, 1.0)
    with pytest.raises(NotThereError):
        shelf.choose_home(50)


def test_removing_all_leaves_a_home(bench: Bench) -> None:
    shelf = bench.channel.presets
    shelf.store_name("a", home=True)
    shelf.clear()
    assert ([(n, shelf.get(n).name) for n in shelf.numbers()], shelf.home) == ([(1, "Home")], 1)
    with pytest.raises(NotThereError):
        shelf.remove(number=8)


async def test_data_in_the_words_of_the_driver() -> None:
    facts = PtzFacts(mechanical=True, preset_data="tilt={tilt:f}:focus={focus:f}:pan={pan:f}:iris={iris:f}:zoom={zoom:f}")
    bench = dome(facts)
    bench.do(pan=10.5, auto_iris=True)
    await bench.wait(5.0)
    bench.channel.presets.store_name("a")
    assert bench.channel.presets.get(2).data == "tilt=0.000000:focus=32766.000000:pan=10.500000:iris=32766.000000:zoom=1.000000"


def test_factory_data_in_steps_stands_for_straight_ahead() -> None:
    bench = dome(**{"PTZ.Preset.P0.Position.P1.Data": "tilt=24000:pan=19200:zoom=1"})
    home = bench.channel.presets.get(1)
    assert (home.data, home.position.pan, home.position.tilt, bench.view) == ("tilt=24000:pan=19200:zoom=1", 0.0, 0.0, (0.0, 0.0, 1.0))


# ---- going home when idle


async def test_the_head_returns_when_nobody_moves_it(bench: Bench) -> None:
    bench.channel.set_idle_return(30)
    bench.do(pan=18.0, speed=50)
    await bench.wait(30.0)
    assert bench.at(PAN) == 18.0
    bench.do(speed=50)
    await bench.wait(29.0)
    assert bench.at(PAN) == 18.0
    await bench.wait(3.0)
    assert bench.at(PAN) == 0.0
    assert bench.device.clock.pending == len(FACTORY)
    bench.do(pan=18.0)
    await bench.wait(10.0)
    bench.channel.set_idle_return(0)
    await bench.wait(4000.0)
    assert bench.at(PAN) == 18.0
    with pytest.raises(OutOfRangeError):
        bench.channel.set_idle_return(3601)


# ---- digital PTZ, lock and switch


async def test_a_fixed_camera_is_off_and_locked_at_the_factory() -> None:
    bench = digital()
    with pytest.raises(WrongStateError, match="PTZ disabled"):
        bench.do(zoom=5000)
    with pytest.raises(WrongStateError, match="PTZ disabled"):
        bench.channel.presets.store_name("a")
    assert not any(isinstance(event, PtzMoveEvent | PtzPresetEvent) for event in bench.booted)
    bench.head.set_enabled(0, True)
    assert bench.told() == ["rests", "-1+", "1+", "rests", "-1+", "1+"]
    with pytest.raises(WrongStateError, match="PTZ locked"):
        bench.do(zoom=5000)
    bench.channel.set_locked(False)
    bench.do(zoom=5000, pan=20.0)
    await bench.wait(10.0)
    assert bench.view == (20.0, 0.0, 5000.0)
    with pytest.raises(WrongStateError, match="PTZ locked"):
        bench.head.channel(2).go_home()


async def test_locking_freezes_and_switching_off_goes_back() -> None:
    bench = digital(enabled=True, locked=False)
    bench.do(pan=36.0, speed=50)
    await bench.wait(1.0)
    bench.told()
    bench.channel.set_locked(True)
    assert bench.told() == ["rests"]
    await bench.wait(5.0)
    assert bench.at(PAN) == 18.0
    bench.channel.set_locked(False)
    bench.head.set_enabled(0, False)
    assert bench.at(PAN) == 0.0
    bench.head.set_enabled(0, True)
    bench.do(pan=5.0)
    with pytest.raises(OutOfRangeError):
        bench.head.set_enabled(1, True)


async def test_a_mechanical_head_that_is_switched_off_stays(bench: Bench) -> None:
    bench.do(pan=36.0, speed=50)
    await bench.wait(1.0)
    bench.told()
    bench.head.set_enabled(0, False)
    assert (bench.told(), bench.at(PAN)) == (["rests"], 18.0)
    with pytest.raises(WrongStateError):
        bench.do(pan=0.0)


# ---- the view


async def test_the_pose_of_any_instant_of_a_motion(bench: Bench) -> None:
    now = bench.device.clock.now()
    bench.do(pan=36.0, zoom=9999, speed=50)
    poses = [bench.head.pose(1, now + span) for span in (-0.5, 1.0, 1.5, 100.0)]
    assert [pose.pan for pose in poses] == [0.0, 18.0, 27.0, 36.0]
    assert [pose.zoom for pose in poses] == [1, 3334, 5000, 9999]
    assert poses[0].hfov == pytest.approx(51.6)
    assert poses[-1].hfov == pytest.approx(4.4)


async def test_a_digital_head_stays_in_the_sensors_picture() -> None:
    bench = digital(enabled=True, locked=False)
    now = bench.device.clock.now()
    assert (bench.head.pose(2, now).pan, bench.head.pose(2, now).tilt, bench.head.pose(2, now).hfov) == pytest.approx((30.0, -10.0, 100.0))
    bench.do(pan=10.0)
    await bench.wait(5.0)
    assert bench.head.pose(1, bench.device.clock.now()).pan == 30.0
    bench.do(pan=160.0, tilt=-160.0, zoom=9999)
    await bench.wait(10.0)
    pose = bench.head.pose(1, bench.device.clock.now())
    assert pose.pan + pose.hfov / 2 == pytest.approx(30.0 + 50.0)
    assert pose.tilt - pose.hfov / 2 * 1080 / 1920 == pytest.approx(-10.0 - 50.0 * 1080 / 1920)


# ---- restart, dump


async def test_a_restart_keeps_presets_and_goes_home(bench: Bench) -> None:
    bench.do(pan=45.0, tilt=-10.0)
    await bench.wait(5.0)
    bench.channel.presets.store_name("Gate")
    bench.do(auto_focus=False, cpan=10, ctilt=0)
    bench.device.end_life()
    bench.device.renew(Survives.RESTART)
    bench.device.boot()
    assert (bench.view, bench.channel.moving, bench.channel.switches.auto_focus) == ((0.0, 0.0, 1.0), False, False)
    assert bench.channel.presets.get(2).position.pan == 45.0
    bench.device.end_life()
    bench.device.renew(None)
    bench.device.boot()
    assert (bench.channel.presets.numbers(), bench.channel.switches.auto_focus) == ([1], True)


async def test_a_dump_restores_motion_and_all(bench: Bench) -> None:
    bench.channel.presets.store_name("Gate")
    bench.do(pan=36.0, speed=50)
    await bench.wait(1.0)
    dumped = bench.head.dump()
    bench.do(pan=-90.0)
    bench.channel.presets.clear()
    await bench.wait(0.5)
    bench.head.restore(dumped)
    assert bench.head.dump() == dumped
    assert bench.at(PAN) == 27.0
    await bench.wait(0.5)
    assert (bench.at(PAN), bench.channel.moving) == (36.0, False)
    assert bench.channel.presets.numbers() == [1, 2]
