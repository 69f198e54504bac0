"""Delay of those who guess passwords: a client that fails too often is shut out for a while (parameters System.PreventDoSAttack).

Failures count by client and page, and by client over all pages; those that follow one another within the interval add up. While a client
is shut out, each of its requests begins the time anew (a guess: so does the web server's module whose names the parameters carry). Logins
over RTSP and those inside SOAP messages count as well (a guess).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from camsim.device.errors import NotThereError
from camsim.device.log import Log, Severity
from camsim.device.organ import Organ
from camsim.device.parameters import Parameters
from camsim.device.sensors.events import AddressBlockedEvent
from camsim.device.sensors.network_link import NetworkLink
from camsim.device.state import Survives, volatile
from camsim.profile.model import Profile

if TYPE_CHECKING:
    from camsim.device.device import Device

GROUP = "System.PreventDoSAttack"
MOST_CLIENTS = 1000
"""Clients and pages that are remembered."""


@dataclass
class ThrottlingState:
    """Who is shut out."""

    blocked: dict[str, float] = volatile(factory=dict)
    """Address -> camera time at which it ends."""


class Throttling(Organ[ThrottlingState]):
    """Counts failed logins and shuts clients out."""

    name = "throttling"

    def __init__(self, device: Device) -> None:
        self._failures: dict[tuple[str, str], tuple[int, float]] = {}
        """Client and page (empty: all pages) -> failures in a row, camera time of the last one."""
        super().__init__(device)

    @classmethod
    def fits(cls, profile: Profile) -> bool:
        return f"{GROUP}.ActivatePasswordThrottling" in profile.values

    def factory_state(self) -> ThrottlingState:
        return ThrottlingState()

    def renew(self, least: Survives | None) -> None:
        super().renew(least)
        self._failures.clear()

    def failed(self, address: str, page: str) -> None:
        """Notes that a client could not log in; one time too many shuts it out."""
        if not self._on:
            return
        many = self._counts((address, page), "Page")
        if self._counts((address, ""), "Site") or many:
            self.state.blocked[address] = self.now() + self._number("BlockingPeriod")
            self._failures = {key: count for key, count in self._failures.items() if key[0] != address}
            self.device.organ(Log).write("httpd", f"Blocked {address}: too many failed logins", Severity.WARNING, audit=True)
            if self.device.organ(NetworkLink).tells_all:
                self.publish(AddressBlockedEvent(address=address))

    def refuses(self, address: str) -> bool:
        """Whether a request of a client is refused, whoever it logs in as."""
        if not self.state.blocked or address not in self.blocked():
            return False
        self.state.blocked[address] = self.now() + self._number("BlockingPeriod")
        return True

    def blocked(self) -> dict[str, float]:
        """Who is shut out, and for how many seconds if it keeps quiet."""
        if not self._on:
            self.state.blocked.clear()
        self.state.blocked = {address: end for address, end in self.state.blocked.items() if end > self.now()}
        return {address: end - self.now() for address, end in self.state.blocked.items()}

    def lift(self, address: str) -> None:
        """Lets a client in again. Raises NotThereError (subject `address`)."""
        if address not in self.blocked():
            raise NotThereError(f"{address} is not blocked", subject="address", value=address)
        del self.state.blocked[address]

    @property
    def _on(self) -> bool:
        return self.device.organ(Parameters).flag(f"{GROUP}.ActivatePasswordThrottling")

    def _number(self, name: str) -> int:
        return self.device.organ(Parameters).number(f"{GROUP}.DoS{name}")

    def _counts(self, key: tuple[str, str], scope: str) -> bool:
        """Counts a failure; whether there are as many as the limit, which 0 switches off."""
        count, last = self._failures.pop(key, (0, 0.0))
        count = count + 1 if self.now() - last <= self._number(f"{scope}Interval") else 1
        self._failures[key] = (count, self.now())
        while len(self._failures) > MOST_CLIENTS:
            del self._failures[next(iter(self._failures))]
        limit = self._number(f"{scope}Count")
        return 0 < limit <= count
