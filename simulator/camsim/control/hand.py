"""The tester's hand: every verb of the control side, declared once; the routes, the document and the other handles follow from it."""

from __future__ import annotations

import datetime
import difflib
from typing import TYPE_CHECKING, Annotated, Any, Unpack

from camsim.contract.faults import Fault, FaultKind, Faults
from camsim.contract.journal import Filter, Journal
from camsim.control.answers import (
    ActionPage,
    ClockState,
    Count,
    Health,
    InputState,
    JournalPage,
    Readiness,
    Sighting,
    Truth,
    Verdict,
    VirtualInputState,
)
from camsim.control.errors import NOT_THERE, WRONG_STATE, HandError
from camsim.control.event_hand import EventHand
from camsim.control.shapes import Range
from camsim.control.verbs import table, verb
from camsim.control.verify import counted, judge
from camsim.control.words import Criteria, FaultOptions, Words
from camsim.device.clock import FASTEST, LONGEST_ADVANCE, Clock
from camsim.device.device import Device
from camsim.device.errors import DeviceError
from camsim.device.io.port import Circuit
from camsim.device.io.ports import Ports
from camsim.device.io.virtual_inputs import VirtualInputs
from camsim.device.power import Default, Phase, Power
from camsim.device.state import plain
from camsim.events.actions.log import Happened
from camsim.version import VERSION

if TYPE_CHECKING:
    from camsim.contract.registry import Registry
    from camsim.events.actions.engine import ActionEngine
    from camsim.events.broker import Broker
    from camsim.media.gallery import Gallery
    from camsim.media.source import Source

MOST_TIMES = 1_000_000_000


