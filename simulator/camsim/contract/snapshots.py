"""Pictures for actions: stream options as clients write them, pictures of now and of a moment ago."""

from __future__ import annotations

from collections.abc import Callable

from camsim.contract.video import wanted
from camsim.device.device import Device
from camsim.media.gallery import Gallery
from camsim.media.request import StreamRequest
from camsim.wire import form


class Snapshots:
    """The pictures of one camera."""

    def __init__(self, device: Device, gallery: Callable[[], Gallery]) -> None:
        self._device = device
        self._gallery = gallery

    async def jpeg(self, options: str, ago: float = 0.0) -> bytes:
        """The picture that stream options mean (`resolution=640x480&compression=30`), now or `ago` seconds before.

        Raises OutOfRangeError, NotThereError, WrongStateError as a request for it would.
        """
        unit = await self._gallery().image(self._request(options).key, ago)
        return unit.payload

    def fps(self, options: str) -> float:
        """Frames per second that stream options ask for; 0 where they do not say. Raises as `jpeg`."""
        return float(self._request(options).key.fps)

    def _request(self, options: str) -> StreamRequest:
        arguments = {name: value for name, value in form.pairs(options.lstrip("?")) if name not in ("videocodec", "audio")}
        return wanted(self._device, arguments, stamp=self._gallery().stamp)
