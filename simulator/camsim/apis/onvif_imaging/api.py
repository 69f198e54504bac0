"""ONVIF imaging service: settings of the picture, which are the parameters of the image source (ONVIF Imaging Service Specification)."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from camsim.contract.access import Access
from camsim.contract.api import Api
from camsim.contract.call import Call
from camsim.contract.services import has_onvif, operations
from camsim.device.errors import DeviceError, NotThereError, OutOfRangeError
from camsim.device.parameters import Parameters
from camsim.device.views.views import Views
from camsim.wire.soap import NAMESPACES, Fault
from camsim.wire.xml import element
from camsim.wire.xml_in import Node

NAMESPACE = NAMESPACES["timg"]
LEVELS = {"Brightness": "Brightness", "ColorSaturation": "ColorLevel", "Contrast": "Contrast", "Sharpness": "Sharpness"}
"""Names of settings and of the parameters below `ImageSource.I#.Sensor`, in the order of the schema."""
_FILTER = {"yes": "ON", "on": "ON", "no": "OFF", "off": "OFF", "auto": "AUTO"}


def _fault(call: Call, error: DeviceError) -> Fault | None:
    match error:
        case NotThereError(subject="source"):
            return Fault("The requested VideoSource does not exist", ("ter:InvalidArgVal", "ter:NoSource"))
        case OutOfRangeError(subject="settings"):
            return Fault(error.message, ("ter:InvalidArgVal", "ter:SettingsInvalid"))
    return None


api = Api(
    title="ONVIF imaging service",
    page="onvif-imaging-service",
    access=Access.VIEWER,
    needs=lambda profile: has_onvif(profile) and profile.video is not None,
    fault=_fault,
    omits=("exposure, focus, white balance and wide dynamic range", "imaging presets"),
)


operation = operations(api, NAMESPACE)


@operation("GetServiceCapabilities", Access.ANONYMOUS)
def get_service_capabilities(call: Call) -> Element:
    """What this service can do."""
    return element("timg:Capabilities", ImageStabilization="false", Presets="false")


@operation("GetImagingSettings")
def get_imaging_settings(call: Call, video_source_token: str) -> Element:
    """The settings of a sensor."""
    source, parameters = _source(call, video_source_token), call.organ(Parameters)
    known = {name: parameters.text(f"{source}.Sensor.{leaf}") for name, leaf in LEVELS.items()}
    made = element("timg:ImagingSettings", *(element(f"tt:{name}", value) for name, value in known.items() if value))
    position = _FILTER.get(parameters.text(f"{source}.DayNight.IrCutFilter").lower())
    if position is not None:
        made.insert(
            len([name for name in ("Brightness", "ColorSaturation", "Contrast") if known[name]]), element("tt:IrCutFilter", position)
        )
    return made


@operation("SetImagingSettings", Access.OPERATOR)
def set_imaging_settings(call: Call, video_source_token: str, imaging_settings: Node) -> None:
    """Changes the settings that are named: all of them, or none."""
    source, parameters = _source(call, video_source_token), call.organ(Parameters)
    wanted = {
        f"{source}.Sensor.{leaf}": _level(text) for name, leaf in LEVELS.items() if (text := imaging_settings.content(name)) is not None
    }
    position = imaging_settings.content("IrCutFilter")
    if position is not None:
        words = {"ON": "yes", "OFF": "no", "AUTO": "auto"}
        if position not in words:
            raise OutOfRangeError("no such position of the filter", subject="settings", value=position)
        wanted[f"{source}.DayNight.IrCutFilter"] = words[position]
    for name in wanted:
        if parameters.find(name) is None:
            raise OutOfRangeError("the sensor has no such setting", subject="settings", value=name)
    for name, value in wanted.items():
        parameters.write(name, value)


@operation("GetOptions")
def get_options(call: Call, video_source_token: str) -> Element:
    """What the settings can be."""
    source, parameters = _source(call, video_source_token), call.organ(Parameters)
    made = element("timg:ImagingOptions")
    for name, leaf in LEVELS.items():
        if parameters.find(f"{source}.Sensor.{leaf}") is not None:
            made.append(element(f"tt:{name}", element("tt:Min", "0"), element("tt:Max", "100")))
        if name == "Contrast" and parameters.find(f"{source}.DayNight.IrCutFilter") is not None:
            made.extend(element("tt:IrCutFilterModes", mode) for mode in ("ON", "OFF", "AUTO"))
    return made


def _source(call: Call, token: str) -> str:
    """The group of parameters of a sensor. Raises NotThereError (subject `source`)."""
    views = call.organ(Views)
    if token not in {str(views.source(channel)) for channel in range(1, views.count + 1)}:
        raise NotThereError(f"no source {token}", subject="source", value=token)
    return f"ImageSource.I{token}"


def _level(text: str) -> str:
    try:
        level = float(text)
    except ValueError as error:
        raise OutOfRangeError("no number", subject="settings", value=text) from error
    if not 0.0 <= level <= 100.0:
        raise OutOfRangeError("levels run from 0 to 100", subject="settings", value=text)
    return str(round(level))
