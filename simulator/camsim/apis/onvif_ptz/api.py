"""ONVIF PTZ service: nodes, configurations, moves, presets, status (ONVIF PTZ Service Specification)."""

from __future__ import annotations

from typing import Annotated
from xml.etree.ElementTree import Element

from camsim.apis.onvif_ptz import messages, moves, presets
from camsim.contract import onvif_profiles, onvif_ptz
from camsim.contract.access import Access
from camsim.contract.api import Api, Wire
from camsim.contract.call import Call
from camsim.contract.ptz_control import admit_onvif
from camsim.contract.services import has_onvif, operations
from camsim.device.errors import NotThereError
from camsim.device.ptz.channel import Channel
from camsim.device.ptz.command import Command
from camsim.device.ptz.head import PtzHead
from camsim.device.time import Time
from camsim.wire.duration import Span
from camsim.wire.soap import NAMESPACES
from camsim.wire.xml import element
from camsim.wire.xml_in import Node

NAMESPACE = NAMESPACES["tptz"]

api = Api(
    title="ONVIF PTZ service",
    page="onvif-ptz-service",
    access=Access.VIEWER,
    needs=lambda profile: has_onvif(profile) and PtzHead.fits(profile),
    fault=messages.fault,
    omits=("preset tours", "changes of configurations", "spaces in degrees", "geo moves"),
)


operation = operations(api, NAMESPACE)


def _channel(call: Call, token: str) -> Channel:
    """The channel of a media profile. Raises NotThereError (subject `profile` or `ptz`)."""
    found = onvif_ptz.channel_of(call.device, onvif_profiles.find(call.device, token))
    if found is None:
        raise NotThereError("the profile has no PTZ", subject="ptz", value=token)
    return found


def _mover(call: Call, token: str) -> Channel:
    """The same for a caller who is to move it. Raises NotAllowedError while another one is in control."""
    return admit_onvif(call, _channel(call, token))


# ---- what there is


@operation("GetServiceCapabilities", Access.ANONYMOUS)
def get_service_capabilities(call: Call) -> Element:
    """What this service can do."""
    return element(
        "tptz:Capabilities", EFlip="true", Reverse="false", GetCompatibleConfigurations="false", MoveStatus="true", StatusPosition="true"
    )


@operation("GetNodes")
def get_nodes(call: Call) -> Element:
    """The one kind of head."""
    return messages.node("tptz:PTZNode", call.organ(PtzHead))


@operation("GetNode")
def get_node(call: Call, node_token: str) -> Element:
    """The one kind of head, by its token."""
    if node_token != onvif_ptz.NODE:
        raise NotThereError(f"no node {node_token}", subject="node", value=node_token)
    return messages.node("tptz:PTZNode", call.organ(PtzHead))


@operation("GetConfigurations")
def get_configurations(call: Call) -> list[Element]:
    """The channels whose PTZ is on."""
    return [onvif_ptz.configuration("tptz:PTZConfiguration", channel) for channel in call.organ(PtzHead).channels() if channel.enabled]


@operation("GetConfiguration")
def get_configuration(call: Call, configuration_token: Annotated[str, Wire("PTZConfigurationToken")]) -> Element:
    """One channel."""
    return onvif_ptz.configuration("tptz:PTZConfiguration", messages.configured(call, configuration_token))


@operation("GetConfigurationOptions")
def get_configuration_options(call: Call, configuration_token: str) -> Element:
    """Spaces and times of a channel."""
    messages.configured(call, configuration_token)
    return messages.options()


@operation("GetStatus")
def get_status(call: Call, profile_token: str) -> Element:
    """Where a channel looks and whether it moves."""
    return messages.status(_channel(call, profile_token), call.organ(Time))


# ---- moves


@operation("ContinuousMove", Access.PTZ)
def continuous_move(call: Call, profile_token: str, velocity: Node, timeout: Span = moves.DEFAULT) -> None:
    """Moves at a speed until told to stop, or for some time."""
    channel = _mover(call, profile_token)
    channel.command(moves.continuous(velocity))
    channel.stop_after(min(timeout.seconds, onvif_ptz.LONGEST_TIMEOUT))


@operation("AbsoluteMove", Access.PTZ)
def absolute_move(call: Call, profile_token: str, position: Node, speed: Node | None = None) -> None:
    """Goes to a place."""
    channel = _mover(call, profile_token)
    channel.command(moves.absolute(channel, position, speed))


@operation("RelativeMove", Access.PTZ)
def relative_move(call: Call, profile_token: str, translation: Node, speed: Node | None = None) -> None:
    """Goes some way."""
    channel = _mover(call, profile_token)
    channel.command(moves.relative(channel, translation, speed))


@operation("Stop", Access.PTZ)
def stop(call: Call, profile_token: str, pan_tilt: bool = True, zoom: bool = True) -> None:
    """Ends moves."""
    _mover(call, profile_token).command(moves.stopped(pan_tilt, zoom))


# ---- presets


@operation("GetPresets")
def get_presets(call: Call, profile_token: str) -> list[Element]:
    """All presets with their places."""
    return presets.told(_channel(call, profile_token))


@operation("SetPreset", Access.OPERATOR)
def set_preset(call: Call, profile_token: str, preset_name: str | None = None, preset_token: str | None = None) -> Element:
    """Keeps the place where the head looks."""
    return element("tptz:PresetToken", str(presets.put(_channel(call, profile_token), preset_name, preset_token)))


@operation("RemovePreset", Access.OPERATOR)
def remove_preset(call: Call, profile_token: str, preset_token: str) -> None:
    """Takes a preset away."""
    _channel(call, profile_token).presets.remove(number=presets.number(preset_token))


@operation("GotoPreset", Access.PTZ)
def goto_preset(call: Call, profile_token: str, preset_token: str, speed: Node | None = None) -> None:
    """Goes to a preset."""
    _mover(call, profile_token).command(Command(preset_number=presets.number(preset_token), speed=moves.speed(speed)))


@operation("GotoHomePosition", Access.PTZ)
def goto_home_position(call: Call, profile_token: str, speed: Node | None = None) -> None:
    """Goes home."""
    _mover(call, profile_token).command(Command(home=True, speed=moves.speed(speed)))


@operation("SetHomePosition", Access.OPERATOR)
def set_home_position(call: Call, profile_token: str) -> None:
    """Makes the place where the head looks its home."""
    channel = _channel(call, profile_token)
    channel.check_enabled()
    channel.presets.place_home(channel.place())


@operation("SendAuxiliaryCommand", Access.PTZ)
def send_auxiliary_command(call: Call, profile_token: str, auxiliary_data: str) -> Element:
    """Switches a function such as a wiper."""
    _mover(call, profile_token).command(Command(auxiliary=auxiliary_data))
    return element("tptz:AuxiliaryResponse", auxiliary_data)
