"""Bits: reads the bit syntax of sequence headers (AV1 bitstream specification, section 4.10)."""

from __future__ import annotations

LONGEST = 4096
"""Bytes of a header that are looked at."""


class Bits:
    """Bits from the first of the first byte on. Every reader raises ValueError beyond the end."""

    __slots__ = ("_left", "_value")

    def __init__(self, data: bytes) -> None:
        self._value = int.from_bytes(data[:LONGEST], "big")
        self._left = 8 * min(len(data), LONGEST)

    def u(self, count: int) -> int:
        """Unsigned, of `count` bits."""
        self._left -= count
        if self._left < 0:
            raise ValueError("a header ends too soon")
        return self._value >> self._left & (1 << count) - 1

    def flag(self) -> bool:
        """One bit."""
        return bool(self.u(1))

    def ue(self) -> int:
        """Unsigned, with as many leading zeros as bits behind the one (`uvlc`)."""
        zeros = 0
        while not self.u(1):
            zeros += 1
            if zeros > 32:
                raise ValueError("an Exp-Golomb number beyond 32 bits")
        return (1 << zeros) - 1 + self.u(zeros)
