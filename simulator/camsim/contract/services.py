"""Which devices have SOAP services: their parameters say so."""

from __future__ import annotations

from camsim.profile.model import Profile


def has_web_services(profile: Profile) -> bool:
    """Whether the device has the vendor's services (Properties.API.WebService.WebService)."""
    return _says_yes(profile, "Properties.API.WebService.WebService")


def has_onvif(profile: Profile) -> bool:
    """Whether the device has the services of ONVIF (Properties.API.WebService.ONVIF.ONVIF)."""
    return _says_yes(profile, "Properties.API.WebService.ONVIF.ONVIF")


def _says_yes(profile: Profile, name: str) -> bool:
    return any(leaf.name == name and leaf.value == "yes" for leaf in profile.leaves)
