"""The camera as a whole: start, stop, many in one process, nothing left behind."""

from __future__ import annotations

import asyncio
import gc
import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx
import pytest
import requests

from camsim import Camera, Settings, SettingsError, ThreadedCamera
from camsim.profile.errors import ProfileError
from tests.blocking import LIST, VIDEO, get


def is_free(address: str) -> bool:
    """Whether a port can be bound and refuses connections."""
    port = int(address.rpartition(":")[2])
    with socket.socket() as made:
        made.bind(("127.0.0.1", port))
    with socket.socket() as made:
        return made.connect_ex(("127.0.0.1", port)) != 0


def sockets() -> int:
    """Sockets that this process holds."""
    return sum(os.readlink(entry).startswith("socket:") for entry in Path("/proc/self/fd").iterdir() if entry.is_symlink())


# ---- life


async def test_async_with():
    async with Camera(clock="stepped") as camera:
        async with httpx.AsyncClient(auth=httpx.DigestAuth("root", "pass")) as web:
            assert (await web.get(camera.url + LIST)).text == "Brand.Brand=AXIS\n"
            assert (await web.get(camera.control_url + "/ready")).json()["ready"] is True
        assert camera.verify(api="param-cgi", times=1)
        await camera.advance(5)
        assert camera.clock_state().now == 1767225605.0
        addresses = [camera.url, camera.https_url, camera.control_url]
    assert all(is_free(address) for address in addresses)
    camera.raise_bugs()


def test_a_threaded_camera():
    with ThreadedCamera(profile="p5512", name="gate") as camera:
        assert get(camera).text == "Brand.Brand=AXIS\n"
        assert camera.describe()["name"] == "gate" and camera.describe()["http"] == camera.url
        assert camera.do(lambda: threading.current_thread().name) == "camsim"
        addresses = [camera.url, camera.control_url]
    assert all(is_free(address) for address in addresses)
    camera.stop()


@pytest.mark.filterwarnings("ignore:Unverified HTTPS")
def test_https_is_there_unless_it_is_off():
    with ThreadedCamera(https=False) as camera:
        assert camera.https_url is None
    with ThreadedCamera() as camera:
        answer = requests.get(camera.https_url + "/axis-cgi/usergroup.cgi", verify=False, timeout=20, headers={"Connection": "close"})
        assert answer.status_code == 401


def test_options_that_make_no_sense():
    with pytest.raises(TypeError, match="no such option: colour"):
        Camera(colour="red")
    with pytest.raises(TypeError, match="either settings or options"):
        Camera(Settings(), profile="p5512")
    with pytest.raises(SettingsError, match="speed"):
        Camera(speed=-1)
    with pytest.raises(ProfileError):
        Camera(profile="no-such-model")


async def test_a_camera_starts_once():
    camera = Camera()
    await camera.start()
    await camera.stop()
    await camera.stop()
    with pytest.raises(RuntimeError, match="once"):
        await camera.start()


def test_a_taken_port_is_an_error_that_leaves_nothing_open():
    before = sockets()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        for option in ("http_port", "https_port", "rtsp_port", "control_port"):
            with pytest.raises(OSError, match="in use"):
                ThreadedCamera(**{option: taken.getsockname()[1]}).start()
    gc.collect()
    assert sockets() <= before + 8  # the loop in the background and its executor


def test_a_port_is_the_same_again_at_once():
    with ThreadedCamera() as camera:
        get(camera)
        port = int(camera.url.rpartition(":")[2])
    for _ in range(3):
        with ThreadedCamera(http_port=port) as camera:
            assert get(camera).status_code == 200


# ---- what is left behind


async def test_no_tasks_and_no_sockets_are_left():
    await asyncio.sleep(0.05)
    tasks = asyncio.all_tasks()
    async with Camera() as camera, httpx.AsyncClient(auth=httpx.DigestAuth("root", "pass"), verify=False) as web:
        before = sockets()
        await web.get(camera.url + LIST)
        await web.get(camera.https_url + LIST)
        silent = [socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2]))) for address in (camera.url, camera.https_url)]
        async with web.stream("GET", camera.url + VIDEO) as stream:
            chunks = stream.aiter_raw()
            await anext(chunks)
            await camera.stop()
            assert asyncio.all_tasks() == tasks
            await chunks.aclose()
    for one in silent:
        one.close()
    await asyncio.sleep(0.05)
    gc.collect()
    assert sockets() < before
    camera.raise_bugs()


@pytest.mark.parametrize("what", ["nothing sent", "half a head", "half a body", "a delay", "a stream", "an advance", "a handshake"])
def test_stop_during_open_requests_does_not_hang(what):
    camera = ThreadedCamera(clock="frozen" if what == "a delay" else "system").start()
    waiting = []
    if what == "a stream":
        waiting.append(get(camera, VIDEO, stream=True))
        chunks = waiting[0].iter_content(100)
        next(chunks)
    elif what == "an advance":
        waiting.append(threading.Thread(target=camera.advance, args=[86400 * 300]))
        for delay in range(1, 2000):
            camera.do(camera.camera.clock.call_later, float(delay), lambda: None)
        waiting[0].start()
    else:
        if what == "a delay":
            camera.fault("delay", seconds=3600)
        address = camera.https_url if what == "a handshake" else camera.url
        raw = socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2])))
        head = f"POST {LIST} HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n"
        sent = {"half a head": head[:30], "half a body": head + "\r\na", "a delay": head + "\r\n0123456789", "a handshake": "\x16\x03"}
        raw.sendall(sent.get(what, "").encode("latin-1"))
        waiting.append(raw)
    time.sleep(0.05)
    began = time.perf_counter()
    camera.stop()
    assert time.perf_counter() - began < 3
    for one in waiting:
        one.join() if isinstance(one, threading.Thread) else one.close()
    camera.raise_bugs()


