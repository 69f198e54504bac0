"""Encoders on the wire; their settings are the parameters of the channel, so that both roads agree."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from camsim.contract import onvif_profiles
from camsim.contract.errors import MissingError
from camsim.contract.onvif_profiles import MediaProfile
from camsim.device.device import Device
from camsim.device.errors import DeviceError, NotThereError, OutOfRangeError
from camsim.device.parameters import Parameters
from camsim.device.views.views import Views
from camsim.media.request import pixels
from camsim.wire.xml import element
from camsim.wire.xml_in import Node, local

UNLIMITED = 2147483647
"""Bit rate of an encoder without a limit."""
_BEST = 100
"""Quality of a picture that is not compressed."""
_ENCODING = {"h264": "H264", "jpeg": "JPEG"}
_PROFILES = {"baseline": "Baseline", "main": "Main", "high": "High"}
_LONGEST_GROUP = 1023


def find(device: Device, token: str) -> MediaProfile:
    """The profile whose encoder has that token. Raises NotThereError (subject `configuration`)."""
    for profile in onvif_profiles.profiles(device):
        if profile.encoder == token:
            return profile
    raise NotThereError(f"no encoder {token}", subject="configuration", value=token)


def told(name: str, parameters: Parameters, which: MediaProfile) -> Element:
    """An encoder as it is set."""
    look, rate = f"{which.view}.Appearance", parameters.number(f"{which.view}.RateControl.MaxBitrate") * 1000
    made = element(name, element("tt:Name", which.encoder), element("tt:UseCount", "1"), token=which.encoder)
    made.append(element("tt:Encoding", _ENCODING[which.codec]))
    made.append(_size("tt:Resolution", parameters.text(f"{look}.Resolution", "640x480")))
    made.append(element("tt:Quality", str(_BEST - parameters.number(f"{look}.Compression", 30))))
    limits = {
        "FrameRateLimit": parameters.number(f"{which.view}.Stream.FPS") or 30,
        "EncodingInterval": 1,
        "BitrateLimit": rate or UNLIMITED,
    }
    made.append(element("tt:RateControl", *(element(f"tt:{part}", str(value)) for part, value in limits.items())))
    if which.codec == "h264":
        length = parameters.number(f"{which.view}.MPEG.PCount", 31) + 1
        kind = _PROFILES.get(parameters.text(f"{which.view}.MPEG.H264.Profile", "main").lower(), "Main")
        made.append(element("tt:H264", element("tt:GovLength", str(length)), element("tt:H264Profile", kind)))
    group = parameters.text(f"Network.RTP.R{which.channel - 1}.VideoAddress") or "0.0.0.0"
    port = parameters.text(f"Network.RTP.R{which.channel - 1}.VideoPort") or "0"
    address = element("tt:Address", element("tt:Type", "IPv4"), element("tt:IPv4Address", group))
    made.append(element("tt:Multicast", address, element("tt:Port", port), element("tt:TTL", "5"), element("tt:AutoStart", "false")))
    made.append(element("tt:SessionTimeout", "PT60S"))
    return made


def put(device: Device, node: Node) -> None:
    """Sets an encoder: all of it, or nothing. Raises NotThereError, MissingError, OutOfRangeError."""
    which, parameters = find(device, node.get("token", "")), device.organ(Parameters)
    size = node.child("Resolution")
    if size is None:
        raise MissingError("Resolution is missing", subject=local(node))
    wanted = {f"{which.view}.Appearance.Resolution": f"{size.content('Width')}x{size.content('Height')}"}
    if (quality := _number(node, "Quality")) is not None:
        wanted[f"{which.view}.Appearance.Compression"] = str(_BEST - round(quality))
    if (fps := _number(node, "RateControl", "FrameRateLimit")) is not None:
        wanted[f"{which.view}.Stream.FPS"] = str(round(fps))
    if (rate := _number(node, "RateControl", "BitrateLimit")) is not None:
        wanted[f"{which.view}.RateControl.MaxBitrate"] = str(0 if rate >= UNLIMITED else round(rate / 1000))
    if (length := _number(node, "H264", "GovLength")) is not None:
        wanted[f"{which.view}.MPEG.PCount"] = str(round(length) - 1)
    if wanted[f"{which.view}.Appearance.Resolution"] not in _sizes(parameters, which):
        raise OutOfRangeError("no such resolution", subject="Resolution", value=wanted[f"{which.view}.Appearance.Resolution"])
    _write(parameters, {name: value for name, value in wanted.items() if parameters.find(name) is not None})


def options(device: Device, which: MediaProfile) -> Element:
    """What an encoder can be set to."""
    parameters, fps = device.organ(Parameters), str(round(device.organ(Views).rate(which.channel)))
    sizes = [_size("tt:ResolutionsAvailable", name) for name in _sizes(parameters, which)]
    ranges = [_range("tt:FrameRateRange", "1", fps), _range("tt:EncodingIntervalRange", "1", "1")]
    if which.codec == "h264":
        kinds = [element("tt:H264ProfilesSupported", kind) for kind in _PROFILES.values()]
        part = element("tt:H264", *sizes, _range("tt:GovLengthRange", "1", str(_LONGEST_GROUP)), *ranges, *kinds)
    else:
        part = element("tt:JPEG", *sizes, *ranges)
    return element("trt:Options", _range("tt:QualityRange", "0", str(_BEST)), part)


def _write(parameters: Parameters, wanted: dict[str, str]) -> None:
    """Writes all parameters, or none. Raises OutOfRangeError."""
    before = {name: parameters.text(name) for name in wanted}
    try:
        for name, value in wanted.items():
            parameters.write(name, value)
    except DeviceError as error:
        for name, value in before.items():
            parameters.store(name, value)
        raise OutOfRangeError(error.message, subject=error.subject) from error


def _sizes(parameters: Parameters, which: MediaProfile) -> list[str]:
    listed = parameters.text(f"Properties.Image.I{which.channel - 1}.Resolution") or parameters.text("Properties.Image.Resolution")
    return listed.split(",")


def _number(node: Node, *path: str) -> float | None:
    text = node.content(*path)
    try:
        number = None if text is None else float(text)
    except ValueError as error:
        raise OutOfRangeError("no number", subject=path[-1], value=text) from error
    if number is not None and not 0 <= number <= UNLIMITED:
        raise OutOfRangeError("out of range", subject=path[-1], value=text)
    return number


def _size(name: str, text: str) -> Element:
    width, height = pixels(text)
    return element(name, element("tt:Width", str(width)), element("tt:Height", str(height)))


def _range(name: str, low: str, high: str) -> Element:
    return element(name, element("tt:Min", low), element("tt:Max", high))
