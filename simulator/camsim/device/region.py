"""Regional settings: in which units people want to read lengths (page slug: regional-settings)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from camsim.device.organ import Organ
from camsim.device.state import kept
from camsim.profile.model import Profile


class LengthUnit(StrEnum):
    """Units of length."""

    METRIC = "metric"
    US_CUSTOMARY = "us_customary"


@dataclass
class RegionState:
    """Settings."""

    length: LengthUnit = kept(LengthUnit.METRIC)


class Region(Organ[RegionState]):
    """Keeps the units for whoever shows lengths; the device itself converts nothing."""

    name = "region"

    @classmethod
    def fits(cls, profile: Profile) -> bool:
        return profile.says_yes("Properties.RegionalSettings.RegionalSettings")

    def factory_state(self) -> RegionState:
        return RegionState()

    def set_length(self, unit: LengthUnit) -> None:
        """Chooses the unit of length."""
        self.state.length = unit
