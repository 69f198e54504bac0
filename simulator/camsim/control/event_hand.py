"""The tester's hand on events: raise them, read what was told and to whom, make their roads fail; and drive the sensors."""

from __future__ import annotations

import dataclasses
import typing
from enum import Enum
from typing import Annotated, Any, TypedDict, Unpack

from camsim.control.answers import ShownCertificate
from camsim.control.errors import NOT_THERE, WRONG_STATE, HandError
from camsim.control.event_answers import EventPage, EventTopic, RaisedEvent, SensorState, ToldEvent
from camsim.control.network_hand import NetworkHand
from camsim.control.shapes import Range
from camsim.control.verbs import verb
from camsim.device.certificates import Certificates, Flaw
from camsim.device.device import Device
from camsim.device.event import KEY, VALUE, Event, items
from camsim.device.sensors.sensor import Lever, Sensor
from camsim.events import catalogue, topics
from camsim.events.broker import Broker, Consumer
from camsim.events.faults import LONGEST_DELAY, MOST_HITS, EventFault, EventFaultKind
from camsim.events.road import Road

MOST_ENTRIES = 10_000
_WORDS = {"1": True, "true": True, "0": False, "false": False}


class EventFaultOptions(TypedDict, total=False):
    """Which notifications an event fault takes, and how; without topic, road and consumer it takes all."""

    topic: str
    """Topic expression: `tns1:Device/tnsaxis:IO//.`"""
    road: Road
    consumer: str
    """Name of a consumer as `event_consumers` tells it; may hold `*`."""
    seconds: Annotated[float, Range(0, LONGEST_DELAY)]
    """Length of a delay in camera time."""
    count: Annotated[int, Range(0, MOST_HITS)]
    """How many notifications it takes; all unless given."""
    probability: Annotated[float, Range(0, 1)]
    """Chance to take a notification; 1 unless given."""


