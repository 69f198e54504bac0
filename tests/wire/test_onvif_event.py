"""Events in the spelling of ONVIF, compared with documents written by hand."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from enum import Enum

import pytest

from camsim.wire import onvif_event
from camsim.wire.onvif_event import Message

PRODUCER = onvif_event.producer("00000000-1111-2222-3333-444455556666")
MOMENT = 1767225600.123456
WHOLE = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<tt:MetadataStream xmlns:tt="http://www.onvif.org/ver10/schema">\n'
    '<tt:Event><wsnt:NotificationMessage xmlns:tns1="http://www.onvif.org/ver10/topics" '
    'xmlns:tnsaxis="http://www.axis.com/2009/event/topics" xmlns:wsnt="http://docs.oasis-open.org/wsn/b-2" '
    'xmlns:wsa5="http://www.w3.org/2005/08/addressing">'
    '<wsnt:Topic Dialect="http://docs.oasis-open.org/wsn/t-1/TopicExpression/Simple">tns1:Device/tnsaxis:IO/Port</wsnt:Topic>'
    "<wsnt:ProducerReference><wsa5:Address>uri://00000000-1111-2222-3333-444455556666/ProducerReference</wsa5:Address>"
    '</wsnt:ProducerReference><wsnt:Message><tt:Message UtcTime="2026-01-01T00:00:00.123456Z" PropertyOperation="Changed">'
    '<tt:Source><tt:SimpleItem Name="port" Value="0"/></tt:Source><tt:Key></tt:Key>'
    '<tt:Data><tt:SimpleItem Name="state" Value="1"/></tt:Data></tt:Message></wsnt:Message></wsnt:NotificationMessage></tt:Event>'
    "</tt:MetadataStream>\n"
)


class Relay(Enum):
    ACTIVE = "active"


def test_the_whole_document_of_an_event():
    event = Message("tns1:Device/tnsaxis:IO/Port", MOMENT, "Changed", {"port": "0"}, {"state": "1"})
    assert onvif_event.event(event, PRODUCER).decode() == WHOLE


def test_the_empty_document():
    assert onvif_event.metadata().decode() == (
        '<?xml version="1.0" encoding="UTF-8"?>\n<tt:MetadataStream xmlns:tt="http://www.onvif.org/ver10/schema">\n</tt:MetadataStream>\n'
    )


def test_a_stateless_event_without_items():
    assert onvif_event.message(Message("tnsaxis:A", 0.0, None)) == (
        '<tt:Message UtcTime="1970-01-01T00:00:00.000000Z"><tt:Source></tt:Source><tt:Key></tt:Key><tt:Data></tt:Data></tt:Message>'
    )


def test_inside_an_envelope_nothing_is_declared_twice():
    spelled = onvif_event.notification(Message("tnsaxis:A", 0.0, None), PRODUCER, declare=False)
    assert spelled.startswith("<wsnt:NotificationMessage><wsnt:Topic ")
    assert "xmlns" not in spelled


@pytest.mark.parametrize(
    ("value", "text"),
    [(True, "1"), (False, "0"), (-1, "-1"), (112.0, "112.000000"), (0.1234567, "0.123457"), ("a b", "a b"), (Relay.ACTIVE, "active")],
)
def test_values_as_texts(value, text):
    assert onvif_event.text(value) == text


def test_hostile_values_stay_values():
    evil = "\"/><x a='&\n\r\t\x00<![CDATA[\ud800é😀"
    event = Message("tnsaxis:A", MOMENT, None, {"a": evil}, {'b"': "]]>"})
    root = ET.fromstring(onvif_event.event(event, PRODUCER).decode("utf-8"))
    items = [dict(item.attrib) for item in root.iter(f"{{{onvif_event.TT}}}SimpleItem")]
    assert items == [{"Name": "a", "Value": "\"/><x a='&\n\r\t?<![CDATA[?é😀"}, {"Name": 'b"', "Value": "]]>"}]


def test_an_onvif_element_is_xml_inside():
    event = Message("tns1:A", MOMENT, None, {}, {"Configuration": "<tt:Mode>Idle</tt:Mode>"}, frozenset({"Configuration"}))
    assert '<tt:Data><tt:ElementItem Name="Configuration"><tt:Mode>Idle</tt:Mode></tt:ElementItem></tt:Data>' in onvif_event.message(event)
