"""What the control side needs of a camera."""

from __future__ import annotations

from typing import Protocol

from camsim.contract.faults import Faults
from camsim.contract.journal import Journal
from camsim.contract.registry import Registry
from camsim.device.clock import Clock
from camsim.device.device import Device
from camsim.events.broker import Broker


class Target(Protocol):
    """A camera as the tester's hand sees it."""

    ready: bool
    clock: Clock
    device: Device
    broker: Broker
    journal: Journal
    faults: Faults

    @property
    def registry(self) -> Registry:
        """The APIs of the device."""
        ...

    def reset(self) -> None:
        """Back to the state after the start."""
        ...
