"""Session tokens: what a client that logged in over HTTP shows a moment later where it cannot log in, as on a WebSocket."""

from __future__ import annotations

import hashlib

from camsim.device.device import Device
from camsim.device.power import Power
from camsim.wire.digest import Nonces

LIFETIME = 15.0
"""Seconds of camera time for which a token is good."""


def make(device: Device, purpose: str) -> str:
    """A token that proves its own age and purpose: nothing is kept of it."""
    return _source(device, purpose).make(device.clock.now()).translate(_TO_URL)


def is_good(device: Device, purpose: str, token: str) -> bool:
    """Whether a token was made here for that purpose, since the last boot and not too long ago."""
    return _source(device, purpose).is_fresh(token.translate(_FROM_URL), device.clock.now())


_TO_URL = str.maketrans("+/=", "-_.")
_FROM_URL = str.maketrans("-_.", "+/=")


def _source(device: Device, purpose: str) -> Nonces:
    secret = device.rng(f"tokens {purpose} {device.organ(Power).state.boots}").getrandbits(128)
    return Nonces(f"{secret:032x}", LIFETIME)


def make_number(device: Device, purpose: str) -> str:
    """A token of decimal digits that proves its own age and purpose."""
    return str(_numbered(device, purpose, int(device.clock.now() * _PER_SECOND)))


def is_good_number(device: Device, purpose: str, token: str) -> bool:
    """Whether a number was made here for that purpose, since the last boot and not too long ago."""
    if not token.isascii() or not token.isdecimal() or len(token) > _LONGEST:
        return False
    made = int(token) >> _PROOF
    age = int(device.clock.now() * _PER_SECOND) - made
    return 0 <= age <= LIFETIME * _PER_SECOND and int(token) == _numbered(device, purpose, made)


_PER_SECOND = 10
_PROOF = 28
"""Bits of proof below the time, so that the whole fits into 64."""
_LONGEST = 20
"""Digits."""


def _numbered(device: Device, purpose: str, moment: int) -> int:
    secret = device.rng(f"tokens {purpose} {device.organ(Power).state.boots}").getrandbits(128)
    proof = hashlib.sha256(f"{secret:032x} {moment}".encode()).digest()
    return moment << _PROOF | int.from_bytes(proof[:4], "big") >> (32 - _PROOF)
