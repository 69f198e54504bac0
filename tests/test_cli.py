"""The command line: serve with its line of JSON, every way to give a setting, bad configuration, tables, healthcheck."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests
from requests.auth import HTTPDigestAuth

from camsim.profile.load import names

FREE = ("--http-port", "0", "--https-port", "0", "--rtsp-port", "0", "--control-port", "0")


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "camsim", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, env={**os.environ, **environment})


@contextmanager
def serving(*arguments: str, **environment: str) -> Iterator[tuple[subprocess.Popen[str], dict]]:
    command = [sys.executable, "-m", "camsim", "serve", *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, **environment})
    try:
        yield process, json.loads(process.stdout.readline())
    finally:
        process.kill()
        process.communicate(timeout=20)


def brand(url: str, user: str = "root", password: str = "pass") -> str:
    auth = HTTPDigestAuth(user, password)
    return requests.get(url + "/axis-cgi/param.cgi?action=list&group=Brand.ProdNbr", auth=auth, timeout=20).text


def test_serve_prints_one_line_of_json_and_answers():
    with serving(*FREE, "--profile", "q6135-le", "--users", "root:pass:admin,eye:eye:viewer", "--seed", "7", "--name", "yard") as (_, told):
        assert {"name", "profile", "http", "https", "rtsp", "control", "user"} <= set(told)
        assert (told["name"], told["profile"], told["user"]) == ("yard", "q6135-le", "root")
        assert brand(told["http"]) == brand(told["http"], "eye", "eye") == "Brand.ProdNbr=Q6135-LE\n"
        with urllib.request.urlopen(told["control"] + "/ready") as answer:
            assert answer.status == 200


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_serve_ends_within_a_second_though_a_stream_is_open(ending):
    with serving(*FREE) as (process, told):
        url = told["http"] + "/axis-cgi/mjpg/video.cgi?resolution=320x180"
        with requests.get(url, auth=HTTPDigestAuth("root", "pass"), stream=True, timeout=20) as stream:
            next(stream.iter_content(1000))
            process.send_signal(ending)
            assert process.wait(timeout=20) == 0
            assert process.stdout.read() == "", "one line and no more"


def test_every_option_can_be_given_by_the_environment_alone():
    environment = {
        "CAMSIM_HTTP_PORT": "0", "CAMSIM_HTTPS": "no", "CAMSIM_CONTROL_PORT": "0", "CAMSIM_PROFILE": "p5512",
        "CAMSIM_USERS": "anna:annas:admin", "CAMSIM_NAME": "gate", "CAMSIM_SERIAL": "00408C000001",
    }  # fmt: skip
    with serving(**environment) as (_, told):
        assert (told["name"], told["profile"], told["https"], told["serial"]) == ("gate", "p5512", None, "00408C000001")
        assert brand(told["http"], "anna", "annas") == "Brand.ProdNbr=P5512\n"


def test_a_toml_file_holds_the_same_settings_and_flags_win(tmp_path: Path):
    file = tmp_path / "camera.toml"
    file.write_text('profile = "p5512"\nname = "file"\nhttp-port = 0\nhttps = false\ncontrol_port = 0\nusers = ["root:pass:admin"]\n')
    with serving("--config", str(file), "--name", "flag") as (_, told):
        assert (told["profile"], told["name"], told["https"]) == ("p5512", "flag", None)


@pytest.mark.parametrize(
    ("arguments", "environment", "words"),
    [
        (("--profile", "nosuch"), {}, "nosuch: no such profile; there is a9188, companion-bullet-le"),
        (("--http-port", "99999"), {}, "--http-port: a port lies in 0..65535"),
        (("--users", "root"), {}, "--users: expected name:password:role[:ptz], got 'root'"),
        (("--users", ":pass:admin"), {}, "--users: user names have 1 to 14 letters and digits"),
        ((), {"CAMSIM_USERS": "root::admin"}, "environment: CAMSIM_USERS: passwords have 1 to 64 printable characters"),
        (
            ("--users", "root:pass:king"),
            {},
            "--users: expected name:password:role[:ptz] with role viewer, operator or admin, got 'root:pass:king'",
        ),
        (("--clock", "sundial"), {}, "--clock: expected system, frozen, stepped or scaled, got 'sundial'"),
        (("--speed", "-1"), {}, "--speed: "),
        (("--serial", "12"), {}, "--serial: a serial number has 12 hex digits"),
        ((), {"CAMSIM_HTTP_PORT": "many"}, "environment: CAMSIM_HTTP_PORT: expected a whole number, got 'many'"),
        ((), {"CAMSIM_PROFIL": "p5512"}, "environment: CAMSIM_PROFIL: no such setting; the nearest is CAMSIM_PROFILE"),
        (("--host", "203.0.113.9"), {}, "--host: cannot listen on 203.0.113.9: "),
        (("--host", "a..b"), {}, "--host: "),
        (("--os-version", "1.2"), {}, "p3245-lve"),
        (("--config", "/nowhere.toml"), {}, "/nowhere.toml: No such file or directory"),
    ],
)
def test_bad_configuration_is_exit_code_2_and_one_line(arguments, environment, words):
    with serving(*FREE) as (_, told):
        taken = told["control"].rpartition(":")[2]
        done = run("serve", *arguments, **{"CAMSIM_CONTROL_PORT": taken, **environment})
    assert done.returncode == 2
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    assert len(lines) == 1 and lines[0].startswith("camsim: ") and words in lines[0], done.stderr


def test_a_bad_file_is_named_with_its_key(tmp_path: Path):
    file = tmp_path / "camera.toml"
    for text, words in (('colour = "red"', "colour: no such setting"), ("http-port = true", "http-port: "), ("= 1", "Invalid")):
        file.write_text(text)
        done = run("serve", "--config", str(file))
        assert done.returncode == 2 and f"{file}: " in done.stderr and words in done.stderr


def test_a_broken_profile_of_ones_own_is_named_with_file_and_key(tmp_path: Path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "model.toml").write_text('extends = ["p3245-lve"]\ntitle = "Mine"\n[video]\nmax_fps = "fast"\n')
    done = run("serve", "--profiles", str(tmp_path), "--profile", "mine")
    assert done.returncode == 2 and "mine/model.toml" in done.stderr and "video.max_fps" in done.stderr


@pytest.mark.parametrize("name", ["http", "https", "rtsp", "control"])
def test_a_taken_port_is_said_in_one_line(name):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run("serve", *FREE, f"--{name}-port", str(port))
    assert (done.returncode, done.stderr) == (1, f"camsim: cannot listen on 127.0.0.1:{port}: Address already in use\n")


def test_free_http_and_control_ports_are_enough_for_two_cameras_at_once():
    arguments = ("--profile", "q6135-le", "--http-port", "0", "--control-port", "0")
    with serving(*arguments) as (_, one), serving(*arguments) as (_, other):
        for kind in ("http", "https", "rtsp", "control"):
            assert one[kind] != other[kind]


def test_options_of_profiles_may_stand_anywhere(tmp_path: Path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "model.toml").write_text('extends = ["p3245-lve"]\ntitle = "Mine"\n')
    folder = ("--profiles", str(tmp_path))
    for arguments in (("show", *folder, "mine"), ("show", "mine", *folder), (*folder, "show", "mine")):
        done = run("profiles", *arguments)
        assert done.returncode == 0 and "mine/model.toml" in done.stdout, done.stderr
    for arguments in (folder, ("list", *folder), (*folder, "list")):
        assert "\nmine " in run("profiles", *arguments).stdout
    done = run("profiles", "show", "--os-version", "1.2", "p3245-lve")
    assert done.returncode == 2 and done.stderr.startswith("camsim: p3245-lve") and "1.2" in done.stderr


def test_profiles_lists_the_models_and_shows_origins():
    assert [line.split()[0] for line in run("profiles").stdout.splitlines()[1:]] == names()
    shown = run("profiles", "show", "q6135-le").stdout
    assert "ptz.mechanical = True    # q6135-le/model.toml" in shown
    assert "root.Brand.Brand = AXIS    # _parts/" in shown
    assert run("profiles", "show").returncode == 2
    assert run("profiles", "show", "nosuch").returncode == 2


def test_apis_of_all_and_of_one_model():
    every, old = run("apis").stdout, run("apis", "--profile", "p5512").stdout
    assert "POST /axis-cgi/apidiscovery.cgi getApiList" in every and "Left out:" in every
    assert "/axis-cgi/param.cgi" in old and "apidiscovery" not in old


def test_firmware_writes_an_image():
    assert run("firmware", "--profile", "m1075-l", "--os-version", "11").stdout.startswith("SIMFW 11.11.192 M1075-L\n")


def test_healthcheck_tells_by_its_exit_code():
    with serving(*FREE) as (_, told):
        port = told["control"].rpartition(":")[2]
        assert run("healthcheck", "--control-port", port).returncode == 0
        assert run("healthcheck", CAMSIM_CONTROL_PORT=port, CAMSIM_HOST="0.0.0.0").returncode == 0
    assert run("healthcheck", "--control-port", port).returncode == 1
