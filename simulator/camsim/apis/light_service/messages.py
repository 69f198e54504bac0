"""How the light service spells lamps and faults: the members of light control, as elements (a guess: its WSDL is no longer published)."""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree.ElementTree import Element

from camsim.contract.call import Call
from camsim.contract.lights import NoHardwareError
from camsim.device.errors import DeviceError, NotSupportedError, NotThereError, OutOfRangeError
from camsim.wire.soap import Fault
from camsim.wire.xml import element


def told(name: str, members: Mapping[str, object]) -> Element:
    """`<ali:LightInformation>` with an element for each member: `lightState` -> `<ali:LightState>`."""
    return element(f"ali:{name}", *(element(f"ali:{one[0].upper()}{one[1:]}", spelled(value)) for one, value in members.items()))


def spelled(value: object) -> str:
    """A member's text."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def fault(call: Call, error: DeviceError) -> Fault | None:
    """What an error is about."""
    match error:
        case NoHardwareError() | NotSupportedError():
            return Fault("The requested action is not supported", ("ter:ActionNotSupported", "ter:NotSupported"), code="Receiver")
        case NotThereError():
            return Fault("The light ID is not valid", ("ter:InvalidArgVal", "ter:InvalidLightID"))
        case OutOfRangeError(subject="intensity"):
            return Fault("The intensity is not in the valid range", ("ter:InvalidArgVal", "ter:InvalidIntensity"))
    return None
