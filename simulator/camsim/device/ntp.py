"""The NTP client: which servers it asks, how often, and whether it has set the device's time right (page slug: ntp-api).

The servers are pretended ones: whoever is named answers, unless the tester's lever says otherwise, and knows the clock's time.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from camsim.device.certificates import Certificates
from camsim.device.clock import Timer
from camsim.device.errors import NotThereError, OutOfRangeError
from camsim.device.parameters import Parameters
from camsim.device.sensors.sensor import Lever, Sensor
from camsim.device.state import kept, kept_for_ever, volatile
from camsim.device.time import SyncSource, Time

if TYPE_CHECKING:
    from camsim.device.device import Device

MOST_SERVERS = 5
LONGEST_POLL = 24
"""Greatest power of 2 of an interval in seconds."""
FIRST_ANSWER = 4.0
"""Seconds from the start of the client to the first answer (a guess)."""
UNKNOWN = ("", "0.0.0.0")
"""How parameters spell that there is no server."""
_HOST = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.:-]{0,252})")


class ServersSource(StrEnum):
    """Which list of servers counts."""

    DHCP = "DHCP"
    STATIC = "static"


@dataclass(frozen=True, slots=True)
class NtpChange:
    """What a client wants of the settings; None stays as it is."""

    enabled: bool | None = None
    source: ServersSource | None = None
    servers: Sequence[str] | None = None
    secure: bool | None = None
    key_servers: Sequence[str] | None = None
    authorities: Sequence[str] | None = None
    min_poll: int | None = None
    max_poll: int | None = None


@dataclass
class NtpState:
    """Settings and progress."""

    source: ServersSource = kept(ServersSource.DHCP)
    servers: list[str] = kept(factory=list)
    """Static ones."""
    secure: bool = kept(False)
    """Whether Network Time Security is used."""
    key_servers: list[str] = kept(factory=list)
    """Where its keys come from."""
    authorities: list[str] = kept(factory=list)
    """Identifiers of the CA certificates that are trusted for it; none: all."""
    min_poll: int = kept(6)
    max_poll: int = kept(10)
    answers: bool = kept_for_ever(True)
    """Whether servers answer."""
    synced: bool = volatile(False)
    """Whether the time was set right since the boot, as far as this was looked at."""
    first: float = volatile(0.0)
    """Camera time of the first answer that is waited for; others follow at each interval."""
    offset: float = volatile(0.0)
    """The device's error in seconds when it was last looked at."""