class Hand(EventHand, Words):
    """What a tester can do to a camera, on the camera's own event loop. All verbs raise HandError."""

    clock: Clock
    device: Device
    broker: Broker
    ready: bool
    """Whether the camera listens."""
    _journal: Journal
    _faults: Faults

    # ---- what the camera adds

    @property
    def registry(self) -> Registry:
        """The APIs of the device."""
        raise NotImplementedError

    @property
    def actions(self) -> ActionEngine:
        """What carries out the rules."""
        raise NotImplementedError

    @property
    def gallery(self) -> Gallery:
        """The running streams."""
        raise NotImplementedError

    @property
    def source(self) -> Source:
        """The device as the picture sees it."""
        raise NotImplementedError

    @property
    def bugs(self) -> list[BaseException]:
        """Exceptions inside the simulator that no client was to blame for, the first ones."""
        raise NotImplementedError

    def report(self, bug: BaseException) -> None:
        """Keeps an exception that is the simulator's own fault."""
        raise NotImplementedError

    def _renew(self) -> None:
        raise NotImplementedError

    async def _move_clock(self, seconds: float) -> None:
        raise NotImplementedError

    def _connections(self) -> int:
        raise NotImplementedError

    def _rtsp(self) -> Any:
        """Counts of RTSP as a dataclass; None while the camera has not started."""
        raise NotImplementedError

    # ---- is it there

    @verb("GET", "/health")
    def health(self) -> Health:
        """The process answers."""
        return Health("ok", VERSION)

    @verb("GET", "/ready", available=lambda answer: answer.ready)
    def readiness(self) -> Readiness:
        """Whether clients can use the camera now; 503 until everything is up, and while the camera restarts."""
        power = self.device.organ(Power)
        return Readiness(self.ready and power.ready, power.phase.value if self.ready else "stopped")

    # ---- state

    @verb("GET", "/state")
    def state(self) -> dict[str, Any]:
        """Everything about the camera: who it is, clock, state of every part of the device, streams, counts, bugs of the simulator."""
        streams = self.gallery.streams if "gallery" in self.__dict__ else ()
        return {
            "profile": self.device.profile.name,
            "os": self.device.profile.os,
            "serial": self.device.serial,
            "ready": self.readiness().ready,
            "phase": self.readiness().phase,
            "clock": plain(self.clock_state()),
            "device": self.device.dump(),
            "events": [
                {"topic": last.event.path, **plain(last.event.source()), **plain(last.event.data())} for last in self.broker.current()
            ],
            "streams": plain(streams),
            "rtsp": plain(self._rtsp()),
            "faults": plain(self._faults.all()),
            "counts": {
                "requests": self._journal.total,
                "in_flight": sum(entry.in_flight for entry in self._journal),
                "unmatched": sum(entry.unmatched for entry in self._journal),
                "connections": self._connections(),
                "readers": sum(stream.readers for stream in streams),
            },
            "bugs": [repr(bug) for bug in self.bugs],
        }

    @verb("PUT", "/state", body="state")
    def restore(self, state: dict[str, Any]) -> None:
        """Takes over `device` of a state that `state` has answered; parts that it does not name keep theirs.

        The rest of a state is ignored. Whether the device runs or restarts does not change.
        """
        wanted = state.get("device")
        if not isinstance(wanted, dict):
            raise HandError("expected an object: the state of each part of the device", field="device")
        known = {organ.name for organ in self.device.organs.values()}
        for name in wanted:
            if name not in known:
                raise HandError(f"this device has no such part; there is {', '.join(sorted(known))}", field=f"device.{name[:60]}")
        before, phase = self.device.dump(), self.device.organ(Power).phase
        name = ""
        try:
            for name, part in wanted.items():
                self.device.restore({name: part})
            self.device.organ(Power).state.phase = phase
            events = list(self.device.current_events())
            self.device.dump()
        except Exception as error:
            self.device.restore(before)
            raise HandError(f"does not fit: {error}"[:300], field=f"device.{name}") from error
        for event in events:
            self.broker.publish(event)

    @verb("POST", "/reset")
    def reset(self) -> None:
        """Back to the state after the start: device, journal (numbers, too), faults, clock; requests under way are ended."""
        self._renew()

    # ---- clock

    @verb("GET", "/clock")
    def clock_state(self) -> ClockState:
        """How the clock stands."""
        now = self.clock.now()
        utc = datetime.datetime.fromtimestamp(now, datetime.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return ClockState(now, utc, self.clock.speed, self.clock.speed == 0.0, self.clock.pending)

    @verb("POST", "/clock/freeze")
    def freeze(self) -> ClockState:
        """Stops camera time."""
        self._clock_is_free()
        self.clock.freeze()
        return self.clock_state()

    @verb("POST", "/clock/resume")
    def resume(self) -> ClockState:
        """Lets camera time run again at its last speed."""
        self._clock_is_free()
        self.clock.resume()
        return self.clock_state()

    @verb("PUT", "/clock/speed")
    def set_speed(self, speed: Annotated[float, Range(0, FASTEST)]) -> ClockState:
        """Sets camera seconds per real second; 0 freezes."""
        self._clock_is_free()
        try:
            self.clock.set_speed(speed)
        except ValueError as error:
            raise HandError(str(error), field="speed") from error
        return self.clock_state()

    @verb("POST", "/clock/advance")
    async def advance(self, seconds: Annotated[float, Range(0, LONGEST_ADVANCE)]) -> ClockState:
        """Moves camera time on by so many seconds; answers when everything that falls due on the way is done."""
        self._clock_is_free()
        try:
            await self._move_clock(seconds)
        except ValueError as error:
            raise HandError(str(error), field="seconds") from error
        return self.clock_state()

    def _clock_is_free(self) -> None:
        if self.clock.advancing:
            raise HandError("an advance is under way", status=WRONG_STATE)

    # ---- journal

    @verb("GET", "/journal")
    def read_journal(self, **criteria: Unpack[Criteria]) -> JournalPage:
        """What clients did, oldest first; a request in flight is there already."""
        return JournalPage(self._journal.find(self._filter(criteria)), self._journal.total, self._journal.truncated)

    @verb("DELETE", "/journal")
    def clear_journal(self) -> None:
        """Empties the journal; numbers go on."""
        self._journal.clear()

    @verb("GET", "/journal/count")
    def count(self, **criteria: Unpack[Criteria]) -> Count:
        """How many requests meet the criteria, counted as `verify` does."""
        return Count(len(counted(self._journal, self._filter(criteria))), self._journal.truncated)

    @verb("POST", "/journal/verify")
    def verify(
        self,
        *,
        times: Annotated[int, Range(0, MOST_TIMES)] | None = None,
        at_least: Annotated[int, Range(0, MOST_TIMES)] | None = None,
        at_most: Annotated[int, Range(0, MOST_TIMES)] | None = None,
        **criteria: Unpack[Criteria],
    ) -> Verdict:
        """Whether as many requests meet the criteria as expected: exactly `times`, or bounds; at least one where nothing is said.

        Requests answered 401 count only where `status` is a criterion: the first half of every digest login is one.
        """
        return judge(self._journal, self._filter(criteria), times, at_least, at_most)

    def _filter(self, criteria: Criteria) -> Filter:
        if "api" in criteria:
            criteria["api"] = self._folder(criteria["api"])
        return Filter(**criteria)

    def _folder(self, api: str) -> str:
        """The folder name of an API that is given by folder or discovery id. A misspelled one would silently match nothing."""
        if "*" in api or "?" in api:
            return api
        names = {name: known.folder for known in self.registry.known for name in (known.id, known.folder) if name}
        if api not in names:
            close = difflib.get_close_matches(api[:60], names, n=1)
            raise HandError(f"no API {api[:60]!r}" + (f"; did you mean {close[0]!r}?" if close else ""), field="api")
        return names[api]

    # ---- faults

    @verb("POST", "/faults", created=True)
    def set_fault(self, kind: FaultKind, **options: Unpack[FaultOptions]) -> Fault:
        """Lets requests fail from now on: the first fault that takes a request strikes it."""
        if "api" in options:
            options["api"] = self._folder(options["api"])
        try:
            return self._faults.add(Fault(kind, **options))
        except ValueError as error:
            raise HandError(str(error)) from error

    @verb("GET", "/faults")
    def faults(self) -> list[Fault]:
        """The faults that are set, spent ones too."""
        return self._faults.all()

    @verb("DELETE", "/faults")
    def clear_faults(self) -> None:
        """Takes all faults away."""
        self._faults.clear()

    @verb("DELETE", "/faults/{id}")
    def remove_fault(self, id: str) -> None:
        """Takes a fault away."""
        try:
            self._faults.remove(id)
        except KeyError:
            raise HandError(f"no fault {id[:60]!r}", field="id", status=NOT_THERE) from None

    # ---- inputs

    @verb("GET", "/inputs")
    def inputs(self) -> list[InputState]:
        """The ports that are inputs now."""
        return [self._input(number) for number in self.device.organ(Ports).inputs]

    @verb("PUT", "/inputs/{number}")
    def drive_input(self, number: Annotated[int, Range(0, 1000)], *, closed: bool | None = None, active: bool | None = None) -> InputState:
        """Closes or opens the circuit outside an input (numbered from 0), or makes it active or inactive, whichever circuit that takes."""
        if (closed is None) is (active is None):
            raise HandError("give either closed or active", field="closed")
        ports = self.device.organ(Ports)
        if closed is None:
            closed = (ports.port(number).normal is Circuit.OPEN) is bool(active)
        ports.drive(number, closed)
        return self._input(number)

    def _input(self, number: int) -> InputState:
        port = self.device.organ(Ports).port(number)
        return InputState(number, port.name, port.circuit is Circuit.CLOSED, port.active)

    @verb("PUT", "/virtual-inputs/{number}")
    def virtual_input(
        self, number: Annotated[int, Range(0, 1000)], active: bool, duration: Annotated[float, Range(0, LONGEST_ADVANCE)] | None = None
    ) -> VirtualInputState:
        """Turns a virtual input (numbered from 1) on or off; on for `duration` seconds of camera time where it is given."""
        organ = self.device.organ(VirtualInputs)
        if active:
            organ.activate(number, duration)
        else:
            organ.deactivate(number)
        return VirtualInputState(number, organ.active(number))

    # ---- action rules

    @verb("GET", "/actions")
    def action_log(self, rule: Annotated[int, Range(1, MOST_TIMES)] | None = None, happened: Happened | None = None) -> ActionPage:
        """What action rules did, oldest first: each start, stop, delivery and failure, of one rule or of one kind where it is given."""
        log = self.actions.log
        found = [one for one in log.entries if rule in (None, one.rule) and happened in (None, one.happened)]
        return ActionPage(found, log.total, log.total > len(log.entries))

    # ---- ground truth

    @verb("GET", "/truth")
    def truth(
        self,
        channel: Annotated[int, Range(1, 1000)] = 1,
        resolution: str | None = None,
        rotation: Annotated[int, Range(0, 270)] | None = None,
    ) -> Truth:
        """Which targets the picture of a channel shows now, and where: the picture that image.cgi gives for the same arguments."""
        from camsim.contract.call import Call, Request
        from camsim.contract.video import asked
        from camsim.media.source import moment
        from camsim.media.truth import seen_at

        given = {"camera": str(channel), "resolution": resolution, "rotation": None if rotation is None else str(rotation)}
        arguments = {name: value for name, value in given.items() if value is not None}
        try:
            key = asked(Call(Request("GET", "", "", {}), self.device, arguments=arguments, media=self.gallery)).key
        except DeviceError as error:
            error.subject = error.subject.replace("camera", "channel")
            raise
        found = seen_at(moment(self.source, key))
        targets = [
            Sighting(seen.name, seen.kind.value, seen.box, tuple(round(part) for part in seen.colour), seen.covered) for seen in found
        ]
        return Truth(channel, *key.shape.size, targets)

    # ---- power

    @verb("POST", "/reboot")
    def reboot(self, default: Default = Default.NONE) -> Readiness:
        """Begins a restart, with a soft or hard factory default where asked for; it goes on with the clock."""
        power = self.device.organ(Power)
        if power.phase is not Phase.READY:
            raise HandError(f"the device is {power.phase}", status=WRONG_STATE)
        power.restart(default)
        return self.readiness()

    @verb("POST", "/power")
    def power(self, on: bool) -> Readiness:
        """Takes the power away at once, connections and all, or gives it again: the device boots and keeps what survives a restart."""
        if on:
            self.device.organ(Power).apply()
        else:
            self.device.organ(Power).cut()
        return self.readiness()


VERBS = table(Hand)
"""Every verb by name."""
