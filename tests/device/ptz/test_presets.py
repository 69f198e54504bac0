"""Presets: named, limited, recalled, the home among them, and the way there when nobody moves the head."""

from __future__ import annotations

import pytest

from camsim.device.errors import ExistsError, FullError, NotThereError, OutOfRangeError
from camsim.device.schedules import FACTORY
from camsim.profile.model import PtzFacts
from tests.device.ptz.bench import DOME, FOCUS, IRIS, PAN, SUPPORT, Bench, dome, leaves_of

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
