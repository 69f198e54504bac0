"""Light control: /axis-cgi/lightcontrol.cgi, OS 7.40 and later (page slug: light-control)."""

from __future__ import annotations

from typing import Annotated

from camsim.apis.light_control import messages
from camsim.apis.light_control.messages import IntensityError
from camsim.contract.access import Access
from camsim.contract.api import Api, Wire
from camsim.contract.call import Call
from camsim.contract.errors import FAMILY_B, Code
from camsim.contract.lights import CAPABILITIES, NoHardwareError, item, lights, number
from camsim.device.errors import NotSupportedError, NotThereError, OutOfRangeError
from camsim.device.light import STRONGEST, AnyLightEvent, Light, LightStatusEvent

api = Api(
    title="Light control API",
    page="light-control",
    id="light-control",
    since="7.40",
    versions=("1.0", "1.1", "1.2", "1.4", "1.5"),
    access=Access.OPERATOR,
    needs=Light.fits,
    family=FAMILY_B,
    codes={
        NotSupportedError: Code(1001, "Method call not supported by the device."),
        NotThereError: Code(1002, "Provided lightID parameter is not valid for the device."),
        IntensityError: Code(1003, "Provided intensity is not in the valid range."),
        NoHardwareError: Code(1005, "No light hardware found, could not complete request."),
    },
    events=(LightStatusEvent, AnyLightEvent),
    omits=("white light, single LEDs, angle of illumination and wavelength: no profile has them",),
)

PATH = "/axis-cgi/lightcontrol.cgi"
LightID = Annotated[str, Wire("lightID")]


@api.json(PATH, "getServiceCapabilities")
def get_service_capabilities(call: Call) -> dict[str, object]:
    """What the lamps can do: as a whole, and each."""
    light = lights(call)
    each = [{"lightID": f"led{lamp}", **CAPABILITIES} for lamp in light.numbers]
    return {**CAPABILITIES, "capabilities": each}


@api.json(PATH, "getLightInformation")
def get_light_information(call: Call) -> dict[str, object]:
    """All lamps: how they are set, and whether they are lit."""
    light = lights(call)
    return {"items": [item(light, lamp) for lamp in light.numbers]}


@api.json(PATH, "activateLight")
def activate_light(call: Call, light_id: LightID) -> None:
    """Switches a lamp on."""
    light = lights(call)
    light.switch(number(light, light_id), True)


@api.json(PATH, "deactivateLight")
def deactivate_light(call: Call, light_id: LightID) -> None:
    """Switches a lamp off."""
    light = lights(call)
    light.switch(number(light, light_id), False)


@api.json(PATH, "enableLight")
def enable_light(call: Call, light_id: LightID) -> None:
    """Lets a lamp be lit."""
    light = lights(call)
    light.enable(number(light, light_id), True)


@api.json(PATH, "disableLight")
def disable_light(call: Call, light_id: LightID) -> None:
    """Keeps a lamp dark."""
    light = lights(call)
    light.enable(number(light, light_id), False)


@api.json(PATH, "getLightStatus")
def get_light_status(call: Call, light_id: LightID) -> dict[str, object]:
    """Whether a lamp is lit."""
    light = lights(call)
    return {"status": light.lit(number(light, light_id))}


@api.json(PATH, "setAutomaticIntensityMode")
def set_automatic_intensity_mode(call: Call, light_id: LightID, enabled: bool) -> None:
    """Whether the intensity follows the light of the scene."""
    light = lights(call)
    light.adapt(number(light, light_id), enabled)


@api.json(PATH, "getValidIntensity")
def get_valid_intensity(call: Call, light_id: LightID) -> dict[str, object]:
    """The range of intensities."""
    number(lights(call), light_id)
    return {"ranges": [{"low": 0, "high": STRONGEST}]}


@api.json(PATH, "setManualIntensity")
def set_manual_intensity(call: Call, light_id: LightID, intensity: int) -> None:
    """The intensity for when it is not automatic."""
    light = lights(call)
    try:
        light.dim(number(light, light_id), intensity)
    except OutOfRangeError as error:
        raise IntensityError(error.message, subject=error.subject, value=intensity) from error


@api.json(PATH, "getManualIntensity")
def get_manual_intensity(call: Call, light_id: LightID) -> dict[str, object]:
    """What was set so."""
    light = lights(call)
    return {"intensity": light.lamp(number(light, light_id)).intensity}


@api.json(PATH, "getCurrentIntensity")
def get_current_intensity(call: Call, light_id: LightID) -> dict[str, object]:
    """How brightly a lamp burns now."""
    light = lights(call)
    return {"intensity": light.intensity(number(light, light_id))}


@api.json(PATH, "setLightSynchronizeDayNightMode")
def set_light_synchronize_day_night_mode(call: Call, light_id: LightID, enabled: bool) -> None:
    """Whether a lamp goes with night vision."""
    light = lights(call)
    light.synchronize(number(light, light_id), enabled)


@api.json(PATH, "getLightSynchronizeDayNightMode")
def get_light_synchronize_day_night_mode(call: Call, light_id: LightID) -> dict[str, object]:
    """Whether it does."""
    light = lights(call)
    return {"synchronize": light.lamp(number(light, light_id)).synchronized}


def _refused(call: Call, light_id: LightID) -> None:
    """What no lamp of ours can do."""
    raise messages.unsupported(call, light_id)


for _method in (
    "setIndividualIntensity", "getIndividualIntensity", "setAutomaticAngleOfIlluminationMode", "getValidAngleOfIllumination",
    "setManualAngleOfIllumination", "getManualAngleOfIllumination", "getCurrentAngleOfIllumination", "getValidIRWavelengths",
    "setIRWavelength", "getIRWavelength",
):  # fmt: skip
    api.json(PATH, _method)(_refused)
