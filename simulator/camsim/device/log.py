"""The logs: what has happened on the device, and what clients have asked for while that is logged (page slug: system-settings).

Bounded, the oldest lines go first. Whoever sends lines elsewhere watches.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from camsim.device.organ import Organ, Watchers
from camsim.device.parameters import Parameters
from camsim.device.state import kept, volatile
from camsim.device.time import Time
from camsim.profile.model import Generation

if TYPE_CHECKING:
    from camsim.device.device import Device

MOST_LINES = 500
"""Lines that each log keeps."""
SPARE = 100
"""Lines that it may hold beyond that until it is cut."""
LONGEST_TEXT = 400


class Severity(IntEnum):
    """How grave a line is (RFC 5424, section 6.2.1)."""

    EMERGENCY = 0
    ALERT = 1
    CRITICAL = 2
    ERROR = 3
    WARNING = 4
    NOTICE = 5
    INFO = 6
    DEBUG = 7


@dataclass(frozen=True)
class Line:
    """One line."""

    stamp: float
    """The device's time, seconds since 1970."""
    severity: Severity
    process: str
    text: str
    audit: bool = False
    """Whether it tells of an account, a login or another matter of trust."""


@dataclass
class LogState:
    """All lines, oldest first."""

    system: list[Line] = kept(factory=list)
    access: list[Line] = volatile(factory=list)


class Log(Organ[LogState]):
    """The system log and the access log."""

    name = "log"

    def __init__(self, device: Device) -> None:
        self.watchers: Watchers[[Line]] = Watchers()
        """Called with each new line of the system log."""
        super().__init__(device)

    def factory_state(self) -> LogState:
        return LogState()

    def power_on(self) -> None:
        parameters = self.device.organ(Parameters)
        self.write("kernel", f"Linux, {parameters.text('Properties.System.Architecture') or 'unknown architecture'}")
        self.write(
            "kernel", f"{parameters.text('Properties.System.Soc') or 'SoC'}, hardware {parameters.text('Properties.System.HardwareID')}"
        )
        self.write("root", f"Booting {parameters.text('Brand.ProdFullName')} {self.profile.os}, serial number {self.device.serial}")
        for organ in self.device.organs.values():
            self.write("init", f"Started {organ.name}.")

    # ---- verbs

    def write(self, process: str, text: str, severity: Severity = Severity.INFO, *, audit: bool = False) -> None:
        """Writes a line to the system log."""
        line = self._line(process, text, severity, audit=audit)
        _add(self.state.system, line)
        self.watchers.tell(line)

    def access(self, client: str, user: str, method: str, path: str, status: int | None) -> None:
        """Notes a request in the access log, where the device is told to."""
        severity = Severity.WARNING if status in (401, 403) else Severity.INFO
        if self._notes(severity):
            _add(self.state.access, self._line("httpd", f"{client} {user or '-'} {method} {path} {status or 0}", severity))

    def refused(self, client: str, path: str) -> None:
        """Notes that somebody could not log in."""
        self.write("httpd", f"Login failed from {client}: {path}", Severity.WARNING, audit=True)

    # ---- inside

    def _line(self, process: str, text: str, severity: Severity, *, audit: bool = False) -> Line:
        plain = text[:LONGEST_TEXT]
        if not plain.isprintable():
            plain = "".join(char if char.isprintable() else "?" for char in plain)
        return Line(self.device.organ(Time).stamp(), severity, process, plain, audit)

    def _notes(self, severity: Severity) -> bool:
        parameters = self.device.organ(Parameters)
        if self.profile.generation is Generation.A:
            kind = "Warning" if severity is Severity.WARNING else "Informational"
            return parameters.text(f"Log.Access.{kind}", "off") != "off"
        return parameters.text("System.AccessLog") == "On"


def _add(lines: list[Line], line: Line) -> None:
    lines.append(line)
    if len(lines) > MOST_LINES + SPARE:
        del lines[:-MOST_LINES]
