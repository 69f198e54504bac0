"""Parameters that accounts move."""

from __future__ import annotations

from camsim.contract.params import flag
from camsim.device.users import Users

BINDINGS = (flag("System.RootPwdSet", lambda device: device.organ(Users).root_password_set),)
