"""curl: Digest on the wire, forms, JSON sent as a form, large bodies, streams, TLS, old HTTP."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable

import pytest

from tests.conftest import PROFILES, WITH_VIDEO

BRAND = "/axis-cgi/param.cgi?action=list&group=Brand.Brand"
BRAND_TEXT = "Brand.Brand=AXIS\n"

Curl = Callable[..., str]

each_profile = pytest.mark.parametrize("profile", PROFILES)


@pytest.fixture
def curl() -> Curl:
    """Runs curl and returns what it prints: `curl("--digest", "-u", "root:pass", url)`; in CI it must be there."""
    program = shutil.which("curl")
    if program is None:
        if os.environ.get("CI", "").lower() in ("1", "true", "yes"):
            pytest.fail("curl is missing in CI")
        pytest.skip("curl is not installed")

    def run(*arguments: str) -> str:
        done = subprocess.run([program, "-sS", "-q", "--max-time", "60", *arguments], capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode("latin-1")

    return run


ROOT = ("-u", "root:pass")
STATUS = ("-o", os.devnull, "-w", "%{http_code}")


@each_profile
@pytest.mark.parametrize("scheme", ["--digest", "--anyauth"])
def test_get_and_form(threaded, curl, profile, scheme):
    camera = threaded(profile)
    assert curl(scheme, *ROOT, camera.url + BRAND) == BRAND_TEXT
    assert curl(scheme, *ROOT, "-d", "action=list&group=Brand.Brand", f"{camera.url}/axis-cgi/param.cgi") == BRAND_TEXT
    assert curl(scheme, *ROOT, "-G", "--data-urlencode", "group=Brand.Brand", "-d", "action=list", f"{camera.url}/axis-cgi/param.cgi") == (
        BRAND_TEXT
    )


def test_basic_where_an_old_camera_offers_both(threaded, curl):
    assert curl("--basic", *ROOT, threaded("p5512").url + BRAND) == BRAND_TEXT


@each_profile
def test_statuses(threaded, curl, profile):
    camera = threaded(profile)
    assert curl(*STATUS, camera.url + BRAND) == "401"
    assert curl(*STATUS, "--digest", "-u", "root:wrong", camera.url + BRAND) == "401"
    assert curl(*STATUS, "--digest", *ROOT, f"{camera.url}/axis-cgi/no/such.cgi") == "404"


@pytest.mark.parametrize("profile", ["p3245-lve", "q6135-le", "companion-bullet-le"])
def test_json_sent_as_a_form(threaded, curl, profile):
    camera = threaded(profile)
    body = {"apiVersion": "1.0", "context": "shell", "method": "getAllProperties"}
    url = f"{camera.url}/axis-cgi/basicdeviceinfo.cgi"
    for header in ((), ("-H", "Content-Type: application/json"), ("-H", "Content-Type: text/plain")):
        answer = json.loads(curl("--digest", *ROOT, "-X", "POST", *header, "-d", json.dumps(body), url))
        assert answer["data"]["propertyList"]["SerialNumber"] == camera.device.serial


@each_profile
def test_a_large_body_waits_for_its_continue(threaded, curl, profile, tmp_path):
    filler = tmp_path / "body"
    filler.write_bytes(b"action=list&group=Brand.Brand&filler=" + b"x" * 1_000_000)
    url = f"{threaded(profile).url}/axis-cgi/param.cgi"
    for scheme in ("--digest", "--anyauth"):
        assert curl(scheme, *ROOT, "-H", "Expect: 100-continue", "--data-binary", f"@{filler}", url) == BRAND_TEXT


@each_profile
def test_old_http(threaded, curl, profile):
    assert curl("--http1.0", "--digest", *ROOT, threaded(profile).url + BRAND) == BRAND_TEXT


@each_profile
def test_one_connection_for_several_addresses(threaded, curl, profile):
    url = threaded(profile).url + BRAND
    told = curl("--digest", *ROOT, "-w", "%{num_connects}\n", url, url, url)
    assert [line for line in told.splitlines() if line.isdigit()] == ["1", "0", "0"]


@pytest.mark.parametrize("profile", WITH_VIDEO)
def test_a_picture_and_a_short_stream(threaded, curl, profile, tmp_path):
    camera = threaded(profile)
    picture, stream = tmp_path / "picture", tmp_path / "stream"
    kind = curl("--digest", *ROOT, "-o", str(picture), "-w", "%{content_type}", f"{camera.url}/axis-cgi/jpg/image.cgi")
    assert kind == "image/jpeg" and picture.read_bytes()[:2] == b"\xff\xd8"
    curl("--digest", *ROOT, "-o", str(stream), f"{camera.url}/axis-cgi/mjpg/video.cgi?nbrofframes=3&fps=10")
    assert stream.read_bytes().count(b"--myboundary\r\nContent-Type: image/jpeg\r\nContent-Length: ") == 3


@pytest.mark.parametrize("profile", ["p3245-lve", "q6135-le"])
def test_https_with_basic(threaded, curl, profile):
    camera = threaded(profile)
    assert curl("-k", *ROOT, camera.https_url + BRAND) == BRAND_TEXT
    assert curl("-k", "--anyauth", *ROOT, camera.https_url + BRAND) == BRAND_TEXT
    assert curl("-k", *STATUS, "--digest", *ROOT, camera.https_url + BRAND) == "401"


@each_profile
def test_odd_paths(threaded, curl, profile):
    url = threaded(profile).url
    assert curl("--digest", *ROOT, f"{url}//axis-cgi//param.cgi?action=list&group=Brand.Brand") == BRAND_TEXT
    assert curl("--digest", *ROOT, "--path-as-is", f"{url}/axis-cgi/param.cgi?&action=list&&group=Brand.Brand&") == BRAND_TEXT


@each_profile
def test_a_form_with_files_is_no_reason_to_fall_over(threaded, curl, profile):
    camera = threaded(profile)
    told = curl(*STATUS, "--digest", *ROOT, "-F", "action=list", "-F", "group=Brand", f"{camera.url}/axis-cgi/param.cgi")
    assert told in ("200", "400")


@each_profile
def test_other_methods(threaded, curl, profile):
    camera = threaded(profile)
    assert curl(*STATUS, "--digest", *ROOT, "-I", camera.url + BRAND) in ("200", "405", "501")
    assert curl(*STATUS, "--digest", *ROOT, "-X", "DELETE", camera.url + BRAND) in ("405", "501")
