"""A device with ports of every sort, on a clock that stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from camsim.device.clock import Clock, ClockMode
from camsim.device.device import Device
from camsim.device.event import Event
from camsim.device.io.ports import Ports
from camsim.profile.model import Generation, Leaf, LeafType, Profile

BOTH_HALVES = {
    "Configurable": "yes",
    "Direction": "input",
    "Usage": "",
    "Input.Name": "Port {n}",
    "Input.Trig": "closed",
    "Output.Active": "closed",
    "Output.Button": "none",
    "Output.DelayTime": "1",
    "Output.Mode": "bistable",
    "Output.Name": "Port {n}",
    "Output.PulseTime": "0",
}
INPUT_HALF = {"Configurable": "no", "Direction": "input", "Input.Name": "PIR sensor", "Input.Trig": "closed"}
OUTPUT_HALF = {"Output.Name": "Relay", "Output.Active": "open"}


@dataclass
class Bench:
    """A booted device and what it published since."""

    device: Device
    clock: Clock
    events: list[Event] = field(default_factory=list)

    @property
    def ports(self) -> Ports:
        return self.device.organ(Ports)

    def told(self) -> list[tuple[str, Any, Any]]:
        """Topic, key and value of what was published since the last call."""
        told = [(event.topic.rpartition("/")[2], *event.source().values(), *event.data().values()) for event in self.events]
        self.events.clear()
        return told

    async def restart(self, least: Any) -> None:
        self.device.end_life()
        self.device.renew(least)
        self.device.boot()
        self.events.clear()


@pytest.fixture
def both() -> dict[str, str]:
    """Parameters of a configurable port with both halves."""
    return dict(BOTH_HALVES)


@pytest.fixture
def build() -> Callable[..., Bench]:
    """Makes a device of ports, each a mapping of parameters, numbered from 0, and of further leaves."""

    def make(*ports: Mapping[str, str], leaves: tuple[Leaf, ...] = (), fixed: tuple[str, ...] = (), **facts: Any) -> Bench:
        own = tuple(
            Leaf(f"IOPort.I{number}.{name}", value.format(n=number + 1), "7716", LeafType(flags=("readonly",) if name in fixed else ()))
            for number, port in enumerate(ports)
            for name, value in port.items()
        )
        profile = Profile(name="test", os="11.11.1", generation=Generation.C, title="Test", kind="camera", leaves=own + leaves, **facts)
        clock = Clock(ClockMode.STEPPED)
        events: list[Event] = []
        device = Device(profile, clock, publish=lambda event: events.append(event))
        device.boot()
        events.clear()
        return Bench(device, clock, events)

    return make


@pytest.fixture
def bench(build: Callable[..., Bench]) -> Bench:
    """Ports 0 and 1 configurable, 0 an input and 1 an output; 2 only an input; 3 only an output."""
    return build(BOTH_HALVES, {**BOTH_HALVES, "Direction": "output"}, INPUT_HALF, OUTPUT_HALF)