def test_the_process_ends_without_a_word_whatever_is_open():
    program = (
        "import requests\nfrom camsim import ThreadedCamera\n"
        "camera = ThreadedCamera().start()\n"
        "answer = requests.get(camera.url + '/axis-cgi/usergroup.cgi', stream=True)\nprint(answer.status_code)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert (done.stdout, done.stderr) == ("401\n", "")


def test_a_child_process_has_a_loop_of_its_own():
    program = (
        "import os\nfrom camsim import ThreadedCamera\n"
        "ThreadedCamera().start().stop()\nchild = os.fork()\n"
        "with ThreadedCamera() as camera: assert camera.health().status == 'ok'\n"
        "if child: assert os.waitpid(child, 0)[1] == 0\n"
    )
    subprocess.run([sys.executable, "-W", "ignore::DeprecationWarning", "-c", program], timeout=60, check=True)


def test_blocking_calls_on_the_cameras_own_loop_are_refused():
    with ThreadedCamera() as camera, pytest.raises(RuntimeError, match="own loop"):
        camera.do(camera.advance, 1)


# ---- several


def test_several_cameras_in_one_process_are_strangers():
    with ThreadedCamera(profile="p5512", seed=1) as one, ThreadedCamera(profile="p5512", seed=2) as other:
        assert one.serial != other.serial and one.url != other.url
        get(one, "/axis-cgi/param.cgi?action=update&Image.I0.Appearance.Compression=77")
        one.fault("drop")
        assert get(other, "/axis-cgi/param.cgi?action=list&group=Image.I0.Appearance.Compression").text.endswith("=30\n")
        assert len(other.journal()) == 2


def test_the_same_seed_gives_the_same_camera():
    def life() -> tuple[object, ...]:
        with ThreadedCamera(seed=5, clock="stepped") as camera:
            challenge = requests.get(camera.url + LIST, timeout=20).headers["WWW-Authenticate"]
            return camera.serial, challenge, camera.state()["device"]["power"]["boot_id"], get(camera, "/axis-cgi/jpg/image.cgi").content

    assert life() == life()


async def test_50_cameras_in_one_process():
    began = time.perf_counter()
    cameras = [Camera(seed=seed, clock="stepped") for seed in range(50)]
    for camera in cameras:
        await camera.start()
    assert len({camera.url for camera in cameras}) == 50
    async with httpx.AsyncClient() as web:
        answers = await asyncio.gather(*(web.get(camera.url + LIST) for camera in cameras))
    assert {answer.status_code for answer in answers} == {401}
    for camera in cameras:
        await camera.stop()
        camera.raise_bugs()
    assert time.perf_counter() - began < 20


def test_many_threads_may_hold_one_camera():
    with ThreadedCamera(clock="stepped") as camera:
        threads = [threading.Thread(target=lambda: [camera.drive_input(0, closed=bool(n % 2)) for n in range(50)]) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert camera.inputs()[0].closed
    camera.raise_bugs()


# ---- bugs


def test_bugs_of_the_simulator_are_raised_again(caplog):
    def broken(call):
        raise ZeroDivisionError("a bug")

    with ThreadedCamera() as camera:
        route, _ = camera.camera.registry.resolve("/axis-cgi/usergroup.cgi")
        endpoint = route.endpoints[0]
        handler = endpoint.handler
        object.__setattr__(endpoint, "handler", broken)
        try:
            assert get(camera, "/axis-cgi/usergroup.cgi").status_code == 500
        finally:
            object.__setattr__(endpoint, "handler", handler)
        assert camera.journal()[-1].error == "ZeroDivisionError('a bug')"
        camera.reset()
        assert camera.state()["bugs"] == ["ZeroDivisionError('a bug')"]
        with pytest.raises(ZeroDivisionError, match="a bug"):
            camera.raise_bugs()
        camera.raise_bugs()
        camera.do(camera.camera.clock.call_later, 0.0, lambda: 1 / 0)
        time.sleep(0.05)
        with pytest.raises(ZeroDivisionError):
            camera.raise_bugs()


# ---- cold start


def test_importing_camsim_is_cheap():
    program = "import sys, camsim; print(sorted({'aiohttp', 'asyncio', 'numpy', 'pydantic', 'cv2'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_a_camera_starts_and_is_healthy_without_anything_heavy():
    program = (
        "import sys\nfrom camsim import ThreadedCamera\n"
        "with ThreadedCamera() as camera:\n    from camsim.control.client import ControlClient\n"
        "    assert ControlClient(camera.control_url).readiness().ready\n"
        "print(sorted({'numpy', 'pydantic', 'cv2', 'cryptography'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "[]\n"
