"""What each kind of action does to the device."""

from __future__ import annotations

import pytest

from camsim.device.clips import Clips
from camsim.device.dynamic_text import DynamicText
from camsim.device.errors import OutOfRangeError
from camsim.device.io.ports import Ports
from camsim.device.io.virtual_inputs import VirtualInputs
from camsim.device.leds import Leds
from camsim.device.mqtt.client import Mqtt
from camsim.device.parameters import Parameters
from camsim.device.ptz.command import Command
from camsim.device.ptz.head import PtzHead
from camsim.device.ptz.motion import Axis
from camsim.events.actions import templates
from camsim.events.actions.modifiers import filled
from tests.events.actions.bench import Bench, build, virtual_input


async def hold(bench: Bench, action: int, seconds: float | None = None) -> None:
    """A rule acts while virtual input 9 is on."""
    bench.rule(action, virtual_input(9))
    bench.device.organ(VirtualInputs).activate(9, seconds)
    await bench.settle()


async def release(bench: Bench) -> None:
    bench.device.organ(VirtualInputs).deactivate(9)
    await bench.settle()


async def test_an_output_goes_back_after_its_time(bench: Bench):
    ports = bench.device.organ(Ports)
    number = ports.outputs[0]
    await hold(bench, bench.action("fixed.io.toggle", port=number, state="high", duration=3))
    await bench.clock.advance(2.9)
    assert ports.port(number).active
    await bench.clock.advance(0.1)
    assert not ports.port(number).active


async def test_an_output_stays_with_no_time(bench: Bench):
    ports = bench.device.organ(Ports)
    number = ports.outputs[0]
    await hold(bench, bench.action("fixed.io.toggle", port=number, state="high", duration=0))
    await bench.clock.advance(3600)
    assert ports.port(number).active


async def test_an_indicator_flashes_for_a_while(bench: Bench):
    leds = bench.device.organ(Leds)
    await hold(bench, bench.action("fixed.ledcontrol", led="statusled", color="green,none", duration=1, interval=250))
    seen = []
    for _ in range(5):
        seen.append(leds.color("statusled"))
        await bench.clock.advance(0.25)
    assert seen == ["green", "none", "green", "none", None]


async def test_an_indicator_flashes_while_the_condition_holds(bench: Bench):
    leds = bench.device.organ(Leds)
    await hold(bench, bench.action("unlimited.ledcontrol", led="statusled", color="red", interval=""))
    await bench.clock.advance(3600)
    assert leds.color("statusled") == "red"
    await release(bench)
    assert leds.color("statusled") is None


@pytest.mark.parametrize("bad", [{"led": "tail"}, {"color": "pink"}, {"color": ""}, {"duration": "-1"}, {"interval": "x"}])
async def test_an_indicator_that_is_not_there(bench: Bench, bad: dict[str, str]):
    good = {"led": "statusled", "color": "green", "duration": "1", "interval": "250"}
    await hold(bench, bench.action("fixed.ledcontrol", **{**good, **bad}))
    assert [happened for happened, _ in bench.log()] == ["started", "failed"]
    assert bench.device.organ(Leds).color("statusled") is None


async def test_dynamic_text_on_channels_and_with_a_number(bench: Bench):
    texts = bench.device.organ(DynamicText)
    bench.rule(bench.action("unlimited.set_overlay", text="input %d", channels="1,2", index=""), virtual_input(9))
    await hold(bench, bench.action("fixed.set_overlay", text="bell", channels="", index=4, duration=10))
    assert (texts.text(1), texts.text(2), texts.slot(4)) == ("input 01", "input 01", "bell")
    await release(bench)
    assert (texts.text(1), texts.text(2), texts.slot(4)) == ("", "", "bell")
    await bench.clock.advance(10)
    assert texts.slot(4) == ""


async def test_day_and_night(bench: Bench):
    parameters = bench.device.organ(Parameters)
    before = parameters.text("ImageSource.I0.DayNight.IrCutFilter")
    await hold(bench, bench.action("unlimited.ircutfilter", active_state="no", inactive_state="auto"))
    assert (before, parameters.text("ImageSource.I0.DayNight.IrCutFilter")) == ("auto", "no")
    await release(bench)
    assert parameters.text("ImageSource.I0.DayNight.IrCutFilter") == "auto"


async def test_a_virtual_input_for_a_while(bench: Bench):
    inputs = bench.device.organ(VirtualInputs)
    await hold(bench, bench.action("fixed.virtualinput", port=5, duration=2))
    assert inputs.active(5)
    await bench.clock.advance(2)
    assert not inputs.active(5)


async def test_mqtt_needs_a_connection(bench: Bench):
    action = bench.action("fixed.mqttpublish", topic="bell", payload="at %T", qos=1, retained="true", use_device_prefix="true")
    client = bench.device.organ(Mqtt)
    await hold(bench, action)
    assert [happened for happened, _ in bench.log()] == ["started", "failed"]
    client.state.active = client.state.connected = True
    await release(bench)
    bench.device.organ(VirtualInputs).activate(9)
    await bench.settle()
    message = client.outbox.take()
    assert message is not None
    assert (message.topic, message.payload, message.qos, message.retain) == (f"axis/{bench.device.serial}/bell", b"at 00:00:00", 1, True)


@pytest.mark.parametrize("bad", [{"topic": ""}, {"topic": "a/#"}, {"qos": "3"}, {"retained": "maybe"}])
async def test_mqtt_messages_that_cannot_be(bench: Bench, bad: dict[str, str]):
    good = {"topic": "bell", "payload": "", "qos": "0", "retained": "false"}
    bench.device.organ(Mqtt).state.active = bench.device.organ(Mqtt).state.connected = True
    await hold(bench, bench.action("fixed.mqttpublish", **{**good, **bad}))
    assert [happened for happened, _ in bench.log()] == ["started", "failed"]


