"""The IP address filter: parameters alone, until OS 12 (page slug: system-settings)."""

from __future__ import annotations

from camsim.contract.access import Access
from camsim.contract.api import Api
from camsim.contract.params import text
from camsim.device.device import Device
from camsim.device.ip_filter import ADDRESSES, ENABLED, LOGGED, POLICY, IpFilter
from camsim.device.parameters import Parameters


def _get(device: Device) -> str:
    return device.organ(Parameters).stored(ADDRESSES)


def _set(device: Device, value: str) -> None:
    device.organ(IpFilter).set_addresses(value)


api = Api(
    title="IP address filter",
    page="system-settings",
    access=Access.ADMIN,
    needs=IpFilter.fits,
    bindings=(text(ADDRESSES, _get, _set),),
    parameters=(ENABLED, POLICY, LOGGED),
    omits=("packets without a connection (UDP)",),
)
