"""mDNS-SD on the wire: settings with their sub-codes, and neighbours (page slug: mdns-sd-api)."""

from __future__ import annotations

import ipaddress
from typing import Any

from camsim.device.errors import OutOfRangeError
from camsim.device.network import INTERFACE
from camsim.device.service_discovery import Neighbour, Offer

_SUB_CODES = {"enabled": 1, "friendlyName": 2}


def typed(name: str, kind: type, value: Any) -> Any:
    """A setting of that kind, or None. Raises OutOfRangeError with its sub-code."""
    if value is not None and not isinstance(value, kind):
        raise wrong(name, value)
    return value


def wrong(name: str, value: Any) -> OutOfRangeError:
    """The error about a setting, with its sub-code."""
    return OutOfRangeError(subject=name, value=value, details={"subCode": _SUB_CODES[name]})


def device(one: Neighbour) -> dict[str, Any]:
    """A neighbour as `discover` lists it."""
    addresses: dict[int, list[str]] = {4: [], 6: []}
    for address in one.addresses:
        addresses[ipaddress.ip_address(address).version].append(address)
    return {
        "friendlyName": one.name,
        "hostname": one.hostname,
        "interface": INTERFACE,
        "ipv4Addresses": addresses[4],
        "ipv6Addresses": addresses[6],
        "services": [{"name": offer.kind, "port": offer.port, "txt": _text(offer)} for offer in one.offers],
    }


def _text(offer: Offer) -> str:
    """Keys and values as the page shows one pair; what stands between several is a guess."""
    return ",".join(f"{key}:{value}" for key, value in offer.text)
