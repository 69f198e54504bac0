"""Video clips that actions send: files of the camera's own stream, to real servers."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av

from tests.events.actions.ftp_receiver import ftp_receiver
from tests.events.actions.receivers import mail_receiver, web_receiver
from tests.events.actions.test_files import add, recipient
from tests.events.actions.test_recipients import MAIL, WEB

CLIP = {"stream_options": "resolution=320x180&fps=5&videokeyframeinterval=5&audio=0", "filename": "door-#s.mkv", "create_folder": ""}
CLIP |= {"max_file_size": 0, "max_duration": 0}


def times(film: bytes) -> list[float]:
    """When each decoded picture of a file is shown."""
    with av.open(io.BytesIO(film)) as opened:
        return [frame.time for frame in opened.decode(video=0)]


async def test_a_clip_reaches_back_before_the_event(start: Callable[..., Any], tmp_path: Path):
    with ftp_receiver(tmp_path) as server:
        camera = await start("companion-bullet-le")
        options = recipient(server, upload_path="clips")
        add(camera, "fixed.send_videoclip.ftp", **CLIP, pre_duration=3000, post_duration=2000, **options)
        await camera.advance(10)
        camera.virtual_input(3, True)
        await camera.advance(4)
        assert [entry.happened.value for entry in camera.action_log().entries] == ["started", "delivered"]
        ((name, film),) = server.files().items()
    assert name == "clips/door-00000.mkv"
    shown = times(film)
    assert 24 <= len(shown) <= 31 and shown[0] == 0.0, "five a second for five seconds, from a key frame on"


async def test_an_unlimited_clip_lasts_as_long_as_the_condition(start: Callable[..., Any]):
    async with web_receiver() as server:
        camera = await start("companion-bullet-le")
        options = {**WEB, "upload_url": server.url + "/up", "custom_params": "place=hall"}
        add(camera, "unlimited.send_videoclip.http", **CLIP, pre_duration=0, post_duration=1000, **options)
        camera.virtual_input(3, True)
        await camera.advance(4)
        camera.virtual_input(3, False)
        await camera.advance(3)
    (got,) = server.got
    assert (got.method, got.target, got.headers["Content-Type"]) == ("POST", "/up?place=hall", "video/x-matroska")
    assert 24 <= len(times(got.body)) <= 27


async def test_a_clip_by_mail_ends_where_it_must(start: Callable[..., Any]):
    async with mail_receiver() as server:
        camera = await start("companion-bullet-le")
        given = {**CLIP, "max_duration": 2, **MAIL, "port": server.port, "email_to": "one@example.com"}
        del given["create_folder"]
        add(camera, "unlimited.send_videoclip.smtp", subject="Door", message="", pre_duration=0, post_duration=0, **given)
        camera.virtual_input(3, True)
        await camera.advance(6)
    (attached,) = [part for part in server.got[0].walk() if part.get_filename()]
    assert (attached.get_filename(), attached.get_content_type()) == ("door-00000.mkv", "video/x-matroska")
    assert 9 <= len(times(attached.get_payload(decode=True))) <= 12


async def test_stream_options_that_nothing_has_are_a_failure(start: Callable[..., Any], tmp_path: Path):
    with ftp_receiver(tmp_path) as server:
        camera = await start("companion-bullet-le")
        given = {**CLIP, "stream_options": "resolution=7x7", **recipient(server)}
        add(camera, "fixed.send_videoclip.ftp", **given, pre_duration=1000, post_duration=0)
        camera.virtual_input(3, True)
        await camera.advance(3)
        assert [entry.happened.value for entry in camera.action_log().entries] == ["started", "failed"]
        assert server.files() == {}
