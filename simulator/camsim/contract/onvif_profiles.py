"""Media profiles of ONVIF: fixed ones, one for each channel and codec, whose settings are those of the channel's parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from camsim.device.device import Device
from camsim.device.errors import NotThereError
from camsim.device.parameters import Parameters
from camsim.device.views.views import Views

PATH = "/onvif-media/media.amp"
CODECS = ("h264", "jpeg")
"""Those that the first media service knows, in the order of the profiles."""


@dataclass(frozen=True, slots=True)
class MediaProfile:
    """One profile."""

    channel: int
    """Numbered from 1."""
    codec: str

    @property
    def token(self) -> str:
        """Also its name: `profile_1_h264`."""
        return f"profile_{self.channel}_{self.codec}"

    @property
    def encoder(self) -> str:
        """Token of the encoder's configuration."""
        return f"default_{self.channel}_{self.codec}"

    @property
    def view(self) -> str:
        """The channel's group of parameters."""
        return f"Image.I{self.channel - 1}"


def profiles(device: Device) -> list[MediaProfile]:
    """All profiles: of every channel that is on, in every codec that the device has."""
    if not device.has(Views):
        return []
    parameters = device.organ(Parameters)
    has = {name.strip() for name in parameters.text("Properties.Image.Format", "jpeg,mjpeg").split(",")}
    channels = [number for number in range(1, device.organ(Views).count + 1) if parameters.flag(f"Image.I{number - 1}.Enabled", True)]
    return [MediaProfile(channel, codec) for channel in channels for codec in CODECS if codec in has]


def find(device: Device, token: str) -> MediaProfile:
    """The profile of that token. Raises NotThereError (subject `profile`)."""
    for profile in profiles(device):
        if profile.token == token:
            return profile
    raise NotThereError(f"no profile {token}", subject="profile", value=token)


def arguments(device: Device, given: Mapping[str, str]) -> dict[str, str]:
    """The arguments that a profile in an address of ONVIF stands for, below what the address says itself. Raises NotThereError."""
    token = given.get("profile")
    if token is None:
        return dict(given)
    profile = find(device, token)
    return {"camera": str(profile.channel), "videocodec": profile.codec, **given}
