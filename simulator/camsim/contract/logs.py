"""Lines of the device's logs with what stands around them on the wire."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta, timezone

from camsim.device.device import Device
from camsim.device.log import Line
from camsim.device.network import Network
from camsim.device.time import Time
from camsim.profile.model import Generation
from camsim.wire.syslog import LogLine


def spelled(device: Device, line: Line) -> LogLine:
    """A line with the host's name and the wall clock's time."""
    zone = timezone(timedelta(seconds=device.organ(Time).local_offset(line.stamp)))
    moment = datetime.fromtimestamp(line.stamp, zone)
    return LogLine(moment, device.organ(Network).hostname, int(line.severity), line.process, line.text, line.audit)


def listing(device: Device, lines: Iterable[Line], text: str = "") -> str:
    """Lines as the device's generation lists them; those that hold a text, where one is given."""
    made = (spelled(device, line) for line in lines)
    old = device.profile.generation is Generation.A
    return "".join(shown for line in made if text in (shown := line.listed_of_old() if old else line.listed()))
