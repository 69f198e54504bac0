"""Layers of a profile: the files that `extends` pulls in, in order, and their TOML merged into one table.

A layer is up to three files of one stem: `<stem>.toml`, `<stem>.txt` (values) and `<stem>.definitions.txt`. Those of a model
folder are called `model.toml`, `leaves.txt`, `definitions.txt`, and those of one OS version `os-<version>.toml`,
`leaves-<version>.txt`, `definitions-<version>.txt`.
Order: what the OS file extends, what the model extends, the model, the OS file. Later wins.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from camsim.profile.errors import ProfileError

Table = dict[str, Any]

UNITED = ("quirks",)
"""Lists that grow from layer to layer; other lists are replaced."""

OWN = ("extends", "remove", "default_os")
"""Keys that speak of their own layer only."""


@dataclass(frozen=True)
class Layer:
    """One step of a profile."""

    file: str
    """What messages and origins call it: path from the folder of profiles."""
    table: Table
    values: Path | None
    definitions: Path | None
    shipped: bool
    root: Path

    def show(self, path: Path) -> str:
        """A path as messages and origins show it."""
        return shown(path, self.root)


def shown(path: Path, root: Path) -> str:
    """A path from the folder of profiles, with forward slashes."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()


def read_table(path: Path, root: Path) -> Table:
    """A TOML file. Raises ProfileError."""
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProfileError(shown(path, root), "", str(error)) from None


class Layers:
    """Finds the layers of a model; `roots` are the folders of profiles in the order of search, the shipped one last."""

    def __init__(self, roots: list[Path]) -> None:
        self._roots = roots
        self._found: list[Layer] = []
        self._done: set[Path] = set()
        self._open: list[Path] = []

    def of_model(self, folder: Path, os: str | None) -> list[Layer]:
        """All layers of a model folder for an OS version, the newest that begins so, or the default one. Raises ProfileError."""
        self._model(folder, self._root_of(folder), os)
        return self._found

    def _root_of(self, folder: Path) -> Path:
        return next((root for root in self._roots if folder.is_relative_to(root)), folder.parent)

    def _model(self, folder: Path, root: Path, os: str | None) -> None:
        model = self._layer(folder / "model.toml", folder / "leaves.txt", folder / "definitions.txt", root)
        versions = os_versions(folder)
        default = model.table.get("default_os")
        os = os or (default if isinstance(default, str) else None) or (versions[-1] if versions else None)
        os = next((known for known in reversed(versions) if os is not None and f"{known}.".startswith(f"{os}.")), os)
        if os is None or (os not in versions and (versions or os != model.table.get("os"))):
            if os is not None:
                raise ProfileError(model.file, "", f"no OS version {os}; there is {', '.join(versions) or model.table.get('os', 'none')}")
            self._chain([model])
            return
        if os not in versions:
            self._chain([model])
            return
        own = self._layer(folder / f"os-{os}.toml", folder / f"leaves-{os}.txt", folder / f"definitions-{os}.txt", root)
        own.table.setdefault("os", os)
        self._chain([own, model], ends=[model, own])

    def _part(self, name: str, asking: Layer) -> None:
        for root in [asking.root, *self._roots]:
            stem = root / name
            toml, values, definitions = (stem.with_name(stem.name + end) for end in (".toml", ".txt", ".definitions.txt"))
            if toml.is_file() or values.is_file() or definitions.is_file():
                self._chain([self._layer(toml, values, definitions, root)])
                return
            if (stem / "model.toml").is_file():
                self._guard(stem, asking)
                self._model(stem, root, None)
                self._open.pop()
                return
        raise ProfileError(asking.file, "extends", f"no part or model {name!r}")

    def _chain(self, layers: list[Layer], ends: list[Layer] | None = None) -> None:
        for layer in layers:
            wanted = layer.table.get("extends", [])
            if not isinstance(wanted, list) or not all(isinstance(name, str) for name in wanted):
                raise ProfileError(layer.file, "extends", "needs a list of names")
            self._guard(layer.root / layer.file, layer)
            for name in wanted:
                self._part(name, layer)
            self._open.pop()
        for layer in ends or layers:
            path = layer.root / layer.file
            if path not in self._done:
                self._done.add(path)
                self._found.append(layer)

    def _guard(self, path: Path, asking: Layer) -> None:
        if path in self._open:
            circle = " > ".join(shown(step, asking.root) for step in [*self._open, path])
            raise ProfileError(asking.file, "extends", f"goes in a circle: {circle}")
        self._open.append(path)

    def _layer(self, toml: Path, values: Path, definitions: Path, root: Path) -> Layer:
        table = read_table(toml, root) if toml.is_file() else {}
        first = next((path for path in (toml, values, definitions) if path.is_file()), toml)
        return Layer(
            shown(first, root),
            table,
            values if values.is_file() else None,
            definitions if definitions.is_file() else None,
            root == self._roots[-1],
            root,
        )


def os_versions(folder: Path) -> list[str]:
    """The OS versions that a model folder has a file for, oldest first."""
    found = {path.name.removeprefix("os-").removesuffix(".toml") for path in folder.glob("os-*.toml")}
    found |= {path.name.removeprefix("leaves-").removesuffix(".txt") for path in folder.glob("leaves-*.txt")}
    return sorted(found, key=lambda os: [int(part) if part.isdigit() else 0 for part in os.split(".")])


def merge(layers: list[Layer]) -> tuple[Table, dict[str, str]]:
    """One table of all layers, and for each dotted key the file that had the last word. Raises ProfileError."""
    merged: Table = {}
    origins: dict[str, str] = {}
    for layer in layers:
        gone = _removals(layer, "quirks")
        if gone:
            merged["quirks"] = [quirk for quirk in merged.get("quirks", []) if quirk not in gone]
        own = {key: value for key, value in layer.table.items() if key not in OWN}
        _lay(merged, own, layer.file, "", origins)
    return merged, origins


def _lay(under: Table, over: Table, file: str, prefix: str, origins: dict[str, str]) -> None:
    for key, value in over.items():
        dotted = prefix + key
        if isinstance(value, dict):
            inner = under.setdefault(key, {})
            if not isinstance(inner, dict):
                raise ProfileError(file, dotted, "is a table here and a plain value elsewhere")
            _lay(inner, value, file, dotted + ".", origins)
            continue
        if isinstance(under.get(key), dict):
            raise ProfileError(file, dotted, "is a plain value here and a table elsewhere")
        if key in UNITED and isinstance(value, list):
            value = [*under.get(key, []), *(entry for entry in value if entry not in under.get(key, []))]
        under[key] = value
        origins[dotted] = file


def _removals(layer: Layer, key: str) -> list[str]:
    table = layer.table.get("remove", {})
    found = table.get(key, []) if isinstance(table, dict) else None
    if not isinstance(found, list) or not all(isinstance(entry, str) for entry in found):
        raise ProfileError(layer.file, f"remove.{key}", "needs a list of texts")
    return found


def removals(layers: list[Layer], key: str) -> Iterator[tuple[Layer, str]]:
    """Everything that layers remove under a key, with the layer, in order."""
    for layer in layers:
        for entry in _removals(layer, key):
            yield layer, entry
