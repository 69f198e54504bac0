"""Templates of parameter groups that `param.cgi?action=add` makes (page slug: parameter-management)."""

from __future__ import annotations

from dataclasses import dataclass

from camsim.profile.model import Leaf, LeafType


@dataclass(frozen=True)
class Template:
    """How a new group of a kind looks."""

    group: str
    letter: str
    limit: int
    """Most groups where the device has no MaxGroups parameter."""
    leaves: tuple[Leaf, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the parameters in such a group."""
        return tuple(leaf.name for leaf in self.leaves)

    def type_of(self, name: str) -> LeafType:
        """The type of a parameter in such a group."""
        return next(leaf.type for leaf in self.leaves if leaf.name == name)

    def leaf(self, full_name: str) -> Leaf | None:
        """The definition behind `StreamProfile.S4.Name`, or None."""
        group, _, last = full_name.rpartition(".")
        parent, _, number = group.rpartition(".")
        if parent != self.group or not number.startswith(self.letter):
            return None
        return next((leaf for leaf in self.leaves if leaf.name == last), None)


TEMPLATES = {
    "streamprofile": Template(
        group="StreamProfile",
        letter="S",
        limit=20,
        leaves=(
            Leaf("Name", "", "4414", LeafType(flags=("dynamic",), maxlen=64)),
            Leaf("Description", "", "4414", LeafType(flags=("dynamic",), maxlen=128)),
            Leaf("Parameters", "", "4414", LeafType(flags=("dynamic",))),
        ),
    ),
}
"""Templates by the name that a client gives."""
