"""Firmware management on the wire: argument values, what status tells (page slug: firmware-management-api)."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from camsim.device.device import Device
from camsim.device.errors import OutOfRangeError
from camsim.device.firmware import AutoCommit, Firmware
from camsim.device.power import Default, Power
from camsim.wire import moment

RESET_SOURCE_SINCE = (12,)


class Commit(StrEnum):
    """`autoCommit`."""

    NEVER = "never"
    BOOT = "boot"
    STARTED = "started"
    DEFAULT = "default"


def commit(text: str) -> AutoCommit | None:
    """`autoCommit`; None leaves it to the device. Raises OutOfRangeError."""
    try:
        chosen = Commit(text)
    except ValueError as error:
        raise OutOfRangeError("autoCommit", subject="autoCommit", value=text) from error
    return None if chosen is Commit.DEFAULT else AutoCommit(chosen)


def rollback(text: str | float) -> float | None:
    """`autoRollback` in minutes, 0 for never; None leaves it to the device. Raises OutOfRangeError."""
    if text == "default":
        return None
    if text == "never":
        return 0.0
    try:
        return float(text)
    except ValueError as error:
        raise OutOfRangeError("autoRollback", subject="autoRollback", value=text) from error


def mode(text: str) -> Default:
    """`factoryDefaultMode`. Raises OutOfRangeError."""
    try:
        return Default(text)
    except ValueError as error:
        raise OutOfRangeError("factoryDefaultMode", subject="factoryDefaultMode", value=text) from error


def status(device: Device) -> dict[str, Any]:
    """The members of `status`: those about another version only where there is one."""
    firmware = device.organ(Firmware)
    state = firmware.state
    members: dict[str, Any] = {"activeFirmwareVersion": device.profile.os, "activeFirmwarePart": firmware.part}
    if state.inactive:
        members["inactiveFirmwareVersion"] = state.inactive
        members["isCommited"] = state.committed
        if not state.committed and state.auto_commit is AutoCommit.STARTED:
            members["pendingCommit"] = AutoCommit.STARTED.value
        if firmware.rollback_left is not None:
            members["timeToRollback"] = firmware.rollback_left
        members["lastUpgradeAt"] = moment.seconds(int(state.upgraded_at))
    if device.profile.os_number >= RESET_SOURCE_SINCE:
        members["resetSource"] = device.organ(Power).state.reset.value
    return members
