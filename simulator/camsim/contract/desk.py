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

MEGABYTE = 1_000_000


class RecordingDesk:
    """The recorder of one camera, made when it is first asked for."""

    def __init__(self, device: Device, gallery: Callable[[], Gallery], report: Callable[[BaseException], None], size: int) -> None:
        """`size`: megabytes that recordings may take on this computer."""
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

        return StreamRecorder(self._device, self._gallery, self._report)

    async def close(self) -> None:
        """Ends all recording and throws media away."""
        if "recorder" in self.__dict__:
            await self.recorder.close()
