"""Servers on the wire, and what is wrong with them: the first fault with all others behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from camsim.contract.call import Call
from camsim.contract.errors import MissingError
from camsim.device.errors import DeviceError, OutOfRangeError
from camsim.device.log import Severity
from camsim.device.remote_syslog import LineFormat, Receiver, RemoteSyslog, Selection, Transport, check

SEVERITIES = {
    "Emergency": Severity.EMERGENCY,
    "Alert": Severity.ALERT,
    "Critical": Severity.CRITICAL,
    "Error": Severity.ERROR,
    "Warning": Severity.WARNING,
    "Notice": Severity.NOTICE,
    "Informational": Severity.INFO,
    "Debug": Severity.DEBUG,
}
_NAMES = {severity: name for name, severity in SEVERITIES.items()}


def status(call: Call) -> dict[str, Any]:
    """Whether lines are sent, and to which servers; the kind of lines from API version 1.1 on."""
    organ = call.organ(RemoteSyslog)
    kinds = call.profile.os_number >= (11,)
    return {"enabled": organ.state.enabled, "servers": [_shown(one, kinds) for one in organ.receivers]}


def _shown(one: Receiver, kinds: bool) -> dict[str, Any]:
    made: dict[str, Any] = {
        "address": one.address,
        "port": one.port,
        "protocol": one.transport.value,
        "syslogFormat": one.format.value,
        "severity": _NAMES[one.severity],
    }
    return {**made, "type": one.type.value} if kinds else made


def receivers(servers: Sequence[Any]) -> list[Receiver]:
    """The servers of a request. Raises MissingError, OutOfRangeError, the other faults with it."""
    faults: list[DeviceError] = []
    made = [_receiver(one, faults) for one in servers[:100]]
    if faults:
        faults[0].others = tuple(faults[1:])
        raise faults[0]
    return made


def _receiver(given: Any, faults: list[DeviceError]) -> Receiver:
    if not isinstance(given, dict):
        faults.append(_wrong("", "servers"))
        return Receiver()
    address = given.get("address")
    if address is None:
        faults.append(MissingError(subject="address", details={"propertyName": "address"}))
    address = address if isinstance(address, str) else ""

    def choose(name: str, read: Callable[[Any], Any], default: Any) -> Any:
        try:
            return read(given[name]) if name in given else default
        except (ValueError, KeyError, TypeError):
            faults.append(_wrong(address, name))
            return default

    transport = choose("protocol", Transport, Transport.TLS)
    spelling = choose("syslogFormat", LineFormat, LineFormat.RFC5424)
    port = choose("port", _whole, _port(transport, spelling))
    severity = choose("severity", SEVERITIES.__getitem__, Severity.WARNING)
    made = Receiver(address, port, transport, spelling, severity, choose("type", Selection, Selection.ALL))
    try:
        if "address" in given:
            check(made)
    except OutOfRangeError as error:
        faults.append(_wrong(address, error.subject))
    return made


def _port(transport: Transport, spelling: LineFormat) -> int:
    """The port where none is named."""
    if transport is Transport.TLS:
        return 6514
    return 601 if transport is Transport.TCP and spelling is LineFormat.RFC5424 else 514


def _whole(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError
    return value


def _wrong(address: str, name: str) -> OutOfRangeError:
    details: Mapping[str, object] = {"address": address, "propertyName": name}
    return OutOfRangeError(subject=name, details=details)