class Ntp(Sensor[NtpState]):
    """Asks servers for the time. Only a wrong time costs a timer."""

    name = "ntp"

    def __init__(self, device: Device) -> None:
        self._question: Timer | None = None
        super().__init__(device)
        device.organ(Time).watch(self._follow)

    def factory_state(self) -> NtpState:
        values = self.profile.values
        from_dhcp = values.get("Time.ObtainFromDHCP") == "yes"
        return NtpState(ServersSource.DHCP if from_dhcp else ServersSource.STATIC, _known(values.get("Time.NTP.Server", "")))

    def power_on(self) -> None:
        self._begin()

    def restore(self, dumped: Any) -> None:
        super().restore(dumped)
        self._await_answer()

    def levers(self) -> list[Lever]:
        def drive(on: bool) -> None:
            self._settle()
            self.state.answers = on
            self._await_answer()

        return [self.switch("ntp.answers", lambda: self.state.answers, drive)]

    # ---- how it stands

    @property
    def enabled(self) -> bool:
        """Whether the client runs."""
        return self.device.organ(Time).source is SyncSource.NTP

    @property
    def advertised(self) -> list[str]:
        """Servers that the pretended DHCP server names: the factory's value of the parameter, while the address comes from it."""
        if self.device.organ(Parameters).text("Network.BootProto", "dhcp") != "dhcp":
            return []
        return _known(self.profile.values.get("Time.NTP.VolatileServer", ""))

    @property
    def in_use(self) -> list[str]:
        """The servers that are asked; static ones too where DHCP names none."""
        if not self.enabled:
            return []
        if self.state.secure:
            return self.state.key_servers
        return (self.advertised if self.state.source is ServersSource.DHCP else []) or self.state.servers

    @property
    def synced(self) -> bool:
        """Whether a server has set the time right since the boot."""
        return self.state.synced or (bool(self.in_use) and self.state.answers and self.now() >= self.state.first)

    @property
    def next_sync(self) -> float:
        """Seconds until a server is asked again; 0 where none is."""
        return self._next() - self.now() if self.in_use else 0.0

    @property
    def offset(self) -> float:
        """Seconds by which the device's time is ahead of the servers'."""
        return self.device.organ(Time).state.offset

    # ---- verbs

    def configure(self, change: NtpChange) -> None:
        """Changes settings, all or none; the client begins anew.

        Raises OutOfRangeError (subjects `staticServers`, `staticNTSKEServers`, `NTSKEServerCACerts`, `minpoll`, `maxpoll`).
        """
        state = self.state
        servers = None if change.servers is None else _checked(change.servers, "staticServers")
        key_servers = None if change.key_servers is None else _checked(change.key_servers, "staticNTSKEServers")
        low = state.min_poll if change.min_poll is None else change.min_poll
        high = state.max_poll if change.max_poll is None else change.max_poll
        if not 0 <= low <= LONGEST_POLL or (low > high and change.min_poll is not None):
            raise OutOfRangeError(f"a power of 2 from 0 to {LONGEST_POLL}", subject="minpoll", value=low)
        if not low <= high <= LONGEST_POLL:
            raise OutOfRangeError(f"a power of 2 from 0 to {LONGEST_POLL}", subject="maxpoll", value=high)
        for name in change.authorities or ():
            self._check_authority(name)
        self._settle()
        state.source = state.source if change.source is None else change.source
        state.servers = state.servers if servers is None else servers
        state.secure = state.secure if change.secure is None else change.secure
        state.key_servers = state.key_servers if key_servers is None else key_servers
        state.authorities = state.authorities if change.authorities is None else list(change.authorities)
        state.min_poll, state.max_poll = low, high
        if change.enabled is not None and change.enabled is not self.enabled:
            self.device.organ(Time).set_source(SyncSource.NTP if change.enabled else SyncSource.NONE)
        self._begin()

    # ---- inside

    def _check_authority(self, name: str) -> None:
        try:
            self.device.organ(Certificates).authority(name)
        except NotThereError:
            raise OutOfRangeError(f"no certificate {name}", subject="NTSKEServerCACerts", value=name) from None

    def _begin(self) -> None:
        self.state.first = self.now() + FIRST_ANSWER
        self.state.offset = self.offset
        self._await_answer()

    def _follow(self) -> None:
        """The time or its source was set: who sets a wrong time by hand keeps it for an interval."""
        self._settle()
        if self.offset != self.state.offset:
            self.state.first, self.state.offset = self.now() + self._interval, self.offset
        self._await_answer()

    def _settle(self) -> None:
        """Notes what has come true before something changes."""
        self.state.synced = self.synced

    @property
    def _interval(self) -> float:
        return float(2**self.state.min_poll)

    def _next(self) -> float:
        """Camera time of the next answer."""
        passed = math.floor((self.now() - self.state.first) / self._interval) + 1
        return self.state.first + max(0, passed) * self._interval

    def _await_answer(self) -> None:
        if self._question is not None:
            self._question.cancel()
            self._question = None
        if self.offset != 0.0 and self.state.answers and self.in_use:
            self._question = self.later(self._next() - self.now(), self._correct)

    def _correct(self) -> None:
        self.state.offset = 0.0
        self.device.organ(Time).correct()


def _known(text: str) -> list[str]:
    return [server for server in text.split() if server not in UNKNOWN]


def _checked(servers: Sequence[str], subject: str) -> list[str]:
    """A list of servers; one empty name is an empty list. Raises OutOfRangeError."""
    wanted = [] if list(servers) == [""] else list(servers)
    if len(wanted) > MOST_SERVERS:
        raise OutOfRangeError(f"at most {MOST_SERVERS} servers", subject=subject, value=len(wanted))
    for server in wanted:
        if not _HOST.fullmatch(server):
            raise OutOfRangeError("no server", subject=subject, value=server)
    return wanted