class EventHand(NetworkHand):
    """Verbs about events and sensors."""

    device: Device
    broker: Broker

    # ---- events

    @verb("GET", "/events/topics")
    def event_topics(self) -> list[EventTopic]:
        """The events that the device can raise now, with their types, names and instances."""
        return [EventTopic.of(topic) for topic in catalogue.topics(self.device)]

    @verb("GET", "/events")
    def read_events(
        self,
        topic: str | None = None,
        since: Annotated[int, Range(0, 2**53)] = 0,
        last: Annotated[int, Range(1, MOST_ENTRIES)] = MOST_ENTRIES,
    ) -> EventPage:
        """What was told, oldest first, whoever listened: of a topic expression, after the number `since`, at most the `last` ones."""
        wanted = _expression(topic) if topic else topics.EVERYTHING
        found = [entry for entry in self.broker.log if entry.number > since and wanted.matches(entry.notification.event.path)]
        return EventPage([ToldEvent.of(entry) for entry in found[-last:]], self.broker.total, self.broker.total > len(self.broker.log))

    @verb("POST", "/events")
    def raise_event(self, topic: str, source: dict[str, Any] | None = None, data: dict[str, Any] | None = None) -> RaisedEvent:
        """Raises an event that the device can raise, with values by name; data that are not given stay as they are.

        The part of the device that raises it by itself knows nothing of it, and may say otherwise later.
        """
        event = self._event(topic, source or {}, data or {}, whole=True)
        before = self.broker.total
        self.broker.publish(event)
        told = self.broker.total > before
        return RaisedEvent(told, ToldEvent.of(self.broker.log[-1]) if told else None)

    @verb("DELETE", "/events")
    def delete_event(self, topic: str, source: dict[str, Any] | None = None) -> RaisedEvent:
        """Tells that what a stateful event is about is gone, as when its producer stops."""
        event = self._event(topic, source or {}, {}, whole=False)
        before = self.broker.total
        self.broker.delete(event)
        told = self.broker.total > before
        return RaisedEvent(told, ToldEvent.of(self.broker.log[-1]) if told else None)

    @verb("GET", "/events/consumers")
    def event_consumers(self) -> list[Consumer]:
        """Who listens or has listened, by which road, and what each was sent, has acknowledged and has lost."""
        return self.broker.consumers()

    # ---- faults of the roads

    @verb("POST", "/events/faults", created=True)
    def set_event_fault(self, kind: EventFaultKind, **options: Unpack[EventFaultOptions]) -> EventFault:
        """Lets events fail on their way from now on: mute, drop, delay or duplicate them, or stall consumers that are there."""
        if "topic" in options:
            _expression(options["topic"])
        try:
            return self.broker.set_fault(EventFault(kind, **options))
        except ValueError as error:
            raise HandError(str(error)) from error

    @verb("GET", "/events/faults")
    def event_faults(self) -> list[EventFault]:
        """The event faults that are set, spent ones too."""
        return self.broker.faults.all()

    @verb("DELETE", "/events/faults")
    def clear_event_faults(self) -> None:
        """Takes all event faults away."""
        self.broker.faults.clear()

    @verb("DELETE", "/events/faults/{id}")
    def remove_event_fault(self, id: str) -> None:
        """Takes an event fault away."""
        try:
            self.broker.faults.remove(id)
        except KeyError:
            raise HandError(f"no event fault {id[:60]!r}", field="id", status=NOT_THERE) from None

    # ---- sensors

    @verb("GET", "/sensors")
    def sensors(self) -> list[SensorState]:
        """What the world outside can do to the device, and how that stands."""
        return [_shown(lever) for lever in self._levers().values()]

    @verb("PUT", "/sensors/{name}")
    def drive_sensor(self, name: str, *, value: float | None = None, on: bool | None = None) -> SensorState:
        """Sets what a sensor feels: a value in its unit, or on or off. Tampering, shock, heat, sound, a lost link, an open casing ..."""
        levers = self._levers()
        if name not in levers:
            raise HandError(f"no such sensor; there is {', '.join(levers) or 'none'}"[:500], field="name", status=NOT_THERE)
        lever = levers[name]
        if (value is None) is (on is None):
            raise HandError("give either value or on", field="value")
        if on is not None and lever.unit:
            raise HandError(f"needs a value in {lever.unit}", field="on")
        wanted = float(on) if on is not None else typing.cast(float, value)
        if not lever.least <= wanted <= lever.most:
            raise HandError(f"must lie in {lever.least:g}..{lever.most:g}", field="value")
        lever.drive(wanted)
        return _shown(self._levers()[name])

    def _levers(self) -> dict[str, Lever]:
        found = (organ for organ in self.device.organs.values() if isinstance(organ, Sensor))
        return {lever.name: lever for organ in found for lever in organ.levers()}

    # ---- HTTPS

    @verb("PUT", "/certificate")
    def show_certificate(self, flaw: Flaw) -> ShownCertificate:
        """Lets HTTPS show new connections a certificate that something is wrong with (`none`: the right one), until the next restart."""
        self.device.organ(Certificates).set_flaw(flaw)
        return ShownCertificate(flaw)

    # ---- inside

    def _event(self, path: str, source: dict[str, Any], data: dict[str, Any], *, whole: bool) -> Event:
        """An event of the catalogue out of names and values; what is not given is as it was last told."""
        topic = catalogue.find(self.device, path)
        if topic is None:
            raise HandError("the device raises no such event; see event_topics", field="topic", status=NOT_THERE)
        if not whole and not topic.stateful:
            raise HandError("a stateless event cannot go away", field="topic", status=WRONG_STATE)
        cls = topic.event
        hints = typing.get_type_hints(cls)
        values = dict(topic.declaration.places)
        for given, mark, field in ((source, KEY, "source"), (data, VALUE, "data")):
            known = {item.name: attribute for attribute, item in items(cls, mark)}
            for name, value in given.items():
                if name not in known:
                    raise HandError(f"no such item; there is {', '.join(known) or 'none'}", field=f"{field}.{name[:60]}")
                values[known[name]] = _typed(hints[known[name]], value, f"{field}.{name[:60]}")
            if mark == KEY:
                self._check(values, known, field)
                last = self._last(cls, path, values)
                values = {**last, **values}
        if whole:
            self._check(values, {item.name: attribute for attribute, item in items(cls, VALUE)}, "data")
        missing = {field.name: None for field in dataclasses.fields(cls) if field.name not in values}  # type: ignore[arg-type]
        return cls(**values, **missing)

    @staticmethod
    def _check(values: dict[str, Any], known: dict[str, str], field: str) -> None:
        for name, attribute in known.items():
            if attribute not in values:
                raise HandError("missing", field=f"{field}.{name}")

    def _last(self, cls: type[Event], path: str, keys: dict[str, Any]) -> dict[str, Any]:
        """All fields of the state that was last told of a source."""
        for last in self.broker.current():
            if type(last.event) is cls and last.event.path == path and all(getattr(last.event, name) == keys[name] for name in keys):
                return dict(last.event.__dict__)
        return {}


def _expression(text: str) -> topics.TopicFilter:
    try:
        return topics.parse(text)
    except topics.ExpressionError as error:
        raise HandError(str(error), field="topic") from error


def _shown(lever: Lever) -> SensorState:
    return SensorState(lever.name, lever.unit, lever.read(), lever.least, lever.most)


def _typed(kind: Any, value: Any, field: str) -> Any:
    """A value of JSON as the field of an event has it; texts are read as on the wire."""
    text = str(value).strip()
    try:
        if isinstance(value, dict | list) or value is None or len(text) > 100_000:
            raise ValueError("not a plain value")
        if kind is bool:
            if text.lower() not in _WORDS:
                raise ValueError("expected true or false")
            return _WORDS[text.lower()]
        if kind is int:
            return int(text[:20])
        if kind is float:
            return float(text[:40])
        if isinstance(kind, type) and issubclass(kind, Enum):
            return kind(text)
        return value if isinstance(value, str) else text
    except (ValueError, TypeError) as error:
        raise HandError(str(error)[:200], field=field) from error
