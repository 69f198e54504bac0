"""The verbs about events and sensors, by every road."""

from __future__ import annotations

import pytest
import requests

from camsim.control.errors import HandError
from camsim.events.faults import EventFaultKind
from camsim.events.notification import Operation

PORT = "tns1:Device/tnsaxis:IO/Port"
MOVE = "tns1:PTZController/tnsaxis:Move/Channel_1"
ERROR = "tns1:PTZController/tnsaxis:PTZError"
ABOVE = "tns1:Device/tnsaxis:Status/Temperature/Above"


def test_what_can_be_raised(rig):
    topics = {topic.topic: topic for topic in rig.hand.event_topics()}
    port = topics[PORT]
    assert (port.nice_name, port.stateful, port.application_data) == ("Digital input port", True, False)
    assert [(item.name, item.type, item.values["-1"]) for item in port.source] == [("port", "xsd:int", "Any")]
    assert [(item.name, item.type, item.state, item.values) for item in port.data] == [("state", "xsd:boolean", True, {})]
    assert not topics[ERROR].stateful
    assert MOVE in topics


@pytest.mark.parametrize("value", [True, 1, "1", "true"])
def test_a_declared_event_is_raised_with_values(rig, value):
    before = rig.hand.read_events().total
    raised = rig.hand.raise_event(PORT, {"port": 2}, {"state": value})
    assert raised.told
    assert (raised.event.operation, raised.event.source, raised.event.data) == (Operation.CHANGED, {"port": "2"}, {"state": "1"})
    assert raised.event.number == before + 1
    assert not rig.hand.raise_event(PORT, {"port": "2"}, {"state": value}).told
    assert rig.hand.read_events(PORT, since=before).entries == [raised.event]


def test_places_in_the_topic_and_values_that_stay(rig):
    raised = rig.hand.raise_event(MOVE, {"PTZConfigurationToken": 1}, {"is_moving": 1})
    assert raised.event.data == {"is_moving": "1"}
    alert = "tnsaxis:Storage/Alert"
    raised = rig.hand.raise_event(alert, {"disk_id": "SD_DISK"}, {"alert": True})
    assert raised.event.data == {"alert": "1", "wear": "-3", "temperature": "-3", "overall_health": "-3"}


def test_stateless_events_are_told_each_time(rig):
    for _ in range(2):
        raised = rig.hand.raise_event(ERROR, {"channel": 1}, {"ptz_error": "stuck <&>"})
        assert (raised.told, raised.event.operation, raised.event.data) == (True, None, {"ptz_error": "stuck <&>"})


def test_a_state_goes_away(rig):
    gone = rig.hand.delete_event(PORT, {"port": 0})
    assert (gone.told, gone.event.operation) == (True, Operation.DELETED)
    assert not rig.hand.delete_event(PORT, {"port": 0}).told
    with pytest.raises(HandError):
        rig.hand.delete_event(ERROR, {"channel": 1})


@pytest.mark.parametrize(
    ("topic", "source", "data", "field"),
    [
        ("tns1:Nothing", {}, {}, "topic"),
        (PORT, {}, {"state": 1}, "source.port"),
        (PORT, {"port": 0, "colour": 1}, {"state": 1}, "source.colour"),
        (PORT, {"port": "one"}, {"state": 1}, "source.port"),
        (PORT, {"port": 0}, {"state": "maybe"}, "data.state"),
        (PORT, {"port": 0}, {"state": {}}, "data.state"),
        (PORT, {"port": 0}, {"state": None}, "data.state"),
        (PORT, {"port": 77}, {}, "data.state"),
        (ERROR, {"channel": 1}, {}, "data.ptz_error"),
        (ERROR, {"channel": 1}, {"ptz_error": "x" * 200_000}, "data.ptz_error"),
    ],
)
def test_what_cannot_be_raised(rig, topic, source, data, field):
    before = rig.hand.read_events().total
    with pytest.raises(HandError) as refused:
        rig.hand.raise_event(topic, source, data)
    assert refused.value.field == field
    assert rig.hand.read_events().total == before


def test_the_log_by_topic_and_number(rig):
    page = rig.hand.read_events()
    assert page.total == len(page.entries) and not page.truncated
    assert [entry.number for entry in page.entries] == list(range(1, page.total + 1))
    assert {entry.topic for entry in rig.hand.read_events("tns1:Device/tnsaxis:Status//.").entries} >= {ABOVE}
    assert rig.hand.read_events(last=2).entries == page.entries[-2:]
    with pytest.raises(HandError):
        rig.hand.read_events("foo:Bar")
    rig.hand.reset()
    assert rig.hand.read_events() == page


# ---- faults


def test_event_faults_are_set_and_lifted(rig):
    fault = rig.hand.set_event_fault(EventFaultKind.DROP, topic=PORT, road="websocket", count=2)
    assert (fault.id, fault.road, fault.count, fault.hits) == ("event-fault-1", "websocket", 2, 0)
    assert [one.id for one in rig.hand.event_faults()] == ["event-fault-1"]
    rig.hand.remove_event_fault(fault.id)
    with pytest.raises(HandError) as gone:
        rig.hand.remove_event_fault(fault.id)
    assert gone.value.status == 404
    rig.hand.set_event_fault(EventFaultKind.STALL)
    rig.hand.clear_event_faults()
    assert rig.hand.event_faults() == []
    rig.hand.set_event_fault(EventFaultKind.MUTE)
    rig.hand.reset()
    assert rig.hand.event_faults() == []


@pytest.mark.parametrize("options", [{"topic": "foo:Bar"}, {"road": "pigeon"}, {"seconds": -1}, {"probability": 2}, {"count": -1}])
def test_impossible_event_faults(rig, options):
    with pytest.raises(HandError):
        rig.hand.set_event_fault("delay", **options)
    assert rig.hand.event_faults() == []


# ---- sensors


def test_sensors_are_driven_and_told(rig):
    levels = {sensor.name: sensor for sensor in rig.hand.sensors()}
    assert (levels["temperature.0"].unit, levels["temperature.0"].value) == ("degrees Celsius", 21.0)
    assert rig.hand.drive_sensor("temperature.0", value=99).value == 99
    assert rig.hand.read_events(ABOVE).entries[-1].data == {"sensor_level": "1"}
    assert rig.hand.drive_sensor("tampering.1", on=True).value == 1
    rig.hand.advance(30)
    assert rig.hand.read_events("tns1:VideoSource/tnsaxis:Tampering").entries[-1].data == {"tampering": "1"}
    assert rig.hand.drive_sensor("tampering.1", value=0).value == 0


@pytest.mark.parametrize(
    ("name", "options", "status"),
    [
        ("smell.0", {"on": True}, 404),
        ("temperature.0", {}, 400),
        ("temperature.0", {"value": 1, "on": True}, 400),
        ("temperature.0", {"on": True}, 400),
        ("temperature.0", {"value": 1e6}, 400),
        ("tampering.1", {"value": 2}, 400),
    ],
)
def test_sensors_that_cannot_be_driven_so(rig, name, options, status):
    with pytest.raises(HandError) as refused:
        rig.hand.drive_sensor(name, **options)
    assert refused.value.status == status


# ---- consumers


def test_consumers_are_counted(rig):
    before = len(rig.hand.event_consumers())
    answer = rig.get("/axis-cgi/wssession.cgi")
    with requests.get(f"{rig.url}/vapix/ws-data-stream?sources=events&wssession={answer.text}", timeout=10) as refused:
        assert refused.status_code == 400
    assert len(rig.hand.event_consumers()) == before
