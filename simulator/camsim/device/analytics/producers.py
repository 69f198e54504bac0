"""Producers of analytics metadata: which of them tell, and for which channels (page slug: analytics-metadata-producer-configuration)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from camsim.device.analytics.organ import Analytics
from camsim.device.errors import OutOfRangeError
from camsim.device.organ import Organ
from camsim.device.parameters import Parameters
from camsim.device.state import kept
from camsim.profile.model import Profile

SCENE = "AnalyticsSceneDescription"
"""The producer that describes what moves in the picture."""
NAMES = {SCENE: "Analytics Scene Description"}
"""Producers and how they are called."""


@dataclass
class ProducersState:
    """What is switched off."""

    off: dict[str, list[int]] = kept(factory=dict)


class Producers(Organ[ProducersState]):
    """Who puts analytics into the metadata stream."""

    name = "metadata_producers"

    @classmethod
    def fits(cls, profile: Profile) -> bool:
        return Analytics.fits(profile)

    def factory_state(self) -> ProducersState:
        return ProducersState()

    @property
    def channels(self) -> list[int]:
        """Channels that every producer knows: those of the sensors."""
        return list(range(1, max(1, self.device.organ(Parameters).number("ImageSource.NbrOfSources", 1)) + 1))

    def is_on(self, producer: str, channel: int) -> bool:
        """Whether a producer tells about a channel."""
        return channel in self.channels and channel not in self.state.off.get(producer, [])

    def switch(self, wanted: Mapping[tuple[str, int], bool]) -> None:
        """Switches producers on and off by name and channel, all of them or none. Raises OutOfRangeError."""
        for producer, channel in wanted:
            if producer not in NAMES or channel not in self.channels:
                raise OutOfRangeError("no such producer or channel", subject="producers", value=(producer, channel))
        for (producer, channel), on in wanted.items():
            others = [one for one in self.state.off.get(producer, []) if one != channel]
            self.state.off[producer] = others if on else sorted([*others, channel])
