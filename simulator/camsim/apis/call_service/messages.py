"""How SIP settings, accounts and calls are spelled (page slug: call-service-api)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from camsim.contract.errors import MissingError
from camsim.device.errors import OutOfRangeError
from camsim.device.sip import CallReason, Codec, Sip, SipAccount, SipCall, SipSettings, VmsSettings
from camsim.wire import moment

SETTINGS = {
    "SIPEnabled": "enabled",
    "SIPPort": "port",
    "SIPTLSPort": "tls_port",
    "STUNEnabled": "stun",
    "TURNEnabled": "turn",
    "ICEEnabled": "ice",
    "AllowIncomingCalls": "allow_incoming",
    "ApplyUserAuthentication": "authenticate_users",
    "ApplyAllowedURIs": "limit_uris",
    "STUNServers": "stun_servers",
    "TURNServers": "turn_servers",
    "AllowedUsers": "allowed_users",
    "AllowedURIs": "allowed_uris",
    "RTPStartPort": "rtp_start_port",
    "CallingTimeout": "calling_timeout",
}
NEWER = ("RTPStartPort", "CallingTimeout")
"""Members that are told where they are not those of the factory: older clients compare the answer as a whole."""
ACCOUNT = {
    "Username": "user",
    "UserId": "user",
    "Password": "password",
    "Registrar": "registrar",
    "PublicDomain": "domain",
    "Transport": "transport",
    "CallerId": "caller",
    "DTMFConfigurationId": "dtmf",
    "Name": "name",
    "AuthenticationId": "authentication",
    "SecondaryRegistrar": "second_registrar",
    "SecondaryPublicDomain": "second_domain",
    "MediaEncryption": "encryption",
    "StreamParameters": "stream",
    "Enabled": "enabled",
    "PrioritizeIPv6": "ipv6",
    "SIPSEnabled": "sips",
}
"""Member -> field; `Username` is the older name of `UserId`."""
ALWAYS = ("Registrar", "PublicDomain")
ENCRYPTIONS = ("None", "SRTPBestEffort", "SRTPMandatory")
VMS = {
    "Enabled": "enabled",
    "AudioFromDeviceToNetworkStreams": "audio_out",
    "AudioFromNetworkToDeviceStreams": "audio_in",
    "VideoFromDeviceToNetworkStreams": "video_out",
    "Timeout": "timeout",
}
CAPABILITIES = {"SIP": True, "DTMF": False, "AudioCodec": True, "MediaEncryption": True, "Certificate": False, "Attribute": False}


def settings(found: SipSettings) -> dict[str, Any]:
    """SIPConfiguration."""
    plain = SipSettings()
    return {
        name: getattr(found, field)
        for name, field in SETTINGS.items()
        if name not in NEWER or getattr(found, field) != getattr(plain, field)
    }


def account(found: SipAccount, default: str) -> dict[str, Any]:
    """SIPAccount; the password is never told."""
    caller = found.caller if found.caller is not None else found.user
    members: dict[str, Any] = {"Id": found.id, "Username": found.user, "UserId": found.user, "Password": None}
    members.update({name: getattr(found, ACCOUNT[name]) for name in ALWAYS})
    members.update(IsDefault=found.id == default, Transport=found.transport, CallerId=caller)
    plain = SipAccount("", "")
    for name, field in ACCOUNT.items():
        if name not in members and getattr(found, field) != getattr(plain, field):
            members[name] = getattr(found, field)
    return members


def status(organ: Sip, found: SipAccount, host: str) -> dict[str, Any]:
    """SIPAccountStatus; a peer-to-peer account is known by the device's address."""
    code, text = organ.registration(found)
    uri = f"sip:{found.user}@{found.domain or found.registrar}" if found.registrar else f"sip:{host}:{organ.state.settings.port}"
    default = found.id == organ.state.default
    return {
        "SIPAccountId": found.id,
        "SIPURI": uri,
        "IsDefault": default,
        "RegURI": found.registrar or "",
        "Status": code,
        "StatusText": text,
    }


def call_status(found: SipCall) -> dict[str, Any]:
    """CallStatus."""
    members: dict[str, Any] = {
        "CallId": found.id,
        "Source": "DoorStation",
        "CallState": found.state.value,
        "CallStateReason": "" if found.reason is CallReason.INITIATED else found.reason.value,
        "StartTime": moment.seconds(found.started),
        "Direction": "Outgoing",
        "DeviceURI": found.own,
        "RemoteURI": found.remote,
        "CallType": "VMS" if found.account is None else "SIP",
    }
    if found.stopped is not None:
        members["StopTime"] = moment.seconds(found.stopped)
    if found.account is not None:
        members["SIPAccountId"] = found.account
    return members


def codecs(found: Iterable[Codec]) -> dict[str, Any]:
    """AudioCodec, the best first."""
    return {"AudioCodec": [{"Name": codec.name, "SampleRate": codec.sample_rate} for codec in found]}


def vms(found: VmsSettings) -> dict[str, Any]:
    """VMSCallConfiguration."""
    return {name: getattr(found, field) for name, field in VMS.items()}


# ---- in


def changes(given: Mapping[str, Any], names: Mapping[str, str], like: object) -> dict[str, Any]:
    """Members as fields, in the types that the fields have; members that are not known are ignored. Raises OutOfRangeError."""
    found = {}
    for name, field in names.items():
        if name in given:
            found[field] = _typed(name, given[name], getattr(like, field))
    return found


def id_of(account: Mapping[str, Any]) -> str | None:
    """The id that a client gives to an account, if any. Raises OutOfRangeError."""
    return _typed("Id", account["Id"], "") or None if account.get("Id") is not None else None


def default_of(account: Mapping[str, Any]) -> bool | None:
    """Whether a client wants the account to be the default one; None where it does not say. Raises OutOfRangeError."""
    return _typed("IsDefault", account["IsDefault"], True) if "IsDefault" in account else None


def codec_names(given: Iterable[Mapping[str, Any]]) -> list[str]:
    """The names of some codecs. Raises MissingError."""
    names = [codec.get("Name") for codec in given]
    if not all(isinstance(name, str) for name in names):
        raise MissingError("a codec has a name", subject="Name")
    return names  # type: ignore[return-value]


def _typed(name: str, given: Any, like: object) -> Any:
    """A value of the type of `like`, where it may have come as a text."""
    problem = OutOfRangeError(f"{name} is of another type", subject=name)
    if isinstance(like, bool):
        if str(given).lower() not in ("true", "false"):
            raise problem
        return str(given).lower() == "true"
    if isinstance(like, int):
        if isinstance(given, bool) or not str(given).isascii() or not str(given).isdigit() or len(str(given)) > 9:
            raise problem
        return int(given)
    if isinstance(like, list):
        if given in ("", None):
            return []
        if not isinstance(given, list) or len(given) > 100 or not all(isinstance(item, str | dict) for item in given):
            raise problem
        return given
    if given is None and not isinstance(like, str):
        return None
    if isinstance(given, bool) or not isinstance(given, str | int | float):
        raise problem
    return str(given)
