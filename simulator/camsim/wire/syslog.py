"""Log lines as cameras list them and as syslog receivers get them (RFC 3164 section 4, RFC 5424 section 6, RFC 6587 framing)."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import datetime

LEVELS = ("EMERG", "ALERT", "CRIT", "ERR", "WARNING", "NOTICE", "INFO", "DEBUG")
"""Names of the severities 0 to 7."""
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_USER, _DAEMON, _AUDIT = 1, 3, 13
"""Facilities."""
_NO_NUMBER = ("kernel", "root")
"""Processes that write without a number."""


@dataclass(frozen=True, slots=True)
class LogLine:
    """What one line says. `moment` is the wall clock's, with its offset."""

    moment: datetime
    host: str
    severity: int
    process: str
    text: str
    audit: bool = False

    @property
    def tag(self) -> str:
        """`httpd[812]`: who writes, with a number that is always the same for the same writer."""
        return self.process if self.process in _NO_NUMBER else f"{self.process}[{self._number}]"

    @property
    def _number(self) -> int:
        return 300 + zlib.crc32(self.process.encode()) % 4000

    @property
    def _priority(self) -> int:
        facility = _AUDIT if self.audit else _USER if self.process == "root" else _DAEMON
        return facility * 8 + self.severity

    @property
    def _time_of_old(self) -> str:
        moment = self.moment
        return f"{_MONTHS[moment.month - 1]} {moment.day:2} {moment:%H:%M:%S}"

    def listed_of_old(self) -> str:
        """As devices of OS 5 and 6 list it, as recorded."""
        return f"<{LEVELS[self.severity]:8}> {self._time_of_old} {self.host} {self.tag}: {self.text}\n"

    def listed(self) -> str:
        """As later devices list it, as recorded."""
        stamp = self.moment.isoformat(timespec="milliseconds")
        return f"{stamp} {self.host} [ {LEVELS[self.severity]:7} ] {self.tag}: {self.text}\n"

    def rfc3164(self) -> str:
        """`<30>Oct 11 22:14:15 axis-... httpd[812]: text`"""
        return f"<{self._priority}>{self._time_of_old} {self.host} {self.tag}: {self.text}"

    def rfc5424(self) -> str:
        """`<30>1 2026-01-01T00:00:00.000+00:00 axis-... httpd 812 - - text`"""
        number = "-" if self.process in _NO_NUMBER else str(self._number)
        stamp = self.moment.isoformat(timespec="milliseconds")
        return f"<{self._priority}>1 {stamp} {self.host} {self.process} {number} - - {self.text}"

    def axis(self) -> str:
        """The vendor's own format: a priority before the line as devices list it (a guess)."""
        return f"<{self._priority}>{self.listed().rstrip()}"


def datagram(line: str) -> bytes:
    """One line as a UDP packet."""
    return line.encode("utf-8")


def framed(line: str, *, counted: bool) -> bytes:
    """One line within a stream: counted by octets, or ended by a line feed (RFC 6587)."""
    raw = line.encode("utf-8")
    return b"%d %s" % (len(raw), raw) if counted else raw + b"\n"
