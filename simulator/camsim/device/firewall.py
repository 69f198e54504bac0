"""The firewall of OS 11 and later: rules for connections, tried out for a while or kept (page slug: firewall-configuration-api)."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from camsim.device.clock import Timer
from camsim.device.errors import OutOfRangeError
from camsim.device.ip_filter import listed, unmapped
from camsim.device.organ import Organ
from camsim.device.state import Survives, kept, typed, volatile
from camsim.profile.model import Profile

if TYPE_CHECKING:
    from camsim.device.device import Device

MOST_RULES = 256
LONGEST_TEST = 86_400
_MAC = re.compile(r"[0-9A-Fa-f]{2}(?:(?::[0-9A-Fa-f]{2}){5}|(?:-[0-9A-Fa-f]{2}){5})")


class AddressError(OutOfRangeError):
    """No IP address."""


class AddressRangeError(OutOfRangeError):
    """No range of IP addresses."""


class PortRangeError(OutOfRangeError):
    """No range of ports."""


class RequestError(OutOfRangeError):
    """Rules that make no sense."""


class RuleType(StrEnum):
    """What a rule does."""

    FILTER = "FILTER"
    LIMIT = "LIMIT"


class Policy(StrEnum):
    """What becomes of a connection."""

    DROP = "DROP"
    ACCEPT = "ACCEPT"


class PacketType(StrEnum):
    """Whom a packet is for."""

    UNICAST = "UNICAST"
    BROADCAST = "BROADCAST"
    MULTICAST = "MULTICAST"


class PortType(StrEnum):
    """Which transport a port belongs to."""

    TCP = "TCP"
    UDP = "UDP"
    BOTH = "BOTH"


class Unit(StrEnum):
    """What a limit counts."""

    NEWCONNECTIONS = "NEWCONNECTIONS"
    PACKETS = "PACKETS"


class Period(StrEnum):
    """For how long it counts (hours and days are a guess)."""

    SECOND = "SECOND"
    MINUTE = "MINUTE"
    HOUR = "HOUR"
    DAY = "DAY"

    @property
    def seconds(self) -> int:
        """Its length."""
        return {"SECOND": 1, "MINUTE": 60, "HOUR": 3600}.get(self.value, 86_400)


@dataclass(frozen=True, slots=True)
class Limit:
    """So many of a unit in a period; `burst` may come at once."""

    amount: int
    period: Period
    unit: Unit
    burst: int


@dataclass(frozen=True, slots=True)
class Ports:
    """One port or several, and how the client spelled it: tcpPort, udpPort, port or portRange."""

    kind: PortType
    first: int
    last: int
    spelled: str


@dataclass(frozen=True, slots=True)
class Rule:
    """What it applies to, each part None for all, and what it does."""

    kind: RuleType
    policy: Policy | None = None
    limit: Limit | None = None
    mac: str | None = None
    packets: PacketType | None = None
    ip: str | None = None
    """Address or network."""
    range: tuple[str, str] | None = None
    """First and last address."""
    ports: Ports | None = None

    def meets(self, address: str, ports: Sequence[int]) -> bool:
        """Whether it applies to a TCP connection; hardware addresses of clients are not known here."""
        if self.mac is not None or self.packets in (PacketType.BROADCAST, PacketType.MULTICAST):
            return False
        if self.ip is not None and not listed(address, (ipaddress.ip_network(self.ip, strict=False),)):
            return False
        if self.range is not None and not _lies_in(address, *self.range):
            return False
        if self.ports is None:
            return True
        return self.ports.kind is not PortType.UDP and any(self.ports.first <= port <= self.ports.last for port in ports)


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Rules in their order, and what becomes of what none of them drops or accepts."""

    rules: tuple[Rule, ...] = ()
    policy: Policy = Policy.ACCEPT


@dataclass
class FirewallState:
    """Settings, and the test of new rules."""

    activated: bool = kept(False)
    active: RuleSet = kept(factory=RuleSet)
    before: RuleSet | None = volatile(None)
    """What comes back when the test ends; None: there is none."""
    until: float = volatile(0.0)
    """Camera time at which the test ends."""


