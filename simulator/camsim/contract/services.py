"""Which devices have SOAP services (their parameters say so), and how the operations of one are declared."""

from __future__ import annotations

from collections.abc import Callable

from camsim.contract.access import Access
from camsim.contract.api import ONVIF_SERVICES, Api, F
from camsim.device.onvif_users import OnvifUsers
from camsim.profile.model import Profile

has_onvif = OnvifUsers.fits
"""Whether a device has the services of ONVIF (Properties.API.WebService.ONVIF.ONVIF)."""


def has_web_services(profile: Profile) -> bool:
    """Whether the device has the vendor's services (Properties.API.WebService.WebService)."""
    return any(leaf.name == "Properties.API.WebService.WebService" and leaf.value == "yes" for leaf in profile.leaves)


def operations(api: Api, namespace: str) -> Callable[..., Callable[[F], F]]:
    """The decorator of the operations of an ONVIF service: `@operation("GetProfiles", Access.VIEWER)`."""

    def operation(name: str, access: Access = Access.VIEWER, *, namespace: str = namespace) -> Callable[[F], F]:
        return api.soap(namespace, name, paths=ONVIF_SERVICES, access=access)

    return operation
