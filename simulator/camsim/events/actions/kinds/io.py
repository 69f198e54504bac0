"""Actions on ports and virtual inputs (page slug: input-and-outputs, output port action)."""

from __future__ import annotations

from camsim.device.device import Device
from camsim.device.errors import OutOfRangeError
from camsim.device.io.player import Step
from camsim.device.io.port import Direction
from camsim.device.io.ports import Ports
from camsim.device.io.virtual_inputs import VirtualInputs
from camsim.events.actions.run import Run, Stop
from camsim.events.actions.template import FIXED, UNLIMITED, ActionTemplate

_ACTIVE = {"high": True, "low": False}


def _state(run: Run) -> bool:
    """high means active, low inactive."""
    text = run.text("state").strip().lower()
    if text not in _ACTIVE:
        raise OutOfRangeError(f"state cannot be {text[:60]!r}", subject="state", value=text)
    return _ACTIVE[text]


def _pulse(run: Run) -> None:
    """Sets a port; after `duration` seconds it goes to the other state, with 0 it stays."""
    port, active, seconds = run.number("port"), _state(run), run.number("duration", 0)
    steps = [Step(active, seconds), Step(not active)] if seconds else [Step(active)]
    run.organ(Ports).pulse(port, steps)


def _hold(run: Run) -> Stop:
    port, active = run.number("port"), _state(run)
    ports = run.organ(Ports)
    ports.pulse(port, [Step(active)])
    return lambda: ports.pulse(port, [Step(not active)])


def _trigger(run: Run) -> None:
    """Turns a virtual input on, for `duration` seconds or for good with 0."""
    run.organ(VirtualInputs).activate(run.number("port"), run.number("duration", 0) or None)


def _keep(run: Run) -> Stop:
    port, inputs = run.number("port"), run.organ(VirtualInputs)
    inputs.activate(port)

    def end() -> None:
        inputs.deactivate(port)

    return end


def _has_outputs(device: Device) -> bool:
    if not device.has(Ports):
        return False
    ports = [device.organ(Ports).port(number) for number in device.organ(Ports).numbers]
    return any(port.configurable or port.direction is Direction.OUTPUT for port in ports)


TEMPLATES = (
    ActionTemplate(f"{FIXED}io.toggle", ("port", "state", "duration"), _pulse, fits=_has_outputs),
    ActionTemplate(f"{UNLIMITED}io.toggle", ("port", "state"), _hold, fits=_has_outputs),
    ActionTemplate(f"{FIXED}virtualinput", ("port", "duration"), _trigger, fits=lambda device: device.has(VirtualInputs)),
    ActionTemplate(f"{UNLIMITED}virtualinput", ("port",), _keep, fits=lambda device: device.has(VirtualInputs)),
)
"""Names and parameters of the ones for virtual inputs are guesses."""
