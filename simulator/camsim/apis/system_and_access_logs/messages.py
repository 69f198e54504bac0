"""The logs as text: headings and lines as recorded on OS 5.51 and 9.80; what the access log looks like is a guess by their pattern."""

from __future__ import annotations

from collections.abc import Sequence

from camsim.contract.logs import listing
from camsim.contract.results import Text
from camsim.device.device import Device
from camsim.device.log import Line
from camsim.profile.model import Generation

_FILTERS_SINCE = (11, 11, 45)


def system(device: Device, lines: Sequence[Line], text: str) -> Text:
    """The system log; `text` filters where the device knows that."""
    if device.profile.os_number < _FILTERS_SINCE:
        text = ""
    body = listing(device, lines, text)
    if device.profile.generation is Generation.A:
        return Text(_old("messages.old", "") + _old("messages", body), encoding="utf-8")
    return Text(f"\n----- System log -----\n\n\n{body}", encoding="utf-8")


def access(device: Device, lines: Sequence[Line]) -> Text:
    """The access log."""
    body = listing(device, lines)
    if device.profile.generation is Generation.A:
        return Text(_old("access_log", body), encoding="utf-8")
    return Text(f"\n----- Access log -----\n\n\n{body}", encoding="utf-8")


def _old(name: str, body: str) -> str:
    return f"\r\n----- /var/log/{name} -----\r\n\n{body}"
