"""How io/virtualinput.cgi spells its action (page slug: input-and-outputs#virtual-input-api)."""

from __future__ import annotations

from camsim.device.errors import OutOfRangeError
from camsim.device.io.player import Step
from camsim.wire import port_action


def action(text: str) -> tuple[int, list[Step[bool]]]:
    r"""`6:/2000\` -> number (1 where it is left out) and steps. Raises OutOfRangeError."""
    try:
        number, steps = port_action.parse(text)
    except ValueError:
        raise OutOfRangeError(f"action: unknown value: {text}", subject="action", value=text) from None
    return 1 if number is None else number, [Step(active, wait / 1000) for active, wait in steps]
