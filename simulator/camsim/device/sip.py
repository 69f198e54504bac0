"""The SIP side of a device: settings, accounts, calls that nobody takes, since there is no SIP network (page slug: call-service-api)."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from camsim.device.errors import FullError, NotThereError, OutOfRangeError, WrongStateError
from camsim.device.event import Event, key, value
from camsim.device.organ import Organ
from camsim.device.state import kept, volatile
from camsim.device.time import Time
from camsim.profile.model import Profile

MOST_ACCOUNTS = 100
MOST_CALLS = 100
"""Calls of the past that are kept."""
LONGEST_TEXT = 1024
PEER_TO_PEER = "peer-to-peer"
"""Id of the account that the factory gives."""
VMS_CALL = "VMS_CALL"
"""Whom a device without SIP can call."""
SOURCE = "DoorStation"
"""How a device calls itself in call events (guess)."""


class CallState(StrEnum):
    """Where a call is."""

    CALLING = "Calling"
    TERMINATED = "Terminated"


class CallReason(StrEnum):
    """Why a call changed."""

    INITIATED = "Initiated"
    NO_ANSWER = "NoAnswer"
    TERMINATED = "Terminated"


class CallStateEvent(Event):
    """Whether the device is in a call."""

    topic = "tnsaxis:Call/State"
    nice_name = "State"
    source_name: str = key("Source", kind="xsd:string")
    state: str = value("CallState", kind="xsd:string", state=True)


class CallChangeEvent(Event):
    """A call changed."""

    topic = "tnsaxis:Call/StateChange"
    nice_name = "State change"
    stateful = False
    source_name: str = key("Source", kind="xsd:string")
    reason: CallReason = value("Reason", kind="xsd:string")
    call: str = value("CallId", kind="xsd:string")
    remote: str = value("RemoteURI", kind="xsd:string")
    own: str = value("DeviceURI", kind="xsd:string")


@dataclass(frozen=True, slots=True)
class SipSettings:
    """What holds for all accounts."""

    enabled: bool = False
    port: int = 5060
    tls_port: int = 5061
    stun: bool = False
    turn: bool = False
    ice: bool = False
    allow_incoming: bool = False
    authenticate_users: bool = False
    limit_uris: bool = False
    stun_servers: list[dict[str, Any]] = field(default_factory=list)
    turn_servers: list[dict[str, Any]] = field(default_factory=list)
    allowed_users: list[str] = field(default_factory=list)
    allowed_uris: list[str] = field(default_factory=list)
    rtp_start_port: int = 4000
    calling_timeout: int = 60
    """Seconds, at most 600."""


@dataclass(frozen=True, slots=True)
class SipAccount:
    """One identity under which the device calls."""

    id: str
    user: str
    password: str | None = None
    registrar: str | None = None
    domain: str | None = None
    caller: str | None = None
    transport: str = "udp"
    name: str | None = None
    authentication: str | None = None
    second_registrar: str | None = None
    second_domain: str | None = None
    dtmf: str | None = None
    encryption: str | None = None
    stream: str | None = None
    enabled: bool = True
    ipv6: bool = False
    sips: bool = False


@dataclass(slots=True)
class SipCall:
    """An outgoing call."""

    id: str
    remote: str
    own: str
    account: str | None
    started: float
    """The device's time as a POSIX time stamp."""
    state: CallState = CallState.CALLING
    reason: CallReason = CallReason.INITIATED
    stopped: float | None = None


@dataclass(frozen=True, slots=True)
class VmsSettings:
    """How a video management system is called."""

    enabled: bool = False
    timeout: int = 30
    """Seconds."""
    audio_out: int = 0
    audio_in: int = 0
    video_out: int = 0


@dataclass(frozen=True, slots=True)
class Codec:
    """A way to code sound."""

    name: str
    sample_rate: int = 8000


CODECS = (Codec("opus", 48000), Codec("L16", 16000), Codec("speex", 16000), Codec("PCMU"), Codec("PCMA"), Codec("G726-32"))
"""What the device can do, the best first (guess)."""


@dataclass
class SipState:
    """Settings and accounts survive a restart, calls do not."""

    settings: SipSettings = kept(factory=SipSettings)
    accounts: dict[str, SipAccount] = kept(factory=dict)
    default: str = kept(PEER_TO_PEER)
    vms: VmsSettings = kept(factory=VmsSettings)
    codecs: list[Codec] = kept(factory=lambda: list(CODECS))
    calls: dict[str, SipCall] = volatile(factory=dict)


