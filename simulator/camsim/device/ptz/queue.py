"""The control queue of a head: who may move it, who comes next, and when (page slug: pantiltzoom-api, queuing API)."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from camsim.device.clock import Timer
from camsim.device.errors import NotAllowedError, WrongStateError
from camsim.device.event import Event, key, value
from camsim.device.organ import Organ
from camsim.device.parameters import Parameters
from camsim.device.ptz.head import PtzHead
from camsim.device.state import volatile
from camsim.profile.model import Profile

if TYPE_CHECKING:
    from camsim.device.device import Device

EVENT = "Event"
"""Group of the action rules."""
GUARD_TOUR = "Guardtour"
RECORDED_TOUR = "Recordedtour"
ONVIF = "Onvif"
_GROUPS = "PTZ.UserCtlQueue.U#"
_POLLS_WITHIN = 4
"""How often a client is told to ask within the time that it may be silent (a guess, after the page's example)."""


class ControlQueueEvent(Event):
    """Who controls a head; nobody: an empty text (a guess)."""

    topic = "tns1:PTZController/tnsaxis:ControlQueue"
    nice_name = "PTZ control queue"
    channel: int = key("PTZConfigurationToken", nice="PTZ channel")
    owner: str = value("queue_owner", kind="xsd:string", nice="Queue owner", state=True)


@dataclass(frozen=True)
class Actor:
    """Somebody who moves heads."""

    key: str
    """Tells it from others."""
    owner: str
    """How it is called where the owner is told: an account, or its group (a guess)."""
    group: str
    """Whose rules count: `UserGroup` of `PTZ.UserCtlQueue`."""

    @property
    def asks(self) -> bool:
        """Whether it must ask from time to time to stay in the queue: clients do, parts of the device itself need not."""
        return self.group not in (EVENT, GUARD_TOUR, RECORDED_TOUR, ONVIF)


@dataclass(frozen=True)
class Rules:
    """How a group is treated."""

    priority: int = 100
    """1 is the highest."""
    seconds: float = 60.0
    """How long it keeps control; infinity: until it leaves."""
    restarts: bool = True
    """Whether each move begins that time anew."""
    cookie: bool = False
    """Whether its members are told apart by a cookie, and else by their accounts."""


@dataclass
class Member:
    """Somebody in a queue."""

    actor: Actor
    asked: float
    """Camera time when it was heard of last."""
    since: float | None = None
    """Camera time from which its control counts; None: it waits."""


@dataclass(frozen=True)
class Standing:
    """Where somebody stands in a queue."""

    position: int
    """1: in control; 0: not in the queue."""
    seconds: int
    """Until its control ends, or begins; -1: nobody can tell."""
    period: int
    """Seconds after which it should ask again."""


@dataclass
class QueueState:
    """The queues by channel, the one in control first."""

    lines: dict[int, list[Member]] = volatile(factory=dict)
    sessions: int = volatile(0)
    """How many were handed out."""


class PtzQueue(Organ[QueueState]):
    """The queues of all channels. A channel whose `CtlQueueing` is off has none, and everybody may move it."""

    name = "ptz_queue"

    def __init__(self, device: Device) -> None:
        self._timers: dict[int, Timer] = {}
        self._told: dict[int, str] = {}
        self.followers: list[Callable[[int], None]] = []
        """Told the channel of which somebody else is in control."""
        super().__init__(device)

    @classmethod
    def fits(cls, profile: Profile) -> bool:
        return PtzHead.fits(profile)

    def factory_state(self) -> QueueState:
        return QueueState()

    def power_on(self) -> None:
        self._told = {number: "" for number in self._channels if self.is_on(number)}
        self.device.organ(Parameters).watchers.append(self._follow)

    def restore(self, dumped: Any) -> None:
        super().restore(dumped)
        for number in self._channels:
            self._settle(number)

    def current_events(self) -> list[Event]:
        return [ControlQueueEvent(channel=number, owner=self.owner(number)) for number in self._channels if self.is_on(number)]

    # ---- reading

    def is_on(self, channel: int) -> bool:
        """Whether a channel has a queue."""
        return self._parameters.flag(f"PTZ.Various.V{channel}.CtlQueueing")

    def owner(self, channel: int) -> str:
        """Who is in control; empty: nobody."""
        line = self.state.lines.get(channel)
        return line[0].actor.owner if line else ""

    def rules(self, group: str) -> Rules:
        """How a group is treated; one that the device does not list comes last (a guess)."""
        for (number,) in self._parameters.factory_instances(f"{_GROUPS}.UserGroup"):
            base = _GROUPS.replace("#", str(number))
            if self._parameters.text(f"{base}.UserGroup") == group:
                kind = self._parameters.text(f"{base}.TimeoutType")
                seconds = math.inf if kind == "infinity" else float(self._parameters.number(f"{base}.TimeoutTime", 60))
                cookie = self._parameters.flag(f"{base}.UseCookie")
                return Rules(self._parameters.number(f"{base}.Priority", 100), seconds, kind == "activity", cookie)
        return Rules()

    # ---- verbs; each raises OutOfRangeError for a channel that is not there

    def request(self, channel: int, actor: Actor) -> Standing:
        """Joins the queue; for the one in control, with nobody behind it, its time begins anew.

        Raises WrongStateError without a queue or room in it.
        """
        member = self._enter(channel, actor)
        if len(self.state.lines[channel]) == 1:
            member.since = self.now()
        return self.standing(channel, actor)

    def standing(self, channel: int, actor: Actor) -> Standing:
        """Where somebody stands; who asks stays in the queue. Raises WrongStateError."""
        self.check_on(channel)
        if (member := self._member(channel, actor)) is not None:
            member.asked = self.now()
        self._settle(channel)
        line = self.state.lines.get(channel, [])
        period = max(1, self._patience(channel) // _POLLS_WITHIN)
        place = next((place for place, each in enumerate(line, 1) if each.actor.key == actor.key), 0)
        return Standing(place, self._wait(line, place) if place else 0, period)

    def new_session(self) -> str:
        """A name for a client that has none yet."""
        self.state.sessions += 1
        return hashlib.sha256(f"{self.device.serial} {self.now()} {self.state.sessions}".encode()).hexdigest()[:16]

    def drop(self, channel: int, actor: Actor) -> None:
        """Leaves the queue, or gives control away. Raises WrongStateError."""
        self.check_on(channel)
        self.state.lines[channel] = [each for each in self.state.lines.get(channel, []) if each.actor.key != actor.key]
        self._settle(channel)

    def admit(self, channel: int, actor: Actor) -> None:
        """Lets somebody move a head: it joins the queue if it must (a guess), and has to be in control.

        Raises NotAllowedError for somebody who waits, WrongStateError for a queue without room.
        """
        if not self.is_on(channel):
            return
        member = self._enter(channel, actor)
        if self.state.lines[channel][0] is not member:
            raise NotAllowedError("PTZ is controlled by another user", subject="control", value=self.owner(channel))
        if self.rules(actor.group).restarts:
            member.since = self.now()
            self._settle(channel)

    # ---- inside

    @property
    def _parameters(self) -> Parameters:
        return self.device.organ(Parameters)

    @property
    def _channels(self) -> list[int]:
        return [channel.number for channel in self.device.organ(PtzHead).channels()]

    def check_on(self, channel: int) -> None:
        """Raises WrongStateError for a channel without a queue."""
        self.device.organ(PtzHead).channel(channel)
        if not self.is_on(channel):
            raise WrongStateError("PTZ control queue is not enabled", subject="queue", value=channel)

    def _patience(self, channel: int) -> int:
        """Seconds for which somebody who must ask may be silent."""
        return self._parameters.number(f"PTZ.Various.V{channel}.CtlQueuePollTime", 20)

    def _member(self, channel: int, actor: Actor) -> Member | None:
        return next((each for each in self.state.lines.get(channel, []) if each.actor.key == actor.key), None)

    def _enter(self, channel: int, actor: Actor) -> Member:
        self.check_on(channel)
        self._settle(channel)
        member = self._member(channel, actor)
        if member is None:
            line = self.state.lines.setdefault(channel, [])
            if len(line) >= self._parameters.number(f"PTZ.Various.V{channel}.CtlQueueLimit", 20):
                raise WrongStateError("PTZ control queue is full", subject="queue", value=channel)
            line.append(member := Member(actor, self.now()))
        member.asked = self.now()
        self._settle(channel)
        return member

    def _wait(self, line: list[Member], place: int) -> int:
        """Seconds until the control of the one in a place ends, or begins."""
        first, ahead = line[0], line[1 : place - 1]
        assert first.since is not None, "the first one is in control"
        left = first.since + self.rules(first.actor.group).seconds - self.now()
        left += sum(self.rules(each.actor.group).seconds for each in ahead)
        return -1 if math.isinf(left) else math.ceil(left - 1e-6)

    def _settle(self, channel: int) -> None:
        """Takes out who is silent or has had its time, puts the rest in order, and tells who is in control."""
        now, patience = self.now(), self._patience(channel)
        line = [each for each in self.state.lines.get(channel, []) if not each.actor.asks or each.asked + patience > now + 1e-6]
        ends = math.inf
        while line and self.is_on(channel):
            line.sort(key=lambda each: self.rules(each.actor.group).priority)
            for each in line[1:]:
                each.since = None
            first = line[0]
            if first.since is None:
                first.since = now
            ends = first.since + self.rules(first.actor.group).seconds
            if ends > now + 1e-6:
                break
            line.pop(0)
        self.state.lines[channel] = line if self.is_on(channel) else []
        self._arm(channel, min([ends, *(each.asked + patience for each in line if each.actor.asks)]) if line else math.inf)
        self._tell(channel)

    def _arm(self, channel: int, instant: float) -> None:
        if (timer := self._timers.pop(channel, None)) is not None:
            timer.cancel()
        if math.isfinite(instant):
            self._timers[channel] = self.device.life.call_at(instant, lambda: self._settle(channel))

    def _tell(self, channel: int) -> None:
        on, owner, before = self.is_on(channel), self.owner(channel), self._told.get(channel)
        if on and owner != before:
            self._told[channel] = owner
            self.publish(ControlQueueEvent(channel=channel, owner=owner))
        elif not on and before is not None:
            del self._told[channel]
            self.withdraw(ControlQueueEvent(channel=channel, owner=before))
        else:
            return
        for follower in self.followers:
            follower(channel)

    def _follow(self, parameter: str) -> None:
        """A client has changed the rules."""
        if parameter.startswith(("PTZ.Various.", "PTZ.UserCtlQueue.")):
            for number in self._channels:
                self._settle(number)
