"""Templates of parameter groups that `param.cgi?action=add` makes (page slug: parameter-management)."""

from __future__ import annotations

from dataclasses import dataclass

from camsim.profile.model import Leaf, LeafKind, LeafType


@dataclass(frozen=True)
class Template:
    """How a new group of a kind looks."""

    group: str
    letter: str
    limit: int
    """Most groups where the device has no MaxGroups parameter."""
    leaves: tuple[Leaf, ...]
    announced: str = ""
    """Parameter that a device has which takes such groups, where there may be none of them; empty: one exists always."""

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
    "motion": Template(
        group="Motion",
        letter="M",
        limit=10,
        announced="Properties.Motion.MaxNbrOfWindows",
        leaves=(
            Leaf("Name", "DefaultWindow", "4414", LeafType(flags=("dynamic",), maxlen=64)),
            Leaf("ImageSource", "0", "4414", LeafType(LeafKind.INT, ("dynamic",), min=0, max=15)),
            Leaf("Left", "0", "4414", LeafType(LeafKind.INT, ("dynamic",), min=0, max=9999)),
            Leaf("Right", "9999", "4414", LeafType(LeafKind.INT, ("dynamic",), min=0, max=9999)),
            Leaf("Top", "0", "4414", LeafType(LeafKind.INT, ("dynamic",), min=0, max=9999)),
            Leaf("Bottom", "9999", "4414", LeafType(LeafKind.INT, ("dynamic",), min=0, max=9999)),
            Leaf("WindowType", "include", "4414", LeafType(LeafKind.ENUM, ("dynamic",), entries=(("include", None), ("exclude", None)))),
            Leaf("Sensitivity", "90", "4414", LeafType(LeafKind.INT, ("dynamic",), min=0, max=100)),
            Leaf("History", "90", "4414", LeafType(LeafKind.INT, ("dynamic",), min=0, max=100)),
            Leaf("ObjectSize", "15", "4414", LeafType(LeafKind.INT, ("dynamic",), min=0, max=100)),
        ),
    ),
}
"""Templates by the name that a client gives."""
