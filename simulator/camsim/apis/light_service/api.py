"""Light service: the SOAP predecessor of light control, OS 5.40 to 10 (page slug: light-control)."""

from __future__ import annotations

from typing import Annotated
from xml.etree.ElementTree import Element

from camsim.apis.light_service import messages
from camsim.contract.access import Access
from camsim.contract.api import Api, Wire
from camsim.contract.call import Call
from camsim.contract.lights import CAPABILITIES, item, lights, number
from camsim.contract.services import has_web_services
from camsim.device.errors import NotSupportedError
from camsim.device.light import STRONGEST, Light
from camsim.wire.soap import NAMESPACES
from camsim.wire.xml import element

api = Api(
    title="Light service API",
    page="light-control",
    since="5.40",
    until="11.0",
    access=Access.OPERATOR,
    needs=lambda profile: Light.fits(profile) and has_web_services(profile),
    fault=messages.fault,
    omits=(
        "the spelling of its answers is a guess: its WSDL is no longer published",
        "white light, single LEDs and angle of illumination: no profile has them",
    ),
)

LIGHT = NAMESPACES["ali"]
LightID = Annotated[str, Wire("LightID")]


@api.soap(LIGHT, "GetServiceCapabilities")
def get_service_capabilities(call: Call) -> Element:
    """What the lamps can do."""
    return messages.told("Capabilities", CAPABILITIES)


@api.soap(LIGHT, "GetLightInformation")
def get_light_information(call: Call) -> list[Element]:
    """All lamps: how they are set, and whether they are lit."""
    light = lights(call)
    return [messages.told("LightInformation", item(light, lamp)) for lamp in light.numbers]


@api.soap(LIGHT, "ActivateLight")
def activate_light(call: Call, light_id: LightID) -> None:
    """Switches a lamp on."""
    lights(call).switch(number(lights(call), light_id), True)


@api.soap(LIGHT, "DeactivateLight")
def deactivate_light(call: Call, light_id: LightID) -> None:
    """Switches a lamp off."""
    lights(call).switch(number(lights(call), light_id), False)


@api.soap(LIGHT, "EnableLight")
def enable_light(call: Call, light_id: LightID) -> None:
    """Lets a lamp be lit."""
    lights(call).enable(number(lights(call), light_id), True)


@api.soap(LIGHT, "DisableLight")
def disable_light(call: Call, light_id: LightID) -> None:
    """Keeps a lamp dark."""
    lights(call).enable(number(lights(call), light_id), False)


@api.soap(LIGHT, "GetLightStatus")
def get_light_status(call: Call, light_id: LightID) -> Element:
    """Whether a lamp is lit."""
    return element("ali:Status", messages.spelled(lights(call).lit(number(lights(call), light_id))))


@api.soap(LIGHT, "SetAutomaticIntensityMode")
def set_automatic_intensity_mode(call: Call, light_id: LightID, enabled: bool) -> None:
    """Whether the intensity follows the light of the scene."""
    lights(call).adapt(number(lights(call), light_id), enabled)


@api.soap(LIGHT, "GetValidIntensity")
def get_valid_intensity(call: Call, light_id: LightID) -> Element:
    """The range of intensities."""
    number(lights(call), light_id)
    return messages.told("ValidRanges", {"low": 0, "high": STRONGEST})


@api.soap(LIGHT, "SetManualIntensity")
def set_manual_intensity(call: Call, light_id: LightID, intensity: int) -> None:
    """The intensity for when it is not automatic."""
    lights(call).dim(number(lights(call), light_id), intensity)


@api.soap(LIGHT, "GetManualIntensity")
def get_manual_intensity(call: Call, light_id: LightID) -> Element:
    """What was set so."""
    return element("ali:Intensity", str(lights(call).lamp(number(lights(call), light_id)).intensity))


@api.soap(LIGHT, "GetCurrentIntensity")
def get_current_intensity(call: Call, light_id: LightID) -> Element:
    """How brightly a lamp burns now."""
    return element("ali:Intensity", str(lights(call).intensity(number(lights(call), light_id))))


@api.soap(LIGHT, "SetLightSynchronizeDayNightMode")
def set_light_synchronize_day_night_mode(call: Call, light_id: LightID, enabled: bool) -> None:
    """Whether a lamp goes with night vision."""
    lights(call).synchronize(number(lights(call), light_id), enabled)


@api.soap(LIGHT, "GetLightSynchronizeDayNightMode")
def get_light_synchronize_day_night_mode(call: Call, light_id: LightID) -> Element:
    """Whether it does."""
    return element("ali:Synchronize", messages.spelled(lights(call).lamp(number(lights(call), light_id)).synchronized))


def _refused(call: Call, light_id: LightID) -> None:
    """What no lamp of ours can do. Raises NotSupportedError, NotThereError."""
    number(lights(call), light_id)
    raise NotSupportedError("no lamp of the device can do that", subject="lightID", value=light_id)


for _operation in (
    "SetIndividualIntensity", "GetIndividualIntensity", "SetAutomaticAngleOfIlluminationMode", "GetValidAngleOfIllumination",
    "SetManualAngleOfIllumination", "GetManualAngleOfIllumination", "GetCurrentAngleOfIllumination",
):  # fmt: skip
    api.soap(LIGHT, _operation)(_refused)
