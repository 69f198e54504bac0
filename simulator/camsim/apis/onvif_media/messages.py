"""Profiles, sources and addresses on the wire."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit
from xml.etree.ElementTree import Element

from camsim.apis.onvif_media import encoders
from camsim.contract import onvif_ptz
from camsim.contract.call import Call
from camsim.contract.onvif_profiles import PATH, MediaProfile
from camsim.device.device import Device
from camsim.device.parameters import Parameters
from camsim.device.views.views import Views
from camsim.wire.xml import element

SNAPSHOT = "/onvif-cgi/jpg/image.cgi"


def profile(name: str, device: Device, which: MediaProfile) -> Element:
    """A profile with its configurations."""
    made = element(name, element("tt:Name", which.token), token=which.token, fixed="true")
    made.append(source_configuration("tt:VideoSourceConfiguration", device, which))
    made.append(encoders.told("tt:VideoEncoderConfiguration", device.organ(Parameters), which))
    channel = onvif_ptz.channel_of(device, which)
    if channel is not None:
        made.append(onvif_ptz.configuration("tt:PTZConfiguration", channel))
    return made


def source_configuration(name: str, device: Device, which: MediaProfile) -> Element:
    """What a channel shows of its sensor."""
    views, number = device.organ(Views), str(which.channel - 1)
    width, height = views.size(which.channel)
    return element(
        name,
        element("tt:Name", device.organ(Parameters).text(f"{which.view}.Name") or f"user {number}"),
        element("tt:UseCount", "1"),
        element("tt:SourceToken", str(views.source(which.channel))),
        element("tt:Bounds", x="0", y="0", width=str(width), height=str(height)),
        token=number,
    )


def sources(device: Device) -> list[Element]:
    """The sensors, each with its frame rate and size."""
    views = device.organ(Views)
    found: dict[int, int] = {}
    for channel in range(1, views.count + 1):
        found.setdefault(views.source(channel), channel)
    made = []
    for source, channel in found.items():
        width, height = views.size(channel)
        size = element("tt:Resolution", element("tt:Width", str(width)), element("tt:Height", str(height)))
        made.append(element("trt:VideoSources", element("tt:Framerate", f"{views.rate(channel):g}"), size, token=str(source)))
    return made


def stream_address(call: Call, which: MediaProfile, multicast: bool) -> Element:
    """The address of a stream, at the host by whose name the client reached us."""
    port = call.rtsp_port
    where = _host(call) if port == 554 else f"{_host(call)}:{port}"
    stream = "multicast" if multicast else "unicast"
    return _address(f"rtsp://{where}{PATH}?{urlencode({'profile': which.token, 'sessiontimeout': 60, 'streamtype': stream})}")


def snapshot_address(call: Call, which: MediaProfile) -> Element:
    """The address of a picture."""
    parameters = call.organ(Parameters)
    look = f"{which.view}.Appearance"
    given = {"resolution": parameters.text(f"{look}.Resolution"), "compression": parameters.text(f"{look}.Compression", "30")}
    camera = {"camera": which.channel} if which.channel > 1 else {}
    return _address(f"{call.request.scheme}://{call.request.host}{SNAPSHOT}?{urlencode({**given, **camera})}")


def _host(call: Call) -> str:
    name = urlsplit(f"//{call.request.host}").hostname or ""
    return f"[{name}]" if ":" in name else name


def _address(address: str) -> Element:
    flags = [element("tt:InvalidAfterConnect", "false"), element("tt:InvalidAfterReboot", "false"), element("tt:Timeout", "PT0S")]
    return element("trt:MediaUri", element("tt:Uri", address), *flags)
