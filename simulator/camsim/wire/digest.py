"""Digest and Basic authentication as cameras spell them (RFC 7616, RFC 2069, RFC 7617): challenges, answers, nonces."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from typing import NamedTuple

_URI = re.compile(r'[\s,]uri="(.*?)"(?=\s*(?:,|$))')
"""The uri to the letter: clients send backslashes of the query as they are."""
_FIELD = re.compile(r'([A-Za-z0-9_-]{1,32})\s*=\s*(?:"([^"\\]*(?:\\.[^"\\]*)*)"|([^\s,"]*))')
LONGEST_HEADER = 8192
"""Characters of an Authorization header that are read."""
MOST_KEPT = 1000
"""Nonces whose age is remembered."""


def md5(*parts: str) -> str:
    """Hex digest of the parts joined by colons, as ISO 8859-1 where that holds them, else UTF-8."""
    text = ":".join(parts)
    try:
        raw = text.encode("latin-1")
    except UnicodeEncodeError:
        raw = text.encode("utf-8", "surrogateescape")
    return hashlib.md5(raw, usedforsecurity=False).hexdigest()


class DigestAnswer(NamedTuple):
    """The Authorization header of a client that answers a digest challenge."""

    username: str
    realm: str
    nonce: str
    uri: str
    response: str
    qop: str = ""
    nc: str = ""
    cnonce: str = ""

    def expected(self, ha1: str, method: str) -> str:
        """The response that a client with that HA1 gives for a method."""
        ha2 = md5(method, self.uri)
        if self.qop:
            return md5(ha1, self.nonce, self.nc, self.cnonce, self.qop, ha2)
        return md5(ha1, self.nonce, ha2)

    def receipt(self, ha1: str) -> str:
        """The `rspauth` of Authentication-Info (RFC 7616, section 3.5)."""
        return md5(ha1, self.nonce, self.nc, self.cnonce, self.qop, md5("", self.uri))


def parse_digest(header: str) -> DigestAnswer | None:
    """Reads `Digest username="..", ...`; None for what is not a complete answer."""
    if len(header) > LONGEST_HEADER:
        return None
    found = {name.lower(): quoted or bare for name, quoted, bare in _FIELD.findall(header, 7)}
    if "\\" in header:
        found = {name: re.sub(r"\\(.)", r"\1", value) for name, value in found.items()}
    if verbatim := _URI.search(header):
        found["uri"] = verbatim[1]
    if not (found.get("username") and found.get("nonce") and found.get("uri") and found.get("response")):
        return None
    qop = found.get("qop", "")
    if qop and (qop.lower() != "auth" or not found.get("nc") or "cnonce" not in found):
        return None
    return DigestAnswer(
        username=found["username"],
        realm=found.get("realm", ""),
        nonce=found["nonce"],
        uri=found["uri"],
        response=found["response"].lower(),
        qop=qop,
        nc=found.get("nc", ""),
        cnonce=found.get("cnonce", ""),
    )


def parse_basic(header: str) -> tuple[str, str] | None:
    """Reads `Basic <base64>`: user and password, or None."""
    try:
        text = base64.b64decode(header[6:].strip(), validate=True)
    except (binascii.Error, ValueError):
        return None
    try:
        decoded = text.decode("utf-8")
    except UnicodeDecodeError:
        decoded = text.decode("latin-1")
    user, colon, password = decoded.partition(":")
    return (user, password) if colon else None


def digest_challenge(realm: str, nonce: str, stale: bool) -> str:
    """The challenge of Apache-based devices: realm, nonce, algorithm, stale, qop in this order."""
    return f'Digest realm="{realm}", nonce="{nonce}", algorithm=MD5, {"stale=true, " if stale else ""}qop="auth"'


def old_digest_challenge(realm: str, nonce: str, stale: bool) -> str:
    """The short challenge of old devices and of RTSP: no algorithm, no qop, `stale` bare and in capitals."""
    return f'Digest realm="{realm}", nonce="{nonce}", stale={"TRUE" if stale else "FALSE"}'


def basic_challenge(realm: str) -> str:
    """The Basic challenge."""
    return f'Basic realm="{realm}"'


class Nonces:
    """Nonces that prove their own age: time and a hash of it with a secret; nothing is kept but what speeds up the next look."""

    def __init__(self, secret: str, lifetime: float = 300.0, *, old: bool = False) -> None:
        self._secret = secret
        self._lifetime = lifetime
        self._old = old
        self._made: dict[str, float] = {}

    def make(self, now: float) -> str:
        """A fresh nonce; `now` in seconds."""
        ticks = int(now * 1_000_000) & 0xFFFFFFFFFFFFFFFF
        if self._old:
            head = f"{ticks // 1_000_000 & 0xFFFFFFFF:08x}Y{ticks % 10_000_000:07d}"
            return head + self._seal(head)[:32]
        head = base64.b64encode(ticks.to_bytes(8, "little")).decode()
        return head + self._seal(head)[:40]

    def age(self, nonce: str, now: float) -> float | None:
        """Seconds since the nonce was made; None for one that was not made here or not in this life."""
        made = self._made.get(nonce)
        if made is None:
            made = self._read(nonce)
            if made is None:
                return None
            if len(self._made) >= MOST_KEPT:
                self._made.clear()
            self._made[nonce] = made
        return (int(now) & 0xFFFFFFFF) - made if self._old else now - made

    def is_fresh(self, nonce: str, now: float) -> bool:
        """Whether a nonce may still be used."""
        age = self.age(nonce, now)
        return age is not None and -1.0 <= age <= self._lifetime

    def _read(self, nonce: str) -> float | None:
        """When a nonce of ours was made; None for any other."""
        length = 16 if self._old else 12
        head, seal = nonce[:length], nonce[length:]
        if len(head) < length or self._seal(head)[: 32 if self._old else 40] != seal:
            return None
        return int(head[:8], 16) if self._old else int.from_bytes(base64.b64decode(head), "little") / 1_000_000

    def _seal(self, head: str) -> str:
        return hashlib.sha1(f"{self._secret}:{head}".encode("utf-8", "surrogateescape"), usedforsecurity=False).hexdigest()
