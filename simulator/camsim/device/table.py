"""The organs of a device, in the order in which they are built."""

from __future__ import annotations

from typing import Any

from camsim.device.organ import Organ
from camsim.device.parameters import Parameters
from camsim.device.power import Power
from camsim.device.time import Time
from camsim.device.users import Users

ORGANS: tuple[type[Organ[Any]], ...] = (Parameters, Power, Time, Users)
