"""Where a running camera can be reached."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from camsim.device.device import Device
from camsim.device.users import Users
from camsim.settings import Settings

if TYPE_CHECKING:
    from camsim.control.server import ControlServer
    from camsim.profile.model import Profile
    from camsim.server.front import Port


class Addresses:
    """The URLs of a camera, once it runs."""

    settings: Settings
    profile: Profile
    device: Device
    _ports: dict[str, Port]
    _control: ControlServer | None

    @property
    def url(self) -> str:
        """`http://127.0.0.1:8080`"""
        return self._address("http")

    @property
    def https_url(self) -> str | None:
        """`https://127.0.0.1:8443`, or None where HTTPS is off."""
        return self._address("https") if "https" in self._ports else None

    @property
    def rtsp_url(self) -> str:
        """`rtsp://127.0.0.1:8554`, to which paths such as `/axis-media/media.amp` are added."""
        return self._address("rtsp")

    @property
    def rtsps_url(self) -> str | None:
        """`rtsps://127.0.0.1:8322`, or None where RTSPS is off."""
        return self._address("rtsps") if "rtsps" in self._ports else None

    @property
    def control_url(self) -> str:
        """Address of the control side."""
        assert self._control is not None, "the camera is not running"
        return f"http://{_shown(self.settings.host)}:{self._control.port}"

    def describe(self) -> dict[str, Any]:
        """What `serve` prints: name, profile, addresses, first user."""
        accounts = self.device.organ(Users).all()
        return {
            "name": self.settings.name or self.profile.name,
            "profile": self.profile.name,
            "os": self.profile.os,
            "serial": self.device.serial,
            "http": self.url,
            "https": self.https_url,
            "rtsp": self.rtsp_url,
            "rtsps": self.rtsps_url,
            "control": self.control_url,
            "user": accounts[0].name if accounts else None,
        }

    def _address(self, scheme: str) -> str:
        return f"{scheme}://{_shown(self.settings.host)}:{self._ports[scheme].number}"


def _shown(host: str) -> str:
    if host in ("0.0.0.0", "::"):
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host
