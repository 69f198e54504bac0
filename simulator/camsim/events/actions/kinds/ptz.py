"""Actions on the PTZ head (page slug: pantiltzoom-api, PTZ events and actions)."""

from __future__ import annotations

from camsim.device.ptz.channel import Channel
from camsim.device.ptz.command import Command
from camsim.device.ptz.head import PtzHead
from camsim.device.ptz.queue import EVENT, Actor, PtzQueue
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


_PARAMETERS = ("channel", "preset_name", "home_timeout")
TEMPLATES = (
    ActionTemplate(f"{FIXED}goto.preset", _PARAMETERS, _visit, fits=lambda device: device.has(PtzHead)),
    ActionTemplate(f"{UNLIMITED}goto.preset", _PARAMETERS, _stay, optional=("home_timeout",), fits=lambda device: device.has(PtzHead)),
)
