"""The verbs of a channel's presets: store, rename, remove, choose the home (page slug: pantiltzoom-api, PTZ configuration)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from camsim.device.errors import NotThereError, OutOfRangeError
from camsim.device.ptz.command import Command
from camsim.device.ptz.presets import AUTO_STEP, HOME, Position, Preset, PresetList
from camsim.device.ptz.settings import Feature

if TYPE_CHECKING:
    from camsim.device.ptz.channel import Channel


class Shelf:
    """The presets of one channel.

    The verbs raise WrongStateError while PTZ is switched off and NotSupportedError where the driver has no presets.
    """

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    # ---- reading

    @property
    def _list(self) -> PresetList:
        return self._channel.head.state.presets[self._channel.number]

    @property
    def home(self) -> int | None:
        """The number of the home preset; None: there is none."""
        return self._list.home

    def numbers(self) -> list[int]:
        """The numbers in use, in ascending order."""
        return self._list.numbers()

    def get(self, number: int) -> Preset:
        """The preset of a number. Raises NotThereError."""
        return self._list.get(number)

    def home_place(self) -> Position:
        """The position of the home preset, or the default position where none is set."""
        return self._channel.default_place() if self.home is None else self.get(self.home).position

    def place_of(self, command: Command) -> Position | None:
        """Where a command's preset or home is; None where it names none. Raises NotThereError."""
        if command.preset_name is not None:
            return self.get(self._list.number_of(command.preset_name)).position
        if command.preset_number is not None:
            return self.get(command.preset_number).position
        if command.device_preset is not None:
            if command.device_preset not in self._list.in_device:
                raise NotThereError("no such preset", subject="number", value=command.device_preset)
            return self._list.in_device[command.device_preset]
        return self.home_place() if command.home else None

    # ---- verbs

    def store_name(self, name: str, *, home: bool = False) -> int:
        """Keeps the current position under a name, over a preset that has it; returns the number. Raises OutOfRangeError, FullError."""
        self._check()
        place = self._channel.place()
        number = self._list.store_name(name, place, self.data_of(place), self._channel.settings.preset_rules)
        self._stored(number, home)
        return number

    def store_number(self, number: int, *, name: str | None = None, home: bool = False) -> None:
        """Keeps the current position under a number, with a name if one is given. Raises OutOfRangeError, ExistsError."""
        self._check()
        place = self._channel.place()
        self._list.store_number(number, place, self.data_of(place), self._channel.settings.preset_rules, name)
        self._stored(number, home)

    def rename(self, number: int, name: str) -> None:
        """Gives a preset another name. Raises NotThereError, OutOfRangeError, ExistsError."""
        self._check()
        self._list.rename(number, name, self._channel.settings.preset_rules)

    def remove(self, *, number: int | None = None, name: str | None = None) -> None:
        """Takes a preset away; a new home takes the place of the old. Raises NotThereError, OutOfRangeError where neither is given."""
        self._check()
        if name is not None:
            number = self._list.number_of(name)
        if number is None:
            raise OutOfRangeError("which preset?", subject="number")
        known = self.numbers()
        self._list.remove(number, self._default(), self._channel.settings.preset_rules)
        self._channel.tell_presets(fresh=self.home if self.home not in known else None)
        self._channel.withdraw_presets(set(known) - set(self.numbers()))

    def clear(self) -> None:
        """Takes all presets away and makes a new home."""
        self._check()
        known = self.numbers()
        self._list.clear(self._default(), self._channel.settings.preset_rules)
        self._channel.tell_presets(fresh=self._list.home)
        self._channel.withdraw_presets(set(known) - set(self.numbers()))

    def choose_home(self, number: int | None) -> None:
        """Makes a preset the home; None: none is. Raises NotThereError."""
        self._list.choose_home(number)

    def place_home(self, place: Position) -> None:
        """Puts the home preset elsewhere, whether PTZ is switched on or not; makes one where there is none."""
        presets = self._list
        number = presets.home or presets.make_home(self._default(), self._channel.settings.preset_rules)
        presets.by_number[number] = replace(presets.get(number), position=place, data=self.data_of(place))

    def store_in_device(self, number: int) -> None:
        """Keeps the current position in the memory of the device behind the driver. Raises NotSupportedError."""
        self._channel.check_enabled()
        self._channel.settings.demand(Feature.DEVICE_PRESET)
        self._list.in_device[number] = self._channel.place()

    def data_of(self, place: Position) -> str:
        """A position in the driver's own terms."""
        return self._channel.head.facts.preset_data.format(
            pan=place.pan,
            tilt=place.tilt,
            zoom=place.zoom,
            focus=AUTO_STEP if place.focus is None else place.focus,
            iris=AUTO_STEP if place.iris is None else place.iris,
        )

    # ---- inside

    def _check(self) -> None:
        self._channel.check_enabled()
        self._channel.settings.demand(Feature.SERVER_PRESET)

    def _stored(self, number: int, home: bool) -> None:
        if home:
            self._list.choose_home(number)
        self._channel.tell_presets(fresh=number)

    def _default(self) -> Preset:
        place = self._channel.default_place()
        return Preset(HOME, place, self.data_of(place))
