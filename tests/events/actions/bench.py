"""A camera without sockets: device, broker and engine on a clock that stands."""

from __future__ import annotations

from dataclasses import dataclass, field

from camsim.device.actions import Actions, EventFilter, Rule, Setup
from camsim.device.clock import Clock, ClockMode
from camsim.device.device import Device
from camsim.events.actions.engine import ActionEngine
from camsim.events.broker import Broker
from camsim.profile.load import load

INPUT = "tns1:Device/tnsaxis:IO/VirtualInput"


def holds(topic: str, **items: str) -> EventFilter:
    """A filter that wants certain values."""
    tests = " and ".join(f'boolean(//SimpleItem[@Name="{name}" and @Value="{value}"])' for name, value in items.items())
    return EventFilter(topic, content=tests or None)


def virtual_input(port: int, active: str = "1") -> EventFilter:
    """A virtual input is on, or off."""
    return holds(INPUT, port=str(port), active=active)


@dataclass
class Bench:
    """The parts, and what went wrong inside."""

    device: Device
    broker: Broker
    engine: ActionEngine
    clock: Clock
    bugs: list[BaseException] = field(default_factory=list)

    @property
    def actions(self) -> Actions:
        return self.device.organ(Actions)

    def action(self, token: str, **parameters: object) -> int:
        """Adds an action configuration by the end of its token."""
        given = {name: str(value) for name, value in parameters.items()}
        return self.actions.add_action(Setup(f"com.axis.action.{token}", parameters=given))

    def rule(self, action: int, *conditions: EventFilter, **options: object) -> int:
        """Adds a rule."""
        return self.actions.add_rule(Rule(action, conditions=conditions, **options))  # type: ignore[arg-type]

    async def settle(self) -> None:
        """Lets what has been raised be taken up."""
        await self.clock.advance(0)

    def log(self) -> list[tuple[str, int]]:
        """What happened to which rule, since the last call."""
        found = [(entry.happened.value, entry.rule) for entry in self.engine.log.entries]
        self.engine.log.reset()
        return found


def build(profile: str = "p3245-lve") -> Bench:
    """A booted device of a shipped profile."""
    clock = Clock(ClockMode.STEPPED)
    broker = Broker(clock.now)
    device = Device(load(profile), clock, publish=broker.publish, withdraw=broker.delete)
    engine = ActionEngine(device, broker)
    device.organ(Actions).engine = lambda: engine
    bench = Bench(device, broker, engine, clock)
    clock.on_error = bench.bugs.append
    device.boot()
    return bench
