"""The command line: serve with its line of JSON, every way to give a setting, bad configuration, tables, healthcheck."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests
from requests.auth import HTTPDigestAuth

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
        (("--profile", "nosuch"), {}, "nosuch: no such profile; there is companion-bullet-le, p3245-lve"),
        (("--http-port", "99999"), {}, "--http-port: a port lies in 0..65535"),
        (("--users", "root"), {}, "--users: "),
        (("--users", "root:pass:king"), {}, "--users: 'root:pass:king' is not name:password:role"),
        (("--clock", "sundial"), {}, "--clock: "),
        (("--speed", "-1"), {}, "--speed: "),
        (("--serial", "12"), {}, "--serial: a serial number has 12 hex digits"),
        ((), {"CAMSIM_HTTP_PORT": "many"}, "environment: CAMSIM_HTTP_PORT: "),
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


def test_a_taken_port_is_said_in_one_line():
    with serving(*FREE) as (_, told):
        done = run("serve", *FREE[2:], "--http-port", told["http"].rpartition(":")[2])
        assert done.returncode == 1 and len(done.stderr.splitlines()) == 1 and "cannot listen" in done.stderr


def test_profiles_lists_the_models_and_shows_origins():
    assert [line.split()[0] for line in run("profiles").stdout.splitlines()[1:]] == [
        "companion-bullet-le",
        "p3245-lve",
        "p5512",
        "q6135-le",
    ]
    shown = run("profiles", "show", "q6135-le").stdout
    assert "ptz.mechanical = True    # q6135-le/model.toml" in shown
    assert "root.Brand.Brand = AXIS    # _parts/" in shown
    assert run("profiles", "show").returncode == 2
    assert run("profiles", "show", "nosuch").returncode == 2


def test_apis_of_all_and_of_one_model():
    every, old = run("apis").stdout, run("apis", "--profile", "p5512").stdout
    assert "POST /axis-cgi/apidiscovery.cgi getApiList" in every and "Left out:" in every
    assert "/axis-cgi/param.cgi" in old and "apidiscovery" not in old


def test_healthcheck_tells_by_its_exit_code():
    with serving(*FREE) as (_, told):
        port = told["control"].rpartition(":")[2]
        assert run("healthcheck", "--control-port", port).returncode == 0
        assert run("healthcheck", CAMSIM_CONTROL_PORT=port, CAMSIM_HOST="0.0.0.0").returncode == 0
    assert run("healthcheck", "--control-port", port).returncode == 1
