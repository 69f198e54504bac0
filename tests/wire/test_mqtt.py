"""Packets of MQTT 3.1.1: bytes that brokers expect, and what they send taken apart."""

from __future__ import annotations

import pytest

from camsim.wire import mqtt
from camsim.wire.mqtt import Kind, MqttProtocolError, Packet, Parser, Publication


def parsed(*chunks: bytes) -> list[Packet]:
    parser = Parser()
    return [packet for chunk in chunks for packet in parser.feed(chunk)]


def test_connect_says_everything_in_the_order_of_the_standard():
    will = Publication("w", b"gone", 1, True)
    data = mqtt.connect("cam", keep_alive=60, clean_session=True, username="u", password="p", will=will)
    assert data == b"\x10\x1e\x00\x04MQTT\x04\xee\x00\x3c\x00\x03cam\x00\x01w\x00\x04gone\x00\x01u\x00\x01p"


def test_the_least_connect():
    assert mqtt.connect("", keep_alive=0, clean_session=False) == b"\x10\x0c\x00\x04MQTT\x04\x00\x00\x00\x00\x00"


@pytest.mark.parametrize("qos", [0, 1, 2])
@pytest.mark.parametrize("size", [0, 1, 120, 127, 128, 16383, 16384, 200_000])
def test_messages_of_any_size_survive_whatever_the_chunks(qos, size):
    message = Publication("a/ü", b"x" * size, qos, retain=True, duplicate=bool(qos), identifier=qos * 300)
    data = mqtt.publish(message)
    for cut in (1, len(data) // 2, len(data)):
        (packet,) = parsed(data[:cut], data[cut:])
        assert packet.kind is Kind.PUBLISH and mqtt.published(packet) == message


def test_single_bytes_make_packets_too():
    data = mqtt.subscribe(7, [("a/#", 1), ("b", 0)]) + mqtt.unsubscribe(8, ["b"]) + mqtt.PING + mqtt.DISCONNECT
    found = parsed(*(bytes((byte,)) for byte in data))
    assert [packet.kind for packet in found] == [Kind.SUBSCRIBE, Kind.UNSUBSCRIBE, Kind.PINGREQ, Kind.DISCONNECT]
    assert found[0] == Packet(Kind.SUBSCRIBE, 2, b"\x00\x07\x00\x03a/#\x01\x00\x01b\x00")
    assert mqtt.identifier_of(found[1]) == 8


def test_a_release_has_its_flag():
    assert mqtt.acknowledge(Kind.PUBREL, 258) == b"\x62\x02\x01\x02"
    assert mqtt.acknowledge(Kind.PUBACK, 258) == b"\x40\x02\x01\x02"


@pytest.mark.parametrize(
    "data",
    [b"\x30\xff\xff\xff\xff\x01", b"\x30\xff\xff\xff\x7f", b"\x00\x00", b"\xf0\x00"],
    ids=["length of five bytes", "too long", "kind 0", "kind 15"],
)
def test_what_is_no_packet_is_refused(data):
    with pytest.raises(MqttProtocolError):
        parsed(data)


@pytest.mark.parametrize(
    "packet",
    [
        Packet(Kind.PUBLISH, 6, b"\x00\x01a\x00\x01"),
        Packet(Kind.PUBLISH, 0, b"\x00\x05a"),
        Packet(Kind.PUBLISH, 0, b""),
        Packet(Kind.PUBLISH, 2, b"\x00\x01a\x00"),
        Packet(Kind.PUBLISH, 0, b"\x00\x01\xff"),
    ],
)
def test_a_message_that_is_not_whole_is_refused(packet):
    with pytest.raises(MqttProtocolError):
        mqtt.published(packet)


def test_answers_that_are_too_short_are_refused():
    with pytest.raises(MqttProtocolError):
        mqtt.connack(Packet(Kind.CONNACK, 0, b"\x00"))
    with pytest.raises(MqttProtocolError):
        mqtt.identifier_of(Packet(Kind.PUBACK, 0, b"\x00"))
    assert mqtt.connack(Packet(Kind.CONNACK, 0, b"\x01\x05")) == (True, 5)


def test_a_text_has_at_most_65535_bytes():
    assert len(mqtt.text("x" * 65535)) == 65537
    with pytest.raises(ValueError):
        mqtt.text("x" * 65536)
