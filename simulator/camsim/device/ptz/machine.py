"""Whether a head moves, rests, is held or is switched off: the states as a table.

Rules
1. Only a head that is idle or moving takes commands.
2. A head that moves and is given another way stays moving: nobody hears of it.
3. Holding freezes the head where it is; switching off ends its motion as well.
4. A head that is switched on is held until it is released: the lock outlives the switch.
"""

from __future__ import annotations

from enum import StrEnum

from camsim.device.errors import WrongStateError


class Phase(StrEnum):
    """What the head does."""

    OFF = "off"
    HELD = "held"
    IDLE = "idle"
    MOVING = "moving"


class Input(StrEnum):
    """What can happen to it."""

    DEPART = "depart"
    REST = "rest"
    HOLD = "hold"
    RELEASE = "release"
    SWITCH_OFF = "switch off"
    SWITCH_ON = "switch on"


class Effect(StrEnum):
    """What follows, in this order of the table."""

    HALT = "halt"
    """Every axis stops where it is."""
    TELL_MOVING = "tell moving"
    TELL_RESTING = "tell resting"
    COUNT = "count"
    """One more completed movement."""


_STOP = (Effect.HALT, Effect.COUNT, Effect.TELL_RESTING)

TABLE: dict[tuple[Phase, Input], tuple[Phase, tuple[Effect, ...]]] = {
    (Phase.IDLE, Input.DEPART): (Phase.MOVING, (Effect.TELL_MOVING,)),
    (Phase.MOVING, Input.DEPART): (Phase.MOVING, ()),
    (Phase.MOVING, Input.REST): (Phase.IDLE, (Effect.COUNT, Effect.TELL_RESTING)),
    (Phase.IDLE, Input.REST): (Phase.IDLE, ()),
    (Phase.IDLE, Input.HOLD): (Phase.HELD, ()),
    (Phase.MOVING, Input.HOLD): (Phase.HELD, _STOP),
    (Phase.HELD, Input.HOLD): (Phase.HELD, ()),
    (Phase.OFF, Input.HOLD): (Phase.OFF, ()),
    (Phase.HELD, Input.RELEASE): (Phase.IDLE, ()),
    (Phase.IDLE, Input.RELEASE): (Phase.IDLE, ()),
    (Phase.MOVING, Input.RELEASE): (Phase.MOVING, ()),
    (Phase.OFF, Input.RELEASE): (Phase.OFF, ()),
    (Phase.IDLE, Input.SWITCH_OFF): (Phase.OFF, ()),
    (Phase.HELD, Input.SWITCH_OFF): (Phase.OFF, ()),
    (Phase.MOVING, Input.SWITCH_OFF): (Phase.OFF, _STOP),
    (Phase.OFF, Input.SWITCH_OFF): (Phase.OFF, ()),
    (Phase.OFF, Input.SWITCH_ON): (Phase.HELD, ()),
    (Phase.HELD, Input.SWITCH_ON): (Phase.HELD, ()),
    (Phase.IDLE, Input.SWITCH_ON): (Phase.IDLE, ()),
    (Phase.MOVING, Input.SWITCH_ON): (Phase.MOVING, ()),
}

_REFUSALS = {Phase.OFF: "PTZ disabled", Phase.HELD: "PTZ locked"}


def step(phase: Phase, happened: Input) -> tuple[Phase, tuple[Effect, ...]]:
    """The next phase and what follows. Raises WrongStateError where the head takes no such thing."""
    if (phase, happened) not in TABLE:
        raise WrongStateError(_REFUSALS.get(phase, f"not while {phase}"))
    return TABLE[phase, happened]


def check_takes_commands(phase: Phase) -> None:
    """Raises WrongStateError for a head that is held or switched off."""
    step(phase, Input.DEPART)
