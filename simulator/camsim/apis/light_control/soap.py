"""The light service over SOAP, up to OS 10: envelopes of later ones do not know its namespace (shapes of answers are guesses)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated
from xml.etree.ElementTree import Element

from camsim.apis.light_control import messages
from camsim.contract.api import Api, Wire
from camsim.contract.call import Call
from camsim.device.light import STRONGEST, Light
from camsim.wire.soap import NAMESPACES
from camsim.wire.xml import element

LightID = Annotated[str, Wire("LightID")]


def get_light_information(call: Call) -> list[Element]:
    """All lamps: how they are set, and whether they are lit."""
    light = messages.lights(call)
    return [element("ali:Items", *(_text(name, value) for name, value in messages.item(light, lamp).items())) for lamp in light.numbers]


def get_light_status(call: Call, light_id: LightID) -> Element:
    """Whether a lamp is lit."""
    light = messages.lights(call)
    return _text("Status", light.lit(messages.number(light, light_id)))


def get_valid_intensity(call: Call, light_id: LightID) -> Element:
    """The range of intensities."""
    messages.number(messages.lights(call), light_id)
    return element("ali:ValidRanges", element("ali:Low", "0"), element("ali:High", str(STRONGEST)))


def get_manual_intensity(call: Call, light_id: LightID) -> Element:
    """The intensity for when it is not automatic."""
    light = messages.lights(call)
    return _text("Intensity", light.lamp(messages.number(light, light_id)).intensity)


def get_current_intensity(call: Call, light_id: LightID) -> Element:
    """How brightly a lamp burns now."""
    light = messages.lights(call)
    return _text("Intensity", light.intensity(messages.number(light, light_id)))


def set_manual_intensity(call: Call, light_id: LightID, intensity: int) -> None:
    """Sets the intensity for when it is not automatic."""
    light = messages.lights(call)
    light.dim(messages.number(light, light_id), intensity)


def get_light_synchronize_day_night_mode(call: Call, light_id: LightID) -> Element:
    """Whether a lamp goes with night vision."""
    light = messages.lights(call)
    return _text("Synchronize", light.lamp(messages.number(light, light_id)).synchronized)


def _turned(verb: Callable[[Light, int, bool], None], value: bool) -> Callable[..., None]:
    def handler(call: Call, light_id: LightID) -> None:
        """Switches a lamp, or lets it be switched."""
        light = messages.lights(call)
        verb(light, messages.number(light, light_id), value)

    return handler


def _chosen(verb: Callable[[Light, int, bool], None]) -> Callable[..., None]:
    def handler(call: Call, light_id: LightID, enabled: bool) -> None:
        """Chooses how a lamp behaves."""
        light = messages.lights(call)
        verb(light, messages.number(light, light_id), enabled)

    return handler


_OPERATIONS: dict[str, Callable[..., object]] = {
    "GetLightInformation": get_light_information,
    "ActivateLight": _turned(Light.switch, True),
    "DeactivateLight": _turned(Light.switch, False),
    "EnableLight": _turned(Light.enable, True),
    "DisableLight": _turned(Light.enable, False),
    "GetLightStatus": get_light_status,
    "SetAutomaticIntensityMode": _chosen(Light.adapt),
    "GetValidIntensity": get_valid_intensity,
    "SetManualIntensity": set_manual_intensity,
    "GetManualIntensity": get_manual_intensity,
    "GetCurrentIntensity": get_current_intensity,
    "SetLightSynchronizeDayNightMode": _chosen(Light.synchronize),
    "GetLightSynchronizeDayNightMode": get_light_synchronize_day_night_mode,
}


def declare(api: Api) -> None:
    """Gives an API the operations of the service."""
    for operation, handler in _OPERATIONS.items():
        api.soap(NAMESPACES["ali"], operation, until="11.0")(handler)


def _text(name: str, value: object) -> Element:
    spelled = str(value).lower() if isinstance(value, bool) else str(value)
    return element(f"ali:{name[0].upper()}{name[1:]}", spelled)
