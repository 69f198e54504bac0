"""SNMP traps as bytes: version 1 (RFC 1157 section 4.1.6) and version 2c (RFC 3416 section 4.2.6), in the basic encoding rules."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

Oid = tuple[int, ...]
Value = int | str
"""A whole number goes as Unsigned32, text as an octet string in UTF-8."""

_UP_TIME: Oid = (1, 3, 6, 1, 2, 1, 1, 3, 0)
_TRAP_OID: Oid = (1, 3, 6, 1, 6, 3, 1, 1, 4, 1, 0)
_INTEGER, _OCTETS, _OID, _SEQUENCE, _ADDRESS, _UNSIGNED, _TICKS = 0x02, 0x04, 0x06, 0x30, 0x40, 0x42, 0x43
_TRAP_V1, _TRAP_V2 = 0xA4, 0xA7
_VERSION_1, _VERSION_2C = 0, 1
_ENTERPRISE_SPECIFIC = 6


@dataclass(frozen=True, slots=True)
class Trap:
    """What a trap tells."""

    oid: Oid
    """Of the notification."""
    bindings: tuple[tuple[Oid, Value], ...]
    ticks: int
    """Hundredths of a second since the boot."""


def version_2c(trap: Trap, community: str, request: int) -> bytes:
    """The message of version 2c; `request` is its number."""
    told = [_binding(_UP_TIME, _number(_TICKS, trap.ticks)), _binding(_TRAP_OID, _oid(trap.oid)), *_bindings(trap)]
    inside = (_number(_INTEGER, request), _number(_INTEGER, 0), _number(_INTEGER, 0), _sequence(told))
    return _sequence([_number(_INTEGER, _VERSION_2C), _text(community), _field(_TRAP_V2, b"".join(inside))])


def version_1(trap: Trap, community: str, agent: str) -> bytes:
    """The message of version 1 (RFC 3584 section 3.2); `agent` is the device's IPv4 address."""
    enterprise = trap.oid[:-2] if trap.oid[-2] == 0 else trap.oid[:-1]
    inside = (
        _oid(enterprise),
        _field(_ADDRESS, ipaddress.IPv4Address(agent).packed),
        _number(_INTEGER, _ENTERPRISE_SPECIFIC),
        _number(_INTEGER, trap.oid[-1]),
        _number(_TICKS, trap.ticks),
        _sequence(_bindings(trap)),
    )
    return _sequence([_number(_INTEGER, _VERSION_1), _text(community), _field(_TRAP_V1, b"".join(inside))])


def _bindings(trap: Trap) -> list[bytes]:
    return [_binding(oid, _text(value) if isinstance(value, str) else _number(_UNSIGNED, value)) for oid, value in trap.bindings]


def _binding(oid: Oid, value: bytes) -> bytes:
    return _sequence([_oid(oid), value])


def _sequence(parts: list[bytes]) -> bytes:
    return _field(_SEQUENCE, b"".join(parts))


def _field(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + content


def _number(tag: int, value: int) -> bytes:
    """Of numbers that are not negative: one bit more than they have, so that the first is not set. They go round at 32 bits."""
    value &= 0xFFFFFFFF
    return _field(tag, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def _text(value: str) -> bytes:
    return _field(_OCTETS, value.encode("utf-8", "replace"))


def _oid(oid: Oid) -> bytes:
    content = bytearray((oid[0] * 40 + oid[1],))
    for part in oid[2:]:
        digits = [part & 0x7F]
        while part := part >> 7:
            digits.append(part & 0x7F | 0x80)
        content += bytes(reversed(digits))
    return _field(_OID, bytes(content))
