"""Schedules: events that come by the device's own calendar (page slug: event-and-action-services, scheduled events)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from camsim.device import recurrence
from camsim.device.clock import Timer
from camsim.device.errors import ExistsError, FullError, NotThereError, OutOfRangeError
from camsim.device.event import Declaration, Event, key, value
from camsim.device.organ import Organ
from camsim.device.recurrence import Recurrence
from camsim.device.state import kept
from camsim.device.time import Time

if TYPE_CHECKING:
    from camsim.device.device import Device

MOST = 500
"""Schedules that a device holds (guess)."""
GENERATED = "com.axis.schedules.genid.id-{}"
"""Ids of schedules to which the client gave none; numbers from 0."""


class IntervalEvent(Event):
    """A schedule with an end is on."""

    topic = "tns1:UserAlarm/tnsaxis:Recurring/Interval"
    nice_name = "Scheduled event"
    id: str = key(kind="xsd:string", nice="Schedule")
    active: bool = value(nice="Active", state=True)


class PulseEvent(Event):
    """The moment of a schedule without an end."""

    topic = "tns1:UserAlarm/tnsaxis:Recurring/Pulse"
    stateful = False
    nice_name = "Recurring pulse"
    id: str = key(kind="xsd:string", nice="Schedule")


@dataclass(frozen=True)
class Schedule:
    """One schedule."""

    id: str
    text: str
    """As the client wrote it, see `recurrence.py`."""
    name: str | None = None

    @property
    def recurrence(self) -> Recurrence:
        """The times that it means."""
        return recurrence.parse(self.text)

    @property
    def pulse(self) -> bool:
        """Whether it tells moments."""
        return self.recurrence.end is None


_WEEK = "DTSTART:19700105T{start} DTEND:{day}T{end} RRULE:FREQ=WEEKLY;BYDAY={days}"
FACTORY = (
    Schedule(
        "com.axis.schedules.after_hours", _WEEK.format(start="170000", day="19700106", end="080000", days="MO,TU,WE,TH,FR"), "After Hours"
    ),
    Schedule(
        "com.axis.schedules.office_hours", _WEEK.format(start="080000", day="19700105", end="170000", days="MO,TU,WE,TH,FR"), "Office Hours"
    ),
    Schedule("com.axis.schedules.weekdays", _WEEK.format(start="000000", day="19700106", end="000000", days="MO,TU,WE,TH,FR"), "Weekdays"),
    Schedule("com.axis.schedules.weekends", _WEEK.format(start="000000", day="19700106", end="000000", days="SA,SU"), "Weekends"),
)
"""What a new device has; names and ids as documented, the times of after hours a guess."""


@dataclass
class SchedulesState:
    """Schedules by id, in order of their making, and how many ids were generated."""

    schedules: dict[str, Schedule] = kept(factory=dict)
    generated: int = kept(0)


class Schedules(Organ[SchedulesState]):
    """The calendar of the device, in its local time."""

    name = "schedules"

    def __init__(self, device: Device) -> None:
        self._timers: dict[str, Timer] = {}
        super().__init__(device)

    def factory_state(self) -> SchedulesState:
        return SchedulesState(schedules={schedule.id: schedule for schedule in FACTORY})

    def power_on(self) -> None:
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()
        self.device.organ(Time).watch(self._follow_clock)
        for schedule in self.all():
            self._await(schedule, self._local())

    def restore(self, dumped: Any) -> None:
        super().restore(dumped)
        for schedule in self.all():
            recurrence.parse(schedule.text)
        self.power_on()

    def current_events(self) -> list[Event]:
        return [IntervalEvent(id=schedule.id, active=self.active(schedule.id)) for schedule in self.all() if not schedule.pulse]

    def declarations(self) -> list[Declaration]:
        found: dict[type[Event], dict[str, str]] = {IntervalEvent: {}, PulseEvent: {}}
        for schedule in self.all():
            found[PulseEvent if schedule.pulse else IntervalEvent][schedule.id] = schedule.name or ""
        return [Declaration(event, values={"id": known}) for event, known in found.items() if known]

    # ---- reading

    def all(self) -> list[Schedule]:
        """All schedules."""
        return list(self.state.schedules.values())

    def active(self, id: str) -> bool:
        """Whether a schedule is on now; one of moments never is. Raises NotThereError."""
        return self._get(id).recurrence.covers(self._local()) is not None

    # ---- changing

    def add(self, text: str, *, name: str | None = None, id: str | None = None) -> str:
        """Makes a schedule; returns its id. Raises OutOfRangeError (subject `schedule`), ExistsError (subject `id`), FullError."""
        try:
            recurrence.parse(text)
        except (ValueError, OverflowError) as error:
            raise OutOfRangeError(str(error), subject="schedule", value=text) from None
        if id is not None and id in self.state.schedules:
            raise ExistsError(f"schedule {id} exists", subject="id", value=id)
        if len(self.state.schedules) >= MOST:
            raise FullError(f"there may be {MOST} schedules", subject="schedule")
        if not id:
            id = next(made for made in self._fresh_ids() if made not in self.state.schedules)
        schedule = self.state.schedules[id] = Schedule(id, text, name)
        self._tell(schedule, self._local())
        self._await(schedule, self._local())
        return id

    def remove(self, id: str) -> None:
        """Takes a schedule away. Raises NotThereError (subject `id`)."""
        schedule = self._get(id)
        if timer := self._timers.pop(id, None):
            timer.cancel()
        if not schedule.pulse:
            self.withdraw(IntervalEvent(id=id, active=False))
        del self.state.schedules[id]

    # ---- inside

    def _get(self, id: str) -> Schedule:
        if id not in self.state.schedules:
            raise NotThereError(f"no schedule {id}", subject="id", value=id)
        return self.state.schedules[id]

    def _fresh_ids(self) -> Iterator[str]:
        while True:
            self.state.generated += 1
            yield GENERATED.format(self.state.generated - 1)

    def _local(self) -> datetime:
        return self.device.organ(Time).local().replace(tzinfo=None)

    def _follow_clock(self) -> None:
        """The device's time or zone has been set: another part of the calendar is up."""
        for schedule in self.all():
            if timer := self._timers.pop(schedule.id, None):
                timer.cancel()
            self._tell(schedule, self._local())
            self._await(schedule, self._local())

    def _tell(self, schedule: Schedule, now: datetime) -> None:
        if not schedule.pulse:
            self.publish(IntervalEvent(id=schedule.id, active=schedule.recurrence.covers(now) is not None))

    def _await(self, schedule: Schedule, now: datetime) -> None:
        """Waits for the next start or end."""
        starts, ends = schedule.recurrence.after(now), schedule.recurrence.covers(now)
        due = min((moment for moment in (starts, ends) if moment is not None), default=None)
        if due is not None:
            self._timers[schedule.id] = self.later(self._seconds_until(due), lambda: self._strike(schedule, due))

    def _strike(self, schedule: Schedule, due: datetime) -> None:
        """The local time is `due`, or a rounding error before it."""
        now = max(self._local(), due)
        if schedule.pulse:
            self.publish(PulseEvent(id=schedule.id))
        self._tell(schedule, now)
        self._await(schedule, now)

    def _seconds_until(self, moment: datetime) -> float:
        """Seconds from now to a local time, with the summer time that will be observed then."""
        time = self.device.organ(Time)
        guess = moment.replace(tzinfo=UTC) - timedelta(seconds=time.local_offset())
        stamp = (moment.replace(tzinfo=UTC) - timedelta(seconds=time.local_offset(guess.timestamp()))).timestamp()
        return max(0.0, stamp - time.stamp())