class TestHead:
    """Presets, on a dome."""

    @pytest.fixture
    def profile(self) -> str:
        return "q6135-le"

    async def test_a_visit(self, bench: Bench):
        channel = bench.device.organ(PtzHead).channel(1)
        channel.command(Command(absolute={Axis.PAN: 20.0}))
        await bench.clock.advance(30)
        channel.presets.store_name("Gate")
        channel.go_home()
        await bench.clock.advance(30)
        await hold(bench, bench.action("fixed.goto.preset", channel=1, preset_name="Gate", home_timeout=60))
        await bench.clock.advance(30)
        gate = channel.presets.get(channel.live.here[0])
        assert gate.name == "Gate" and filled("#p/#P/#v", bench.device) == f"{channel.live.here[0]}/Gate/1"
        await bench.clock.advance(60)
        assert channel.presets.get(channel.live.here[0]).name == "Home"

    async def test_an_unknown_preset(self, bench: Bench):
        await hold(bench, bench.action("fixed.goto.preset", channel=1, preset_name="Nowhere", home_timeout=-1))
        assert [happened for happened, _ in bench.log()] == ["started", "failed"]

    async def test_stays_while_the_condition_holds(self, bench: Bench):
        channel = bench.device.organ(PtzHead).channel(1)
        channel.command(Command(absolute={Axis.PAN: 15.0}))
        await bench.clock.advance(30)
        channel.presets.store_name("Gate")
        channel.go_home()
        await bench.clock.advance(30)
        await hold(bench, bench.action("unlimited.goto.preset", channel=1, preset_name="Gate"))
        await bench.clock.advance(300)
        assert channel.presets.get(channel.live.here[0]).name == "Gate"
        await release(bench)
        await bench.clock.advance(30)
        assert channel.presets.get(channel.live.here[0]).name == "Home"


def test_modifiers(bench: Bench):
    device = bench.device
    serial = ":".join(device.serial[place : place + 2] for place in range(0, 12, 2))
    assert filled("%F %T %Y%m%d %y %j %s %%", device) == "2026-01-01 00:00:00 20260101 26 001 1767225600 %"
    assert filled("%25F %23n|#s|#M|#m|##", device, sequence=7) == f"2026-01-01 {filled('#n', device)}|00007|{serial}|{serial[-8:]}|#"
    assert filled("%c %h %X %C %G %V %w", device) == "Thu Jan 01 00:00:00 2026 Jan 00:00:00 20 2026 01 4"
    assert filled("%q #q 5 % #", device) == "%q #q 5 % #"
    assert len(filled("%c" * 8000, device)) == 16_384


@pytest.mark.parametrize("profile", ["p3245-lve", "q6135-le", "p5512", "d4200-ve", "p8815-2"])
async def test_a_device_offers_what_its_parts_can_do(profile: str):
    device = build(profile).device
    offered = [template.token for template in templates.actions(device)]
    assert len(set(offered)) == len(offered)
    assert ("com.axis.action.fixed.goto.preset" in offered) is device.has(PtzHead)
    assert ("com.axis.action.fixed.send_images.http" in offered) is (device.profile.video is not None)
    assert ("com.axis.action.fixed.mqttpublish" in offered) is device.has(Mqtt)
    for template in templates.actions(device):
        assert set(template.required) <= set(template.allowed)


def test_dynamic_texts_are_bounded(bench: Bench):
    texts = bench.device.organ(DynamicText)
    for wrong in (lambda: texts.show(0, "x"), lambda: texts.show_in(17, "x"), lambda: texts.show(1, "x" * 513)):
        with pytest.raises(OutOfRangeError):
            wrong()


@pytest.mark.parametrize(("location", "repeat", "after"), [("%2Fetc%2Faudioclips%2Fcamera_clicks16k.au", 1, 6.0), ("/etc/*", 0, 3.0)])
async def test_a_clip_is_played(bench: Bench, location: str, repeat: int, after: float):
    clips = bench.device.organ(Clips)
    await hold(bench, bench.action("fixed.play.audioclip", location=location, repeat=repeat))
    assert clips.state.playing.endswith("camera_clicks16k.au")
    await bench.clock.advance(after - 0.1)
    assert clips.state.playing
    await bench.clock.advance(0.2)
    assert not clips.state.playing


async def test_a_clip_is_played_while_the_condition_holds(bench: Bench):
    clips = bench.device.organ(Clips)
    await hold(bench, bench.action("unlimited.play.audioclip", location="/etc/audioclips/camera_clicks16k.au", volume=10))
    await bench.clock.advance(1000)
    assert clips.state.playing
    await release(bench)
    assert not clips.state.playing


async def test_a_clip_is_stopped(bench: Bench):
    clips = bench.device.organ(Clips)
    clips.play(9, repeat=-1)
    await hold(bench, bench.action("fixed.stop.audioclip"))
    assert not clips.state.playing


@pytest.mark.parametrize("bad", [{"location": "/etc/passwd"}, {"volume": "1001"}, {"repeat": "-2"}])
async def test_clips_that_cannot_be_played(bench: Bench, bad: dict[str, str]):
    good = {"location": "/etc/*", "volume": "", "repeat": ""}
    await hold(bench, bench.action("fixed.play.audioclip", **{**good, **bad}))
    assert [happened for happened, _ in bench.log()] == ["started", "failed"]
