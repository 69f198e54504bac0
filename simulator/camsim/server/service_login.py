"""Who is calling a SOAP service: over HTTP, or by a UsernameToken in the envelope; the vendor's users and those of ONVIF.

At the vendor's paths only its users count, over HTTP. At the services of ONVIF its own users count, over HTTP or by token; before OS 11 the
vendor's users are taken there over HTTP as well, and for pictures and streams at addresses of ONVIF always (a guess). A token beside an
Authorization header counts for nothing.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace

from camsim.contract.call import Request
from camsim.contract.results import Binary
from camsim.device.onvif_users import OnvifUsers
from camsim.device.parameters import Parameters
from camsim.device.time import Time
from camsim.device.users import Account, Users
from camsim.profile.quirks import Quirk
from camsim.server.auth import Authenticator, Login
from camsim.server.dialects.soap import NOT_AUTHORIZED, Envelope, refusal
from camsim.wire import wsse

ONVIF = "/onvif/"
ONVIF_MEDIA = ("/onvif-cgi/", "/onvif-media/")
WINDOW = 10.0
"""Seconds by which the time of a token may differ from the camera's (a guess)."""
MOST_NONCES = 10_000
"""Nonces that are remembered; the oldest give way."""
_APART = (11,)
"""OS version from which the vendor's users are none of ONVIF's, and a wrong token gets a 400 without a challenge."""


class ServiceLogin:
    """Checks the callers of one device's services."""

    def __init__(self, auth: Authenticator) -> None:
        self.auth = auth
        self._device = auth.device
        self._seen: OrderedDict[tuple[bytes, str], None] = OrderedDict()

    def login(self, request: Request, target: str, envelope: Envelope | None) -> Login:
        """The caller behind a request; an anonymous one where nothing is shown, or something wrong."""
        if request.path.startswith(ONVIF_MEDIA):
            return self.auth.login(request, target, self.viewer)
        if envelope is None or not request.path.startswith(ONVIF):
            return self.auth.login(request, target)
        if request.headers.get("Authorization"):
            return self.auth.login(request, target, self._account)
        token = self._token(envelope)
        return self._by_token(token) if token is not None else Login()

    def refusal(self, request: Request, envelope: Envelope, login: Login) -> Binary | None:
        """What strangers and callers of too low a right are told: a fault, with 401 where a login could help; None for the usual page."""
        profile = self._device.profile
        fault = refusal(profile, envelope, NOT_AUTHORIZED)
        if login.caller.known and not profile.has(Quirk.FORBIDDEN_IS_401):
            return fault
        if not request.path.startswith(ONVIF):
            return None
        tried = envelope.message is not None and envelope.message.header("Security") is not None
        apart = profile.os_number >= _APART and not request.headers.get("Authorization")
        return fault if tried and apart else replace(fault, status=401)

    def _token(self, envelope: Envelope) -> wsse.UsernameToken | None:
        security = envelope.message.header("Security") if envelope.message is not None else None
        return wsse.read(security) if security is not None else None

    def _by_token(self, token: wsse.UsernameToken) -> Login:
        account = self._device.organ(OnvifUsers).get(token.username)
        if account is None or not token.proves(account.password):
            return Login(wrong=True)
        return Login(self.auth.caller(account)) if self._is_new(token) else Login()

    def _is_new(self, token: wsse.UsernameToken) -> bool:
        """Whether a token was made just now and is seen for the first time."""
        if not self._device.organ(Parameters).flag("WebService.UsernameToken.ReplayAttackProtection", True):
            return True
        if token.created is not None and abs(self._device.organ(Time).stamp() - token.created) > WINDOW:
            return False
        if not token.digest:
            return True
        key = (token.nonce, token.created_text)
        if key in self._seen:
            return False
        self._seen[key] = None
        if len(self._seen) > MOST_NONCES:
            self._seen.popitem(last=False)
        return True

    def viewer(self, name: str) -> Account | None:
        """The account behind a name at an address of pictures or streams, the vendor's first."""
        found = self._device.organ(Users).get(name)
        return found if found is not None or not self._device.has(OnvifUsers) else self._device.organ(OnvifUsers).get(name)

    def _account(self, name: str) -> Account | None:
        """The account behind a name over HTTP at a path of ONVIF."""
        found = self._device.organ(OnvifUsers).get(name)
        if found is None and self._device.profile.os_number < _APART:
            found = self._device.organ(Users).get(name)
        return found
