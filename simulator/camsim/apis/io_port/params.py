"""IOPort.I#.*, Input.NbrOfInputs and Output.NbrOfOutputs (page slug: input-and-outputs, I/O parameters)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from camsim.contract.params import Binding, flag, number, text
from camsim.device.device import Device
from camsim.device.errors import OutOfRangeError
from camsim.device.io.port import Button, Circuit, Direction, Mode, PortSetup
from camsim.device.io.ports import Ports

T = TypeVar("T")


def _of(read: Callable[[PortSetup], T]) -> Callable[[Device, int], T]:
    return lambda device, port: read(device.organ(Ports).setup(port))


def _to(kind: Callable[[str], T], write: Callable[[Ports, int, T], None]) -> Callable[[Device, int, str], None]:
    def set_parameter(device: Device, port: int, value: str) -> None:
        try:
            wanted = kind(value)
        except ValueError:
            raise OutOfRangeError(f"{value} is not allowed", subject="value", value=value) from None
        write(device.organ(Ports), port, wanted)

    return set_parameter


def _port(name: str, read: Callable[[PortSetup], object], set_parameter: Callable[[Device, int, str], None]) -> Binding:
    return text(f"IOPort.I#.{name}", lambda device, port: str(_of(read)(device, port)), set_parameter)


BINDINGS = (
    number("Input.NbrOfInputs", lambda device: len(device.organ(Ports).inputs)),
    number("Output.NbrOfOutputs", lambda device: len(device.organ(Ports).outputs)),
    flag("IOPort.I#.Configurable", lambda device, port: device.organ(Ports).port(port).configurable),
    _port("Direction", lambda setup: setup.direction, _to(Direction, Ports.set_direction)),
    _port("Usage", lambda setup: setup.usage, _to(str, lambda ports, port, usage: ports.set_labels(port, usage=usage))),
    _port("Input.Name", lambda setup: setup.input_name, _to(str, lambda ports, port, name: ports.set_labels(port, input_name=name))),
    _port("Input.Trig", lambda setup: setup.input_trig, _to(Circuit, Ports.set_input_trig)),
    _port("Output.Name", lambda setup: setup.output_name, _to(str, lambda ports, port, name: ports.set_labels(port, output_name=name))),
    _port("Output.Active", lambda setup: setup.output_active, _to(Circuit, Ports.set_output_active)),
    _port("Output.Mode", lambda setup: setup.output_mode, _to(Mode, lambda ports, port, mode: ports.set_output(port, mode=mode))),
    _port("Output.DelayTime", lambda setup: setup.delay_time, _to(int, lambda ports, port, time: ports.set_output(port, delay_time=time))),
    _port("Output.Button", lambda setup: setup.button, _to(Button, lambda ports, port, button: ports.set_output(port, button=button))),
    _port("Output.PulseTime", lambda setup: setup.pulse_time, _to(int, lambda ports, port, time: ports.set_output(port, pulse_time=time))),
)
