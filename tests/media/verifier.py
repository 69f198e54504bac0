"""A verifier of signed video, written from the vendor's open description and by nothing of ours: it says what happened to each picture.

Marks, as the vendor's own tool has them: `.` authentic, `N` not authentic, `M` missing; and `E` for a picture that was signed elsewhere.
"""

from __future__ import annotations

import difflib
import hashlib
import re
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

UUID = b"Signed Video...0"


@dataclass
class Gop:
    """What was found of one group of pictures."""

    number: int = 0
    marks: str = ""
    signature: bool = False
    """Whether the document is what was signed."""
    linked: bool = False
    """Whether it follows the group before."""
    begin: int = 0
    end: int = 0
    product: list[str] = field(default_factory=list)
    key: bytes = b""

    @property
    def authentic(self) -> bool:
        return self.signature and self.linked and set(self.marks) == {"."}


def verify(stream: bytes, *, hevc: bool) -> list[Gop]:
    """All groups that have a signature."""
    found: list[Gop] = []
    pictures: list[bytes] = []
    reference = before = bytes(32)
    key, at_first = b"", True
    for nal in (nal.rstrip(b"\0") for nal in re.split(rb"\x00\x00\x00?\x01", stream) if nal):
        kind = nal[0] >> 1 & 63 if hevc else nal[0] & 31
        if kind == (39 if hevc else 6) and UUID in nal[:60]:
            gop, hashes_told, link, whole = _document(nal, hevc)
            key = key or gop.key
            gop.signature = gop.signature and gop.key == key
            gop.linked = at_first or link == before
            all_right = hashlib.sha256(b"".join(pictures)).digest() == whole
            gop.marks = _compared(hashes_told, pictures) if hashes_told else (".N"[not all_right] * len(pictures))
            assert all_right is (set(gop.marks) == {"."}) or not gop.signature
            at_first = False
            before, pictures = (hashes_told or pictures or [bytes(32)])[0], []
            found.append(gop)
        elif kind in ((0, 1, *range(16, 22)) if hevc else (1, 5)):
            digest = hashlib.sha256(nal).digest()
            if kind >= 16 if hevc else kind == 5:
                reference = digest
                pictures.append(digest)
            else:
                pictures.append(hashlib.sha256(reference + digest).digest())
    return found


def _compared(told: list[bytes], seen: list[bytes]) -> str:
    marks = ""
    for what, first, last, begin, end in difflib.SequenceMatcher(None, told, seen, autojunk=False).get_opcodes():
        if what == "equal":
            marks += "." * (last - first)
            continue
        for one in seen[begin:end]:
            marks += "E" if one in told else "N"
        marks += "M" * max(0, (last - first) - (end - begin))
    return marks


def _document(nal: bytes, hevc: bool) -> tuple[Gop, list[bytes], bytes, bytes]:
    plain = re.sub(rb"\x00\x00\x03", b"\0\0", nal)
    at = 3 if hevc else 2
    size = 0
    while plain[at] == 255:
        size, at = size + 255, at + 1
    size, at = size + plain[at], at + 1
    assert plain[at : at + 16] == UUID and plain[at + size] == 0x80 and len(plain) == at + size + 1
    flags, end = plain[at + 16], at + size
    assert flags & 0xB0 == 0xB0 and not flags & 0x4F
    fields: dict[int, bytes] = {}
    at += 17
    signed = 0
    while at < end:
        tag, wide = plain[at], 1 if plain[at] in (1, 7) else 2
        if tag == 5:
            signed = at
        length = int.from_bytes(plain[at + 1 : at + 1 + wide], "big")
        fields[tag] = plain[at + 1 + wide : at + 1 + wide + length]
        at += 1 + wide + length
    assert list(fields) in ([2, 3, 7, 1, 4, 5], [2, 3, 7, 1, 5]) and at == end
    general, product = fields[1], fields[3]
    assert general[0] == 4 and general[10] == 1 and len(general) == 91 and fields[7].hex() == "010b0609608648016503040201"
    names, place = [], 1
    while place < len(product):
        names.append(product[place + 1 : place + 1 + product[place]].decode())
        place += 1 + product[place]
    gop = Gop(int.from_bytes(general[1:5], "big"), product=names, key=fields[2][1:])
    gop.begin, gop.end = int.from_bytes(general[11:19], "big"), int.from_bytes(general[19:27], "big")
    told = fields.get(4, b"\1")[1:]
    hashes_told = [told[place : place + 32] for place in range(0, len(told), 32)]
    length = int.from_bytes(fields[5][2:4], "big")
    gop.signature = _signed(gop.key, fields[5][4 : 4 + length], _as_it_travels(nal, signed))
    return gop, hashes_told, general[27:59], general[59:91]


def _as_it_travels(nal: bytes, size: int) -> bytes:
    """The first `size` bytes of a unit, counted without the bytes that prevent emulation, and with them."""
    at = zeros = 0
    while size:
        if zeros >= 2 and nal[at] == 3:
            zeros, at = 0, at + 1
            continue
        zeros = zeros + 1 if nal[at] == 0 else 0
        size, at = size - 1, at + 1
    return nal[:at]


def _signed(key: bytes, signature: bytes, document: bytes) -> bool:
    public = serialization.load_pem_public_key(key)
    assert isinstance(public, ec.EllipticCurvePublicKey)
    try:
        public.verify(signature, document, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True
