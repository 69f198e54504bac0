"""Manual trigger and simulated inputs: io/virtualinput.cgi. OS 5.00 and later.

Numbers from 1 are the physical ports; Properties.IO.ManualTriggerNbr, usually 6, is the trigger of the first channel.
"""

from __future__ import annotations

from camsim.apis.manual_trigger import messages
from camsim.contract.api import Api, bad_request
from camsim.contract.call import Call
from camsim.contract.results import Result, Text
from camsim.device.errors import NotSupportedError, NotThereError
from camsim.device.io.events import ManualTriggerEvent
from camsim.device.io.manual_triggers import ManualTriggers
from camsim.device.io.player import Step
from camsim.device.io.ports import Ports
from camsim.device.parameters import Parameters

USUAL_NUMBER = 6


api = Api(
    title="Manual trigger and I/O port simulation",
    page="input-and-outputs#virtual-input-api",
    problem=bad_request,
    events=(ManualTriggerEvent,),
)


@api.cgi("/axis-cgi/io/virtualinput.cgi")
def virtual_input(call: Call, action: str) -> Result:
    """Plays states on a manual trigger or, as if its circuit changed, on a physical input."""
    number, steps = messages.action(action)
    triggers = call.organ(ManualTriggers)
    channel = number - call.organ(Parameters).number("Properties.IO.ManualTriggerNbr", USUAL_NUMBER) + 1
    if channel in triggers.channels:
        triggers.pulse(channel, steps)
    else:
        _simulate(call.organ(Ports), number, steps)
    return Text("")


def _simulate(ports: Ports, number: int, steps: list[Step[bool]]) -> None:
    """Plays states on an input; an error names the port by the number that the caller gave."""
    try:
        ports.simulate(number - 1, steps)
    except NotThereError:
        raise NotThereError(f"no port {number}", subject="port", value=number) from None
    except NotSupportedError:
        raise NotSupportedError(f"port {number} is not an input", subject="port", value=number) from None
