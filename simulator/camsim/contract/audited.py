"""What the audit looks at: each request of a client when it is done."""

from __future__ import annotations

from collections.abc import Callable

from camsim.contract.journal import Exchange
from camsim.device.audit import Audit
from camsim.device.device import Device


def auditor(device: Device) -> Callable[[Exchange], None]:
    """A watcher of the journal that tells the device's audit, where it has one."""

    def look(entry: Exchange) -> None:
        if device.has(Audit):
            refused = entry.status == 401 and not entry.user and "Authorization" in entry.headers
            device.organ(Audit).visit(entry.remote, entry.user, refused=refused)

    return look
