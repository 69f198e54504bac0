"""The lens: focus, iris, switches and auxiliaries."""

from __future__ import annotations

from camsim.device.ptz.command import IrCutFilter
from tests.device.ptz.bench import FOCUS, Bench


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
