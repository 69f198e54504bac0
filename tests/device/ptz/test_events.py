"""What the head tells, at boot and on its way to a preset."""

from __future__ import annotations

from camsim.device.ptz.events import PtzErrorEvent, PtzMoveEvent, PtzPresetEvent, PtzReadyEvent
from tests.device.ptz.bench import Bench


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
