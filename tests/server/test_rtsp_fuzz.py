"""Mutated messages, packets and tunnels against a running camera: no bug, no hang, nothing left; it still answers.

CAMSIM_FUZZ_LIVE sets the number of connections; each sends some mutated messages.
"""

from __future__ import annotations

import asyncio
import base64
import os
import random

import pytest

from camsim.device.parameters import Parameters
from tests.server.rtsp_client import MEDIA, RtspClient, until_idle
from tests.wire.rtsp.client import URL
from tests.wire.rtsp.test_fuzz import SEEDS, mutated, pieces
from tests.wire.rtsp.test_tunnel import GET, POST

CONNECTIONS = int(os.environ.get("CAMSIM_FUZZ_LIVE", "300"))
AT_ONCE = 8
PATIENCE = 30
"""Real seconds after which a connection whose client has ended its side counts as hung."""


async def session_of(camera) -> tuple[RtspClient, str]:
    """A client that watches, for mutants to name its session."""
    client = await RtspClient.connect(camera)
    await client.set_up("resolution=320x180&fps=5")
    return client, client.session


async def attack(camera, chance: random.Random, seeds: list[bytes]) -> int:
    """One connection; returns how many bytes came back."""
    host, _, port = camera.rtsp_url.rpartition("/")[2].rpartition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    try:
        if chance.random() < 0.2:
            cookie = b"%d" % chance.randrange(3)
            writer.write(mutated(chance, [GET.replace(b"c1", cookie), POST.replace(b"c1", cookie)]))
            writer.write(base64.b64encode(mutated(chance, seeds)))
        for _ in range(chance.randrange(1, 4)):
            for part in pieces(chance, mutated(chance, seeds)):
                writer.write(part)
                await asyncio.sleep(0)
        if chance.random() < 0.2:
            writer.transport.abort()
            return 0
        writer.write_eof()
        async with asyncio.timeout(PATIENCE):
            return len(await reader.read(-1))
    except OSError:
        return 0
    finally:
        writer.close()


@pytest.mark.timeout(1800)
async def test_a_camera_bears_anything(start):
    camera = await start()
    camera.device.organ(Parameters).write("Network.RTSP.ProtViewer", "anonymous")
    chance = random.Random(554)
    url = f"{camera.rtsp_url}{MEDIA}?resolution=320x180&fps=5"
    came = 0
    for number in range(0, CONNECTIONS, AT_ONCE):
        victim, session = await session_of(camera)
        seeds = [seed.replace(URL.encode(), url.encode()).replace(b"SESSION", session.encode()) for seed in SEEDS]
        came += sum(await asyncio.gather(*(attack(camera, random.Random(chance.random()), seeds) for _ in range(AT_ONCE))))
        await victim.close()
        if number % 10 == 0:
            await camera.advance(1.0)
            probe = await RtspClient.connect(camera, user=None)
            assert (await probe.ask("OPTIONS")).status == 200
            await probe.close()
    assert came > CONNECTIONS * 20, "most were answered"
    await camera.advance(200.0)
    await until_idle(camera)
