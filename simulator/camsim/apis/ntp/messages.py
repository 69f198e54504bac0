"""Settings and state of the NTP client on the wire, and the numbers of what may be wrong with them (page slug: ntp-api)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from camsim.device.errors import OutOfRangeError
from camsim.device.ntp import MOST_SERVERS, Ntp, NtpChange, ServersSource

SUB_CODES = {
    "enabled": 1,
    "serversSource": 2,
    "staticServers": 3,
    "NTSEnabled": 5,
    "staticNTSKEServers": 6,
    "minpoll": 7,
    "maxpoll": 8,
    "NTSKEServerCACerts": 9,
}
SINCE = {"minpoll": "1.4", "maxpoll": "1.4", "NTSKEServerCACerts": "1.5"}
"""API versions that brought members (a guess)."""


def client(ntp: Ntp, version: str) -> dict[str, Any]:
    """What getNTPInfo tells of the client, as far as that version of the API knows it."""
    state = ntp.state
    members = {
        "enabled": ntp.enabled,
        "NTSEnabled": state.secure,
        "serversSource": state.source.value,
        "maxSupportedStaticServers": MOST_SERVERS,
        "staticServers": state.servers,
        "advertisedServers": ntp.advertised,
        "staticNTSKEServers": state.key_servers,
        "NTSKEServerCACerts": state.authorities,
        "synced": ntp.synced,
        "timeToNextSync": math.ceil(ntp.next_sync),
        "timeOffset": round(ntp.offset * 1000, 3),
        "minpoll": state.min_poll,
        "maxpoll": state.max_poll,
    }
    return {name: value for name, value in members.items() if _knows(version, name)}


def change(given: Mapping[str, Any] | None, version: str) -> NtpChange:
    """What setNTPClientConfiguration asks for. Raises OutOfRangeError, its subject the member at fault."""
    params = {name: value for name, value in (given or {}).items() if name in SUB_CODES and _knows(version, name)}
    for name, value in params.items():
        if not _fits(name, value):
            raise OutOfRangeError("of another type", subject=name, value=value)
    source = params.get("serversSource")
    return NtpChange(
        enabled=params.get("enabled"),
        source=None if source is None else ServersSource(source),
        servers=params.get("staticServers"),
        secure=params.get("NTSEnabled"),
        key_servers=params.get("staticNTSKEServers"),
        authorities=params.get("NTSKEServerCACerts"),
        min_poll=params.get("minpoll"),
        max_poll=params.get("maxpoll"),
    )


def _fits(name: str, value: Any) -> bool:
    if name == "serversSource":
        return value in list(ServersSource)
    if name in ("enabled", "NTSEnabled"):
        return isinstance(value, bool)
    if name in ("minpoll", "maxpoll"):
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _knows(version: str, name: str) -> bool:
    return [int(part) for part in version.split(".")] >= [int(part) for part in SINCE.get(name, "0.0").split(".")]
