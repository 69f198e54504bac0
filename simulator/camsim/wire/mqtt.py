"""MQTT 3.1.1 control packets: bytes built and taken apart, no I/O (OASIS MQTT 3.1.1, sections 2 and 3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

LARGEST_PACKET = 1_048_576
"""Bytes of a packet that is taken from a broker."""
LONGEST_TEXT = 65_535
"""Bytes of a text in a packet."""
LAST_IDENTIFIER = 65_535
REFUSALS = {
    1: "unacceptable protocol version",
    2: "identifier rejected",
    3: "server unavailable",
    4: "bad user name or password",
    5: "not authorized",
}
"""Return codes of CONNACK (section 3.2.2.3)."""
NOT_GRANTED = 0x80
"""Return code of SUBACK for a filter that was refused."""


class MqttProtocolError(ValueError):
    """The peer sent what is not MQTT."""


class Kind(IntEnum):
    """The control packets that a client sends or gets."""

    CONNECT = 1
    CONNACK = 2
    PUBLISH = 3
    PUBACK = 4
    PUBREC = 5
    PUBREL = 6
    PUBCOMP = 7
    SUBSCRIBE = 8
    SUBACK = 9
    UNSUBSCRIBE = 10
    UNSUBACK = 11
    PINGREQ = 12
    PINGRESP = 13
    DISCONNECT = 14


@dataclass(frozen=True, slots=True)
class Packet:
    """A packet with the fixed header taken off."""

    kind: Kind
    flags: int
    body: bytes


@dataclass(frozen=True, slots=True)
class Publication:
    """An application message."""

    topic: str
    payload: bytes
    qos: int = 0
    retain: bool = False
    duplicate: bool = False
    identifier: int = 0
    """0 at QoS 0."""


class Parser:
    """Bytes in, whole packets out."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> Iterator[Packet]:
        """The packets that the data completes. Raises MqttProtocolError."""
        self._buffer += data
        while (packet := self._next()) is not None:
            yield packet

    def _next(self) -> Packet | None:
        length, at = 0, 1
        for shift in range(0, 28, 7):
            if at >= len(self._buffer):
                return None
            digit = self._buffer[at]
            length |= (digit & 0x7F) << shift
            at += 1
            if not digit & 0x80:
                break
        else:
            raise MqttProtocolError("remaining length of more than four bytes")
        if length > LARGEST_PACKET:
            raise MqttProtocolError(f"packet of {length} bytes")
        if len(self._buffer) < at + length:
            return None
        first, body = self._buffer[0], bytes(self._buffer[at : at + length])
        del self._buffer[: at + length]
        try:
            return Packet(Kind(first >> 4), first & 0x0F, body)
        except ValueError:
            raise MqttProtocolError(f"packet of kind {first >> 4}") from None


def connect(
    identifier: str,
    *,
    keep_alive: int,
    clean_session: bool,
    username: str | None = None,
    password: str | None = None,
    will: Publication | None = None,
) -> bytes:
    """CONNECT; `keep_alive` in seconds, 0 for none."""
    flags = 0x02 * clean_session
    payload = text(identifier)
    if will is not None:
        flags |= 0x04 | will.qos << 3 | 0x20 * will.retain
        payload += text(will.topic) + _binary(will.payload)
    if username is not None:
        flags |= 0x80
        payload += text(username)
        if password is not None:
            flags |= 0x40
            payload += text(password)
    return _packet(Kind.CONNECT, 0, text("MQTT") + bytes((4, flags)) + keep_alive.to_bytes(2) + payload)


def publish(message: Publication) -> bytes:
    """PUBLISH."""
    flags = 0x08 * message.duplicate | message.qos << 1 | message.retain
    identifier = message.identifier.to_bytes(2) if message.qos else b""
    return _packet(Kind.PUBLISH, flags, text(message.topic) + identifier + message.payload)


def acknowledge(kind: Kind, identifier: int) -> bytes:
    """PUBACK, PUBREC, PUBREL or PUBCOMP."""
    return _packet(kind, 0x02 if kind is Kind.PUBREL else 0, identifier.to_bytes(2))


def subscribe(identifier: int, filters: Sequence[tuple[str, int]]) -> bytes:
    """SUBSCRIBE to filters, each with the QoS that is asked for."""
    return _packet(Kind.SUBSCRIBE, 0x02, identifier.to_bytes(2) + b"".join(text(name) + bytes((qos,)) for name, qos in filters))


def unsubscribe(identifier: int, filters: Sequence[str]) -> bytes:
    """UNSUBSCRIBE."""
    return _packet(Kind.UNSUBSCRIBE, 0x02, identifier.to_bytes(2) + b"".join(map(text, filters)))


PING = bytes((Kind.PINGREQ << 4, 0))
DISCONNECT = bytes((Kind.DISCONNECT << 4, 0))


def connack(packet: Packet) -> tuple[bool, int]:
    """Whether the broker had a session of ours, and its return code. Raises MqttProtocolError."""
    if len(packet.body) != 2:
        raise MqttProtocolError("CONNACK of another length")
    return bool(packet.body[0] & 1), packet.body[1]


def published(packet: Packet) -> Publication:
    """The message of a PUBLISH. Raises MqttProtocolError."""
    qos = packet.flags >> 1 & 3
    if qos == 3:
        raise MqttProtocolError("QoS 3")
    end = 2 + int.from_bytes(packet.body[:2])
    rest = packet.body[end:]
    if len(packet.body) < end or (qos and len(rest) < 2):
        raise MqttProtocolError("PUBLISH cut short")
    try:
        topic = packet.body[2:end].decode()
    except UnicodeDecodeError:
        raise MqttProtocolError("topic is not UTF-8") from None
    identifier = int.from_bytes(rest[:2]) if qos else 0
    return Publication(topic, rest[2:] if qos else rest, qos, bool(packet.flags & 1), bool(packet.flags & 8), identifier)


def identifier_of(packet: Packet) -> int:
    """The packet identifier that an acknowledgement begins with. Raises MqttProtocolError."""
    if len(packet.body) < 2:
        raise MqttProtocolError("acknowledgement cut short")
    return int.from_bytes(packet.body[:2])


def text(value: str) -> bytes:
    """A text with its length before it. Raises ValueError for one of more than 65535 bytes."""
    return _binary(value.encode())


def _binary(data: bytes) -> bytes:
    if len(data) > LONGEST_TEXT:
        raise ValueError(f"{len(data)} bytes are too many for MQTT")
    return len(data).to_bytes(2) + data


def _packet(kind: Kind, flags: int, body: bytes) -> bytes:
    left, length = len(body), bytearray()
    while True:
        left, digit = left >> 7, left & 0x7F
        length.append(digit | 0x80 if left else digit)
        if not left:
            break
    return bytes((kind << 4 | flags, *length)) + body
