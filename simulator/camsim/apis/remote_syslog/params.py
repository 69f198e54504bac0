"""API.RemoteSyslog1.*: the same servers as parameters (page slug: remote-syslog-api)."""

from __future__ import annotations

from typing import Any

from camsim.apis.remote_syslog.messages import SEVERITIES
from camsim.contract.params import Binding, flag
from camsim.device.device import Device
from camsim.device.remote_syslog import LineFormat, Receiver, RemoteSyslog, Selection, Transport

_PARAMETERS = "Info"
"""How parameters spell the severity that the API calls Informational."""


def _severity(text: str) -> Any:
    return SEVERITIES["Informational" if text == _PARAMETERS else text]


def _severity_text(one: Receiver) -> str:
    found = next(name for name, severity in SEVERITIES.items() if severity is one.severity)
    return _PARAMETERS if found == "Informational" else found


def _bound(name: str, field: str, read: Any, show: Any) -> Binding:
    def get(device: Device, _: int, number: int) -> str:
        return str(show(device.organ(RemoteSyslog).state.receivers[number - 1]))

    def put(device: Device, _: int, number: int, value: str) -> None:
        device.organ(RemoteSyslog).change(number, **{field: read(value)})

    return Binding(f"API.RemoteSyslog#.Server#.{name}", get, put)


def _enable(device: Device, on: bool) -> None:
    device.organ(RemoteSyslog).enable(on)


BINDINGS = (
    flag(
        "API.RemoteSyslog#.Enabled",
        lambda device, _: device.organ(RemoteSyslog).state.enabled,
        lambda device, _, on: _enable(device, on),
        true="true",
        false="false",
    ),
    _bound("Address", "address", str, lambda one: one.address),
    _bound("Port", "port", int, lambda one: one.port),
    _bound("Protocol", "transport", Transport, lambda one: one.transport.value),
    _bound("Severity", "severity", _severity, _severity_text),
    _bound("SyslogFormat", "format", LineFormat, lambda one: one.format.value),
    _bound("Type", "type", lambda text: Selection.ALL if text == "All" else Selection.AUDIT, lambda one: one.type.value),
)
