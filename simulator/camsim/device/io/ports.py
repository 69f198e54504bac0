"""The input and output ports of the device (page slugs: input-and-outputs, io-port-management). Ports are numbered from 0."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from camsim.device.clock import Timer
from camsim.device.errors import BusyError, NotSupportedError, NotThereError, OutOfRangeError, ReadOnlyError
from camsim.device.event import Declaration, Event
from camsim.device.io.events import ANY_PORT, DigitalInputEvent, InputPortEvent, OutputPortEvent, RelayEvent, RelayState
from camsim.device.io.player import Player, Step
from camsim.device.io.port import Button, Circuit, Direction, Mode, Port, PortSetup, facts_of, setups_of
from camsim.device.organ import Organ, Watchers
from camsim.device.state import kept, kept_in_default, volatile

if TYPE_CHECKING:
    from camsim.device.device import Device


@dataclass
class PortsState:
    """Settings, what is wired to the inputs, and the circuits of the outputs, each by port number."""

    setups: dict[int, PortSetup] = kept(factory=dict)
    wires: dict[int, Circuit] = kept_in_default(factory=dict)
    """What stands outside does not change when the device restarts."""
    outputs: dict[int, Circuit] = volatile(factory=dict)


class Ports(Organ[PortsState]):
    """Circuits and their meaning: inputs that a tester drives, outputs that clients set, pulse and play sequences on."""

    name = "ports"

    def __init__(self, device: Device) -> None:
        self._facts = facts_of(device.profile)
        self._player: Player[Circuit] = Player(self.later, self._apply)
        self._fall_backs: dict[int, Timer] = {}
        self._watchers: Watchers[[int]] = Watchers()
        super().__init__(device)

    def factory_state(self) -> PortsState:
        setups = setups_of(self.device.profile)
        return PortsState(
            setups=setups,
            wires=dict.fromkeys(setups, Circuit.OPEN),
            outputs={number: setup.output_active.other for number, setup in setups.items()},
        )

    def power_on(self) -> None:
        self._stop_all()
        self.state.outputs = {number: setup.output_active.other for number, setup in self.state.setups.items()}

    def restore(self, dumped: Any) -> None:
        self._stop_all()
        super().restore(dumped)
        own = self.factory_state()
        for name in ("setups", "wires", "outputs"):
            restored = getattr(self.state, name)
            setattr(self.state, name, {number: restored.get(number, value) for number, value in getattr(own, name).items()})

    def current_events(self) -> list[Event]:
        events = [event for number in self._facts for event in self._events(self.port(number))]
        return [*events, InputPortEvent(port=ANY_PORT, state=self.any_active)] if self.inputs else events

    def declarations(self) -> list[Declaration]:
        by_port = (InputPortEvent, OutputPortEvent)
        return [self._named(found) if found.event in by_port else found for found in super().declarations()]

    def _named(self, found: Declaration) -> Declaration:
        """Ports under the names that their owner gave them."""
        return replace(found, values={"port": {number: nice or self.port(number).name for number, nice in found.values["port"].items()}})

    # ---- reading

    @property
    def numbers(self) -> list[int]:
        """The numbers of all ports."""
        return list(self._facts)

    @property
    def inputs(self) -> list[int]:
        """The numbers of the ports that are inputs now."""
        return [number for number in self._facts if self.state.setups[number].direction is Direction.INPUT]

    @property
    def outputs(self) -> list[int]:
        """The numbers of the ports that are outputs now."""
        return [number for number in self._facts if self.state.setups[number].direction is Direction.OUTPUT]

    @property
    def any_active(self) -> bool:
        """Whether any input is active."""
        return any(self.port(number).active for number in self.inputs)

    def port(self, number: int) -> Port:
        """A port as it is now. Raises NotThereError (subject `port`)."""
        setup = self.setup(number)
        facts = self._facts[number]
        circuits = self.state.wires if setup.direction is Direction.INPUT else self.state.outputs
        return Port(
            number=number,
            configurable=facts.configurable,
            read_only=facts.read_only,
            direction=setup.direction,
            usage=setup.usage,
            name=setup.name,
            normal=setup.active_circuit.other,
            circuit=circuits[number],
        )

    def setup(self, number: int) -> PortSetup:
        """The settings of a port, to read. Raises NotThereError (subject `port`)."""
        if number not in self._facts:
            raise NotThereError(f"no port {number}", subject="port", value=number)
        return self.state.setups[number]

    def playing(self, number: int) -> bool:
        """Whether a sequence is under way on a port."""
        return self._player.playing(number)

    def watch(self, watcher: Callable[[int], None]) -> Callable[[], None]:
        """Calls the watcher with the number of a port at each change of its circuit, meaning or direction; returns what ends that."""
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher)

    # ---- circuits

    def drive(self, number: int, closed: bool) -> None:
        """Closes or opens the circuit outside an input. Raises NotThereError, NotSupportedError for an output."""
        self._need(number, Direction.INPUT)
        self._apply(number, Circuit.CLOSED if closed else Circuit.OPEN)

    def set_circuit(self, number: int, circuit: Circuit) -> None:
        """Sets an output; a sequence under way goes on with its next step.

        Raises NotThereError, NotSupportedError for an input, ReadOnlyError.
        """
        self._need(number, Direction.OUTPUT)
        self._need_writable(number)
        self._apply(number, circuit)

    def set_active(self, number: int, active: bool) -> None:
        """Makes an output active or inactive. Raises as `set_circuit`."""
        self.set_circuit(number, self._circuit(number, active))

    def play(self, number: int, steps: Sequence[Step[Circuit]]) -> None:
        """Plays circuit states on an output, once; the last state stays.

        Raises NotThereError, NotSupportedError for an input, ReadOnlyError, BusyError while a sequence is under way,
        OutOfRangeError (subject `sequence`) for none at all.
        """
        self._need(number, Direction.OUTPUT)
        self._need_writable(number)
        if not steps:
            raise OutOfRangeError("a sequence has at least one state", subject="sequence")
        if self.playing(number):
            raise BusyError(f"port {number} plays a sequence", subject="port", value=number)
        self._player.play(number, steps)

    def pulse(self, number: int, steps: Sequence[Step[bool]]) -> None:
        """Plays active (True) and inactive states on an output in place of what is playing.

        Raises NotThereError, NotSupportedError for an input, ReadOnlyError.
        """
        self._need(number, Direction.OUTPUT)
        self._need_writable(number)
        self._player.play(number, self._as_circuits(number, steps))

    def simulate(self, number: int, steps: Sequence[Step[bool]]) -> None:
        """Plays active (True) and inactive states on an input as if its circuit changed. Raises NotThereError, NotSupportedError."""
        self._need(number, Direction.INPUT)
        self._player.play(number, self._as_circuits(number, steps))

    # ---- settings

    def set_direction(self, number: int, direction: Direction) -> None:
        """Makes a port an input or an output; ends a sequence. Raises NotThereError, ReadOnlyError (subject `direction`)."""
        setup = self._writable(number)
        if direction is setup.direction:
            return
        if not self._facts[number].configurable:
            raise ReadOnlyError(f"the direction of port {number} is fixed", subject="direction", value=direction)
        self._stop(number)
        with self._telling(number):
            setup.direction = direction
            if direction is Direction.OUTPUT:
                self.state.outputs[number] = setup.output_active.other

    def set_normal(self, number: int, circuit: Circuit) -> None:
        """Says which circuit state counts as inactive in the present direction. Raises NotThereError, ReadOnlyError."""
        if self.setup(number).direction is Direction.INPUT:
            self.set_input_trig(number, circuit.other)
        else:
            self.set_output_active(number, circuit.other)

    def set_input_trig(self, number: int, circuit: Circuit) -> None:
        """Says which circuit state of the input counts as active; its meaning may change at once. Raises NotThereError, ReadOnlyError."""
        setup = self._writable(number)
        if circuit is setup.input_trig:
            return
        if setup.direction is Direction.INPUT:
            self._stop(number)
        with self._telling(number):
            setup.input_trig = circuit

    def set_output_active(self, number: int, circuit: Circuit) -> None:
        """Says which circuit state of the output counts as active; the circuit follows, so that its meaning stays.

        Ends a sequence. Raises NotThereError, ReadOnlyError.
        """
        setup = self._writable(number)
        if circuit is setup.output_active:
            return
        if setup.direction is Direction.OUTPUT:
            self._stop(number)
        with self._telling(number):
            setup.output_active = circuit
            self.state.outputs[number] = self.state.outputs[number].other
        self._arm_fall_back(number)

    def rename(self, number: int, name: str) -> None:
        """Names a port in its present direction. Raises NotThereError, ReadOnlyError."""
        if self.setup(number).direction is Direction.INPUT:
            self.set_labels(number, input_name=name)
        else:
            self.set_labels(number, output_name=name)

    def set_labels(self, number: int, *, usage: str | None = None, input_name: str | None = None, output_name: str | None = None) -> None:
        """Sets what has no effect but to be read. Raises NotThereError, ReadOnlyError."""
        setup = self._writable(number)
        setup.usage = setup.usage if usage is None else usage
        setup.input_name = setup.input_name if input_name is None else input_name
        setup.output_name = setup.output_name if output_name is None else output_name

    def set_output(
        self,
        number: int,
        *,
        mode: Mode | None = None,
        delay_time: int | None = None,
        button: Button | None = None,
        pulse_time: int | None = None,
    ) -> None:
        """Sets how an output behaves; times in whole seconds from 0. Raises NotThereError, ReadOnlyError, OutOfRangeError."""
        setup = self._writable(number)
        for subject, time in (("delay_time", delay_time), ("pulse_time", pulse_time)):
            if time is not None and time < 0:
                raise OutOfRangeError("times are not negative", subject=subject, value=time)
        setup.output_mode = setup.output_mode if mode is None else mode
        setup.delay_time = setup.delay_time if delay_time is None else delay_time
        setup.button = setup.button if button is None else button
        setup.pulse_time = setup.pulse_time if pulse_time is None else pulse_time
        if mode is not None or delay_time is not None:
            self._arm_fall_back(number)

    # ---- inside

    def _need(self, number: int, direction: Direction) -> None:
        if self.setup(number).direction is not direction:
            raise NotSupportedError(f"port {number} is not an {direction}", subject="state", value=number)

    def _need_writable(self, number: int) -> None:
        self._writable(number)

    def _writable(self, number: int) -> PortSetup:
        setup = self.setup(number)
        if self._facts[number].read_only:
            raise ReadOnlyError(f"port {number} cannot be changed", subject="port", value=number)
        return setup

    def _circuit(self, number: int, active: bool) -> Circuit:
        circuit = self.setup(number).active_circuit
        return circuit if active else circuit.other

    def _as_circuits(self, number: int, steps: Sequence[Step[bool]]) -> list[Step[Circuit]]:
        return [Step(self._circuit(number, step.state), step.seconds) for step in steps]

    def _apply(self, number: int, circuit: Circuit) -> None:
        with self._telling(number):
            if self.state.setups[number].direction is Direction.INPUT:
                self.state.wires[number] = circuit
            else:
                self.state.outputs[number] = circuit
        self._arm_fall_back(number)

    def _arm_fall_back(self, number: int) -> None:
        """Lets an active monostable output fall back when its delay time is over; each activation starts the time anew."""
        waiting = self._fall_backs.pop(number, None)
        if waiting is not None:
            waiting.cancel()
        setup, port = self.state.setups[number], self.port(number)
        if port.direction is Direction.OUTPUT and port.active and setup.output_mode is Mode.MONOSTABLE:
            self._fall_backs[number] = self.later(setup.delay_time, lambda: self._apply(number, self._circuit(number, False)))

    def _stop(self, number: int) -> None:
        self._player.cancel(number)
        waiting = self._fall_backs.pop(number, None)
        if waiting is not None:
            waiting.cancel()

    def _stop_all(self) -> None:
        self._player.clear()
        for number in list(self._fall_backs):
            self._stop(number)

    @contextmanager
    def _telling(self, number: int) -> Iterator[None]:
        before, any_before = self.port(number), self.any_active
        yield
        after, any_after = self.port(number), self.any_active
        turned = after.direction is not before.direction
        if turned:
            for event in self._events(before):
                self.withdraw(event)
        if turned or after.active is not before.active:
            for event in self._events(after):
                self.publish(event)
        if any_after is not any_before or (turned and self.inputs == [number]):
            self.publish(InputPortEvent(port=ANY_PORT, state=any_after))
        if turned and not self.inputs:
            self.withdraw(InputPortEvent(port=ANY_PORT, state=False))
        if turned or after.active is not before.active or after.circuit is not before.circuit:
            self._watchers.tell(number)

    def _events(self, port: Port) -> list[Event]:
        number, active = port.number, port.active
        if port.direction is Direction.INPUT:
            return [InputPortEvent(port=number, state=active), DigitalInputEvent(token=str(number), state=active)]
        relay = RelayState.ACTIVE if active else RelayState.INACTIVE
        return [OutputPortEvent(port=number, state=active), RelayEvent(token=str(number), state=relay)]
