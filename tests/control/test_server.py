"""The control port: frozen shapes, errors that name the field, and bodies of every kind that never give a 500."""

from __future__ import annotations

import gzip
import json
import socket
import time

import pytest
import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from camsim import ThreadedCamera, __version__
from camsim.control import server
from camsim.control.hand import VERBS


def error_of(answer: requests.Response) -> tuple[int, str]:
    """Status and field of an error; it has the shape that every error has."""
    content = answer.json()
    assert list(content) == ["error"] and set(content["error"]) == {"field", "message"}
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    return answer.status_code, content["error"]["field"]


# ---- contracts: these shapes do not change


def test_the_shape_of_health_is_frozen(ask):
    answer = ask("GET", "/health")
    assert (answer.status_code, answer.text) == (200, json.dumps({"status": "ok", "version": __version__}))


def test_the_shape_of_ready_is_frozen(ask, camera):
    answer = ask("GET", "/ready")
    assert (answer.status_code, answer.text) == (200, '{"ready": true, "phase": "ready"}')
    camera.reboot()
    camera.advance(0.6)
    answer = ask("GET", "/ready")
    assert (answer.status_code, answer.text) == (503, '{"ready": false, "phase": "down"}')
    camera.advance(3)
    assert (ask("GET", "/ready").status_code, ask("GET", "/ready").json()["phase"]) == (503, "starting")
    camera.advance(2)
    assert ask("GET", "/ready").status_code == 200


def test_health_is_there_while_the_device_is_not(ask, camera):
    camera.power(False)
    assert ask("GET", "/health").status_code == 200
    assert ask("GET", "/ready").status_code == 503


# ---- errors


@pytest.mark.parametrize("path", ["/", "/nothing", "/health/", "/faults/a/b", "/axis-cgi/param.cgi", "//health"])
def test_unknown_paths_are_404(ask, path):
    assert error_of(ask("GET", path)) == (404, "path")


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("POST", "/health", "GET"),
        ("GET", "/reset", "POST"),
        ("PATCH", "/faults", "POST, GET, DELETE"),
        ("DELETE", "/state", "GET, PUT"),
        ("POST", "/openapi.json", "GET"),
    ],
)
def test_other_methods_are_405_with_allow(ask, method, path, allow):
    answer = ask(method, path)
    assert error_of(answer) == (405, "method")
    assert answer.headers["Allow"] == allow


def test_head_is_get_without_a_body(ask):
    answer = ask("HEAD", "/health")
    assert (answer.status_code, answer.content) == (200, b"")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b"", "seconds"),
        (b"{}", "seconds"),
        (b"7", "body"),
        (b"[]", "body"),
        (b"null", "body"),
        (b"{", "body"),
        (b"\xff\xfe", "body"),
        (b'{"seconds": NaN}', "body"),
        (b'{"seconds": Infinity}', "body"),
        (b'{"seconds": 1e999}', "body"),
        (b'{"seconds": 1' + b"0" * 400 + b"}", "seconds"),
        (b'{"seconds": 1' + b"0" * 5000 + b"}", "body"),
        (b'{"seconds": true}', "seconds"),
        (b'{"seconds": "1"}', "seconds"),
        (b'{"seconds": null}', "seconds"),
        (b'{"seconds": {}}', "seconds"),
        (b'{"seconds": 1, "minutes": 2}', "minutes"),
        (b'{"seconds": 1, "\\ud800": 2}', "\ud800"),
        (b"[" * 100_000, "body"),
        (b'{"a":' * 100_000, "body"),
    ],
)
def test_hostile_bodies_are_400_and_name_the_field(ask, body, field):
    assert error_of(ask("POST", "/clock/advance", data=body)) == (400, field)


def test_bodies_in_utf_8_with_a_mark_and_any_type_are_read(ask):
    answer = ask("POST", "/clock/advance", data=b"\xef\xbb\xbf" + b'{"seconds": 1}', headers={"Content-Type": "text/plain"})
    assert answer.status_code == 200


def test_too_large_a_body_is_413(ask, camera):
    big = b'{"seconds": 1' + b" " * server.LARGEST_BODY + b"}"
    assert error_of(ask("POST", "/clock/advance", data=big)) == (413, "body")
    assert error_of(ask("POST", "/clock/advance", data=iter([big[:1000], big[1000:]]))) == (413, "body")
    bomb = gzip.compress(b" " * 50_000_000)
    assert error_of(ask("POST", "/clock/advance", data=bomb, headers={"Content-Encoding": "gzip"})) == (413, "body")
    assert camera.health().status == "ok"


