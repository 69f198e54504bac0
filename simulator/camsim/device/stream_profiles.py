"""Stream profiles: named sets of stream arguments, kept in the parameter groups `StreamProfile.S#` (page slug: stream-profiles)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from camsim.device.errors import ExistsError, FullError, NotThereError, OutOfRangeError
from camsim.device.parameters import Parameters
from camsim.device.templates import TEMPLATES
from camsim.profile.leaves import allows

TEMPLATE = TEMPLATES["streamprofile"]


@dataclass(frozen=True, slots=True)
class StreamProfile:
    """One profile; the parameters are arguments of a stream joined by `&`."""

    name: str
    description: str
    parameters: str


class StreamProfiles:
    """The profiles of a device by name. Both roads, these verbs and param.cgi, see the same groups. A change takes all or nothing."""

    def __init__(self, parameters: Parameters) -> None:
        self._parameters = parameters

    @property
    def limit(self) -> int:
        """How many there may be."""
        return self._parameters.number(f"{TEMPLATE.group}.MaxGroups", TEMPLATE.limit)

    def all(self) -> list[StreamProfile]:
        """All profiles, in order of their groups."""
        return [self._at(number) for number in self._numbers()]

    def get(self, name: str) -> StreamProfile:
        """The profile of that name; names are told apart by case. Raises NotThereError."""
        return self._at(self._number_of(name))

    def create(self, profiles: Sequence[StreamProfile]) -> None:
        """Makes new profiles. Raises ExistsError for a name that is taken or stands twice, OutOfRangeError, FullError."""
        self._check(profiles)
        taken = [profile.name for profile in self.all()]
        for profile in profiles:
            if profile.name in taken:
                raise ExistsError(f"{profile.name} exists", subject="name", value=profile.name)
        if len(taken) + len(profiles) > self.limit:
            raise FullError(f"there may be {self.limit} stream profiles", subject="streamProfile")
        for profile in profiles:
            values = {"Name": profile.name, "Description": profile.description, "Parameters": profile.parameters}
            self._parameters.add_group("streamprofile", TEMPLATE.group, values)

    def update(self, profiles: Sequence[StreamProfile]) -> None:
        """Changes profiles that exist. Raises NotThereError, OutOfRangeError."""
        self._check(profiles)
        places = [self._group(self._number_of(profile.name)) for profile in profiles]
        for place, profile in zip(places, profiles, strict=True):
            self._parameters.store(f"{place}.Description", profile.description)
            self._parameters.store(f"{place}.Parameters", profile.parameters)

    def remove(self, names: Sequence[str]) -> None:
        """Takes profiles away. Raises NotThereError."""
        places = [self._group(self._number_of(name)) for name in dict.fromkeys(names)]
        for place in places:
            self._parameters.remove_group(place)

    def _check(self, profiles: Sequence[StreamProfile]) -> None:
        if len({profile.name for profile in profiles}) != len(profiles):
            raise ExistsError("a name stands twice", subject="name")
        for profile in profiles:
            for name, value in (("Name", profile.name), ("Description", profile.description), ("Parameters", profile.parameters)):
                if not allows(TEMPLATE.type_of(name), value) or (name == "Name" and not (value and value.isascii())):
                    raise OutOfRangeError(f"{name} cannot be {value!r}", subject=name.lower(), value=value)

    def _numbers(self) -> list[int]:
        return sorted(self._parameters.group_numbers(TEMPLATE))

    def _group(self, number: int) -> str:
        return f"{TEMPLATE.group}.{TEMPLATE.letter}{number}"

    def _at(self, number: int) -> StreamProfile:
        texts = [self._parameters.text(f"{self._group(number)}.{name}") for name in ("Name", "Description", "Parameters")]
        return StreamProfile(*texts)

    def _number_of(self, name: str) -> int:
        for number in self._numbers():
            if self._parameters.text(f"{self._group(number)}.Name") == name:
                return number
        raise NotThereError(f"no stream profile {name}", subject="name", value=name)
