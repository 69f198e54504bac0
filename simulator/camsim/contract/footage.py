"""Films for actions: the camera's own streams as Matroska files, from a moment before the event on."""

from __future__ import annotations

import itertools

from camsim.contract.recorder import StreamRecorder
from camsim.device.device import Device
from camsim.device.errors import NotSupportedError
from camsim.device.storage.recordings import Recordings
from camsim.media.clip import Clip


class Footage:
    """The films of one camera; recordings have ids of their own."""

    def __init__(self, device: Device) -> None:
        self._device = device
        self._numbers = itertools.count(1)

    def keep(self, owner: str, options: str, seconds: float) -> None:
        """Keeps the last seconds of streams from now on. Raises DeviceError."""
        self._recorder.keep(owner, options, seconds)

    def release(self, owner: str) -> None:
        """No longer."""
        self._recorder.release(owner)

    def begin(self, options: str, before: float) -> str:
        """Films from now on, and what is kept of the last `before` seconds; returns the film's name. Raises DeviceError."""
        name = f"film-{next(self._numbers)}"
        self._recorder.film(name, options, before)
        return name

    def end(self, name: str) -> None:
        """Films no longer."""
        self._recorder.end(name)

    def take(self, name: str, most: int) -> bytes:
        """The file, as much of it as fits into `most` bytes; the film is gone then. Raises OSError."""
        recorder = self._recorder
        tape = recorder.archive.find(name)
        made = bytearray()
        if tape is not None and tape.tracks:
            for chunk in Clip(tape, 0.0, float("inf")).chunks():
                if len(made) + len(chunk) > most:
                    break
                made += chunk
        recorder.erase(name)
        return bytes(made)

    @property
    def _recorder(self) -> StreamRecorder:
        found = self._device.organ(Recordings).recorder() if self._device.has(Recordings) else None
        if not isinstance(found, StreamRecorder):
            raise NotSupportedError("the device records nothing")
        return found
