"""How a client without a loop asks a camera in a thread."""

from __future__ import annotations

import requests
from requests.auth import HTTPDigestAuth

from camsim import ThreadedCamera

LIST = "/axis-cgi/param.cgi?action=list&group=Brand.Brand"
VIDEO = "/axis-cgi/mjpg/video.cgi?resolution=320x180&fps=5"


def get(camera: ThreadedCamera, target: str = LIST, **options) -> requests.Response:
    return requests.get(camera.url + target, auth=HTTPDigestAuth("root", "pass"), timeout=20, **options)
