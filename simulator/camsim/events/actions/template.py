"""What a template of an action or of a recipient is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from camsim.device.device import Device
from camsim.events.actions.run import Run, Stop

FIXED = "com.axis.action.fixed."
UNLIMITED = "com.axis.action.unlimited."
RECIPIENT = "com.axis.recipient."


@dataclass(frozen=True)
class RecipientTemplate:
    """A kind of recipient."""

    token: str
    """`com.axis.recipient.http`"""
    parameters: tuple[str, ...]


@dataclass(frozen=True)
class ActionTemplate:
    """A kind of action."""

    token: str
    """`com.axis.action.fixed.io.toggle`"""
    parameters: tuple[str, ...]
    begin: Callable[[Run], Stop | None]
    """Does it, or begins it: then the answer ends it. Raises DeviceError, ValueError."""
    recipient: RecipientTemplate | None = None
    optional: tuple[str, ...] = ()
    """Parameters that need not be given."""
    fits: Callable[[Device], bool] = lambda device: True
    """Whether a device offers it."""

    prepare: Callable[[Run], Stop | None] | None = None
    """Readies what must be there before it begins, as long as a rule wants it: then the answer ends that. Raises as `begin`."""

    @property
    def unlimited(self) -> bool:
        """Whether it goes on while the conditions hold."""
        return self.token.startswith(UNLIMITED)

    @property
    def required(self) -> tuple[str, ...]:
        """Parameters that a configuration must have."""
        every = (*self.parameters, *(self.recipient.parameters if self.recipient is not None else ()))
        return tuple(name for name in every if name not in self.optional)

    @property
    def allowed(self) -> tuple[str, ...]:
        """Parameters that a configuration may have."""
        return (*self.parameters, *(self.recipient.parameters if self.recipient is not None else ()))
