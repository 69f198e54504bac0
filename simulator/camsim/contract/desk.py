"""Where a camera's recordings are made: nothing of it is loaded before something is to be recorded."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING

from camsim.device.device import Device
from camsim.device.storage.recordings import Recordings

if TYPE_CHECKING:
    from camsim.contract.recorder import StreamRecorder
    from camsim.media.gallery import Gallery
    from camsim.store.store import Store

MEGABYTE = 1_000_000


class RecordingDesk:
    """The recorder of one camera, made when it is first asked for."""

    def __init__(
        self, device: Device, gallery: Callable[[], Gallery], report: Callable[[BaseException], None], size: int, store: Store | None = None
    ) -> None:
        """`size`: megabytes that recordings may take on this computer. `store`: where they outlive the process."""
        self._store = store
        self._device = device
        self._gallery = gallery
        self._report = report
        if device.has(Recordings):
            recordings = device.organ(Recordings)
            recordings.recorder, recordings.room = (lambda: self.recorder), size * MEGABYTE

    @functools.cached_property
    def recorder(self) -> StreamRecorder:
        """What records streams, and keeps what is recorded."""
        from camsim.contract.recorder import StreamRecorder
        from camsim.media.archive import Archive

        store = self._store
        archive = Archive() if store is None else Archive(store.recordings, store.discard)
        return StreamRecorder(self._device, self._gallery, self._report, archive)

    def mend(self) -> None:
        """Looks what there really is of recordings in the midst of which an earlier process ended."""
        if not self._device.has(Recordings):
            return
        recordings = self._device.organ(Recordings)
        for id in recordings.state.active:
            tape = self.recorder.archive.find(id)
            if tape is not None and tape.blocks:
                recordings.mend(id, tape.size, tape.begins, tape.ends)

    async def close(self) -> None:
        """Ends all recording, and throws media away that do not outlive the process."""
        if "recorder" in self.__dict__:
            await self.recorder.close()
