"""Faults as clients meet them: on the wire, counted, by chance, on a running camera and from the first connection on."""

from __future__ import annotations

import logging
import os
import socket
import ssl
import threading
import time

import pytest
import requests
from requests.auth import HTTPDigestAuth

from camsim import ThreadedCamera
from camsim.control.errors import HandError

LIST = "/axis-cgi/param.cgi?action=list&group=Brand.Brand"
AUTH = HTTPDigestAuth("root", "pass")


def raw(camera, *, secure: bool = False) -> socket.socket:
    """A connection on which a request has been sent."""
    address = (camera.https_url if secure else camera.url).rpartition("/")[2].split(":")
    connection = socket.create_connection((address[0], int(address[1])), timeout=10)
    if secure:
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        connection = context.wrap_socket(connection)
    connection.sendall(f"GET {LIST} HTTP/1.1\r\nHost: camera\r\n\r\n".encode())
    return connection


def works(camera) -> bool:
    return requests.get(camera.url + LIST, auth=HTTPDigestAuth("root", "pass"), timeout=20).status_code == 200


def test_discard_the_first_two_requests_then_work_is_one_line(rig):
    rig.hand.fault("drop", count=2)
    for _ in range(2):
        with pytest.raises(requests.ConnectionError):
            rig.get(LIST)
    assert rig.get(LIST).status_code == 200
    assert [(entry.status, entry.fault) for entry in rig.hand.journal()] == [(None, "fault-1")] * 2 + [(401, ""), (200, "")]


def test_a_status_fault_answers_in_the_devices_own_words(rig):
    with rig.hand.fault("status", path="/axis-cgi/param*", status=503) as fault:
        answer = rig.get(LIST)
        assert answer.status_code == 503 and "Service Unavailable" in answer.text
        assert rig.get("/axis-cgi/usergroup.cgi").status_code == 200
        assert fault.hits == 1 and not fault.spent
    assert fault.hits == 1
    assert rig.get(LIST).status_code == 200 and rig.hand.faults() == []


def test_faults_are_addressed_by_api_and_method(rig):
    rig.hand.fault("status", api="param-cgi", method="POST", status=500)
    assert rig.get(LIST).status_code == 200
    posted = requests.post(rig.url + "/axis-cgi/param.cgi", data={"action": "list"}, auth=AUTH, timeout=20)
    assert posted.status_code == 500
    assert rig.hand.faults()[0].api == "parameter_management"


def test_the_first_fault_that_fits_strikes(rig):
    first = rig.hand.fault("status", status=500, count=1)
    second = rig.hand.fault("status", status=502)
    assert [rig.get(LIST).status_code for _ in range(2)] == [500, 502]
    assert first.spent and second.hits == 1
    second.lift()
    second.lift()
    assert rig.get(LIST).status_code == 200
    rig.hand.clear_faults()
    assert rig.hand.faults() == []


def test_a_fault_with_probability_0_has_no_effect(rig):
    fault = rig.hand.fault("drop", probability=0)
    assert all(rig.get(LIST).status_code == 200 for _ in range(20))
    assert fault.hits == 0


def test_chances_are_the_same_for_the_same_seed_and_after_a_reset(rig):
    def run() -> list[int]:
        rig.hand.fault("status", probability=0.5, status=500)
        return [rig.get(LIST, auth=None).status_code for _ in range(20)]

    first = run()
    assert {401, 500} == set(first)
    rig.hand.reset()
    assert run() == first


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"kind": "explode"}, "kind"),
        ({"kind": "status", "status": 200}, "status"),
        ({"kind": "delay", "seconds": -1}, "seconds"),
        ({"kind": "drop", "count": 1.5}, "count"),
        ({"kind": "drop", "probability": 2}, "probability"),
        ({"kind": "drop", "api": "ptz-contrl"}, "api"),
        ({"kind": "drop", "topic": "x"}, "topic"),
    ],
)
def test_faults_that_make_no_sense_are_refused(rig, options, field):
    with pytest.raises(HandError) as refused:
        rig.hand.fault(**options)
    assert refused.value.field == field and rig.hand.faults() == []


def test_a_fault_is_there_from_the_very_first_connection():
    camera = ThreadedCamera()
    camera.fault("drop", count=1)
    with camera:
        with pytest.raises(requests.ConnectionError):
            works(camera)
        assert works(camera)


@pytest.mark.parametrize("secure", [False, True])
def test_a_reset_fault_really_sends_rst_within_100_ms(camera, secure):
    if secure:
        raw(camera, secure=True).close()  # the certificate is made at the first handshake
    camera.fault("reset")
    with raw(camera, secure=secure) as connection, socket.socket(fileno=os.dup(connection.fileno())) as below_tls:
        began = time.perf_counter()
        below_tls.settimeout(5)
        with pytest.raises(ConnectionResetError):
            while below_tls.recv(1000):
                pass
    assert time.perf_counter() - began < 0.1


@pytest.mark.parametrize("secure", [False, True])
def test_a_drop_fault_ends_the_connection_without_a_byte(camera, secure):
    camera.fault("drop")
    with raw(camera, secure=secure) as connection:
        try:
            assert connection.recv(100) == b""
        except ssl.SSLError as error:
            assert "EOF" in str(error)


def test_dropped_connections_make_no_noise(camera, caplog):
    with caplog.at_level(logging.DEBUG):
        for kind in ("drop", "reset"):
            with camera.fault(kind), pytest.raises(requests.ConnectionError):
                works(camera)
        assert works(camera)
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []
    camera.raise_bugs()


def test_a_delay_runs_on_camera_time(camera):
    camera.set_speed(100)
    with camera.fault("delay", seconds=20, path="/axis-cgi/param.cgi", count=1):
        began = time.perf_counter()
        assert works(camera)
        assert 0.15 < time.perf_counter() - began < 5


def test_a_delay_under_a_standing_clock_ends_with_an_advance(camera):
    answers = []
    camera.fault("delay", seconds=600, count=1)
    asking = threading.Thread(target=lambda: answers.append(works(camera)))
    asking.start()
    while not camera.journal():
        time.sleep(0.01)
    camera.advance(599)
    asking.join(0.05)
    assert not answers
    camera.advance(1)
    asking.join()
    assert answers == [True]


def test_a_delay_under_a_standing_clock_ends_in_real_time_at_the_latest(camera):
    camera.fault("delay", seconds=0.2, count=1)
    began = time.perf_counter()
    assert works(camera)
    assert 0.2 <= time.perf_counter() - began < 5
    assert camera.clock_state().now == 1767225600.0


def test_two_slow_requests_do_not_block_a_third(camera):
    camera.fault("delay", seconds=600, count=2)
    slow = [raw(camera) for _ in range(2)]
    while len(camera.journal()) < 2:
        time.sleep(0.01)
    assert works(camera)
    assert [entry.in_flight for entry in camera.journal()][:2] == [True, True]
    for connection in slow:
        connection.close()


def test_a_client_that_gives_up_ends_a_delay(camera):
    camera.fault("delay", seconds=600)
    before = camera.clock_state().pending
    with raw(camera):
        while not camera.journal():
            time.sleep(0.01)
    deadline = time.perf_counter() + 5
    while camera.journal()[0].in_flight and time.perf_counter() < deadline:
        time.sleep(0.01)
    assert not camera.journal()[0].in_flight and camera.clock_state().pending == before


def test_a_fault_survives_a_reboot_of_the_device(camera):
    camera.fault("status", status=500)
    camera.reboot()
    camera.advance(10)
    assert not works(camera)
