"""Actions on the PTZ head (page slug: pantiltzoom-api, PTZ events and actions)."""

from __future__ import annotations

from collections.abc import Callable

from camsim.device.device import Device
from camsim.device.parameters import Parameters
from camsim.device.ptz.channel import Channel
from camsim.device.ptz.command import Command
from camsim.device.ptz.head import PtzHead
from camsim.device.ptz.queue import EVENT, Actor, PtzQueue
from camsim.device.ptz.recorded_tours import RecordedTours, TourStatus
from camsim.device.ptz.tours import GuardTours
from camsim.events.actions.run import Run, Stop
from camsim.events.actions.template import FIXED, UNLIMITED, ActionTemplate

STAY = -1
"""As `home_timeout`: the head does not go home by itself."""
RULES = Actor(EVENT, EVENT, EVENT)
"""Action rules, as the control queue knows them."""


def _there(run: Run) -> Channel:
    channel = run.organ(PtzHead).channel(run.number("channel", 1, low=1))
    run.organ(PtzQueue).admit(channel.number, RULES)
    channel.command(Command(preset_name=run.text("preset_name")))
    return channel


def _visit(run: Run) -> None:
    """Goes to a preset, and home after `home_timeout` seconds."""
    seconds = run.number("home_timeout", STAY, low=STAY)
    channel = _there(run)
    if seconds != STAY:
        run.later(seconds, channel.go_home)


def _stay(run: Run) -> Stop:
    """Goes to a preset, and home when the action ends, `home_timeout` seconds later."""
    seconds = run.number("home_timeout", 0, low=STAY)
    channel = _there(run)

    def leave() -> None:
        if seconds != STAY:
            run.later(seconds, channel.go_home)

    return leave


def _tour(run: Run) -> None:
    """A guard tour, once."""
    home = _homewards(run)
    run.organ(GuardTours).start(run.number("tour_id"), once=True, then=home)


def _tour_while(run: Run) -> Stop:
    """A guard tour, until the action ends."""
    tours, tour, home = run.organ(GuardTours), run.number("tour_id"), _homewards(run)
    tours.start(tour)

    def stop() -> None:
        for channel in run.organ(PtzHead).channels():
            if tours.running(channel.number) == tour:
                tours.stop(channel.number)
                home()

    return stop


def _homewards(run: Run) -> Callable[[], None]:
    """What is done when a tour has ended: the head of its channel goes home, if it is told to."""
    if not run.flag("goto_home"):
        return lambda: None
    number = run.organ(Parameters).number(f"GuardTour.G{run.number('tour_id')}.CamNbr", 1)
    channel = run.organ(PtzHead).channel(number)

    def go() -> None:
        run.later(0.0, channel.go_home)

    return go


def _replay(run: Run) -> Stop:
    """A recorded tour, round after round until the action ends."""
    tours, id = run.organ(RecordedTours), run.number("tour_id")
    tours.play(id, loop=True)
    channel = run.organ(PtzHead).channel(tours.get(id).channel)

    def stop() -> None:
        if tours.status(id) is TourStatus.PLAYING:
            tours.stop(id)
            if run.flag("goto_home"):
                channel.go_home()

    return stop


def _replays(device: Device) -> bool:
    return device.has(RecordedTours)


def _has_tours(device: Device) -> bool:
    return device.has(GuardTours)


_TOUR = ("tour_id", "goto_home", "channel")
_PARAMETERS = ("channel", "preset_name", "home_timeout")
TEMPLATES = (
    ActionTemplate(f"{FIXED}goto.preset", _PARAMETERS, _visit, fits=lambda device: device.has(PtzHead)),
    ActionTemplate(f"{UNLIMITED}goto.preset", _PARAMETERS, _stay, optional=("home_timeout",), fits=lambda device: device.has(PtzHead)),
    ActionTemplate(f"{FIXED}guardtour", _TOUR, _tour, optional=("goto_home", "channel"), fits=_has_tours),
    ActionTemplate(f"{UNLIMITED}recordedtour", ("tour_id", "goto_home"), _replay, optional=("goto_home",), fits=_replays),
    ActionTemplate(f"{UNLIMITED}guardtour", _TOUR, _tour_while, optional=("goto_home", "channel"), fits=_has_tours),
)
