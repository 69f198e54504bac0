"""Action rules, action configurations and recipients as the device keeps them (page slug: event-and-action-services).

What they mean is known above: whoever carries rules out is the `Engine`, which the composer of the camera names.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol

from camsim.device.errors import BusyError, FullError, NotThereError
from camsim.device.event import Event, value
from camsim.device.organ import Organ
from camsim.device.state import kept
from camsim.profile.model import FactoryRule

if TYPE_CHECKING:
    from camsim.device.device import Device

MOST = 500
"""Rules, action configurations or recipients that a device holds, each (guess)."""


FACTORY_TOPIC_DIALECT = "http://docs.oasis-open.org/wsn/t-1/TopicExpression/Concrete"
FACTORY_CONTENT_DIALECT = "http://www.onvif.org/ver10/tev/messageContentFilter/ItemFilter"
"""Dialects of the rules that a new device has."""


class ActionFailedEvent(Event):
    """An action could not be carried out."""

    topic = "tns1:Device/tnsaxis:SystemMessage/ActionFailed"
    stateful = False
    nice_name = "Action failed"
    client = True
    description: str = value(kind="xsd:string")


@dataclass(frozen=True)
class Setup:
    """What shall be done (action configuration), or by whom it is received: a template with values for its parameters."""

    template: str
    """`com.axis.action.fixed.io.toggle`"""
    name: str | None = None
    """None where the client gave none."""
    parameters: dict[str, str] = field(default_factory=dict)
    id: int = 0
    """Given by the device, from 1."""

    @property
    def title(self) -> str:
        """Its name, or the template where it has none."""
        return self.name or self.template


@dataclass(frozen=True)
class EventFilter:
    """Which events: expressions as the client wrote them, and the dialects that it named."""

    topic: str
    topic_dialect: str = ""
    content: str | None = None
    """None: any content."""
    content_dialect: str = ""


@dataclass(frozen=True)
class Rule:
    """When an action is carried out."""

    primary: int
    """Id of the action configuration."""
    name: str | None = None
    enabled: bool = True
    start: EventFilter | None = None
    """The event that starts the action; None: it starts when all conditions have come to hold."""
    conditions: tuple[EventFilter, ...] = ()
    """Stateful events that must all hold."""
    timeout: float | None = None
    """Seconds that lie between two activations at least."""
    failover: int | None = None
    id: int = 0


class Engine(Protocol):
    """Who knows templates and event expressions, and carries rules out."""

    def check_action(self, setup: Setup) -> None:
        """Raises DeviceError for an action configuration that no template fits."""

    def check_recipient(self, setup: Setup) -> None:
        """Raises DeviceError for a recipient that no template fits."""

    def check_rule(self, rule: Rule, action: Setup) -> Rule:
        """The rule as the device keeps it. Raises DeviceError for one that makes no sense on this device."""

    def follow(self) -> None:
        """The rules have changed, or the device has booted."""


@dataclass
class ActionsState:
    """All that clients have set up, by id; ids are not used again."""

    actions: dict[int, Setup] = kept(factory=dict)
    recipients: dict[int, Setup] = kept(factory=dict)
    rules: dict[int, Rule] = kept(factory=dict)
    last_ids: dict[str, int] = kept(factory=dict)


class Actions(Organ[ActionsState]):
    """The rules of the device."""

    name = "actions"
    lasting = ("engine",)
    tells = (ActionFailedEvent,)

    def __init__(self, device: Device) -> None:
        self.engine: Callable[[], Engine | None] = lambda: None
        """Asked for when there are rules."""
        super().__init__(device)

    def factory_state(self) -> ActionsState:
        profile = self.device.profile
        actions = {one.id: Setup(one.template, one.name, dict(one.parameters), one.id) for one in profile.actions}
        rules = {one.id: Rule(one.action, one.name, one.enabled, conditions=_conditions(one), id=one.id) for one in profile.rules}
        return ActionsState(actions, {}, rules, {"actions": max(actions, default=0), "rules": max(rules, default=0)})

    def power_on(self) -> None:
        if self.state.rules:
            self._tell()

    def restore(self, dumped: Any) -> None:
        super().restore(dumped)
        self._tell()

    # ---- reading

    @property
    def actions(self) -> list[Setup]:
        """Action configurations by id."""
        return list(self.state.actions.values())

    @property
    def recipients(self) -> list[Setup]:
        """Recipient configurations by id."""
        return list(self.state.recipients.values())

    @property
    def rules(self) -> list[Rule]:
        """Rules by id."""
        return list(self.state.rules.values())

    # ---- changing

    def add_action(self, setup: Setup) -> int:
        """Keeps an action configuration; returns its id. Raises FullError, and as `Engine.check_action`."""
        if engine := self.engine():
            engine.check_action(setup)
        return self._keep("actions", self.state.actions, setup)

    def remove_action(self, id: int) -> None:
        """Raises NotThereError, BusyError while a rule uses it; its details hold those rules under `rules`."""
        if id not in self.state.actions:
            raise NotThereError("", subject="action", value=id)
        users = [rule for rule in self.rules if id in (rule.primary, rule.failover)]
        if users:
            raise BusyError("action configuration is in use", subject="action", value=id, details={"rules": users})
        del self.state.actions[id]

    def add_recipient(self, setup: Setup) -> int:
        """Keeps a recipient; returns its id. Raises FullError, and as `Engine.check_recipient`."""
        if engine := self.engine():
            engine.check_recipient(setup)
        return self._keep("recipients", self.state.recipients, setup)

    def remove_recipient(self, id: int) -> None:
        """Raises NotThereError."""
        if id not in self.state.recipients:
            raise NotThereError("", subject="recipient", value=id)
        del self.state.recipients[id]

    def add_rule(self, rule: Rule) -> int:
        """Keeps a rule; from now on it acts. Raises NotThereError (subject `action`), FullError, and as `Engine.check_rule`."""
        for id, place in ((rule.primary, "primary"), (rule.failover, "failover")):
            if id is not None and id not in self.state.actions:
                raise NotThereError(f"Unknown action configuration '{id}' specified for {place} action", subject="action", value=id)
        if engine := self.engine():
            rule = engine.check_rule(rule, self.state.actions[rule.primary])
        id = self._keep("rules", self.state.rules, rule)
        self._tell()
        return id

    def remove_rule(self, id: int) -> None:
        """Takes a rule away; what it is doing stops. Raises NotThereError."""
        if id not in self.state.rules:
            raise NotThereError(f"No action rule with id '{id}' exists", subject="rule", value=id)
        del self.state.rules[id]
        self._tell()

    # ---- inside

    def _keep(self, kind: str, among: dict[int, Any], made: Any) -> int:
        if len(among) >= MOST:
            raise FullError(f"there may be {MOST} {kind}", subject=kind)
        id = self.state.last_ids[kind] = self.state.last_ids.get(kind, 0) + 1
        among[id] = replace(made, id=id)
        return id

    def _tell(self) -> None:
        if engine := self.engine():
            engine.follow()


def _conditions(rule: FactoryRule) -> tuple[EventFilter, ...]:
    return tuple(EventFilter(topic, FACTORY_TOPIC_DIALECT, content, FACTORY_CONTENT_DIALECT) for topic, content in rule.conditions)
