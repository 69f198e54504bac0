"""ptzconfig.cgi: presets are stored, renamed and removed (page slug: pantiltzoom-api, PTZ configuration)."""

from __future__ import annotations

from camsim.apis.ptz_control.messages import ALL, channel, channels, choice, preset_name, unknown_value, whole
from camsim.contract.call import Call
from camsim.contract.errors import MissingError
from camsim.device.errors import NotAllowedError
from camsim.device.ptz.channel import Channel
from camsim.device.ptz.settings import Feature
from camsim.device.users import Role

OF_PTZ_CGI = ("setserverpresetname", "setserverpresetno", "removeserverpresetname", "removeserverpresetno")
"""Arguments that ptz.cgi takes as well: its help lists them."""

_COMMANDS = (*OF_PTZ_CGI, "renameserverpresetno", "removeallserverpresets", "setdevicepreset", "osdmenu")

_MENU = ("open", "close", "up", "down", "left", "right", "select", "back")

_YES = {"yes": True, "no": False}


def is_asked_of_ptz_cgi(call: Call) -> bool:
    """Whether a request to ptz.cgi stores or removes a preset. Raises NotAllowedError for callers below operator."""
    if not any(argument in call.arguments for argument in OF_PTZ_CGI):
        return False
    if call.caller.role < Role.OPERATOR:
        raise NotAllowedError("presets are set by operators")
    return True


def carry_out(call: Call, camera: str) -> None:
    """Carries out the request's one command. Raises DeviceError; nothing has changed then."""
    given = call.arguments
    command = next((name for name in _COMMANDS if name in given), None)
    if command is None:
        raise MissingError("no command")
    home = choice("home", given.get("home", "no"), _YES)
    if command == "removeallserverpresets":
        if choice(command, given[command], _YES):
            for one in channels(call, camera):
                one.presets.clear()
        return
    if camera == ALL:
        raise unknown_value("camera", camera)
    one = channel(call, camera)
    if command in ("setserverpresetname", "setserverpresetno"):
        _store(call, one, home)
    elif command in ("removeserverpresetname", "removeserverpresetno"):
        _remove(call, one)
    elif command == "renameserverpresetno":
        if "newname" not in given:
            raise MissingError("newname: missing")
        one.presets.rename(whole(command, given[command]), preset_name(call, given["newname"]))
    elif command == "setdevicepreset":
        one.presets.store_in_device(whole(command, given[command]))
    else:
        choice(command, given[command], dict.fromkeys(_MENU))
        one.check_enabled()
        one.settings.demand(Feature.OSD_MENU)


def _store(call: Call, one: Channel, home: bool) -> None:
    name = preset_name(call, call.arguments["setserverpresetname"]) if "setserverpresetname" in call.arguments else None
    if "setserverpresetno" in call.arguments:
        one.presets.store_number(whole("setserverpresetno", call.arguments["setserverpresetno"]), name=name, home=home)
    elif name is not None:
        one.presets.store_name(name, home=home)


def _remove(call: Call, one: Channel) -> None:
    if "removeserverpresetname" in call.arguments:
        one.presets.remove(name=preset_name(call, call.arguments["removeserverpresetname"]))
    else:
        one.presets.remove(number=whole("removeserverpresetno", call.arguments["removeserverpresetno"]))
