"""The tester's hand from afar: the same verbs for callers that wait, over any way to have a verb carried out."""

from __future__ import annotations

from typing import Any, Unpack, cast

from camsim.contract.faults import Fault, FaultKind
from camsim.control.answers import (
    ActionPage,
    ClockState,
    Count,
    Health,
    InputState,
    JournalPage,
    Readiness,
    Truth,
    Verdict,
    VirtualInputState,
)
from camsim.control.event_blocking import BlockingEventHand
from camsim.control.hand import VERBS
from camsim.control.verbs import Verb
from camsim.control.words import Criteria, FaultOptions, Words
from camsim.device.power import Default
from camsim.device.state import typed
from camsim.events.actions.log import Happened


class BlockingHand(BlockingEventHand, Words):
    """The verbs of `Hand`, blocking and safe to call from any thread. All raise HandError; answers are copies."""

    def _do(self, verb: Verb, arguments: dict[str, Any]) -> Any:
        """Has a verb carried out; returns its answer as JSON types."""
        raise NotImplementedError

    def _ask(self, name: str, /, **arguments: Any) -> Any:
        verb = VERBS[name]
        answer = self._do(verb, {name: value for name, value in arguments.items() if value is not None})
        return typed(verb.answer, answer)

    # ---- is it there

    def health(self) -> Health:
        """The process answers."""
        return cast(Health, self._ask("health"))

    def readiness(self) -> Readiness:
        """Whether clients can use the camera now."""
        return cast(Readiness, self._ask("readiness"))

    # ---- state

    def state(self) -> dict[str, Any]:
        """Everything about the camera."""
        return cast(dict[str, Any], self._ask("state"))

    def restore(self, state: dict[str, Any]) -> None:
        """Takes over `device` of a state that `state` has answered."""
        self._ask("restore", state=state)

    def reset(self) -> None:
        """Back to the state after the start: device, journal, faults, clock; requests under way are ended."""
        self._ask("reset")

    # ---- clock

    def clock_state(self) -> ClockState:
        """How the clock stands."""
        return cast(ClockState, self._ask("clock_state"))

    def freeze(self) -> ClockState:
        """Stops camera time."""
        return cast(ClockState, self._ask("freeze"))

    def resume(self) -> ClockState:
        """Lets camera time run again at its last speed."""
        return cast(ClockState, self._ask("resume"))

    def set_speed(self, speed: float) -> ClockState:
        """Sets camera seconds per real second; 0 freezes."""
        return cast(ClockState, self._ask("set_speed", speed=speed))

    def advance(self, seconds: float) -> ClockState:
        """Moves camera time on by so many seconds; returns when everything that falls due on the way is done."""
        return cast(ClockState, self._ask("advance", seconds=seconds))

    # ---- journal

    def read_journal(self, **criteria: Unpack[Criteria]) -> JournalPage:
        """What clients did, oldest first, and whether the journal has lost entries."""
        return cast(JournalPage, self._ask("read_journal", **criteria))

    def clear_journal(self) -> None:
        """Empties the journal; numbers go on."""
        self._ask("clear_journal")

    def count(self, **criteria: Unpack[Criteria]) -> Count:
        """How many requests meet the criteria, counted as `verify` does."""
        return cast(Count, self._ask("count", **criteria))

    def verify(
        self, *, times: int | None = None, at_least: int | None = None, at_most: int | None = None, **criteria: Unpack[Criteria]
    ) -> Verdict:
        """Whether as many requests meet the criteria as expected: exactly `times`, or bounds; at least one where nothing is said."""
        return cast(Verdict, self._ask("verify", times=times, at_least=at_least, at_most=at_most, **criteria))

    # ---- faults

    def set_fault(self, kind: FaultKind, **options: Unpack[FaultOptions]) -> Fault:
        """Lets requests fail from now on; `fault` does the same and returns a handle."""
        return cast(Fault, self._ask("set_fault", kind=kind, **options))

    def faults(self) -> list[Fault]:
        """The faults that are set, spent ones too."""
        return cast(list[Fault], self._ask("faults"))

    def clear_faults(self) -> None:
        """Takes all faults away."""
        self._ask("clear_faults")

    def remove_fault(self, id: str) -> None:
        """Takes a fault away."""
        self._ask("remove_fault", id=id)

    # ---- inputs

    def inputs(self) -> list[InputState]:
        """The ports that are inputs now."""
        return cast(list[InputState], self._ask("inputs"))

    def drive_input(self, number: int, *, closed: bool | None = None, active: bool | None = None) -> InputState:
        """Closes or opens the circuit outside an input (numbered from 0), or makes it active or inactive."""
        return cast(InputState, self._ask("drive_input", number=number, closed=closed, active=active))

    def virtual_input(self, number: int, active: bool, duration: float | None = None) -> VirtualInputState:
        """Turns a virtual input (numbered from 1) on or off; on for `duration` seconds of camera time where it is given."""
        return cast(VirtualInputState, self._ask("virtual_input", number=number, active=active, duration=duration))

    # ---- action rules

    def action_log(self, rule: int | None = None, happened: Happened | None = None) -> ActionPage:
        """What action rules did, oldest first: each start, stop, delivery and failure, of one rule or of one kind where it is given."""
        return cast(ActionPage, self._ask("action_log", rule=rule, happened=happened))

    # ---- ground truth

    def truth(self, channel: int = 1, resolution: str | None = None, rotation: int | None = None) -> Truth:
        """Which targets the picture of a channel shows now, and where."""
        return cast(Truth, self._ask("truth", channel=channel, resolution=resolution, rotation=rotation))

    # ---- power

    def reboot(self, default: Default = Default.NONE) -> Readiness:
        """Begins a restart, with a soft or hard factory default where asked for; it goes on with the clock."""
        return cast(Readiness, self._ask("reboot", default=default))

    def power(self, on: bool) -> Readiness:
        """Takes the power away at once, connections and all, or gives it again."""
        return cast(Readiness, self._ask("power", on=on))
