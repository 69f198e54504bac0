"""How scheduled events and their faults are spelled."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from xml.etree.ElementTree import Element

from camsim.contract.call import Call
from camsim.contract.errors import MissingError
from camsim.device.errors import DeviceError, ExistsError, NotThereError, OutOfRangeError
from camsim.device.schedules import Schedule
from camsim.wire import soap
from camsim.wire.soap import Fault
from camsim.wire.xml import element
from camsim.wire.xml_in import Node

DIALECT = "http://www.axis.com/vapix/ws/ical1"
LONGEST_NAME = 512


class ScheduleType(StrEnum):
    """Spans or moments."""

    INTERVAL = "Interval"
    PULSE = "Pulse"


@dataclass(frozen=True, slots=True)
class NewSchedule:
    """What a client asks for."""

    text: str
    name: str | None
    id: str | None


def schedule_of(node: Node) -> NewSchedule:
    """A new scheduled event. Raises MissingError, OutOfRangeError."""
    calendar = node.child("Schedule", "ICalendar")
    if calendar is None:
        raise MissingError(subject="NewScheduledEvent" if node.child("Schedule") is None else "Schedule")
    if calendar.attrib.get("Dialect", DIALECT) != DIALECT:
        raise OutOfRangeError("unknown schedule dialect", subject="schedule")
    name, id = node.content("Name"), node.content("EventID")
    for wire, text in (("Name", name), ("EventID", id)):
        if text is not None and len(text) > LONGEST_NAME:
            raise OutOfRangeError(subject="type", value=wire)
    return NewSchedule((calendar.text or "").strip(), name, id or None)


def wanted_type(filter: Node | None) -> ScheduleType | None:
    """Which schedules a client asks for; None: all. Raises OutOfRangeError."""
    text = filter.content("ScheduleType") if filter is not None else None
    if text is None:
        return None
    if text not in list(ScheduleType):
        raise OutOfRangeError(subject="type", value="ScheduleType")
    return ScheduleType(text)


def listed(schedules: Iterable[Schedule], wanted: ScheduleType | None) -> Element:
    """The schedules of a type."""
    kept = [schedule for schedule in schedules if wanted is None or schedule.pulse is (wanted is ScheduleType.PULSE)]
    return element("aev:ScheduledEvents", *map(_element, kept))


def _element(schedule: Schedule) -> Element:
    made = element("aev:ScheduledEvent", element("aev:EventID", schedule.id))
    if schedule.name is not None:
        made.append(element("aev:Name", schedule.name))
    made.append(element("aev:Schedule", element("aev:ICalendar", schedule.text, Dialect=DIALECT)))
    return made


def fault(call: Call, error: DeviceError) -> Fault | None:
    """The service's own word for an error (names known from its WSDL, texts guessed); None: there is none."""
    if error.subject == "type":
        return soap.mismatch(str(error.value))
    if isinstance(error, NotThereError) and error.subject == "id":
        return Fault(f"No scheduled event with id '{error.value}' exists", detail=element("aev:ScheduledEventNotFoundFault"))
    if isinstance(error, OutOfRangeError) and error.subject == "schedule":
        return Fault("Invalid schedule", detail=element("aev:InvalidScheduleFault"))
    if isinstance(error, ExistsError) and error.subject == "id":
        return Fault(f"Scheduled event with id '{error.value}' exists", detail=element("aev:InvalidScheduleFault"))
    return None
