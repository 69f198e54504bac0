"""What goes away is told as Deleted, and is no state any more: ports that turn, presets, view areas."""

from __future__ import annotations

from camsim.device.io.port import Direction
from camsim.device.io.ports import Ports
from camsim.device.parameters import Parameters
from camsim.device.ptz.head import PtzHead
from camsim.events.broker import Operation

PRESETS = "tns1:PTZController/tnsaxis:PTZPresets/Channel_1"


def told(subscription) -> list[tuple[str, str, str]]:
    return [
        (one.operation.value, one.message.topic.rpartition("/")[2], next(iter(one.message.source.values()))) for one in subscription.take()
    ]


async def test_a_port_that_turns_goes_on_one_side_and_comes_on_the_other(start):
    camera = await start("q6135-le")
    heard = camera.broker.subscribe(replay=False)
    camera.device.organ(Ports).set_direction(2, Direction.OUTPUT)
    assert told(heard) == [
        ("Deleted", "Port", "2"),
        ("Deleted", "DigitalInput", "2"),
        ("Initialized", "OutputPort", "2"),
        ("Initialized", "Relay", "2"),
    ]
    for number in (0, 1, 3):
        camera.device.organ(Ports).set_direction(number, Direction.OUTPUT)
    assert ("Deleted", "Port", "-1") in told(heard)
    assert not [last for last in camera.broker.current() if last.event.path.endswith("IO/Port")]


async def test_a_preset_that_is_removed_goes(start):
    camera = await start("q6135-le")
    presets = camera.device.organ(PtzHead).channel(1).presets
    number = presets.store_name("Gate")
    heard = camera.broker.subscribe(lambda event: event.path == PRESETS, replay=False)
    presets.remove(number=number)
    assert told(heard)[-1] == ("Deleted", "Channel_1", str(number))
    replayed = camera.broker.subscribe(lambda event: event.path == PRESETS)
    assert str(number) not in [source for _, _, source in told(replayed)]
    presets.store_name("Gate")
    presets.clear()
    assert {one.operation for one in heard.take()} >= {Operation.DELETED}


async def test_a_view_area_without_ptz_tells_no_ptz(start):
    camera = await start("p3245-lve")
    assert camera.registry
    parameters = camera.device.organ(Parameters)
    parameters.write("PTZ.ImageSource.I0.PTZEnabled", "true")
    moves = [last for last in camera.broker.current() if "/tnsaxis:Move/" in last.event.path]
    assert moves
    parameters.write("PTZ.ImageSource.I0.PTZEnabled", "false")
    assert not [last for last in camera.broker.current() if "/tnsaxis:Move/" in last.event.path or last.event.path == PRESETS]
