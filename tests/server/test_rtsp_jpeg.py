"""MJPEG over RTP: grey pictures in the colour form that RFC 2435 asks for, and sizes that it cannot carry."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from camsim.media import stamp
from tests.server.rtsp_client import MEDIA, RtspClient
from tests.wire.rtp import receivers


@pytest.mark.parametrize("color", [0, 1])
async def test_a_grey_picture_has_neutral_chroma(start, client, color):
    camera = await start()
    await client(camera).get("/axis-cgi/param.cgi?action=update&ImageSource.I0.DayNight.IrCutFilter=yes")
    viewer = await RtspClient.connect(camera)
    await viewer.play(f"videocodec=jpeg&resolution=640x360&fps=5&color={color}")
    (unit, *_) = await viewer.units(1)
    file = receivers.jpeg([receivers.rtp(frame.data).payload for frame in unit])
    picture = cv2.imdecode(np.frombuffer(file, np.uint8), cv2.IMREAD_COLOR).astype(int)
    spread = np.abs(picture[..., 0] - picture[..., 2])
    assert (spread.max() <= 2) == (color == 0)
    assert stamp.read(picture.astype(np.uint8)).channel == 1
    await viewer.close()


@pytest.mark.parametrize(("size", "status"), [("1920x1080", 200), ("2560x1440", 400)])
async def test_more_than_2040_pixels_a_side_are_refused_as_jpeg_alone(start, size, status):
    camera = await start("p3719-ple")
    client = await RtspClient.connect(camera)
    answer = await client.ask("DESCRIBE", f"{MEDIA}?videocodec=jpeg&resolution={size}", Accept="application/sdp")
    assert answer.status == status
    answer = await client.ask("DESCRIBE", f"{MEDIA}?videocodec=h264&resolution={size}", Accept="application/sdp")
    assert answer.status == 200
    await client.close()
