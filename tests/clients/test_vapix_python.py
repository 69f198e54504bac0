"""The library `vapix-python`: PTZ by ptz.cgi on the domes, and its errors."""

from __future__ import annotations

import pytest
import requests
from vapix_python.VapixAPI import VapixAPI

from camsim import ThreadedCamera
from tests.clients.conftest import host_of

DOMES = ("q6135-le", "p5512")


@pytest.fixture(params=DOMES)
def dome(request, threaded) -> ThreadedCamera:
    """A camera with a mechanical head, on a stepped clock."""
    return threaded(request.param, clock="stepped")


@pytest.fixture
def vapix(dome) -> VapixAPI:
    """The library on that camera."""
    api = VapixAPI(host_of(dome.url), "root", "pass")
    yield api
    api.session.close()


def test_absolute_and_relative_moves(dome, vapix):
    vapix.ptz.absolute_move(30.5, -25, 3000, 70)
    dome.advance(30)
    assert vapix.ptz.get_current_position() == pytest.approx((30.5, -25, 3000), abs=0.05)
    vapix.ptz.relative_move(-10.5, 5, 500, 70)
    dome.advance(30)
    assert vapix.ptz.get_current_position() == pytest.approx((20, -20, 3500), abs=0.05)
    assert vapix.ptz.get_current_ptz().startswith("pan=20")


def test_continuous_moves_and_stop(dome, vapix):
    vapix.ptz.continuous_move(20, -10, 20)
    dome.advance(1)
    vapix.ptz.stop_move()
    there = vapix.ptz.get_current_position()
    assert there[0] > 0 > there[1] and there[2] > 1
    dome.advance(5)
    assert vapix.ptz.get_current_position() == there
    vapix.ptz.continuous_pantilt(-20, 0)
    vapix.ptz.continuous_zoom(-20)
    dome.advance(0.5)
    assert vapix.ptz.get_current_position()[0] < there[0]
    vapix.ptz.move("stop", 50)


def test_home_centre_and_area(dome, vapix):
    vapix.ptz.center_move(0, 0, 100)
    dome.advance(30)
    pan, _, _ = vapix.ptz.get_current_position()
    assert pan < 0
    vapix.ptz.area_zoom(300, 200, 300, 100)
    dome.advance(30)
    assert vapix.ptz.get_current_position()[2] > 1
    vapix.ptz.go_home(100)
    dome.advance(30)
    assert vapix.ptz.get_current_position()[2] == 1


def test_presets_and_speed(dome, vapix):
    vapix.ptz.set_move_speed(33)
    vapix.ptz.absolute_move(12, -8, 700, 90)
    dome.advance(30)
    assert vapix.ptz.set_current_preset_name("Door")
    assert "=Door" in vapix.ptz.api._send_request("com/ptz.cgi", params={"query": "presetposall"})
    assert vapix.ptz.remove_server_preset_name("Door")
    assert "=Door" not in vapix.ptz.api._send_request("com/ptz.cgi", params={"query": "presetposall"})


def test_lens(dome, vapix):
    assert vapix.ptz.set_autofocus(False) and vapix.ptz.set_focus(4000) and vapix.ptz.set_zoom(1200)
    dome.advance(30)
    told = dict(line.split("=") for line in vapix.ptz.get_current_ptz().split())
    assert (told["focus"], told["zoom"], told["autofocus"]) == ("4000", "1200", "off")
    assert vapix.ptz.set_autoiris(True) and vapix.ptz.set_autofocus(True)


def test_the_help_text(dome, vapix):
    assert "pan" in vapix.ptz.ptz_enabled()


def test_geolocation(threaded):
    api = VapixAPI(host_of(threaded("q6135-le").url), "root", "pass")
    with api.session:
        assert api.geolocation.get_position()["valid_position"] is False
        api.geolocation.set_position(55.72, 13.2, 270, "Roof")
        assert api.geolocation.get_position() == {
            "lat": 55.72,
            "lon": 13.2,
            "heading": 270.0,
            "valid_position": True,
            "valid_heading": True,
        }


def test_a_wrong_password_is_an_http_error(dome):
    api = VapixAPI(host_of(dome.url), "root", "wrong")
    with api.session, pytest.raises(requests.HTTPError, match="401"):
        api.ptz.get_current_position()


def test_a_camera_without_a_head_of_that_number(threaded):
    api = VapixAPI(host_of(threaded("companion-bullet-le").url), "root", "pass")
    with api.session:
        assert api._send_request("com/ptz.cgi", params={"query": "position", "camera": 99}).startswith("Error:")
