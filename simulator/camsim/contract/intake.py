"""An endless body, as a handler gets it: piece by piece, while the client still sends."""

from __future__ import annotations

from typing import Protocol


class Intake(Protocol):
    """The body of a request that its handler reads by itself."""

    async def read(self, patience: float | None) -> bytes | None:
        """The next bytes; none at the end, None where nothing came within so many seconds of camera time (None: it waits for ever).

        Raises ConnectionError where the body breaks off.
        """
        ...

    def rest(self) -> bytes:
        """What has come and was not read yet, of a client who has left."""
        ...
