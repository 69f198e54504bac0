"""NetworkShare.N#.*: the shares as parameters that nobody writes (page slug: edge-storage-api)."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from camsim.contract.params import Binding
from camsim.device.device import Device
from camsim.device.storage.shares import NetworkShares, Share
from camsim.profile.model import Leaf, LeafKind, LeafType

LEVEL = "7747"
MASK = "******"


def _numbers(device: Device) -> Iterable[tuple[int, ...]]:
    return [(number,) for number in sorted(device.organ(NetworkShares).state.shares)]


def _shown(name: str, read: Callable[[Share], str], kind: LeafType) -> Binding:
    def get(device: Device, number: int) -> str:
        return read(device.organ(NetworkShares).state.shares[number])

    return Binding(f"NetworkShare.N#.{name}", get, instances=_numbers, leaf=Leaf(name, "", LEVEL, kind))


_TEXT = LeafType(flags=("dynamic",))

BINDINGS = (
    _shown("Address", lambda share: share.address, _TEXT),
    _shown("Name", lambda share: share.name, _TEXT),
    _shown("Password", lambda share: MASK, LeafType(LeafKind.PASSWORD)),
    _shown("Port", lambda share: "0", LeafType(LeafKind.INT, ("dynamic",), min=0, max=65535)),
    _shown("Share", lambda share: share.share, _TEXT),
    _shown("ShareId", lambda share: share.id, _TEXT),
    _shown("Username", lambda share: share.user, _TEXT),
)
