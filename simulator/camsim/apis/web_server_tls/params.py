"""HTTPS.Enabled and HTTPS.Ciphers: the same settings as parameters (page slug: system-settings)."""

from __future__ import annotations

from camsim.contract.params import flag
from camsim.device.certificates import Certificates
from camsim.device.device import Device


def _enable(device: Device, on: bool) -> None:
    device.organ(Certificates).set_https(on)


BINDINGS = (flag("HTTPS.Enabled", lambda device: device.organ(Certificates).https, _enable),)
