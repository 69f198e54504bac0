"""What happens at ports, virtual inputs and manual triggers (page slug: input-and-outputs; names and types as recorded)."""

from __future__ import annotations

from enum import StrEnum

from camsim.device.event import Event, key, value

ANY_PORT = -1
"""The port number under which "any input" is told."""


class RelayState(StrEnum):
    """The state of an output in the words of ONVIF."""

    ACTIVE = "active"
    INACTIVE = "inactive"


class InputPortEvent(Event):
    """An input is active; number -1 tells whether any is."""

    topic = "tns1:Device/tnsaxis:IO/Port"
    nice_name = "Digital input port"
    port: int = key(nice="Port", values={ANY_PORT: "Any"})
    state: bool = value(nice="Active", state=True)


class OutputPortEvent(Event):
    """An output is active."""

    topic = "tns1:Device/tnsaxis:IO/OutputPort"
    nice_name = "Digital output port"
    port: int = key(nice="Port")
    state: bool = value(nice="Active", state=True)


class DigitalInputEvent(Event):
    """An input is active, as ONVIF tells it."""

    topic = "tns1:Device/Trigger/DigitalInput"
    application_data = True
    token: str = key("InputToken", kind="tt:ReferenceToken")
    state: bool = value("LogicalState", state=True)


class RelayEvent(Event):
    """An output is active, as ONVIF tells it."""

    topic = "tns1:Device/Trigger/Relay"
    application_data = True
    nice_name = "Relays and Outputs"
    token: str = key("RelayToken", kind="tt:ReferenceToken")
    state: RelayState = value("LogicalState", kind="tt:RelayLogicalState", state=True)


class VirtualInputEvent(Event):
    """A virtual input is active."""

    topic = "tns1:Device/tnsaxis:IO/VirtualInput"
    nice_name = "Virtual input"
    port: int = key(nice="Port number")
    active: bool = value(nice="Active", state=True)


class ManualTriggerEvent(Event):
    """A manual trigger is active; the port is the channel or view area, from 1."""

    topic = "tns1:Device/tnsaxis:IO/VirtualPort"
    nice_name = "Manual trigger"
    port: int = key(nice="Port")
    state: bool = value(nice="Active", state=True)
