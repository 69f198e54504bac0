"""Which devices have SOAP services: their parameters say so."""

from __future__ import annotations

from camsim.device.onvif_users import OnvifUsers
from camsim.profile.model import Profile

has_onvif = OnvifUsers.fits
"""Whether a device has the services of ONVIF (Properties.API.WebService.ONVIF.ONVIF)."""


def has_web_services(profile: Profile) -> bool:
    """Whether the device has the vendor's services (Properties.API.WebService.WebService)."""
    return any(leaf.name == "Properties.API.WebService.WebService" and leaf.value == "yes" for leaf in profile.leaves)
