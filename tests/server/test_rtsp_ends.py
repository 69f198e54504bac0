"""RTSP over real sockets: limits, and how sessions end without leaving anything."""

from __future__ import annotations

import asyncio
import gc

import pytest

from camsim.device.parameters import Parameters
from camsim.wire.rtp import rtcp
from tests.patience import until
from tests.server.rtsp_client import MEDIA, SMALL, RtspClient, until_idle

# ---- limits


async def test_no_more_viewers_than_the_camera_takes(start, connect):
    camera = await start()
    camera.device.organ(Parameters).write("Image.MaxViewers", "2")
    for _ in range(2):
        await (await connect(camera)).play(SMALL)
    client = await connect(camera)
    control = f"{MEDIA}/stream=0?{SMALL}"
    await client.ask("DESCRIBE", f"{MEDIA}?{SMALL}")
    assert (await client.ask("SETUP", control, Transport="RTP/AVP/TCP;unicast;interleaved=0-1")).status == 503


async def test_no_more_encoders_than_the_camera_has_but_any_number_of_equal_ones(start, connect):
    camera = await start()
    for number in range(camera.profile.video.encoders):
        await (await connect(camera)).set_up(f"resolution=320x180&fps={number + 1}")
    await (await connect(camera)).set_up("resolution=320x180&fps=1")
    client = await connect(camera)
    query = "resolution=320x180&fps=50"
    await client.ask("DESCRIBE", f"{MEDIA}?{query}")
    assert (await client.ask("SETUP", f"{MEDIA}/stream=0?{query}", Transport="RTP/AVP/TCP;unicast")).status == 503


async def test_transports_that_are_not_there(start, connect):
    camera = await start()
    client = await connect(camera)
    await client.ask("DESCRIBE", f"{MEDIA}?{SMALL}")
    for transport in ("RTP/SAVP;unicast;client_port=5000-5001", "RTP/XYZ;unicast", "RAW/RAW/UDP"):
        assert (await client.ask("SETUP", f"{MEDIA}/stream=0?{SMALL}", Transport=transport)).status == 461
    await client.ask("DESCRIBE", f"/axis-media/ssm/media.amp?{SMALL}")
    answer = await client.ask("SETUP", f"/axis-media/ssm/media.amp/stream=0?{SMALL}", Transport="RTP/AVP/TCP;unicast;interleaved=0-1")
    assert answer.status == 461


# ---- ends


async def test_teardown_says_goodbye_and_leaves_nothing(start, connect):
    camera = await start()
    client = await connect(camera)
    await client.play(SMALL)
    await client.packets(1)
    answer = await client.ask("TEARDOWN")
    assert (answer.status, answer.headers.get("Connection")) == (200, "close")
    assert any(isinstance(packet, rtcp.Bye) for packet in client.reports())
    await until_idle(camera, dialogues=1)
    client.session = ""
    await client.play(SMALL)  # it says so and stays open, as GStreamer's server does


async def test_a_session_without_a_sign_of_life_ends_with_its_time(start, connect):
    camera = await start()
    silent, alive = await connect(camera), await connect(camera)
    await silent.play(SMALL)
    await alive.play(SMALL)
    for _ in range(3):
        await camera.advance(25.0)
        await alive.ask_once("OPTIONS")
    await silent.ends()
    assert any(isinstance(packet, rtcp.Bye) for packet in silent.reports())
    assert camera.state()["rtsp"]["sessions"] == 1
    await camera.advance(61.0)
    await alive.ends()
    await until_idle(camera)


@pytest.mark.parametrize("keep", ["OPTIONS", "GET_PARAMETER", "SET_PARAMETER", "rtcp"])
async def test_everything_that_keeps_a_session_alive(start, connect, keep):
    camera = await start()
    client = await connect(camera)
    await client.play(SMALL)
    report = rtcp.compound((rtcp.ReceiverReport(1),))
    for _ in range(4):
        await camera.advance(40.0)
        if keep == "rtcp":
            client.writer.write(b"$\x01" + len(report).to_bytes(2, "big") + report)
        else:
            assert (await client.ask_once(keep, Authorization="")).status == 200
        await client.ask_once("OPTIONS", Session="")
    assert camera.state()["rtsp"]["sessions"] == 1
    assert camera.state()["rtsp"]["receiver_reports"] == (4 if keep == "rtcp" else 0)


async def test_a_reboot_ends_all_streams_and_the_camera_serves_again(start, connect):
    camera = await start()
    client = await connect(camera)
    await client.play(SMALL)
    camera.reboot()
    await camera.advance(1.0)
    await client.ends()
    await until_idle(camera)
    await camera.advance(10.0)
    again = await connect(camera)
    await again.play(SMALL)
    await again.packets(1)


async def test_a_reset_ends_all_streams(start, connect):
    camera = await start()
    client = await connect(camera)
    await client.play(SMALL)
    camera.reset()
    await client.ends()
    await until_idle(camera)
    assert camera.state()["rtsp"]["packets"] == 0


async def test_while_it_starts_a_camera_shows_nothing(start, connect):
    camera = await start()
    camera.reboot()
    await camera.advance(camera.profile.boot.linger + camera.profile.boot.down + 0.5)
    client = await connect(camera)
    assert (await client.ask("DESCRIBE")).status == 503


async def test_a_client_that_does_not_read_loses_frames_and_is_dropped_by_its_time_out(start, connect):
    camera = await start()
    client = await connect(camera)
    await client.play("resolution=1920x1080&fps=25&compression=0&videocodec=jpeg")
    client.writer.transport.pause_reading()
    for _ in range(3):
        await camera.advance(1.0)
    state = camera.state()
    assert state["rtsp"]["sessions"] == 1 and state["rtsp"]["lost"] > 0
    await camera.advance(120.0)
    await until_idle(camera)


async def test_50_clients_come_and_go(start):
    camera = await start(clock="system")
    gc.collect()
    tasks = asyncio.all_tasks()
    camera.device.organ(Parameters).write("Image.MaxViewers", "20")

    async def one(number: int) -> None:
        client = await RtspClient.connect(camera)
        await client.play(SMALL)
        await client.packets(3)
        if number % 2:
            await client.ask("TEARDOWN")
        await client.close()

    for batch in range(5):
        await asyncio.gather(*(one(batch * 10 + n) for n in range(10)))
    await until_idle(camera)
    await until(lambda: asyncio.all_tasks() <= tasks | {asyncio.current_task()})


async def test_a_camera_that_stops_leaves_nothing(start):
    camera = await start(clock="system")
    clients = [await RtspClient.connect(camera) for _ in range(3)]
    for client, transport in zip(clients, ("RTP/AVP/TCP;unicast", "RTP/AVP;unicast;client_port=45000-45001"), strict=False):
        await client.play(SMALL, transport)
    await camera.stop()
    await until(lambda: not [task for task in asyncio.all_tasks() if task.get_name().startswith("camsim")])
    for client in clients:
        await client.close()
