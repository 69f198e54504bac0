"""PTZ in the words of ONVIF: which channel belongs to a media profile, its configuration, and the generic spaces (ONVIF PTZ Service).

Positions run from -1 to 1 over the span of pan and tilt, and from 0 to 1 over that of zoom; speeds from -1 to 1 for full speed.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element

from camsim.contract.onvif_profiles import MediaProfile
from camsim.device.device import Device
from camsim.device.errors import OutOfRangeError
from camsim.device.ptz.channel import Channel
from camsim.device.ptz.head import PtzHead
from camsim.device.ptz.motion import Axis
from camsim.wire.xml import element

NODE = "1"
TIMEOUT = 5.0
"""Seconds after which a continuous move ends that names no time (a guess)."""
LONGEST_TIMEOUT = 600.0
SPACES = "http://www.onvif.org/ver10/tptz/"
POSITION = {
    "PanTilt": f"{SPACES}PanTiltSpaces/PositionGenericSpace",
    "Zoom": f"{SPACES}ZoomSpaces/PositionGenericSpace",
}
TRANSLATION = {
    "PanTilt": f"{SPACES}PanTiltSpaces/TranslationGenericSpace",
    "Zoom": f"{SPACES}ZoomSpaces/TranslationGenericSpace",
}
VELOCITY = {
    "PanTilt": f"{SPACES}PanTiltSpaces/VelocityGenericSpace",
    "Zoom": f"{SPACES}ZoomSpaces/VelocityGenericSpace",
}
SPEED = {
    "PanTilt": f"{SPACES}PanTiltSpaces/GenericSpeedSpace",
    "Zoom": f"{SPACES}ZoomSpaces/ZoomGenericSpeedSpace",
}


def channel_of(device: Device, profile: MediaProfile) -> Channel | None:
    """The PTZ channel of a profile; None where it has none, or PTZ is switched off."""
    if not device.has(PtzHead):
        return None
    found = next((channel for channel in device.organ(PtzHead).channels() if channel.number == profile.channel), None)
    return found if found is not None and found.enabled else None


def configuration(name: str, channel: Channel) -> Element:
    """The configuration of a channel."""
    token = str(channel.number)
    made = element(name, element("tt:Name", f"user {token}"), element("tt:UseCount", "1"), element("tt:NodeToken", NODE), token=token)
    for part, spaces in (
        ("DefaultAbsolutePantTiltPositionSpace", POSITION["PanTilt"]),
        ("DefaultAbsoluteZoomPositionSpace", POSITION["Zoom"]),
        ("DefaultRelativePanTiltTranslationSpace", TRANSLATION["PanTilt"]),
        ("DefaultRelativeZoomTranslationSpace", TRANSLATION["Zoom"]),
        ("DefaultContinuousPanTiltVelocitySpace", VELOCITY["PanTilt"]),
        ("DefaultContinuousZoomVelocitySpace", VELOCITY["Zoom"]),
    ):
        made.append(element(f"tt:{part}", spaces))
    made.append(element("tt:DefaultPTZTimeout", f"PT{TIMEOUT:g}S"))
    return made


def position(channel: Channel) -> Element:
    """Where a channel looks."""
    pan, tilt, zoom = (shown(channel, axis, channel.reading(axis)) for axis in (Axis.PAN, Axis.TILT, Axis.ZOOM))
    return placed("tt:Position", pan, tilt, zoom)


def placed(name: str, pan: float, tilt: float, zoom: float) -> Element:
    """A position in the generic spaces."""
    return element(
        name,
        element("tt:PanTilt", x=f"{pan:.6f}", y=f"{tilt:.6f}", space=POSITION["PanTilt"]),
        element("tt:Zoom", x=f"{zoom:.6f}", space=POSITION["Zoom"]),
    )


def shown(channel: Channel, axis: Axis, place: float) -> float:
    """A place of an axis in its generic space."""
    low, high = channel.settings.span(axis)
    share = (place - low) / (high - low) if high > low else 0.0
    return share if axis is Axis.ZOOM else 2.0 * share - 1.0


def meant(channel: Channel, axis: Axis, value: float) -> float:
    """The place that a number of the generic space means. Raises OutOfRangeError (subject `position`)."""
    low, high = channel.settings.span(axis)
    least = 0.0 if axis is Axis.ZOOM else -1.0
    if not least <= value <= 1.0:
        raise OutOfRangeError("positions run to 1", subject="position", value=value)
    return low + (value - least) / (1.0 - least) * (high - low)


def distance(channel: Channel, axis: Axis, value: float) -> float:
    """The way that a number of the generic space means: 1 is half the span of pan and tilt, or all of that of zoom."""
    low, high = channel.settings.span(axis)
    if not -1.0 <= value <= 1.0:
        raise OutOfRangeError("ways run from -1 to 1", subject="translation", value=value)
    return value * (high - low) * (1.0 if axis is Axis.ZOOM else 0.5)


def percent(value: float) -> float:
    """The speed that a number of the generic space means. Raises OutOfRangeError (subject `velocity`)."""
    if not -1.0 <= value <= 1.0:
        raise OutOfRangeError("speeds run from -1 to 1", subject="velocity", value=value)
    return round(value * 100.0)
