"""Feature flags: experimental functions that can be switched (page slug: feature-flag-service)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from camsim.device.errors import NotThereError
from camsim.device.organ import Organ
from camsim.device.state import kept
from camsim.profile.model import Profile


@dataclass(frozen=True, slots=True)
class FeatureFlag:
    """A flag as it leaves the factory."""

    name: str
    description: str
    default: bool = False


FLAGS = (FeatureFlag("graphics_udvd", "Draws with the graphics processor"),)
"""The flags that we know a device to have, from a client that sets it; what it says of itself is a guess."""


@dataclass
class FeatureFlagsState:
    """Values that were set, by name."""

    values: dict[str, bool] = kept(factory=dict)


class FeatureFlags(Organ[FeatureFlagsState]):
    """The flags of the device. What they would switch is not there, so that they are settings alone."""

    name = "feature_flags"

    @classmethod
    def fits(cls, profile: Profile) -> bool:
        return any(entry.id == "feature-flag" for entry in profile.apis.discovery)

    def factory_state(self) -> FeatureFlagsState:
        return FeatureFlagsState()

    def value(self, flag: FeatureFlag) -> bool:
        """The value of a flag."""
        return self.state.values.get(flag.name, flag.default)

    def get(self, names: list[str]) -> dict[str, bool]:
        """Values by name. Raises NotThereError, which names all that do not exist."""
        flags = self._existing(names)
        return {name: self.value(flags[name]) for name in names}

    def set(self, values: Mapping[str, bool]) -> None:
        """Sets flags, all or none. Raises NotThereError."""
        self._existing(list(values))
        self.state.values |= values

    @staticmethod
    def _existing(names: list[str]) -> dict[str, FeatureFlag]:
        flags = {flag.name: flag for flag in FLAGS}
        if unknown := [name for name in names if name not in flags]:
            raise NotThereError(", ".join(unknown)[:1000], subject="names", value=unknown[0])
        return flags