class Sip(Organ[SipState]):
    """SIP and VMS calls."""

    name = "sip"

    @classmethod
    def fits(cls, profile: Profile) -> bool:
        return any(leaf.name == "Properties.API.SIP.SIP" and leaf.value == "yes" for leaf in profile.leaves)

    def factory_state(self) -> SipState:
        return SipState(accounts={PEER_TO_PEER: SipAccount(PEER_TO_PEER, PEER_TO_PEER)})

    def current_events(self) -> list[Event]:
        """A device whose SIP is off tells nothing, as recorded."""
        calls = bool(self._under_way())
        return [CallStateEvent(source_name=SOURCE, state="Calling" if calls else "Idle")] if self.state.settings.enabled or calls else []

    # ---- settings

    def configure(self, changes: Mapping[str, Any], *, keep: bool = True) -> None:
        """Changes settings, the others stay (`keep`) or become those of the factory. Raises OutOfRangeError."""
        changed = dataclasses.replace(self.state.settings if keep else SipSettings(), **changes)
        for port in (changed.port, changed.tls_port, changed.rtp_start_port):
            if not 1 <= port <= 65535:
                raise OutOfRangeError("ports are 1 to 65535", subject="port", value=port)
        if not 1 <= changed.calling_timeout <= 600:
            raise OutOfRangeError("1 to 600 seconds", subject="calling_timeout", value=changed.calling_timeout)
        gone = self.current_events()
        self.state.settings = changed
        for event in self.current_events() or gone:
            (self.publish if self.current_events() else self.withdraw)(event)

    def configure_vms(self, settings: VmsSettings) -> None:
        """Sets how a video management system is called. Raises OutOfRangeError."""
        if not 1 <= settings.timeout <= 600:
            raise OutOfRangeError("1 to 600 seconds", subject="timeout", value=settings.timeout)
        self.state.vms = settings

    def order_codecs(self, names: list[str]) -> None:
        """Says which codecs are offered, the best first. Raises OutOfRangeError for one that the device does not know."""
        known = {codec.name.lower(): codec for codec in CODECS}
        if not names or any(name.lower() not in known for name in names) or len(set(names)) != len(names):
            raise OutOfRangeError("no such codecs", subject="codecs", value=names)
        self.state.codecs = [known[name.lower()] for name in names]

    # ---- accounts

    def account(self, id: str) -> SipAccount:
        """An account. Raises NotThereError."""
        if id not in self.state.accounts:
            raise NotThereError(f"no account {id}", subject="account", value=id)
        return self.state.accounts[id]

    def set_account(self, changes: Mapping[str, Any], *, id: str | None = None, default: bool | None = None) -> str:
        """Makes an account, or changes that of a known id; the first one that is made becomes the default. Returns its id.

        Raises FullError, OutOfRangeError.
        """
        if any(isinstance(text, str) and len(text) > LONGEST_TEXT for text in (id, *changes.values())):
            raise OutOfRangeError("too long", subject="account")
        if changes.get("transport", "udp") not in ("udp", "tcp", "tls"):
            raise OutOfRangeError("udp, tcp or tls", subject="transport", value=changes["transport"])
        old = self.state.accounts.get(id or "")
        if old is None:
            if not changes.get("user"):
                raise OutOfRangeError("an account needs a user", subject="user")
            if len(self.state.accounts) >= MOST_ACCOUNTS:
                raise FullError("no room for an account", subject="accounts")
        chosen = id or next(
            f"sip_account_{number}" for number in range(MOST_ACCOUNTS + 1) if f"sip_account_{number}" not in self.state.accounts
        )
        account = dataclasses.replace(old or SipAccount(chosen, ""), **changes)
        self.state.accounts[chosen] = dataclasses.replace(account, transport="tls") if account.sips else account
        if default or (default is None and old is None and self.state.default == PEER_TO_PEER):
            self.state.default = chosen
        return chosen

    def remove_account(self, id: str) -> None:
        """Takes an account away; one that is not there is ignored."""
        self.state.accounts.pop(id, None)
        if self.state.default == id:
            self.state.default = next(iter(self.state.accounts), "")

    def registration(self, account: SipAccount) -> tuple[int, str]:
        """Status and phrase of an account's registration: no registrar ever answers."""
        if not self.state.settings.enabled:
            return 0, "SIP disabled"
        return (0, "Does not register") if not account.registrar else (408, "Request Timeout")

    # ---- calls

    def call(self, to: str, account: str | None = None) -> str:
        """Calls somebody, who never answers. Returns the id of the call.

        Raises WrongStateError while SIP is off, NotThereError for an unknown account, OutOfRangeError.
        """
        if not to or len(to) > LONGEST_TEXT:
            raise OutOfRangeError("nobody to call", subject="to", value=to)
        seconds = self.state.vms.timeout
        if to != VMS_CALL:
            if not self.state.settings.enabled:
                raise WrongStateError("SIP is disabled", subject="sip")
            account = account or self.state.default
            self.account(account)
            seconds = self.state.settings.calling_timeout
        stamp = self.device.organ(Time).stamp()
        number = len(self.state.calls)
        salt = self.device.rng(f"call {number} {stamp}")
        id = f"Out-0-{stamp:.6f}-{''.join(salt.choices('abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789', k=16))}"
        own = f"sip:{self.state.accounts[account].user}" if account in self.state.accounts else ""
        self.state.calls[id] = SipCall(id, to, own, account, stamp)
        for old in list(self.state.calls)[:-MOST_CALLS]:
            del self.state.calls[old]
        self._tell(self.state.calls[id])
        self.later(seconds, lambda: self._end(id, CallReason.NO_ANSWER))
        return id

    def terminate(self, id: str) -> None:
        """Ends a call. Raises NotThereError."""
        self.find(id)
        self._end(id, CallReason.TERMINATED)

    def find(self, id: str) -> SipCall:
        """A call of now or the past. Raises NotThereError."""
        if id not in self.state.calls:
            raise NotThereError(f"no call {id}", subject="call", value=id)
        return self.state.calls[id]

    # ---- inside

    def _under_way(self) -> list[SipCall]:
        return [call for call in self.state.calls.values() if call.state is CallState.CALLING]

    def _end(self, id: str, reason: CallReason) -> None:
        call = self.state.calls.get(id)
        if call is None or call.state is not CallState.CALLING:
            return
        call.state, call.reason, call.stopped = CallState.TERMINATED, reason, self.device.organ(Time).stamp()
        self._tell(call)

    def _tell(self, call: SipCall) -> None:
        self.publish(CallChangeEvent(source_name=SOURCE, reason=call.reason, call=call.id, remote=call.remote, own=call.own))
        self.publish(CallStateEvent(source_name=SOURCE, state="Calling" if self._under_way() else "Idle"))