def test_bodies_that_do_not_unpack_are_400(ask):
    assert error_of(ask("POST", "/clock/advance", data=b"no gzip at all", headers={"Content-Encoding": "gzip"})) == (400, "body")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("status=many", "status"),
        ("status=99999", "status"),
        ("unmatched=perhaps", "unmatched"),
        ("arguments=pan", "arguments"),
        ("arguments=[1]", "arguments"),
        ("arguments=" + "[" * 2000, "arguments"),
        ("path=/a&path=/b", "path"),
        ("colour=red", "colour"),
        ("path=%ff", "query"),
        ("&".join(f"a{number}=1" for number in range(200)), "query"),
        ("path=" + "x" * 5000, "path"),
        ("since=-1", "since"),
    ],
)
def test_hostile_queries_are_400_and_name_the_field(ask, query, field):
    assert error_of(ask("GET", "/journal?" + query)) == (400, field)


def test_arguments_stand_in_one_place_only(ask):
    assert error_of(ask("PUT", "/inputs/0", json={"number": 1, "closed": True})) == (400, "number")
    assert error_of(ask("PUT", "/inputs/0?closed=true", json={})) == (400, "closed")
    assert error_of(ask("GET", "/journal", json={"path": "/"})) == (400, "body")
    assert error_of(ask("PUT", "/inputs/first", json={"closed": True})) == (400, "number")
    assert error_of(ask("PUT", "/inputs/99999999999999999999", json={"closed": True})) == (400, "number")
    assert error_of(ask("DELETE", "/faults/%00%ff")) == (404, "id")


@pytest.mark.parametrize(
    "head", [b"nonsense\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"GET /\x00 HTTP/1.1\r\n\r\n", b"\x16\x03\x01\x02\x00\r\n\r\n"]
)
def test_what_is_not_http_is_400_in_json(camera, head):
    host, port = camera.control_url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as raw:
        raw.sendall(head)
        answer = b"".join(iter(lambda: raw.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.") and b" 400 " in answer.splitlines()[0]
    assert b'"error"' in answer


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
verbs = st.sampled_from([verb for verb in VERBS.values() if verb.name not in ("advance", "health")])


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_no_value_of_any_argument_gives_a_500(camera, ask, data):
    verb = data.draw(verbs)
    given = {one.name: data.draw(values, label=one.name) for one in verb.arguments if data.draw(st.booleans())}
    path = verb.path.format(**{name: str(data.draw(st.integers(0, 3) | st.text("abc%~", min_size=1))) for name in verb.in_path})
    if verb.in_query:
        answer = ask(verb.method, path, params={name: str(value) for name, value in given.items() if name not in verb.in_path})
    else:
        answer = ask(verb.method, path, data=json.dumps(given.get(verb.body) if verb.body else given))
    assert answer.status_code < 500 or verb.name == "readiness"
    if answer.status_code >= 400 and verb.name != "readiness":
        error_of(answer)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_no_state_gives_a_500_and_the_camera_goes_on(camera, ask, data):
    state = camera.state()["device"]
    part = data.draw(st.sampled_from(sorted(state)))
    inner = dict(state[part])
    if inner:
        inner[data.draw(st.sampled_from(sorted(inner)))] = data.draw(values)
    answer = ask("PUT", "/state", data=json.dumps({"device": {part: inner}}))
    assert answer.status_code in (204, 400)
    assert ask("GET", "/state").status_code == 200
    camera.reset()


# ---- side by side


def test_a_long_advance_and_a_second_one(ask, camera):
    camera.do(lambda: setattr(camera.camera.clock, "_advancing", True))
    try:
        for method, path, body in (
            ("POST", "/clock/advance", {"seconds": 1}),
            ("POST", "/clock/freeze", {}),
            ("POST", "/clock/resume", {}),
        ):
            assert error_of(ask(method, path, json=body)) == (409, "")
    finally:
        camera.do(lambda: setattr(camera.camera.clock, "_advancing", False))


def test_a_client_that_dawdles_does_not_hold_up_the_end():
    camera = ThreadedCamera().start()
    host, port = camera.control_url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as raw:
        raw.sendall(b"POST /clock/advance HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
        time.sleep(0.05)
        began = time.perf_counter()
        camera.stop()
        assert time.perf_counter() - began < 1.5
    with pytest.raises(requests.ConnectionError):
        requests.get(camera.control_url + "/health", timeout=5)
