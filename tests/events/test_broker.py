"""The broker: operations, the times of states, roads and counts, faults by topic and road."""

from __future__ import annotations

import pytest

from camsim.device.clock import Clock, ClockMode
from camsim.device.io.events import InputPortEvent, VirtualInputEvent
from camsim.device.ptz.events import PtzErrorEvent
from camsim.events.broker import Broker, Road
from camsim.events.faults import EventFault
from camsim.events.notification import Operation


class Stage:
    """A broker with a clock that is moved by hand."""

    def __init__(self, removed: frozenset[str] = frozenset()) -> None:
        self.clock = Clock(ClockMode.STEPPED)
        self.offset = 0.0
        self.broker = Broker(self.clock.now, removed, stamp=lambda: self.clock.now() + self.offset, later=self.clock.call_later)
        self.begin = self.clock.now()

    def port(self, number: int, state: bool) -> None:
        self.broker.publish(InputPortEvent(port=number, state=state))


@pytest.fixture
def stage() -> Stage:
    return Stage()


def told(subscription) -> list[tuple[str, str, str]]:
    return [
        (str(one.operation), *(str(part) for part in (one.event.source().get("port"), one.message.data.get("state"))))
        for one in subscription.take()
    ]


# ---- operations


def test_states_are_initialised_changed_and_deleted(stage):
    heard = stage.broker.subscribe()
    stage.port(1, False)
    stage.port(1, False)
    stage.port(1, True)
    stage.broker.delete(InputPortEvent(port=1, state=False))
    stage.broker.delete(InputPortEvent(port=1, state=False))
    stage.port(1, True)
    assert told(heard) == [("Initialized", "1", "0"), ("Changed", "1", "1"), ("Deleted", "1", "1"), ("Initialized", "1", "1")]


def test_a_producer_that_goes_takes_all_its_states(stage):
    for number in range(3):
        stage.port(number, False)
    stage.broker.publish(VirtualInputEvent(port=1, active=True))
    stage.broker.delete_all(lambda event: isinstance(event, InputPortEvent))
    assert [type(last.event) for last in stage.broker.current()] == [VirtualInputEvent]


def test_stateless_events_have_no_operation_and_are_not_replayed(stage):
    heard = stage.broker.subscribe()
    for _ in range(2):
        stage.broker.publish(PtzErrorEvent(channel=1, ptz_error="stuck"))
    assert [one.operation for one in heard.take()] == [None, None]
    assert stage.broker.subscribe().take() == []


async def test_a_newcomer_is_told_when_each_state_was_set(stage):
    stage.port(0, False)
    await stage.clock.advance(5)
    stage.offset = 3600.0
    stage.port(1, True)
    await stage.clock.advance(5)
    replayed = stage.broker.subscribe().take()
    assert [one.operation for one in replayed] == [Operation.INITIALIZED] * 2
    assert [(one.time - stage.begin, one.stamp - stage.begin) for one in replayed] == [(0, 0), (5, 3605)]


def test_the_replay_is_shared_by_all_newcomers(stage):
    stage.port(0, False)
    stage.port(0, True)
    first, second = (stage.broker.subscribe().take() for _ in range(2))
    assert first[0] is second[0]


def test_removed_topics_are_told_to_nobody():
    stage = Stage(frozenset({"tns1:Device/tnsaxis:IO", "*/tnsaxis:PTZError"}))
    heard = stage.broker.subscribe()
    stage.port(1, True)
    stage.broker.publish(PtzErrorEvent(channel=1, ptz_error="stuck"))
    assert heard.take() == []
    assert stage.broker.current() == []
    assert stage.broker.total == 0


# ---- consumers


def test_a_slow_consumer_loses_the_oldest_and_the_others_nothing(stage):
    slow = stage.broker.subscribe(limit=3, road=Road.WEBSOCKET, name="slow")
    quick = stage.broker.subscribe(road=Road.MQTT, name="quick")
    for step in range(10):
        stage.port(0, step % 2 == 0)
        quick.acknowledge(len(quick.take()))
    assert [one.message.data["state"] for one in slow.take(2)] == ["0", "1"]
    quick.close()
    first, second = stage.broker.consumers()
    assert (first.road, first.name, first.open, first.sent, first.acknowledged, first.lost, first.waiting) == (
        Road.WEBSOCKET, "slow", True, 2, 0, 7, 1,
    )  # fmt: skip
    assert (second.name, second.open, second.sent, second.acknowledged, second.lost) == ("quick", False, 10, 10, 0)


