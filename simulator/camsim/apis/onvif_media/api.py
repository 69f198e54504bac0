"""ONVIF media service: profiles, addresses of streams and pictures, encoders (ONVIF Media Service Specification)."""

from __future__ import annotations

from typing import Annotated
from xml.etree.ElementTree import Element

from camsim.apis.onvif_media import encoders, messages
from camsim.contract import onvif_profiles
from camsim.contract.access import Access
from camsim.contract.api import Api, Wire
from camsim.contract.call import Call
from camsim.contract.services import has_onvif, operations
from camsim.device.errors import DeviceError, NotThereError
from camsim.device.parameters import Parameters
from camsim.wire.soap import NAMESPACES, Fault
from camsim.wire.xml import element
from camsim.wire.xml_in import Node

NAMESPACE = NAMESPACES["trt"]


def _fault(call: Call, error: DeviceError) -> Fault | None:
    match error:
        case NotThereError(subject="profile"):
            return Fault("Profile token does not exist", ("ter:InvalidArgVal", "ter:NoProfile"))
        case NotThereError(subject="configuration"):
            return Fault("The requested configuration does not exist", ("ter:InvalidArgVal", "ter:NoConfig"))
    return None


api = Api(
    title="ONVIF media service",
    page="onvif-media-service",
    access=Access.VIEWER,
    needs=lambda profile: has_onvif(profile) and profile.video is not None,
    fault=_fault,
    omits=("profiles made by clients", "audio and metadata configurations", "media service 2", "multicast streaming"),
)


operation = operations(api, NAMESPACE)


@operation("GetServiceCapabilities", Access.ANONYMOUS)
def get_service_capabilities(call: Call) -> Element:
    """What this service can do."""
    profiles = element("trt:ProfileCapabilities", MaximumNumberOfProfiles=str(len(onvif_profiles.profiles(call.device))))
    streaming = element("trt:StreamingCapabilities", RTPMulticast="true", RTP_TCP="true", RTP_RTSP_TCP="true")
    return element("trt:Capabilities", profiles, streaming, SnapshotUri="true", Rotation="true", VideoSourceMode="false", OSD="false")


@operation("GetProfiles")
def get_profiles(call: Call) -> list[Element]:
    """All profiles with their configurations."""
    return [messages.profile("trt:Profiles", call.device, profile) for profile in onvif_profiles.profiles(call.device)]


@operation("GetProfile")
def get_profile(call: Call, profile_token: str) -> Element:
    """One profile."""
    return messages.profile("trt:Profile", call.device, onvif_profiles.find(call.device, profile_token))


@operation("GetStreamUri")
def get_stream_uri(call: Call, profile_token: str, stream_setup: Node | None = None) -> Element:
    """Where the profile's stream is to be had over RTSP."""
    multicast = stream_setup is not None and stream_setup.content("Stream") == "RTP-Multicast"
    return messages.stream_address(call, onvif_profiles.find(call.device, profile_token), multicast)


@operation("GetSnapshotUri")
def get_snapshot_uri(call: Call, profile_token: str) -> Element:
    """Where the profile's picture is to be had over HTTP."""
    return messages.snapshot_address(call, onvif_profiles.find(call.device, profile_token))


@operation("GetVideoSources")
def get_video_sources(call: Call) -> list[Element]:
    """The sensors."""
    return messages.sources(call.device)


@operation("GetVideoSourceConfigurations")
def get_video_source_configurations(call: Call) -> list[Element]:
    """What each channel shows of its sensor."""
    channels = {profile.channel: profile for profile in onvif_profiles.profiles(call.device)}
    return [messages.source_configuration("trt:Configurations", call.device, profile) for profile in channels.values()]


@operation("GetVideoSourceConfiguration")
def get_video_source_configuration(call: Call, configuration_token: str) -> Element:
    """What one channel shows of its sensor."""
    for profile in onvif_profiles.profiles(call.device):
        if str(profile.channel - 1) == configuration_token:
            return messages.source_configuration("trt:Configuration", call.device, profile)
    raise NotThereError("no such configuration", subject="configuration", value=configuration_token)


# ---- encoders


@operation("GetVideoEncoderConfigurations")
def get_video_encoder_configurations(call: Call) -> list[Element]:
    """The encoder of each profile."""
    parameters = call.organ(Parameters)
    return [encoders.told("trt:Configurations", parameters, profile) for profile in onvif_profiles.profiles(call.device)]


@operation("GetVideoEncoderConfiguration")
def get_video_encoder_configuration(call: Call, configuration_token: str) -> Element:
    """One encoder."""
    return encoders.told("trt:Configuration", call.organ(Parameters), encoders.find(call.device, configuration_token))


@operation("SetVideoEncoderConfiguration", Access.OPERATOR)
def set_video_encoder_configuration(call: Call, configuration: Node) -> None:
    """Sets an encoder, by the parameters of its channel."""
    encoders.put(call.device, configuration)


@operation("GetVideoEncoderConfigurationOptions")
def get_video_encoder_configuration_options(
    call: Call, configuration_token: str | None = None, profile_token: Annotated[str | None, Wire("ProfileToken")] = None
) -> Element:
    """What an encoder can be set to."""
    if configuration_token is not None:
        profile = encoders.find(call.device, configuration_token)
    elif profile_token is not None:
        profile = onvif_profiles.find(call.device, profile_token)
    else:
        profile = onvif_profiles.profiles(call.device)[0]
    return encoders.options(call.device, profile)
