"""Rules on the wire (page slug: firewall-configuration-api)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from camsim.device.errors import NotThereError
from camsim.device.firewall import Firewall, Limit, PacketType, Policy, Ports, PortType, RequestError, Rule, RuleSet, RuleType
from camsim.device.state import plain


@dataclass(frozen=True)
class AddressRange:
    """First and last address."""

    start: str
    end: str


@dataclass(frozen=True)
class NetworkPort:
    """One port."""

    portType: PortType  # noqa: N815
    portNum: int  # noqa: N815


@dataclass(frozen=True)
class PortRange:
    """Several ports."""

    portType: PortType  # noqa: N815
    start: int
    end: int


@dataclass(frozen=True)
class Filter:
    """What a filter does."""

    policy: Policy


@dataclass(frozen=True)
class RuleBody:
    """A rule as a client sends it."""

    ruleType: RuleType  # noqa: N815
    ip: str | None = None
    ipRange: AddressRange | None = None  # noqa: N815
    mac: str | None = None
    tcpPort: int | None = None  # noqa: N815
    udpPort: int | None = None  # noqa: N815
    port: NetworkPort | None = None
    portRange: PortRange | None = None  # noqa: N815
    pktType: PacketType | None = None  # noqa: N815
    filter: Filter | None = None
    limit: Limit | None = None

    def read(self) -> Rule:
        """As the firewall keeps it. Raises RequestError for one with several ports."""
        found = [
            None if self.tcpPort is None else Ports(PortType.TCP, self.tcpPort, self.tcpPort, "tcpPort"),
            None if self.udpPort is None else Ports(PortType.UDP, self.udpPort, self.udpPort, "udpPort"),
            None if self.port is None else Ports(self.port.portType, self.port.portNum, self.port.portNum, "port"),
            None if self.portRange is None else Ports(self.portRange.portType, self.portRange.start, self.portRange.end, "portRange"),
        ]
        ports = [one for one in found if one is not None]
        if len(ports) > 1:
            raise RequestError(subject="port")
        return Rule(
            self.ruleType,
            policy=self.filter.policy if self.filter else None,
            limit=self.limit,
            mac=self.mac,
            packets=self.pktType,
            ip=self.ip,
            range=(self.ipRange.start, self.ipRange.end) if self.ipRange else None,
            ports=ports[0] if ports else None,
        )


@dataclass(frozen=True)
class SetRules:
    """All rules in their order, and how long they are on trial, in seconds."""

    rules: list[RuleBody]
    defaultPolicy: Policy  # noqa: N815
    fallbackTime: int  # noqa: N815

    def read(self) -> RuleSet:
        """As the firewall keeps them. Raises RequestError."""
        return RuleSet(tuple(rule.read() for rule in self.rules), self.defaultPolicy)


def rules(firewall: Firewall) -> dict[str, Any]:
    """Rules in force, and again those that are on trial."""
    active, trial = firewall.state.active, firewall.state.before is not None
    shown = [_shown(rule) for rule in active.rules]
    return {
        "activeRules": shown,
        "activeDefaultPolicy": active.policy.value,
        "pendingRules": shown if trial else [],
        "pendingDefaultPolicy": active.policy.value if trial else None,
        "testTimeLeft": math.ceil(firewall.test_left),
    }


def named(firewall: Firewall, name: str) -> Any:
    """One of these members. Raises NotThereError."""
    found = rules(firewall)
    if name not in found:
        raise NotThereError(subject="name", value=name)
    return found[name]


def _shown(rule: Rule) -> dict[str, Any]:
    ports = rule.ports
    spelled = "" if ports is None else ports.spelled
    made: dict[str, Any] = {"ruleType": rule.kind.value, "ip": rule.ip, "ipRange": None, "mac": rule.mac}
    if rule.range is not None:
        made["ipRange"] = {"start": rule.range[0], "end": rule.range[1]}
    made |= {name: ports.first if ports is not None and spelled == name else None for name in ("tcpPort", "udpPort")}
    made |= {"port": None, "portRange": None, "pktType": None if rule.packets is None else rule.packets.value}
    if ports is not None and spelled == "port":
        made["port"] = {"portType": ports.kind.value, "portNum": ports.first}
    if ports is not None and spelled == "portRange":
        made["portRange"] = {"portType": ports.kind.value, "start": ports.first, "end": ports.last}
    return made | ({"limit": plain(rule.limit)} if rule.limit is not None else {"filter": {"policy": plain(rule.policy)}})
