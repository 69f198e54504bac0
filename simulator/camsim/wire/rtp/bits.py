"""Bits: reads the bit syntax of parameter sets and sequence headers (ITU-T H.264, section 9.1; AV1, section 4.10)."""

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
        """Unsigned Exp-Golomb."""
        zeros = 0
        while not self.u(1):
            zeros += 1
            if zeros > 32:
                raise ValueError("an Exp-Golomb number beyond 32 bits")
        return (1 << zeros) - 1 + self.u(zeros)

    def skip_ue(self, count: int) -> None:
        """Passes over unsigned Exp-Golomb numbers."""
        for _ in range(count):
            self.ue()

    def se(self) -> int:
        """Signed Exp-Golomb."""
        number = self.ue()
        return (number + 1) // 2 if number & 1 else -(number // 2)


def unescaped(nal: bytes) -> bytes:
    """A NAL unit, or its beginning where it is long, without the emulation prevention bytes."""
    return nal[: 2 * LONGEST].replace(b"\0\0\3", b"\0\0")


def skip_display(bits: Bits) -> None:
    """Passes over what H.264 and H.265 say alike at the head of their usability information: aspect, overscan, colours, chroma."""
    if bits.flag() and bits.u(8) == 255:
        bits.u(32)
    if bits.flag():
        bits.u(1)
    if bits.flag():
        bits.u(4)
        if bits.flag():
            bits.u(24)
    if bits.flag():
        bits.skip_ue(2)
