"""What signs the pictures of a device: its product and its key; the key is made with the first picture that is to be signed."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from camsim.wire.signed_video import Product, Signatory


@dataclass(frozen=True, slots=True)
class Identity:
    """Who signs."""

    product: Product
    secret: int
    """What the private key is made of: any number from 1 on."""


@functools.lru_cache(maxsize=128)
def signatory(identity: Identity) -> Signatory:
    """The product with an ECDSA key on the curve P-256. Signatures are deterministic (RFC 6979), so that equal streams are equal."""
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.derive_private_key(identity.secret, ec.SECP256R1())
    algorithm = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return Signatory(identity.product, public, lambda document: key.sign(document, algorithm), longest=72)
