"""Dynamic text: what stands for `#D` in the text overlays of the channels (page slugs: overlay-api, event-and-action-services)."""

from __future__ import annotations

from dataclasses import dataclass

from camsim.device.errors import OutOfRangeError
from camsim.device.organ import Organ
from camsim.device.state import volatile
from camsim.profile.model import Profile

LONGEST = 512
"""Characters of a dynamic text (guess)."""
SLOTS = 16
"""Texts with a number of their own: `#D1` to `#D16`."""


@dataclass
class DynamicTextState:
    """Texts by channel, and those with a number."""

    channels: dict[int, str] = volatile(factory=dict)
    slots: dict[int, str] = volatile(factory=dict)


class DynamicText(Organ[DynamicTextState]):
    """The dynamic texts of the device."""

    name = "dynamic_text"

    @classmethod
    def fits(cls, profile: Profile) -> bool:
        return profile.video is not None

    def factory_state(self) -> DynamicTextState:
        return DynamicTextState()

    def text(self, channel: int) -> str:
        """What `#D` stands for on a channel."""
        return self.state.channels.get(channel, "")

    def slot(self, number: int) -> str:
        """What `#D<number>` stands for."""
        return self.state.slots.get(number, "")

    def show(self, channel: int, text: str) -> None:
        """Sets the text of a channel; an empty one takes it away. Raises OutOfRangeError (subjects `text`, `channel`)."""
        if not 1 <= channel <= 64:
            raise OutOfRangeError("no such channel", subject="channel", value=channel)
        self._set(self.state.channels, channel, text)

    def show_in(self, number: int, text: str) -> None:
        """Sets a text with a number. Raises OutOfRangeError (subjects `text`, `index`)."""
        if not 1 <= number <= SLOTS:
            raise OutOfRangeError(f"dynamic texts are numbered 1 to {SLOTS}", subject="index", value=number)
        self._set(self.state.slots, number, text)

    def _set(self, among: dict[int, str], number: int, text: str) -> None:
        if len(text) > LONGEST:
            raise OutOfRangeError(f"a text has up to {LONGEST} characters", subject="text", value=text)
        if text:
            among[number] = text
        else:
            among.pop(number, None)
