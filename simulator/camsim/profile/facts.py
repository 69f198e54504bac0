"""Facts of a profile: the merged TOML turned into the frozen classes of model.py."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from camsim.profile.errors import ProfileError
from camsim.profile.events import EventFacts, WatchedPart
from camsim.profile.layers import Layer, Table, removals
from camsim.profile.model import (
    ApiFacts,
    Application,
    BootFacts,
    CaptureMode,
    DiscoveryEntry,
    FactoryAction,
    FactoryRule,
    Generation,
    HttpFacts,
    Identity,
    NetworkFacts,
    PtzFacts,
    RestEntry,
    StorageFacts,
    VideoFacts,
    ViewKind,
)
from camsim.profile.quirks import Quirk

T = TypeVar("T")

DOC_LINK = "https://www.axis.com/partner_pages/vapix_library/#/"

_MEMBER = re.compile(r"\s*\{(doc_link|status)=([^{}]*)\}")


class Facts:
    """Reads one merged table; `origins` tells which file to blame."""

    def __init__(self, table: Table, origins: dict[str, str], layers: list[Layer]) -> None:
        self.table = table
        self._origins = origins
        self._layers = layers

    def required(self, key: str) -> str:
        """A text that every profile has. Raises ProfileError."""
        if key not in self.table:
            raise ProfileError(self._layers[-1].file, key, "is missing")
        value = self.table[key]
        if not isinstance(value, str):
            raise self.error(key, f"needs a text, not {value!r}")
        return value

    def error(self, key: str, problem: str) -> ProfileError:
        """The error that names the file which had the last word about a key."""
        return ProfileError(self._origins.get(key, self._layers[-1].file), key, problem)

    def _make(self, key: str, kind: Callable[..., T], table: Table | None = None) -> T:
        table = self.table.get(key, {}) if table is None else table
        try:
            return kind(**{name: _frozen(value) for name, value in table.items()})
        except TypeError as error:
            raise ProfileError(self._layers[-1].file, key, str(error)) from None

    def generation(self) -> Generation:
        letter = self.required("generation")
        if letter not in list(Generation):
            raise self.error("generation", f"is one of {', '.join(Generation)}")
        return Generation(letter)

    def identity(self) -> Identity:
        return self._make("identity", Identity)

    def http(self) -> HttpFacts:
        table = dict(self.table.get("http", {}))
        headers = tuple(table.pop("security_headers", {}).items())
        return self._make("http", HttpFacts, {**table, "security_headers": headers})

    def video(self) -> VideoFacts | None:
        if "video" not in self.table:
            return None
        table = dict(self.table["video"])
        table["views"] = [self._view(name) for name in table.get("views", [])]
        table["capture_modes"] = [self._make("video.capture_modes", CaptureMode, mode) for mode in table.get("capture_modes", [])]
        return self._make("video", VideoFacts, table)

    def _view(self, name: str) -> ViewKind:
        if name not in list(ViewKind):
            raise self.error("video.views", f"no view {name!r}; there is {', '.join(ViewKind)}")
        return ViewKind(name)

    def ptz(self) -> PtzFacts | None:
        return self._make("ptz", PtzFacts) if "ptz" in self.table else None

    def events(self) -> EventFacts:
        table = dict(self.table.get("events", {}))
        parts = [WatchedPart(name) for name in table.pop("parts", [])]
        order = dict(_listed(line) for line in table.pop("order", "").splitlines() if line.strip())
        return self._make("events", EventFacts, {**table, "parts": parts, "order": order})

    def storage(self) -> StorageFacts:
        return self._make("storage", StorageFacts)

    def network(self) -> NetworkFacts:
        return self._make("network", NetworkFacts)

    def boot(self) -> BootFacts:
        return self._make("boot", BootFacts)

    def applications(self) -> tuple[Application, ...]:
        try:
            return tuple(Application(**table) for table in self.table.get("applications", []))
        except TypeError as error:
            raise self.error("applications", str(error)) from None

    def actions(self) -> tuple[FactoryAction, ...]:
        try:
            return tuple(FactoryAction(**table) for table in self.table.get("actions", []))
        except TypeError as error:
            raise self.error("actions", str(error)) from None

    def rules(self) -> tuple[FactoryRule, ...]:
        known = {action.id for action in self.actions()}
        found = []
        for table in self.table.get("rules", []):
            try:
                rule = FactoryRule(**{**table, "conditions": tuple((topic, content) for topic, content in table["conditions"])})
            except (TypeError, ValueError, KeyError) as error:
                raise self.error("rules", str(error)) from None
            if rule.action not in known:
                raise self.error("rules", f"rule {rule.id} names an action {rule.action} that is not there")
            found.append(rule)
        return tuple(found)

    def quirks(self) -> frozenset[Quirk]:
        found = set()
        for name in self.table.get("quirks", []):
            try:
                found.add(Quirk(name))
            except ValueError:
                raise self.error("quirks", f"no quirk {name!r}; there is {', '.join(Quirk)}") from None
        return frozenset(found)

    def apis(self) -> ApiFacts:
        table = self.table.get("apis", {})
        return ApiFacts(
            discovery=tuple(self._kept("discovery", "discovery", self._discovery(table))),
            rest=tuple(self._kept("rest", "rest", self._rest(table))),
            versions={key: str(value) for key, value in table.get("versions", {}).items()},
            removed=self._removed("apis") | self._removed("endpoints"),
            removed_fields=self._removed("fields"),
            removed_topics=self._removed("topics"),
        )

    def _removed(self, key: str) -> frozenset[str]:
        return frozenset(entry for _, entry in removals(self._layers, key))

    def _kept(self, key: str, what: str, entries: Iterator[T]) -> list[T]:
        found = list(entries)
        for layer, gone in removals(self._layers, key):
            left = [entry for entry in found if getattr(entry, "id", None) != gone]
            if len(left) == len(found):
                raise ProfileError(layer.file, f"remove.{key}", f"there is no {gone!r} in the list")
            found = left
        return found

    def _entries(self, table: Table, key: str) -> Iterator[str]:
        text = table.get(key, "")
        if not isinstance(text, str):
            raise self.error(f"apis.{key}", "needs a text of one entry a line")
        for line in text.splitlines():
            if not line.lstrip().startswith("#"):
                yield from filter(None, (entry.strip() for entry in line.split(",")))

    def _discovery(self, table: Table) -> Iterator[DiscoveryEntry]:
        titles: dict[str, str] = {}
        for entry in self._entries(table, "titles"):
            name, _, title = entry.partition(" ")
            titles[name] = title.strip()
        link: str = table.get("doc_link", DOC_LINK)
        status: str = table.get("status", "")
        for key in ("discovery", "more_discovery"):
            for entry in self._entries(table, key):
                name, _, rest = entry.partition(" ")
                version, _, title = rest.strip().partition(" ")
                title = title.strip() or titles.get(name, "")
                if not version or not title:
                    missing = "a name, here or in apis.titles" if version else "a version"
                    raise self.error(f"apis.{key}", f"{name} needs {missing}")
                members = dict(_MEMBER.findall(title))
                own = members.get("status", status)
                yield DiscoveryEntry(name, version, _MEMBER.sub("", title), members.get("doc_link", link), own or None)

    def _rest(self, table: Table) -> Iterator[RestEntry]:
        for line in sorted([*self._entries(table, "rest"), *self._entries(table, "more_rest")]):
            parts = line.split()
            if len(parts) not in (4, 5):
                raise self.error("apis.rest", f"not an id, a major version, a version and a state: {line!r}")
            name, major, version, state = parts[:4]
            stage = "" if state == "released" else state
            yield RestEntry(name, major, version, state, parts[4] if len(parts) == 5 else f"/config/rest/{name}/{major}{stage}")


def _frozen(value: Any) -> Any:
    return tuple(_frozen(entry) for entry in value) if isinstance(value, list) else value


def _listed(line: str) -> tuple[str, dict[str, tuple[str, ...]]]:
    """A topic with its items and their values in order: `path item=1,2 item`."""
    topic, *items = line.split()
    parted = (item.partition("=") for item in items)
    return topic, {name: tuple(values.split(",")) if values else () for name, _, values in parted}
