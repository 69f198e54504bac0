"""WS-Security UsernameToken (OASIS Web Services Security UsernameToken Profile 1.0): what a client shows, and the digest of it."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime

from camsim.wire.xml_in import Node

LONGEST = 512
"""Characters of each part that are read."""
_DIGEST = "#PasswordDigest"


@dataclass(frozen=True, slots=True)
class UsernameToken:
    """The token of one request."""

    username: str
    password: str
    """As sent: the text, or the digest."""
    digest: bool
    nonce: bytes = b""
    created: float | None = None
    """POSIX time stamp."""
    created_text: str = ""

    def proves(self, password: str) -> bool:
        """Whether who made it knows the password."""
        expected = password
        if self.digest:
            raw = hashlib.sha1(self.nonce + self.created_text.encode() + password.encode(), usedforsecurity=False).digest()
            expected = base64.b64encode(raw).decode()
        return hmac.compare_digest(self.password.encode(), expected.encode())


def read(security: Node) -> UsernameToken | None:
    """The token in a `Security` header; None where there is none, or it is not complete."""
    token = security.child("UsernameToken")
    password = token.child("Password") if token is not None else None
    if token is None or password is None:
        return None
    name, created = token.content("Username") or "", token.content("Created") or ""
    nonce = _decoded(token.content("Nonce") or "")
    given, is_digest = (password.text or "").strip(), password.get("Type", "").endswith(_DIGEST)
    moment = _moment(created) if created else None
    too_long = max(map(len, (name, created, given))) > LONGEST
    if not name or too_long or nonce is None or (created and moment is None) or (is_digest and moment is None):
        return None
    return UsernameToken(name, given, is_digest, nonce, moment, created)


def _decoded(text: str) -> bytes | None:
    if len(text) > LONGEST:
        return None
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None


def _moment(text: str) -> float | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    try:
        return (moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)).timestamp()
    except (OverflowError, ValueError):
        return None
