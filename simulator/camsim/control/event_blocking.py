"""The tester's hand on events from afar."""

from __future__ import annotations

from typing import Any, Unpack, cast

from camsim.control.answers import ShownCertificate
from camsim.control.event_answers import EventPage, EventTopic, RaisedEvent, SensorState
from camsim.control.event_hand import MOST_ENTRIES, EventFaultOptions
from camsim.control.network_blocking import BlockingNetworkHand
from camsim.device.certificates import Flaw
from camsim.events.broker import Consumer
from camsim.events.faults import EventFault, EventFaultKind


class BlockingEventHand(BlockingNetworkHand):
    """The verbs of `EventHand`, blocking."""

    def _ask(self, name: str, /, **arguments: Any) -> Any:
        """Has a verb carried out."""
        raise NotImplementedError

    def event_topics(self) -> list[EventTopic]:
        """The events that the device can raise now."""
        return cast(list[EventTopic], self._ask("event_topics"))

    def read_events(self, topic: str | None = None, since: int = 0, last: int = MOST_ENTRIES) -> EventPage:
        """What was told, oldest first, whoever listened."""
        return cast(EventPage, self._ask("read_events", topic=topic, since=since, last=last))

    def raise_event(self, topic: str, source: dict[str, Any] | None = None, data: dict[str, Any] | None = None) -> RaisedEvent:
        """Raises an event that the device can raise, with values by name; data that are not given stay as they are."""
        return cast(RaisedEvent, self._ask("raise_event", topic=topic, source=source, data=data))

    def delete_event(self, topic: str, source: dict[str, Any] | None = None) -> RaisedEvent:
        """Tells that what a stateful event is about is gone."""
        return cast(RaisedEvent, self._ask("delete_event", topic=topic, source=source))

    def event_consumers(self) -> list[Consumer]:
        """Who listens or has listened, and what each was sent, has acknowledged and has lost."""
        return cast(list[Consumer], self._ask("event_consumers"))

    def set_event_fault(self, kind: EventFaultKind, **options: Unpack[EventFaultOptions]) -> EventFault:
        """Lets events fail on their way from now on."""
        return cast(EventFault, self._ask("set_event_fault", kind=kind, **options))

    def event_faults(self) -> list[EventFault]:
        """The event faults that are set."""
        return cast(list[EventFault], self._ask("event_faults"))

    def clear_event_faults(self) -> None:
        """Takes all event faults away."""
        self._ask("clear_event_faults")

    def remove_event_fault(self, id: str) -> None:
        """Takes an event fault away."""
        self._ask("remove_event_fault", id=id)

    def sensors(self) -> list[SensorState]:
        """What the world outside can do to the device, and how that stands."""
        return cast(list[SensorState], self._ask("sensors"))

    def drive_sensor(self, name: str, *, value: float | None = None, on: bool | None = None) -> SensorState:
        """Sets what a sensor feels: a value in its unit, or on or off."""
        return cast(SensorState, self._ask("drive_sensor", name=name, value=value, on=on))

    def show_certificate(self, flaw: Flaw) -> ShownCertificate:
        """Lets HTTPS show new connections a certificate that something is wrong with, until the next restart."""
        return cast(ShownCertificate, self._ask("show_certificate", flaw=flaw))
