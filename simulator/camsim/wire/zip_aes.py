"""A ZIP archive of one file, encrypted with AES-256 and written as it comes (APPNOTE 6.3.10; WinZip AES, AE-2). Nothing is compressed."""

from __future__ import annotations

import hashlib
import hmac
import struct
from collections.abc import Iterable, Iterator

LONGEST = 0xFFFFFFFF
"""Bytes of the whole archive: there is no ZIP64."""
_ROUNDS = 1000
_BLOCK = 16
_METHOD = 99
_FLAGS = 0x0809
"""Encrypted, sizes behind the data, name in UTF-8."""
_EXTRA = struct.pack("<HHH2sBH", 0x9901, 7, 2, b"AE", 3, 0)


def archive(name: str, content: Iterable[bytes], password: bytes, salt: bytes) -> Iterator[bytes]:
    """The archive; `salt` has 16 bytes that are never used again. Raises OverflowError for too much content."""
    keys = hashlib.pbkdf2_hmac("sha1", password, salt, _ROUNDS, 66)
    cipher, check = _Cipher(keys[:32]), hmac.new(keys[32:64], digestmod="sha1")
    raw_name = name.encode()
    head = struct.pack("<IHHHHHIIIHH", 0x04034B50, 51, _FLAGS, _METHOD, 0, 0x21, 0, 0, 0, len(raw_name), len(_EXTRA)) + raw_name + _EXTRA
    yield head + salt + keys[64:]
    plain = 0
    for chunk in content:
        plain += len(chunk)
        if plain > LONGEST - 1024:
            raise OverflowError("too large for a ZIP archive")
        hidden = cipher.update(chunk)
        check.update(hidden)
        yield hidden
    packed = plain + len(salt) + 2 + 10
    tail = check.digest()[:10] + struct.pack("<IIII", 0x08074B50, 0, packed, plain)
    listed = struct.pack(
        "<IHHHHHHIIIHHHHHII", 0x02014B50, 51, 51, _FLAGS, _METHOD, 0, 0x21, 0, packed, plain, len(raw_name), len(_EXTRA), 0, 0, 0, 0, 0
    )
    listed += raw_name + _EXTRA
    start = len(head) + packed + 16
    yield tail + listed + struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 1, 1, len(listed), start, 0)


class _Cipher:
    """AES in counter mode; the counter is little-endian and begins with 1."""

    def __init__(self, key: bytes) -> None:
        from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

        self._blocks = Cipher(algorithms.AES(key), modes.ECB()).encryptor()
        self._counter = 0
        self._left = b""

    def update(self, data: bytes) -> bytes:
        """Encrypts what comes next."""
        while len(self._left) < len(data):
            count = max(1, -(-(len(data) - len(self._left)) // _BLOCK))
            numbers = range(self._counter + 1, self._counter + 1 + count)
            self._counter += count
            self._left += self._blocks.update(b"".join(number.to_bytes(_BLOCK, "little") for number in numbers))
        mask, self._left = self._left[: len(data)], self._left[len(data) :]
        return (int.from_bytes(data) ^ int.from_bytes(mask)).to_bytes(len(data))
