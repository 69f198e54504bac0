"""Call service: /vapix/call, devices with SIP (page slug: intercom/call-service-api); accounts are kept, and no call is ever answered."""

from __future__ import annotations

from typing import Annotated, Any

from camsim.apis.call_service import messages
from camsim.contract.access import Access
from camsim.contract.api import Api, Wire
from camsim.contract.call import Call
from camsim.device.sip import CODECS, Sip, SipAccount, SipSettings, VmsSettings

PATH = "/vapix/call"
Members = dict[str, Any]
AccountId = Annotated[str, Wire("SIPAccountId")]
AccountIds = Annotated[list[str], Wire("SIPAccountId")]


api = Api(
    title="Call service API",
    page="intercom/call-service-api",
    id="sip",
    versions=("2.0", "2.2"),
    access=Access.ADMIN,
    needs=Sip.fits,
    omits=(
        "a SIP network: a registrar never answers (408), a call rings until its time is up, and none comes in",
        "DTMF, attributes, certificates of accounts, SIP proxies, access lists",
    ),
)


@api.bridge(PATH, "axcall:GetServiceCapabilities", access=Access.OPERATOR)
def get_service_capabilities(call: Call) -> Members:
    """What the service can do."""
    return {"Capabilities": messages.CAPABILITIES}


# ---- settings


@api.bridge(PATH, "axcall:GetSIPConfiguration")
def get_sip_configuration(call: Call) -> Members:
    """What holds for all accounts."""
    return {"SIPConfiguration": messages.settings(call.organ(Sip).state.settings)}


@api.bridge(PATH, "axcall:SetSIPConfiguration")
def set_sip_configuration(call: Call, configuration: Annotated[Members, Wire("SIPConfiguration")], keep_current: bool = True) -> None:
    """Changes it; what is not named stays, unless said otherwise."""
    call.organ(Sip).configure(messages.changes(configuration, messages.SETTINGS, SipSettings()), keep=keep_current)


@api.bridge(PATH, "axcall:GetSupportedSIPConfigurationAttributes")
def get_supported_configuration_attributes(call: Call) -> Members:
    """There are none."""
    return {"AttributeInfo": []}


@api.bridge(PATH, "axcall:GetSupportedSIPAccountAttributes")
def get_supported_account_attributes(call: Call) -> Members:
    """There are none."""
    return {"AttributeInfo": []}


@api.bridge(PATH, "axcall:GetSupportedMediaEncryptionModes")
def get_supported_media_encryption_modes(call: Call) -> Members:
    """How media may be encrypted."""
    return {"MediaEncryption": list(messages.ENCRYPTIONS)}


@api.bridge(PATH, "axcall:GetVMSCallConfiguration")
def get_vms_call_configuration(call: Call) -> Members:
    """How a video management system is called."""
    return {"VMSCallConfiguration": messages.vms(call.organ(Sip).state.vms)}


@api.bridge(PATH, "axcall:SetVMSCallConfiguration")
def set_vms_call_configuration(call: Call, configuration: Annotated[Members, Wire("VMSCallConfiguration")]) -> None:
    """Changes it; what is not named becomes as in the factory."""
    call.organ(Sip).configure_vms(VmsSettings(**messages.changes(configuration, messages.VMS, VmsSettings())))


# ---- codecs


@api.bridge(PATH, "axcall:GetSupportedAudioCodecs")
def get_supported_audio_codecs(call: Call) -> Members:
    """What the device can do."""
    return messages.codecs(CODECS)


@api.bridge(PATH, "axcall:GetDefaultAudioCodecs")
def get_default_audio_codecs(call: Call) -> Members:
    """What the factory offers."""
    return messages.codecs(CODECS)


@api.bridge(PATH, "axcall:GetAudioCodecs")
def get_audio_codecs(call: Call) -> Members:
    """What is offered, the best first."""
    return messages.codecs(call.organ(Sip).state.codecs)


@api.bridge(PATH, "axcall:SetAudioCodecs")
def set_audio_codecs(call: Call, audio_codec: list[Members]) -> None:
    """Says what is offered, the best first."""
    call.organ(Sip).order_codecs(messages.codec_names(audio_codec))


