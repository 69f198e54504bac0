"""Scopes of ONVIF: what a device calls itself when it is searched for (ONVIF Core, section 7.3.2.2)."""

from __future__ import annotations

from urllib.parse import quote

from camsim.device.device import Device
from camsim.device.parameters import Parameters
from camsim.device.ptz.head import PtzHead


def scopes(device: Device) -> list[str]:
    """What the device calls itself when it is searched for."""
    parameters, root = device.organ(Parameters), "onvif://www.onvif.org"
    kinds = ["video_encoder"] if device.profile.video is not None else []
    kinds += ["audio_encoder"] if parameters.flag("Properties.Audio.Audio") else []
    kinds += ["ptz"] if device.has(PtzHead) else []
    names = (("hardware", parameters.text("Brand.ProdNbr")), ("name", parameters.text("Brand.ProdShortName")), ("location", ""))
    return [
        *(f"{root}/type/{kind}" for kind in kinds),
        f"{root}/Profile/Streaming",
        *(f"{root}/{name}/{quote(value)}" for name, value in names),
    ]
