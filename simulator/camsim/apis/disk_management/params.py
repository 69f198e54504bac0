"""Storage.S#.Locked; the other settings of drives stand in the tree alone, where the organ reads them (page slug: edge-storage-api)."""

from __future__ import annotations

from camsim.contract.params import flag
from camsim.device.device import Device
from camsim.device.parameters import Parameters
from camsim.device.storage.disks import Disks


def _disk(device: Device, group: int) -> str:
    return device.organ(Parameters).text(f"Storage.S{group}.DiskID")


BINDINGS = (
    flag(
        "Storage.S#.Locked",
        lambda device, group: device.organ(Disks).locked(_disk(device, group)),
        lambda device, group, on: device.organ(Disks).lock(_disk(device, group), on),
    ),
)
