"""The parameter tree: static leaves of the profile, bindings to organs, dynamic groups, in the device's own order.

Page slug: parameter-management. Names here have no `root.`; values are text.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from camsim.device.binding import Binding
from camsim.device.errors import FullError, NotAllowedError, NotSupportedError, NotThereError, OutOfRangeError, ReadOnlyError
from camsim.device.organ import Organ, Watchers
from camsim.device.parameter_order import NUMBERED, ByDefinition, by_name, natural, split_indexes
from camsim.device.state import Survives, kept
from camsim.device.templates import TEMPLATES, Template
from camsim.profile.leaves import allows
from camsim.profile.model import Generation, Leaf

if TYPE_CHECKING:
    from camsim.device.device import Device

T = TypeVar("T")

_DIGITS = re.compile(r"\d+")

KEPT_IN_SOFT_DEFAULT = ("Network.BootProto", "Network.IPAddress", "Network.DefaultRouter", "Network.SubnetMask", "Network.Broadcast")
"""Parameters that a soft factory default leaves alone (page slug: system-settings)."""


@dataclass
class ParameterState:
    """What differs from the factory."""

    changed: dict[str, str] = kept(factory=dict)
    added: dict[str, str] = kept(factory=dict)
    """Parameters of dynamic groups made by `add`."""
    removed: list[str] = kept(factory=list)
    """Dynamic groups of the profile that were taken away."""


class Parameters(Organ[ParameterState]):
    """All `root.*` parameters of the device."""

    name = "parameters"

    def __init__(self, device: Device) -> None:
        self._leaves = {leaf.name: leaf for leaf in device.profile.leaves}
        self._bindings: dict[str, Binding] = {}
        self._dynamic: dict[str, list[Binding]] = {}
        """Bindings whose parameters come and go, by their top group in lower case."""
        self._tops: dict[str, dict[str, str]] = {}
        """Top group in lower case, where somebody has asked for it -> names in order, each behind its lower case."""
        self._seen: dict[str, tuple[str, ...]] = {}
        self._memo: dict[Hashable, Any] = {}
        self.watchers: Watchers[[str]] = Watchers()
        """Called with the name of each parameter that a client has written, or of a group that it has made or taken away."""
        super().__init__(device)

    def factory_state(self) -> ParameterState:
        return ParameterState()

    def renew(self, least: Survives | None) -> None:
        old = self.state
        super().renew(least)
        if least is Survives.SOFT_DEFAULT:
            self.state.changed = {name: old.changed[name] for name in KEPT_IN_SOFT_DEFAULT if name in old.changed}
        self._memo.clear()
        if (old.added, old.removed) != (self.state.added, self.state.removed):
            self._invalidate()

    def restore(self, dumped: Any) -> None:
        super().restore(dumped)
        self._invalidate()

    def wake(self, kept: dict[str, Any]) -> None:
        super().wake(kept)
        self._invalidate()

    def carry(self, dumped: Any) -> None:
        super().carry(dumped)
        changed = [(name, value) for name, value in self.state.changed.items() if name in self._leaves]
        self.state.changed = {name: value for name, value in changed if allows(self._leaves[name].type, value)}
        self._invalidate()

    def bind(self, bindings: Iterable[Binding]) -> None:
        """Ties parameters to organs."""
        for binding in bindings:
            self._bindings[binding.pattern] = binding
            if binding.instances is not None:
                self._dynamic.setdefault(_top(binding.pattern), []).append(binding)
        self._invalidate()

    # ---- reading

    def names(self) -> list[str]:
        """All names, in the order of the device's listing."""
        tops = {*self._leaves_by_top, *self._dynamic, *map(_top, self.state.added)}
        return [name for top in sorted(tops, key=natural) for name in self._group_of(top).values()]

    def find(self, name: str) -> str | None:
        """The proper spelling of a parameter's name, whatever its case; None when there is none."""
        return self._group_of(_top(name)).get(name.lower())

    def group(self, group: str) -> list[str]:
        """Names in a group or of a parameter, case ignored; `*` stands for any one level. Empty when there are none."""
        wanted = group.lower().rstrip(".")
        if not wanted:
            return self.names()
        if "*" in wanted:
            return self._matching(wanted.split("."))
        names = self._group_of(_top(wanted))
        if "." not in wanted and wanted not in names:
            return list(names.values())
        prefix = wanted + "."
        return [name for lower, name in names.items() if lower == wanted or lower.startswith(prefix)]

    def memo(self, key: Hashable, build: Callable[[], T]) -> T:
        """What `build` makes of static parameters, kept until one of them changes."""
        if key not in self._memo:
            if len(self._memo) > 1000:
                self._memo.clear()
            self._memo[key] = build()
        return self._memo[key]  # type: ignore[no-any-return]

    def get(self, name: str) -> str:
        """The value of a parameter. Raises NotThereError."""
        binding, indexes = self._binding(name)
        if binding is not None and (binding.instances is not None or name in self._leaves):
            return binding.get(self.device, *indexes)
        return self.stored(name)

    def stored(self, name: str) -> str:
        """The value of a static parameter, without asking bindings: what organs read their settings from. Raises NotThereError."""
        state = self.state
        for written in (state.changed, state.added):
            if name in written:
                return written[name]
        leaf = self._leaves.get(name)
        if leaf is None:
            raise NotThereError(f"no parameter {name}", subject=name)
        return leaf.value

    def text(self, name: str, default: str = "") -> str:
        """The value of a parameter, or the default where the device lacks it."""
        try:
            return self.get(name)
        except NotThereError:
            return default

    def number(self, name: str, default: int = 0) -> int:
        """The value of a parameter as a whole number, or the default."""
        try:
            return int(self.text(name, ""))
        except ValueError:
            return default

    def flag(self, name: str, default: bool = False) -> bool:
        """The value of a parameter as a truth value, in any of the device's spellings."""
        value = self.text(name, "").lower()
        return value in ("yes", "true", "on", "1") if value else default

    def is_static(self, group: str) -> bool:
        """Whether a group's names and values change by writes alone: nothing in it comes from an organ."""
        if "*" in group or not group or _top(group) in self._dynamic:
            return False
        return all(self._binding(name)[0] is None for name in self.group(group))

    def leaf(self, name: str) -> Leaf:
        """Level and type of a parameter. Raises NotThereError."""
        if found := self._leaves.get(name):
            return found
        binding, _ = self._binding(name)
        if binding is not None and binding.leaf is not None:
            return binding.leaf
        for template in TEMPLATES.values():
            if found := template.leaf(name):
                return found
        raise NotThereError(f"no parameter {name}", subject=name)

    def factory_instances(self, pattern: str) -> list[tuple[int, ...]]:
        """The indexes for which the profile has a leaf of that pattern (`IOPort.I#.Direction`), in order."""
        return self._instances_by_pattern.get(pattern, [])

    def readable(self, name: str, level: int) -> bool:
        """Whether a caller of that level (0, 1, 4, 6) may read."""
        digit = int(self.leaf(name).level[2])
        return digit <= level and digit < 7

    # ---- writing

    def write(self, name: str, value: str, level: int = 7) -> None:
        """Writes a parameter by its name. Raises NotThereError, NotAllowedError, ReadOnlyError, OutOfRangeError."""
        if (proper := self.find(name)) is None:
            raise NotThereError(f"no parameter {name}", subject=name)
        leaf = self.leaf(proper)
        binding, indexes = self._binding(proper)
        digit = int(leaf.level[3])
        if digit == 7 or {"readonly", "const"} & set(leaf.type.flags) or (binding is not None and binding.set is None):
            raise ReadOnlyError(f"{proper} cannot be changed", subject=proper, value=value)
        if digit > level:
            raise NotAllowedError(f"{proper} needs a higher role", subject=proper, value=value)
        if not allows(leaf.type, value):
            if binding is not None and binding.lenient:
                return
            raise OutOfRangeError(f"{proper} does not take {value!r}", subject=proper, value=value)
        if binding is None or binding.set is None:
            self.store(proper, value)
        else:
            binding.set(self.device, *indexes, value)
        self.watchers.tell(proper)

    def store(self, name: str, value: str) -> None:
        """Keeps the value of a static parameter, unchecked: for organs whose setting it is."""
        (self.state.added if name in self.state.added else self.state.changed)[name] = value
        self._memo.clear()

    # ---- dynamic groups

    def add_group(self, template_name: str, group: str, values: dict[str, str], *, force: bool = False) -> str:
        """Makes a group from a template; returns its name, such as `S4`.

        `values` hold parameter name -> text. Raises NotSupportedError for an unknown template or group, FullError at MaxGroups,
        OutOfRangeError with subject for refused values (the group stands then, with the template's value).
        """
        template = TEMPLATES.get(template_name.lower())
        if template is None or template.parent(group) is None or not self._takes(template, group):
            raise NotSupportedError(f"no template {template_name} for {group}", subject=group)
        parent = template.parent(group) or ""
        taken = self.group_numbers(template, parent)
        limit = self.number(template.most or f"{template.group}.MaxGroups", template.limit)
        if len(taken) >= limit and not force:
            raise FullError(f"{group} holds its {limit} groups", subject=group)
        number = next(n for n in range(len(taken) + 1) if n not in taken)
        base = f"{parent}.{template.letter}{number}"
        self.state.removed = [gone for gone in self.state.removed if gone != base]
        refused = [name for name, value in values.items() if name not in template.names or not allows(template.type_of(name), value)]
        for leaf in template.leaves:
            self.state.changed.pop(f"{base}.{leaf.name}", None)
            chosen = values[leaf.name] if leaf.name in values and leaf.name not in refused else leaf.value
            self.state.added[f"{base}.{leaf.name}"] = chosen
        self._invalidate()
        self.watchers.tell(base)
        if refused:
            raise OutOfRangeError(f"{base.rpartition('.')[2]}", subject=f"{base}.{refused[0]}", value=values[refused[0]])
        return f"{template.letter}{number}"

    def remove_group(self, group: str) -> None:
        """Takes a dynamic group away. Raises NotThereError, NotSupportedError for a group that is not dynamic."""
        parent, _, last = group.rpartition(".")
        match = NUMBERED.match(last)
        template = next((t for t in TEMPLATES.values() if t.parent(parent) is not None), None)
        if template is None or match is None or match[1].upper() != template.letter:
            raise NotSupportedError(f"{group} is not a dynamic group", subject=group)
        base = f"{template.parent(parent)}.{template.letter}{match[2]}"
        if not self.group(base):
            raise NotThereError(f"no group {group}", subject=group)
        prefix = base + "."
        self.state.added = {name: value for name, value in self.state.added.items() if not name.startswith(prefix)}
        self.state.changed = {name: value for name, value in self.state.changed.items() if not name.startswith(prefix)}
        if any(name.startswith(prefix) for name in self._leaves):
            self.state.removed.append(base)
        self._invalidate()
        self.watchers.tell(base)

    def group_numbers(self, template: Template, parent: str = "") -> set[int]:
        """Numbers of the groups of a template that exist; `parent` says where, of groups within groups."""
        group = parent or template.group
        start = f"{group}.{template.letter}"
        found = set()
        for name in self.group(group):
            if name.startswith(start) and (match := _DIGITS.match(name, len(start))):
                found.add(int(match[0]))
        return found

    # ---- inside

    def _takes(self, template: Template, group: str) -> bool:
        """Whether the device has groups of a kind, or could; groups within groups need the one around them."""
        around = group.rpartition(".")[0] if "#" in template.group else template.group
        return bool(self.group(around)) or template.announced in self._leaves

    def _binding(self, name: str) -> tuple[Binding | None, tuple[int, ...]]:
        if name in self._bindings:
            return self._bindings[name], ()
        pattern, indexes = split_indexes(name)
        return self._bindings.get(pattern), indexes

    def _is_dynamic(self, name: str) -> bool:
        binding, _ = self._binding(name)
        return binding is not None and binding.instances is not None

    def _group_of(self, top: str) -> dict[str, str]:
        """Names of a top group, with those that come and go as they are now."""
        names = self._tops.get(top)
        if names is None:
            names = self._static(top)
            if names or top in self._dynamic:
                self._tops[top] = names
        if top not in self._dynamic:
            return names
        now = tuple(name for binding in self._dynamic[top] for name in _instances(binding, self.device))
        if now != self._seen.get(top, ()):
            gone = set(self._seen.get(top, ()))
            kept = [name for name in names.values() if name not in gone]
            names = self._tops[top] = self._ordered(kept + list(now))
            self._seen[top] = now
        return names

    def _static(self, top: str) -> dict[str, str]:
        """Names of a top group, without those that come and go."""
        added = self.state.added
        names = [*self._leaves_by_top.get(top, ()), *(name for name in added if _top(name) == top)]
        there = (name for name in names if name in added or not (self._is_removed(name) or self._is_dynamic(name)))
        return self._ordered(dict.fromkeys(there))

    def _ordered(self, names: Iterable[str]) -> dict[str, str]:
        return {name.lower(): name for name in sorted(names, key=self._order)}

    def _matching(self, wanted: list[str]) -> list[str]:
        def fits(segments: list[str]) -> bool:
            return len(segments) >= len(wanted) and all(want in ("*", have) for want, have in zip(wanted, segments, strict=False))

        return [name for name in self.names() if fits(name.lower().split("."))]

    def _is_removed(self, name: str) -> bool:
        return bool(self.state.removed) and any(name.startswith(gone + ".") for gone in self.state.removed) and name not in self.state.added

    @functools.cached_property
    def _order(self) -> Callable[[str], tuple[tuple[int, str], ...]]:
        return ByDefinition(self._leaves) if self.profile.generation is Generation.A else by_name

    @functools.cached_property
    def _instances_by_pattern(self) -> dict[str, list[tuple[int, ...]]]:
        found: dict[str, list[tuple[int, ...]]] = {}
        for name in self._leaves:
            pattern, indexes = split_indexes(name)
            if indexes:
                found.setdefault(pattern, []).append(indexes)
        return {pattern: sorted(indexes) for pattern, indexes in found.items()}

    @functools.cached_property
    def _leaves_by_top(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name in self._leaves:
            found.setdefault(_top(name), []).append(name)
        return found

    def _invalidate(self) -> None:
        self._tops.clear()
        self._seen.clear()
        self._memo.clear()


def _top(name: str) -> str:
    return name.partition(".")[0].lower()


def _instances(binding: Binding, device: Device) -> Iterator[str]:
    """The names that a binding of parameters which come and go has now."""
    assert binding.instances is not None, f"{binding.pattern} is static"
    parts = binding.pattern.split("#")
    for indexes in binding.instances(device):
        yield "".join(part + str(index) for part, index in zip(parts, indexes, strict=False)) + parts[-1]
