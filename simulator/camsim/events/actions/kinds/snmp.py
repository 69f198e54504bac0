"""Actions that send SNMP traps to where the device's parameters say (`SNMP.Trap.T0`); the traps are those of AXIS-VIDEO-MIB.

A fixed action is an alarm by itself, an unlimited one is raised and cleared. Version 2c goes before version 1; the address may name a port.
Guesses: the alarm's number is that of the rule, and an action fails while traps are off.
"""

from __future__ import annotations

from enum import IntEnum

from camsim.device.device import Device
from camsim.device.errors import WrongStateError
from camsim.device.network import Network
from camsim.device.parameters import Parameters
from camsim.device.power import Power
from camsim.events.actions.run import Run, Stop
from camsim.events.actions.template import FIXED, UNLIMITED, ActionTemplate
from camsim.events.out import snmp as out
from camsim.wire import snmp

_VIDEO: snmp.Oid = (1, 3, 6, 1, 4, 1, 368, 4, 2)
_RECEIVER = "SNMP.Trap.T0"


class Alarm(IntEnum):
    """Which notification of the MIB."""

    NEW = 1
    CLEARED = 2
    SINGLE = 3


def _send(run: Run, alarm: Alarm) -> None:
    """Raises WrongStateError where the parameters name no receiver."""
    parameters = run.organ(Parameters)
    receiver, community = parameters.text(f"{_RECEIVER}.Address").strip(), parameters.text(f"{_RECEIVER}.Community", "public")
    second = parameters.flag("SNMP.V2c")
    if not (parameters.flag("SNMP.Enabled") and parameters.flag("SNMP.Trap.Enabled") and (second or parameters.flag("SNMP.V1"))):
        raise WrongStateError("SNMP traps are off")
    if not receiver:
        raise WrongStateError("nobody receives SNMP traps")
    told: tuple[snmp.Value, ...] = (run.rule.id, run.words("alarm_name"), run.words("alarm_text"))
    bindings = tuple(((*_VIDEO, number), value) for number, value in enumerate(told, 1))
    trap = snmp.Trap((*_VIDEO, 0, alarm), bindings, run.organ(Power).uptime * 100)
    message = (
        snmp.version_2c(trap, community, run.next_sequence() + 1)
        if second
        else snmp.version_1(trap, community, run.organ(Network).address.address)
    )
    run.deliver(lambda: out.send(receiver, message))


def _raise_alarm(run: Run) -> Stop:
    _send(run, Alarm.NEW)
    return lambda: _send(run, Alarm.CLEARED)


def _sends_traps(device: Device) -> bool:
    return device.organ(Parameters).find(f"{_RECEIVER}.Address") is not None


_PARAMETERS = ("alarm_name", "alarm_text")
TEMPLATES = (
    ActionTemplate(f"{FIXED}snmp.trap", _PARAMETERS, lambda run: _send(run, Alarm.SINGLE), fits=_sends_traps),
    ActionTemplate(f"{UNLIMITED}snmp.trap", _PARAMETERS, _raise_alarm, fits=_sends_traps),
)
