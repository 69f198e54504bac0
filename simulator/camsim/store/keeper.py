"""When the state of a running camera is written: before each answer, and a moment after any other change."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from camsim.store.errors import StoreError

if TYPE_CHECKING:
    from camsim.store.store import Store

PAUSE = 0.05
"""Real seconds that changes for which nobody waits are gathered."""


class Keeper:
    """Writes what a store is to hold. Lives on the camera's loop."""

    def __init__(self, store: Store | None, report: Callable[[BaseException], None]) -> None:
        """Without a store nothing is kept."""
        self._store = store
        self._report = report
        self._loop: asyncio.AbstractEventLoop | None = None
        self._due = False

    def begin(self) -> None:
        """From now on; what there is already is written at once. Raises StoreError."""
        if self._store is not None:
            self._loop = asyncio.get_running_loop()
            self._store.schedule = self._soon
            self._store.settle()

    def settle(self) -> None:
        """Writes all changes: whoever gets an answer now will find them after the death of the process. Raises StoreError."""
        if self._store is not None:
            self._store.settle()

    def close(self) -> None:
        """Writes the last changes and gives the folder back. Again is harmless."""
        self._loop = None
        if self._store is not None:
            try:
                self._store.close()
            except StoreError as error:
                self._report(error)

    # ---- inside

    def _soon(self) -> None:
        if not self._due and self._loop is not None:
            self._due = True
            self._loop.call_soon_threadsafe(self._arm)

    def _arm(self) -> None:
        if self._loop is not None:
            self._loop.call_later(PAUSE, self._run)

    def _run(self) -> None:
        self._due = False
        if self._loop is not None:
            try:
                self.settle()
            except StoreError as error:
                self._report(error)
