"""The audit log's event: accounts and settings that clients changed, logins that failed (topic and classes as recorded; API `audit-log`).

One event for each matter of a request; what the device changes by itself is no concern of it. Wording is a guess.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from camsim.device.event import Event, value
from camsim.device.organ import Organ
from camsim.device.parameters import Parameters
from camsim.device.users import Account, Users
from camsim.profile.model import Profile

if TYPE_CHECKING:
    from camsim.device.device import Device

MOST_NAMES = 10
"""Parameters that a message names."""


class AuditClass(StrEnum):
    """What kind of matter it is, in the order of the recorded declaration."""

    REMEDIATION = "Network Remediation Activity"
    ACCOUNT = "Account Change"
    API = "API Activity"
    BASE = "Base Event"
    NETWORK = "Network Activity"
    AUTHENTICATION = "Authentication"
    ENTITY = "Entity Management"


class AuditEvent(Event):
    """Something that an auditor wants to know."""

    topic = "tns1:Device/tnsaxis:Log/Audit"
    stateful = False
    kind: AuditClass = value("class", kind="xsd:string", values=dict.fromkeys(AuditClass, ""))
    message: str = value(kind="xsd:string")


@dataclass
class AuditState:
    """Nothing is kept: the event is all there is."""


class Audit(Organ[AuditState]):
    """Looks over the shoulders of clients."""

    name = "audit"
    tells = (AuditEvent,)

    def __init__(self, device: Device) -> None:
        self._accounts: dict[str, Account] = {}
        self._written: list[str] = []
        super().__init__(device)

    @classmethod
    def fits(cls, profile: Profile) -> bool:
        return any(entry.id == "audit-log" for entry in profile.apis.discovery)

    def factory_state(self) -> AuditState:
        return AuditState()

    def power_on(self) -> None:
        self.device.organ(Parameters).watchers.append(self._note)
        self.forget()

    def forget(self) -> None:
        """What has changed until now is nobody's doing."""
        self._written.clear()
        self._accounts = {account.name: replace(account) for account in self.device.organ(Users).all()}

    def visit(self, client: str, user: str, *, refused: bool) -> None:
        """A request is done; `refused`: it brought a name and password that were not right."""
        if refused:
            self._tell(AuditClass.AUTHENTICATION, f"Login failed from {client}")
        now = {account.name: account for account in self.device.organ(Users).all()}
        for name in sorted(self._accounts.keys() | now.keys()):
            before, after = self._accounts.get(name), now.get(name)
            if before != after:
                verb = "created" if before is None else "removed" if after is None else "changed"
                self._tell(AuditClass.ACCOUNT, f"Account {name} {verb} by {user or client}")
        if self._written:
            names = ", ".join(self._written[:MOST_NAMES])
            more = f" and {len(self._written) - MOST_NAMES} more" if len(self._written) > MOST_NAMES else ""
            self._tell(AuditClass.ENTITY, f"{names}{more} changed by {user or client}")
        self.forget()

    def _note(self, name: str) -> None:
        if name not in self._written:
            self._written.append(name)

    def _tell(self, kind: AuditClass, message: str) -> None:
        self.publish(AuditEvent(kind=kind, message=message))
