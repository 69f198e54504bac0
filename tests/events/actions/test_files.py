"""Pictures that actions put on a real FTP server."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from camsim.device.actions import Actions, Rule, Setup
from camsim.events.actions.run import DeliveryError
from camsim.events.out import ftp
from tests.events.actions.bench import virtual_input
from tests.events.actions.ftp_receiver import FtpReceiver, ftp_receiver
from tests.events.actions.receivers import HOST, LOGIN, PASSWORD

JPEG = (b"\xff\xd8", b"\xff\xd9")


def recipient(server: FtpReceiver, **but: Any) -> dict[str, str]:
    given = {
        "host": HOST,
        "port": server.port,
        "login": LOGIN,
        "password": PASSWORD,
        "upload_path": "",
        "passive": 1,
        "temporary": 0,
        "qos": 0,
    }
    return {name: str(value) for name, value in {**given, **but}.items()}


def add(camera: Any, token: str, **parameters: Any) -> None:
    """A rule that carries an action out when virtual input 3 goes on."""
    organ = camera.device.organ(Actions)
    setup = Setup(f"com.axis.action.{token}", parameters={name: str(value) for name, value in parameters.items()})
    organ.add_rule(Rule(organ.add_action(setup), conditions=(virtual_input(3),), name="door"))


IMAGES = {"stream_options": "resolution=320x180&fps=2", "pre_duration": 1000, "post_duration": 500, "max_images": 0}
NAMED = {"filename": "door-%M%S-#s.jpg", "max_sequence_number": 0}


@pytest.mark.parametrize("temporary", [0, 1])
async def test_images_before_at_and_after_an_event(start: Callable[..., Any], tmp_path: Path, temporary: int):
    with ftp_receiver(tmp_path) as server:
        camera = await start("companion-bullet-le")
        options = recipient(server, upload_path="cameras/hall", temporary=temporary)
        add(camera, "fixed.send_images.ftp", **IMAGES, **NAMED, create_folder="%F", **options)
        await camera.advance(10)
        camera.virtual_input(3, True)
        await camera.advance(2)
        assert [entry.happened.value for entry in camera.action_log().entries] == ["started"] + ["delivered"] * 4
        files = server.files()
        assert ("RNTO" in server.told) is bool(temporary)
    assert list(files) == [f"cameras/hall/2026-01-01/door-0010-{number:05}.jpg" for number in range(4)]
    assert all(jpeg.startswith(JPEG[0]) and jpeg.endswith(JPEG[1]) for jpeg in files.values())
    assert len(set(files.values())) == 4, "pictures of different moments"


@pytest.mark.parametrize("passive", [True, False])
async def test_both_ways_of_a_data_connection(tmp_path: Path, passive: bool):
    with ftp_receiver(tmp_path) as server:
        target = ftp.FtpServer(HOST, server.port, "/a//b", LOGIN, PASSWORD, passive=passive)
        for content in (b"one", b"two"):
            await ftp.put(target, [ftp.File("x", content)])
        assert server.files() == {"a/b/x": b"two"}


@pytest.mark.parametrize("wrong", ["password", "port", "folder", "name", "refused"])
async def test_what_goes_wrong_is_told(tmp_path: Path, wrong: str):
    with ftp_receiver(tmp_path, permissions="el" if wrong == "refused" else "elradfmw") as server:
        target = ftp.FtpServer(
            HOST,
            1 if wrong == "port" else server.port,
            "a\r\nDELE x" if wrong == "folder" else "",
            LOGIN,
            "wrong" if wrong == "password" else PASSWORD,
        )
        with pytest.raises(DeliveryError, match=f"ftp://{HOST}:"):
            await ftp.put(target, [ftp.File("x\nDELE y" if wrong == "name" else "x", b"")])
        assert server.files() == {} and "DELE" not in server.told


async def test_a_bad_port_is_refused_when_the_action_begins(start: Callable[..., Any], tmp_path: Path):
    with ftp_receiver(tmp_path) as server:
        camera = await start("companion-bullet-le")
        add(camera, "fixed.send_images.ftp", **IMAGES, **NAMED, create_folder="", **recipient(server, port=70000))
        camera.virtual_input(3, True)
        await camera.advance(1)
        assert [entry.happened.value for entry in camera.action_log().entries] == ["started", "failed"]
