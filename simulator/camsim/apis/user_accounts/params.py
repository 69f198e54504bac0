"""Parameters that accounts move."""

from __future__ import annotations

from camsim.contract.params import flag
from camsim.device.users import Users

BINDINGS = (flag("System.RootPwdSet", lambda device: not device.organ(Users).needs_setup),)
