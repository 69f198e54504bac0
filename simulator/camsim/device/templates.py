"""Templates of parameter groups that `param.cgi?action=add` makes (page slug: parameter-management)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from camsim.profile.model import Leaf, LeafKind, LeafType

_DIGITS = re.compile(r"\d+")


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
    most: str = ""
    """Parameter that tells how many there may be; empty: MaxGroups of the group."""

    def parent(self, group: str) -> str | None:
        """A group in its proper spelling, if groups of this kind stand in it: `guardtour.g0.tour` -> `GuardTour.G0.Tour`."""
        if _DIGITS.sub("#", group.lower()) != self.group.lower():
            return None
        numbers = iter(_DIGITS.findall(group))
        return "".join(next(numbers) if char == "#" else char for char in self.group)

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
        if self.parent(parent) != parent or not number.startswith(self.letter):
            return None
        return next((leaf for leaf in self.leaves if leaf.name == last), None)


def _whole(name: str, value: str, low: int, high: int) -> Leaf:
    """A whole number that viewers read and operators write."""
    return Leaf(name, value, "4414", LeafType(LeafKind.INT, ("dynamic",), min=low, max=high))


def _choice(name: str, value: str, *others: str) -> Leaf:
    """One of several words, the first of them at the start."""
    return Leaf(name, value, "4414", LeafType(LeafKind.ENUM, ("dynamic",), entries=tuple((word, None) for word in (value, *others))))


TEMPLATES = {
    "guardtour": Template(
        group="GuardTour",
        letter="G",
        limit=10,
        announced="Properties.GuardTour.GuardTour",
        most="Properties.GuardTour.MaxGuardTours",
        leaves=(
            _choice("Running", "no", "yes"),
            Leaf("Name", "GuardTourName", "4414", LeafType(flags=("dynamic",), maxlen=255)),
            _whole("CamNbr", "1", 1, 9999),
            _choice("RandomEnabled", "no", "yes"),
            _whole("TimeBetweenSequences", "0", 0, 9999),
        ),
    ),
    "tour": Template(
        group="GuardTour.G#.Tour",
        letter="T",
        limit=100,
        leaves=(
            Leaf("PresetNbr", "", "4414", LeafType(LeafKind.INT, ("dynamic",), min=1, max=3600)),
            _whole("Position", "1", 1, 3600),
            _whole("MoveSpeed", "70", 1, 100),
            _whole("WaitTime", "10", 0, 3600),
            _choice("WaitTimeViewType", "Seconds", "Minutes"),
        ),
    ),
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
        most="Properties.Motion.MaxNbrOfWindows",
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
