"""Who is calling: digest and basic by policy and generation; the one place that knows passwords on the wire."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple

from camsim.contract.access import NOBODY, Caller
from camsim.contract.call import Request
from camsim.device.device import Device
from camsim.device.log import Log
from camsim.device.parameters import Parameters
from camsim.device.throttling import Throttling
from camsim.device.users import Account, Role, Users
from camsim.profile.model import Generation
from camsim.profile.quirks import Quirk
from camsim.wire import digest, form

MOST_KNOWN = 1000
"""Accounts whose hash is remembered."""


class Policy(StrEnum):
    """Values of Network.HTTP.AuthenticationPolicy."""

    BASIC = "basic"
    DIGEST = "digest"
    BASIC_DIGEST = "basic_digest"
    RECOMMENDED = "recommended"


class Login(NamedTuple):
    """What came of a request's Authorization header."""

    caller: Caller = NOBODY
    stale: bool = False
    """The answer was right but for the age of its nonce."""
    receipt: str = ""
    """Value for Authentication-Info."""
    wrong: bool = False
    """A name and password came inside a SOAP message, and they were not right."""


class Authenticator:
    """Checks and challenges for one device."""

    def __init__(self, device: Device) -> None:
        self.device = device
        self.realm = f"AXIS_{device.serial}"
        self._known: dict[tuple[str, str, Role, bool], tuple[Caller, str]] = {}
        self._lives = -1
        self._old = device.profile.generation is Generation.A
        self.renew()

    def renew(self) -> None:
        """Forgets all nonces, as a boot does."""
        self._lives += 1
        secret = self.device.rng(f"nonces {self._lives}").getrandbits(128)
        self._nonces = digest.Nonces(f"{secret:032x}", old=self._old)
        self._rtsp_nonces = digest.Nonces(f"{secret:032x} rtsp", old=True)

    # ---- which schemes

    def schemes(self, scheme: str) -> tuple[str, ...]:
        """The schemes that are challenged for over http or https, in order."""
        parameters = self.device.organ(Parameters)
        default = Policy.BASIC_DIGEST if self._old else Policy.DIGEST
        policy = parameters.text("Network.HTTP.AuthenticationPolicy", default)
        if policy == Policy.BASIC or (policy == Policy.RECOMMENDED and scheme == "https"):
            return ("Basic",)
        if policy == Policy.BASIC_DIGEST and self._old:
            return ("Digest", "Basic")
        return ("Digest",)

    def challenges(self, scheme: str, stale: bool) -> list[str]:
        """Values of the WWW-Authenticate headers of a 401."""
        nonce = self._nonces.make(self.device.clock.now())
        short = self._old and not self.device.organ(Parameters).flag("Network.HTTP.AuthenticationWithQop")
        spell = digest.old_digest_challenge if short else digest.digest_challenge
        return [
            spell(self.realm, nonce, stale) if name == "Digest" else digest.basic_challenge(self.realm) for name in self.schemes(scheme)
        ]

    def rtsp_challenges(self, stale: bool) -> list[str]:
        """Values of the WWW-Authenticate headers of a 401 over RTSP: the old digest in every generation, Basic second by policy."""
        policy = self.device.organ(Parameters).text("Network.HTTP.AuthenticationPolicy")
        nonce = self._rtsp_nonces.make(self.device.clock.now())
        asked = {"basic": ("Basic",), "basic_digest": ("Digest", "Basic")}.get(policy, ("Digest",))
        basic = digest.basic_challenge(self.realm)
        return [digest.old_digest_challenge(self.realm, nonce, stale) if name == "Digest" else basic for name in asked]

    def takes(self, caller: Caller, scheme: str) -> bool:
        """Whether an account of that role may come over http or https (parameters System.BoaGroupPolicy)."""
        if not caller.known:
            return True
        policy = self.device.organ(Parameters).text(f"System.BoaGroupPolicy.{caller.role.name.lower()}", "both")
        return policy in ("both", scheme)

    # ---- those who guess passwords

    def shuts_out(self, address: str) -> bool:
        """Whether a client has failed too often lately, over HTTP or RTSP."""
        return self.device.has(Throttling) and self.device.organ(Throttling).refuses(address)

    def refused(self, address: str, path: str) -> None:
        """Notes a login that failed."""
        self.device.organ(Log).refused(address, path)
        if self.device.has(Throttling):
            self.device.organ(Throttling).failed(address, path)

    # ---- checking

    def rtsp_login(self, method: str, authorization: str, account_of: Callable[[str], Account | None] | None = None) -> Login:
        """The caller behind an Authorization header over RTSP. Clients sign any URL of the presentation, so the uri is not compared."""
        kind = authorization[:7].lower()
        if kind == "digest ":
            answer = digest.parse_digest(authorization)
            return self._checked(answer, method, self._rtsp_nonces, account_of) if answer is not None else Login()
        if kind.startswith("basic ") and any(challenge.startswith("Basic") for challenge in self.rtsp_challenges(False)):
            return self._basic(authorization, account_of)
        return Login()

    def login(self, request: Request, target: str, account_of: Callable[[str], Account | None] | None = None) -> Login:
        """The caller behind a request; an anonymous one where the header is missing or wrong.

        `account_of` finds the account of a name where it is not the vendor's.
        """
        header = request.headers.get("Authorization", "")
        if not header:
            return Login()
        kind = header[:7].lower()
        if kind == "digest ":
            return self._digest(header, request, target, account_of) if "Digest" in self.schemes(request.scheme) else Login()
        if kind.startswith("basic ") and "Basic" in self.schemes(request.scheme):
            return self._basic(header, account_of)
        return Login()

    def _digest(self, header: str, request: Request, target: str, account_of: Callable[[str], Account | None] | None) -> Login:
        answer = digest.parse_digest(header)
        if answer is None or not self._is_for(answer.uri, request, target):
            return Login()
        return self._checked(answer, request.method, self._nonces, account_of)

    def _checked(
        self,
        answer: digest.DigestAnswer,
        method: str,
        nonces: digest.Nonces,
        account_of: Callable[[str], Account | None] | None = None,
    ) -> Login:
        find = account_of or self.device.organ(Users).get
        account = find(answer.username) if answer.realm in ("", self.realm) else None
        if account is None:
            return Login()
        caller, ha1 = self._caller(account)
        if answer.expected(ha1, method) != answer.response:
            return Login()
        if not nonces.is_fresh(answer.nonce, self.device.clock.now()):
            return Login(stale=True)
        receipt = ""
        if answer.qop and not self._old:
            receipt = f'rspauth="{answer.receipt(ha1)}", cnonce="{answer.cnonce}", nc={answer.nc}, qop=auth'
        return Login(caller, receipt=receipt if receipt.isprintable() else "")

    def caller(self, account: Account) -> Caller:
        """The caller that an account makes."""
        return self._caller(account)[0]

    def _basic(self, header: str, account_of: Callable[[str], Account | None] | None = None) -> Login:
        given = digest.parse_basic(header)
        if given is None:
            return Login()
        account = (account_of or self.device.organ(Users).get)(given[0])
        return Login(self._caller(account)[0]) if account is not None and account.password == given[1] else Login()

    def _is_for(self, uri: str, request: Request, target: str) -> bool:
        """The uri's path must be the requested one, and its query too if it has one."""
        if uri == target:
            return True
        if self.device.profile.has(Quirk.STRICT_DIGEST_URI):
            return False
        exempt = self.device.organ(Parameters).text("System.SkipDigestUriValidation").removeprefix("User-Agent ").strip()
        if exempt and exempt in request.headers.get("User-Agent", ""):
            return True
        if "://" in uri:
            uri = "/" + uri.split("://", 1)[1].partition("/")[2]
        path, _, query = uri.partition("?")
        return form.path(path) == request.path and (not query or form.pairs(query) == form.pairs(request.query))

    def _caller(self, account: Account) -> tuple[Caller, str]:
        """The caller that an account makes, and the hash of its name and password."""
        key = (account.name, account.password, account.role, account.ptz)
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            caller = Caller(account.name, account.role, account.ptz)
            found = self._known[key] = (caller, digest.md5(account.name, self.realm, account.password))
        return found
