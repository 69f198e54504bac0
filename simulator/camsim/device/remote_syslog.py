"""Remote syslog: to which servers the system log is sent (page slug: remote-syslog-api). It knows no sockets; whoever sends watches."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from camsim.device.errors import ExistsError, FullError, NotThereError, OutOfRangeError, WrongStateError
from camsim.device.log import Line, Log, Severity
from camsim.device.organ import Organ
from camsim.device.state import kept
from camsim.device.time import Time
from camsim.profile.model import Profile

if TYPE_CHECKING:
    from camsim.device.device import Device

MOST_SERVERS = 2
LONGEST_ADDRESS = 253


class Transport(StrEnum):
    """How lines travel."""

    UDP = "UDP"
    TCP = "TCP"
    TLS = "TLS"


class LineFormat(StrEnum):
    """How lines are spelled."""

    AXIS = "AXIS"
    RFC3164 = "RFC3164"
    RFC5424 = "RFC5424"


class Selection(StrEnum):
    """Which lines are sent."""

    ALL = "All"
    AUDIT = "Audit"


@dataclass(frozen=True)
class Receiver:
    """One server."""

    address: str = ""
    """Host name or address; empty: none."""
    port: int = 6514
    transport: Transport = Transport.TLS
    format: LineFormat = LineFormat.RFC5424
    severity: Severity = Severity.WARNING
    """The least grave lines that it gets."""
    type: Selection = Selection.ALL

    def wants(self, line: Line) -> bool:
        """Whether a line is for it."""
        return line.severity <= self.severity and (line.audit or self.type is Selection.ALL)


@dataclass
class RemoteSyslogState:
    """Settings."""

    enabled: bool = kept(False)
    receivers: list[Receiver] = kept(factory=lambda: [Receiver()] * MOST_SERVERS)
    """As many as there may be; those without an address are none."""


class RemoteSyslog(Organ[RemoteSyslogState]):
    """Which servers get the log."""

    name = "remote_syslog"
    lasting = ("send",)

    def __init__(self, device: Device) -> None:
        self.send: Callable[[Receiver, Line], None] = lambda receiver, line: None
        """Sends a line to a server; whoever has sockets sets it."""
        super().__init__(device)
        device.organ(Log).watchers.append(self._forward)

    @classmethod
    def fits(cls, profile: Profile) -> bool:
        return any(entry.id == "remote-syslog" for entry in profile.apis.discovery)

    def factory_state(self) -> RemoteSyslogState:
        return RemoteSyslogState()

    @property
    def receivers(self) -> list[Receiver]:
        """The servers."""
        return [one for one in self.state.receivers if one.address]

    def setup(self, receivers: Sequence[Receiver]) -> None:
        """Replaces the servers and begins to send; none: takes all away.

        Raises FullError, ExistsError for two that are the same, OutOfRangeError (subject `address` or `port`).
        """
        if len(receivers) > MOST_SERVERS:
            raise FullError("Too many servers specified")
        for one in receivers:
            check(one)
        if len({(one.address.lower(), one.port, one.transport) for one in receivers}) != len(receivers):
            raise ExistsError("Identical servers not allowed")
        self.state.receivers = [*receivers, *[Receiver()] * (MOST_SERVERS - len(receivers))]
        self.state.enabled = bool(receivers)

    def enable(self, on: bool) -> None:
        """Begins or ends sending. Raises NotThereError without a server."""
        if on and not self.receivers:
            raise NotThereError("No server configured")
        self.state.enabled = on

    def test(self) -> None:
        """Sends a line to every server, however grave it must be. Raises WrongStateError while disabled."""
        if not self.state.enabled:
            raise WrongStateError("Remote syslog is disabled")
        line = Line(self.device.organ(Time).stamp(), Severity.INFO, "remotesyslog", "Test message from remote syslog")
        for one in self.receivers:
            self.send(one, line)

    def change(self, number: int, **changes: object) -> None:
        """Changes a server by parameters; numbers count from 1. Raises OutOfRangeError."""
        made = replace(self.state.receivers[number - 1], **changes)  # type: ignore[arg-type]
        if made.address:
            check(made)
        self.state.receivers[number - 1] = made

    def _forward(self, line: Line) -> None:
        if self.state.enabled:
            for one in self.receivers:
                if one.wants(line):
                    self.send(one, line)


def check(receiver: Receiver) -> None:
    """Raises OutOfRangeError (subject `address` or `port`) for a server that cannot be."""
    address = receiver.address
    if not 0 < len(address) <= LONGEST_ADDRESS or not address.isprintable() or any(char in " /@" for char in address):
        raise OutOfRangeError("no address", subject="address", value=address)
    if not 1 <= receiver.port <= 65535:
        raise OutOfRangeError("no port", subject="port", value=receiver.port)