# ---- accounts


@api.bridge(PATH, "axcall:GetSIPAccount")
def get_sip_account(call: Call, account: AccountId) -> Members:
    """One account."""
    organ = call.organ(Sip)
    return {"SIPAccount": messages.account(organ.account(account), organ.state.default)}


@api.bridge(PATH, "axcall:GetSIPAccounts")
def get_sip_accounts(call: Call, accounts: AccountIds = []) -> Members:  # noqa: B006
    """Some accounts, or all."""
    organ = call.organ(Sip)
    return {"SIPAccount": [messages.account(organ.account(id), organ.state.default) for id in accounts or organ.state.accounts]}


@api.bridge(PATH, "axcall:SetSIPAccount")
def set_sip_account(call: Call, account: Annotated[Members, Wire("SIPAccount")]) -> Members:
    """Makes an account, or changes the one of that id."""
    return {"SIPAccountId": _set(call.organ(Sip), account)}


@api.bridge(PATH, "axcall:SetSIPAccounts")
def set_sip_accounts(call: Call, accounts: Annotated[list[Members], Wire("SIPAccount")]) -> Members:
    """The same for several."""
    return {"SIPAccountId": [_set(call.organ(Sip), account) for account in accounts]}


@api.bridge(PATH, "axcall:RemoveSIPAccount")
def remove_sip_account(call: Call, account: AccountId) -> None:
    """Takes an account away."""
    call.organ(Sip).remove_account(account)


@api.bridge(PATH, "axcall:RemoveSIPAccounts")
def remove_sip_accounts(call: Call, accounts: AccountIds) -> None:
    """The same for several."""
    for account in accounts:
        call.organ(Sip).remove_account(account)


@api.bridge(PATH, "axcall:GetSIPAccountStatus")
def get_sip_account_status(call: Call, account: AccountId) -> Members:
    """How the registration of an account stands."""
    organ = call.organ(Sip)
    return {"SIPAccountStatus": messages.status(organ, organ.account(account), _host(call))}


@api.bridge(PATH, "axcall:GetSIPAccountStatuses")
def get_sip_account_statuses(call: Call, accounts: AccountIds = []) -> Members:  # noqa: B006
    """The same for several, or all."""
    organ = call.organ(Sip)
    return {"SIPAccountStatus": [messages.status(organ, organ.account(id), _host(call)) for id in accounts or organ.state.accounts]}


# ---- calls


@api.bridge(PATH, "axcall:Call", access=Access.OPERATOR)
def make_call(call: Call, to: str, account: AccountId | None = None) -> Members:
    """Calls somebody."""
    return {"CallId": call.organ(Sip).call(to, account)}


@api.bridge(PATH, "axcall:TerminateCall", access=Access.OPERATOR)
def terminate_call(call: Call, call_id: str) -> None:
    """Ends a call."""
    call.organ(Sip).terminate(call_id)


@api.bridge(PATH, "axcall:GetCallStatus", access=Access.OPERATOR)
def get_call_status(call: Call, call_id: str) -> Members:
    """How a call stands."""
    return {"CallStatus": messages.call_status(call.organ(Sip).find(call_id))}


@api.bridge(PATH, "axcall:GetCallStatuses", access=Access.OPERATOR)
def get_call_statuses(call: Call, call_id: list[str] = []) -> Members:  # noqa: B006
    """The same for several, or all; ids that are not known are passed over."""
    calls = call.organ(Sip).state.calls
    return {"CallStatus": [messages.call_status(calls[id]) for id in call_id or calls if id in calls]}


def _set(organ: Sip, account: Members) -> str:
    given = messages.changes(account, messages.ACCOUNT, SipAccount("", ""))
    return organ.set_account(given, id=messages.id_of(account), default=messages.default_of(account))


def _host(call: Call) -> str:
    host = call.request.host
    return host.partition("]")[0].lstrip("[") if host.startswith("[") else host.partition(":")[0]
