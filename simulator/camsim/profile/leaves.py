"""Parameter leaves: files of templates expanded into names and values, definitions matched by pattern, value checks."""

from __future__ import annotations

import ipaddress

from camsim.profile.model import LeafKind, LeafType


def allows(kind: LeafType, value: str) -> bool:
    """Whether a parameter of that type takes the value (page slug: parameter-management, type elements)."""
    if kind.maxlen is not None and len(value) > kind.maxlen:
        return False
    match kind.kind:
        case LeafKind.BOOL:
            return value in (kind.true, kind.false)
        case LeafKind.ENUM:
            return any(value == entry for entry, _ in kind.entries)
        case LeafKind.INT:
            return _allows_number(kind, value)
        case LeafKind.IP:
            return not value or _is_address(value)
        case _:
            return "\n" not in value and "\r" not in value


def _allows_number(kind: LeafType, value: str) -> bool:
    try:
        number = int(value)
    except ValueError:
        return False
    if kind.ranges:
        spans = [entry.partition("-") for entry in kind.ranges]
        return any(int(low) <= number <= int(high or low) for low, _, high in spans)
    return (kind.min is None or number >= kind.min) and (kind.max is None or number <= kind.max)


def _is_address(value: str) -> bool:
    try:
        ipaddress.ip_address(value)
    except ValueError:
        return False
    return True
