"""What the head refuses, and that it changes nothing then."""

from __future__ import annotations

from typing import Any

import pytest

from camsim.device.errors import NotSupportedError, NotThereError, OutOfRangeError
from camsim.device.parameters import Parameters
from camsim.device.ptz.command import Direction, IrCutFilter
from tests.device.ptz.bench import ZOOM, Bench, dome


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
