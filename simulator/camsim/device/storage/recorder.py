"""What the device asks of whoever records its streams."""

from __future__ import annotations

from typing import Protocol

from camsim.device.storage.recording import Content, Recording


class Recorder(Protocol):
    """Who records media and keeps them."""

    def content(self, options: str) -> Content:
        """What stream options mean. Raises DeviceError for options that no stream has."""

    def keep(self, owner: str, options: str, seconds: float) -> None:
        """Keeps the last seconds of streams from now on, in place of what was said before. Raises as `content`."""

    def release(self, owner: str) -> None:
        """No longer. Without effect where nothing is kept for this owner."""

    def kept(self, options: str, seconds: float) -> float:
        """How many of the last `seconds` of these streams are there."""

    def begin(self, recording: Recording, before: float) -> None:
        """Records from now on, and what is kept of the last `before` seconds, until `end`.

        Calls `Recordings.grew` and `Recordings.broke`.
        """

    def end(self, id: str) -> None:
        """Stops recording."""

    def erase(self, id: str) -> None:
        """Throws media away."""

    def drop_oldest(self, id: str) -> tuple[int, float] | None:
        """Throws the oldest block of a recording away: its bytes, and the time when the recording begins now; None if there is but one."""
