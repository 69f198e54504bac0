"""Settings without any process: what is refused, in which words, and which value holds where several places give one."""

from __future__ import annotations

from pathlib import Path

import pytest

from camsim import Camera, SettingsError
from camsim.device.users import Account, Role
from camsim.settings import load

SPEC = r"name:password:role\[:ptz\]"


@pytest.mark.parametrize(
    ("users", "words"),
    [
        ("root", f"expected {SPEC}, got 'root'"),
        (":pass:admin", "user names have 1 to 14 letters and digits .*''"),
        ("no-good:pass:admin", "user names have 1 to 14 letters and digits .*'no-good'"),
        ("a" * 15 + ":pass:admin", "user names have"),
        ("root::admin", "passwords have 1 to 64 printable characters .*'root'"),
        ("root:" + "p" * 65 + ":admin", "passwords have"),
        ("root:p\u00e4ss:admin", "passwords have"),
        ("root:pass:king", f"expected {SPEC} with role viewer, operator or admin"),
        ("root:pa:ss:admin", f"expected {SPEC} and no ':' in the password"),
        ("root:pass:admin,root:other:viewer", "a user name stands twice"),
        (5, f"expected {SPEC},... or a list of them, got 5"),
        ({"root": "pass"}, f"expected {SPEC},... or a list of them, got {{"),
        ([5], f"expected {SPEC}, got 5"),
        ((Account("", "pass", Role.ADMIN),), "user names have"),
        ((Account("root", "", Role.ADMIN),), "passwords have"),
    ],
)
def test_bad_accounts_are_said_clearly(users, words):
    with pytest.raises(SettingsError, match=f"^users: {words}"):
        Camera(users=users)
    with pytest.raises(SettingsError, match=f"^--users: {words}"):
        load({"users": users}, {})


def test_good_accounts():
    root, eye = load({"users": "root:pass:admin,eye:see:viewer:ptz"}, {}).users
    assert (root.role, root.ptz, root.group) == (Role.ADMIN, True, "root")
    assert (eye.role, eye.ptz, eye.group, eye.password) == (Role.VIEWER, True, "users", "see")
    assert load({"users": ["root:a,b:admin"]}, {}).users[0].password == "a,b"
    assert Camera(users=[Account("anna", "a:b", Role.ADMIN)]).settings.users[0].password == "a:b"
    assert load({"users": ""}, {}).users == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("users = 5", "users: expected name:password:role"),
        ('[users]\nroot = "pass"', "users: expected name:password:role"),
        ("seed = 1.7", "seed: expected a whole number, got 1.7"),
        ("http-port = 0.5", "http-port: expected a whole number, got 0.5"),
        ("seed = true", "seed: expected a whole number, got True"),
        ('speed = "fast"', "speed: expected a number, got 'fast'"),
        ("clock = 5", "clock: expected system, frozen, stepped or scaled, got 5"),
        ("profiles = 5", "profiles: expected folders, got 5"),
        ("host = 5", "host: expected a text, got 5"),
    ],
)
def test_what_a_file_cannot_say(tmp_path: Path, text: str, words: str):
    file = tmp_path / "camera.toml"
    file.write_text(text)
    with pytest.raises(SettingsError) as raised:
        load({}, {}, str(file))
    assert str(raised.value).startswith(f"{file}: {words}") and "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("flags", "environment", "ports"),
    [
        ({}, {}, (8080, 8443, 8554)),
        ({"http_port": "0"}, {}, (0, 0, 0)),
        ({}, {"CAMSIM_HTTP_PORT": "0"}, (0, 0, 0)),
        ({"http_port": "0"}, {"CAMSIM_HTTPS_PORT": "8443"}, (0, 8443, 0)),
        ({"http_port": "0", "rtsp_port": "8554"}, {}, (0, 0, 8554)),
        ({"http_port": "80"}, {"CAMSIM_HTTP_PORT": "0"}, (80, 8443, 8554)),
    ],
)
def test_a_free_http_port_frees_those_that_nobody_gave(flags, environment, ports):
    settings = load(flags, environment)
    assert (settings.http_port, settings.https_port, settings.rtsp_port) == ports


@pytest.mark.parametrize(("given", "meant"), [("PROFIL", "PROFILE"), ("HTTP_PROT", "HTTP_PORT"), ("CONFG", "CONFIG"), ("USER", "USERS")])
def test_a_misspelt_variable_is_refused(given: str, meant: str):
    with pytest.raises(SettingsError, match=f"^environment: CAMSIM_{given}: no such setting; the nearest is CAMSIM_{meant}$"):
        load({}, {f"CAMSIM_{given}": "x"})


def test_variables_of_others_are_left_alone():
    """Those of our tests, and those that Kubernetes makes for a service named camsim."""
    names = ("RECORDINGS", "CONFORMANCE", "FUZZ", "SERVICE_HOST", "SERVICE_PORT", "PORT", "PORT_8080_TCP_PORT", "PORT_8080_TCP_ADDR")
    load({}, {f"CAMSIM_{name}": "x" for name in names})
    assert load({}, {"CAMSIM_PROFILES": "/a:/b"}).profiles == ("/a", "/b")


def test_only_who_listens_tries_the_host():
    assert load({"host": "203.0.113.9"}, {}).host == "203.0.113.9"
    with pytest.raises(SettingsError, match=r"^environment: CAMSIM_HOST: cannot listen on 203\.0\.113\.9: "):
        load({}, {"CAMSIM_HOST": "203.0.113.9"}, listens=True)