class Firewall(Organ[FirewallState]):
    """Takes or drops connections."""

    name = "firewall"

    def __init__(self, device: Device) -> None:
        self._fallback: Timer | None = None
        self._buckets: dict[Rule, tuple[float, float]] = {}
        """Rule -> what is left of its burst, and when."""
        super().__init__(device)

    @classmethod
    def fits(cls, profile: Profile) -> bool:
        return any(entry.id == "firewall" for entry in profile.apis.rest)

    def factory_state(self) -> FirewallState:
        return FirewallState()

    def renew(self, least: Survives | None) -> None:
        """A restart ends a test: the rules before it come back."""
        if self.state.before is not None:
            self.state.active = self.state.before
        super().renew(least)
        self._buckets.clear()

    def carry(self, dumped: Any) -> None:
        """An upgrade ends a test, too."""
        old = typed(FirewallState, dumped)
        super().carry(dumped)
        self.state.active = old.before or old.active

    def restore(self, dumped: Any) -> None:
        super().restore(dumped)
        self._time()

    @property
    def test_left(self) -> float:
        """Seconds until rules that are tried out are gone; 0 without a test."""
        return max(0.0, self.state.until - self.now()) if self.state.before is not None else 0.0

    def activate(self, on: bool) -> None:
        """Switches it on or off."""
        self.state.activated = on

    def set_rules(self, wanted: RuleSet, fallback: float) -> None:
        """Puts rules in force, for `fallback` seconds unless they are confirmed; 0: for good. Raises OutOfRangeError of several kinds."""
        if not 0 <= fallback <= LONGEST_TEST or (fallback and not self.state.activated) or len(wanted.rules) > MOST_RULES:
            raise RequestError(subject="fallbackTime", value=fallback)
        for rule in wanted.rules:
            check(rule)
        before = self.state.before or self.state.active
        self.state.active, self._buckets = wanted, {}
        self.state.before = before if fallback else None
        self.state.until = self.now() + fallback
        self._time()

    def confirm(self) -> None:
        """Keeps the rules that are tried out."""
        self.state.before = None
        self._time()

    def clear(self) -> None:
        """Ends the test: the rules before it come back."""
        if self.state.before is not None:
            self.state.active = self.state.before
        self.confirm()

    def admits(self, address: str, ports: Sequence[int]) -> bool:
        """Whether a connection from an address is taken at a port, known by several numbers."""
        if not self.state.activated:
            return True
        for rule in self.state.active.rules:
            if rule.meets(address, ports):
                if rule.policy is not None:
                    return rule.policy is Policy.ACCEPT
                if rule.limit is not None and rule.limit.unit is Unit.NEWCONNECTIONS and not self._within(rule, rule.limit):
                    return False
        return self.state.active.policy is Policy.ACCEPT

    def _within(self, rule: Rule, limit: Limit) -> bool:
        left, since = self._buckets.get(rule, (float(limit.burst), self.now()))
        left = min(float(limit.burst), left + (self.now() - since) * limit.amount / limit.period.seconds)
        self._buckets[rule] = (left - 1 if left >= 1 else left, self.now())
        return left >= 1

    def _time(self) -> None:
        if self._fallback is not None:
            self._fallback.cancel()
        self._fallback = self.later(self.test_left, self.clear) if self.state.before is not None else None


def check(rule: Rule) -> None:
    """Raises OutOfRangeError, of the kind that fits, for a rule that makes no sense."""
    if rule.ip is not None:
        try:
            ipaddress.ip_network(rule.ip, strict=False)
        except ValueError:
            raise AddressError(subject="ip", value=rule.ip) from None
    if rule.range is not None:
        try:
            _lies_in(rule.range[0], *rule.range)
        except ValueError:
            raise AddressRangeError(subject="ipRange", value=rule.range) from None
    if rule.ports is not None and not 1 <= rule.ports.first <= rule.ports.last <= 65535:
        raise PortRangeError(subject=rule.ports.spelled, value=rule.ports.first)
    if rule.mac is not None and not _MAC.fullmatch(rule.mac):
        raise RequestError(subject="mac", value=rule.mac)
    limit = rule.limit
    if limit is not None and not (1 <= limit.amount <= 65535 and 1 <= limit.burst <= 65535):
        raise RequestError(subject="limit", value=limit.amount)
    applies = any(part is not None for part in (rule.mac, rule.packets, rule.ip, rule.range, rule.ports))
    doubled = None not in (rule.mac, rule.packets) or None not in (rule.ip, rule.range)
    done = (rule.policy is None, limit is None)
    if not applies or doubled or done != ((False, True) if rule.kind is RuleType.FILTER else (True, False)):
        raise RequestError(subject="rules")


def _lies_in(address: str, first: str, last: str) -> bool:
    """Whether an address lies between two others. Raises ValueError for two that make no range."""
    low, high = ipaddress.ip_address(first), ipaddress.ip_address(last)
    if low.version != high.version or int(low) > int(high):
        raise ValueError(f"no range: {first} to {last}")
    one = unmapped(address)
    return one.version == low.version and int(low) <= int(one) <= int(high)
