"""Writer: parameter sets put together bit by bit, for what no encoder here writes."""

from __future__ import annotations


class Writer:
    def __init__(self) -> None:
        self._bits = ""

    def u(self, count: int, value: int = 0) -> Writer:
        self._bits += format(value, f"0{count}b")
        return self

    def ue(self, *values: int) -> Writer:
        for value in values:
            code = format(value + 1, "b")
            self._bits += "0" * (len(code) - 1) + code
        return self

    def se(self, *values: int) -> Writer:
        return self.ue(*(2 * value - 1 if value > 0 else -2 * value for value in values))

    def then(self, other: Writer) -> Writer:
        self._bits += other._bits
        return self

    def nal(self, head: bytes) -> bytes:
        """With stop bit and emulation prevention."""
        bits = self._bits + "1"
        bits += "0" * (-len(bits) % 8)
        found, zeros = bytearray(head), 0
        for byte in int(bits, 2).to_bytes(len(bits) // 8, "big"):
            if zeros == 2 and byte <= 3:
                found.append(3)
                zeros = 0
            found.append(byte)
            zeros = 0 if byte else zeros + 1
        return bytes(found)
