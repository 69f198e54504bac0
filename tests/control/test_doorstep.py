"""The control port while the program is still being loaded: the frozen shapes hold from the first moment on."""

from __future__ import annotations

import asyncio
import json
import socket

import pytest

from camsim import Camera, __version__
from camsim.control.client import ControlClient
from camsim.control.doorstep import Doorstep
from camsim.control.errors import HandError


async def test_it_is_alive_and_not_ready_until_a_camera_takes_over():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    door = Doorstep("127.0.0.1", port)
    await door.open()
    client = ControlClient(f"http://127.0.0.1:{port}")
    health = await asyncio.to_thread(client.health)
    assert (health.status, health.version) == ("ok", __version__)
    waiting = await asyncio.to_thread(client.readiness)
    assert (waiting.ready, waiting.phase) == (False, "starting")
    with pytest.raises(HandError, match="the camera is starting") as refused:
        await asyncio.to_thread(client.clock_state)
    assert refused.value.status == 503
    async with Camera(control_socket=door.hand_over()) as camera:
        assert camera.control_url.endswith(f":{port}")
        assert (await asyncio.to_thread(client.readiness)).ready


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/health", {"status": "ok", "version": __version__}),
        ("/ready", {"ready": False, "phase": "starting"}),
        ("/reset", {"error": {"field": "", "message": "the camera is starting"}}),
    ],
)
async def test_the_shapes_are_those_of_a_running_camera(path, answer):
    door = Doorstep("127.0.0.1", 0)
    await door.open()
    listener = door._server.sockets[0].getsockname()
    reader, writer = await asyncio.open_connection(*listener)
    writer.write(f"GET {path} HTTP/1.1\r\n".encode())
    await asyncio.sleep(0)
    writer.write(b"Host: x\r\n\r\n")
    content = await reader.read()
    assert json.loads(content.partition(b"\r\n\r\n")[2]) == answer
    writer.close()
    door.hand_over().close()


async def test_a_head_without_end_and_no_head_at_all():
    door = Doorstep("127.0.0.1", 0)
    await door.open()
    for sent in (b"x" * 20_000, b"\r\n\r\n", b"GET\r\n\r\n"):
        reader, writer = await asyncio.open_connection(*door._server.sockets[0].getsockname())
        writer.write(sent)
        assert (await reader.read()).startswith(b"HTTP/1.1 503")
        writer.close()
    door.hand_over().close()