def test_a_closed_subscription_gets_nothing_and_closes_again(stage):
    heard = stage.broker.subscribe()
    heard.close()
    heard.close()
    stage.port(0, True)
    assert heard.take() == []
    assert len(stage.broker.consumers()) == 1


def test_the_replay_is_not_cut_by_the_limit(stage):
    for number in range(50):
        stage.port(number, False)
    heard = stage.broker.subscribe(limit=5)
    assert len(heard.take()) == 50
    assert heard.lost == 0


async def test_waiting_ends_with_an_event_or_with_the_subscription(stage):
    heard = stage.broker.subscribe()
    stage.port(0, True)
    await heard.ready()
    assert len(heard.take()) == 1
    heard.on_ready = heard.close
    stage.port(0, False)
    await heard.ready()
    assert heard.closed


def test_what_was_raised_is_in_the_log(stage):
    stage.port(0, True)
    stage.port(0, True)
    stage.port(0, False)
    assert [(entry.number, entry.notification.operation) for entry in stage.broker.log] == [
        (1, Operation.INITIALIZED),
        (2, Operation.CHANGED),
    ]
    stage.broker.reset()
    assert (len(stage.broker.log), stage.broker.total, stage.broker.current()) == (0, 0, [])


# ---- faults


@pytest.mark.parametrize(("kind", "comes", "lost"), [("mute", 0, 0), ("drop", 0, 1), ("duplicate", 2, 0), ("stall", 0, 1)])
def test_faults_take_their_topic_and_road_alone(stage, kind, comes, lost):
    socket = stage.broker.subscribe(road=Road.WEBSOCKET)
    metadata = stage.broker.subscribe(road=Road.METADATA)
    fault = stage.broker.set_fault(EventFault(kind, topic="tns1:Device/tnsaxis:IO/Port", road=Road.WEBSOCKET))
    stage.port(0, True)
    stage.broker.publish(VirtualInputEvent(port=1, active=True))
    assert [len(socket.take()), socket.lost, fault.hits] == [comes + 1, lost, 1]
    assert [len(metadata.take()), metadata.lost] == [2, 0]
    stage.broker.faults.remove(fault.id)
    stage.port(0, False)
    assert len(socket.take()) == 1


async def test_a_delayed_notification_comes_later_and_never_after_a_reset(stage):
    heard = stage.broker.subscribe()
    stage.broker.set_fault(EventFault("delay", seconds=2.0, count=2))
    stage.port(0, True)
    stage.port(1, True)
    stage.port(2, True)
    assert [one[1] for one in told(heard)] == ["2"]
    await stage.clock.advance(1.9)
    assert told(heard) == []
    await stage.clock.advance(0.2)
    assert [one[1] for one in told(heard)] == ["0", "1"]
    stage.broker.set_fault(EventFault("delay", seconds=2.0))
    stage.port(3, True)
    stage.broker.forget()
    await stage.clock.advance(5)
    assert heard.take() == []


def test_a_stalled_consumer_is_cured_by_coming_anew(stage):
    stage.broker.subscribe(road=Road.METADATA)
    stalled = stage.broker.subscribe(road=Road.METADATA)
    stage.broker.set_fault(EventFault("stall", road=Road.METADATA))
    stage.port(0, True)
    assert stalled.take() == []
    anew = stage.broker.subscribe(road=Road.METADATA)
    stage.port(0, False)
    assert [one[0] for one in told(anew)] == ["Initialized", "Changed"]
    assert stalled.lost == 2


def test_chance_and_count_of_a_fault(stage):
    heard = stage.broker.subscribe()
    never = stage.broker.set_fault(EventFault("drop", probability=0.0))
    twice = stage.broker.set_fault(EventFault("drop", count=2))
    for step in range(4):
        stage.port(0, step % 2 == 0)
    assert (len(heard.take()), never.hits, twice.hits, twice.spent) == (2, 0, 2, True)


@pytest.mark.parametrize(
    "options", [{"probability": 1.5}, {"count": -1}, {"seconds": -1.0}, {"seconds": 1e9}, {"road": "carrier pigeon"}, {"kind": "burn"}]
)
def test_impossible_faults_are_refused(options):
    with pytest.raises(ValueError):
        EventFault(**{"kind": "drop", **options})


def test_a_fault_for_an_impossible_topic_is_refused(stage):
    with pytest.raises(ValueError):
        stage.broker.set_fault(EventFault("drop", topic="foo:Bar"))
    assert stage.broker.faults.all() == []
