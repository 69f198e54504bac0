"""Finds profiles and makes them: layers of TOML and text files merged, later ones winning, into one frozen Profile.

Shipped profiles are trusted (a test checks them); those of other folders are checked key by key before they are used.
"""

from __future__ import annotations

import fnmatch
import os as system
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

from camsim.profile.definitions import Definition, Definitions, read_definitions, read_type, resolve_type
from camsim.profile.errors import ProfileError
from camsim.profile.facts import Facts
from camsim.profile.layers import Layer, Layers, merge, os_versions, removals
from camsim.profile.leaves import Value, count, expand, read_values, resolve
from camsim.profile.model import Leaf, Profile, VideoFacts

_DIGITS = re.compile(r"\d+")
_CAPTURE_MODE = re.compile(r"ImageSource\.I\d+\.Sensor\.CaptureMode")

FOLDERS_VARIABLE = "CAMSIM_PROFILES"
"""Environment variable: folders of own profiles, separated as in PATH."""


def shipped() -> Path:
    """The folder of the profiles that come with the simulator: inside an installed package, or beside the sources."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "profiles"
    return inside if inside.is_dir() else package.parents[1] / "profiles"


def roots(folders: Iterable[Path | str] = ()) -> list[Path]:
    """Folders to search for profiles, own ones first. A folder may hold models or be one."""
    own = [Path(folder) for folder in folders]
    own += [Path(folder) for folder in system.environ.get(FOLDERS_VARIABLE, "").split(system.pathsep) if folder]
    found = []
    for folder in own:
        folder = folder.resolve()
        if not folder.is_dir():
            raise ProfileError(str(folder), "", "no such folder of profiles")
        found.append(folder.parent if (folder / "model.toml").is_file() else folder)
    return [*dict.fromkeys(found), shipped()]


def names(folders: Iterable[Path | str] = ()) -> list[str]:
    """Names of all profiles, sorted."""
    return sorted({path.parent.name for root in roots(folders) for path in root.glob("*/model.toml")})


def find(name: str, folders: Iterable[Path | str] = ()) -> Path:
    """The folder of a profile; its name is taken without regard to case. Raises ProfileError that lists what there is."""
    for root in roots(folders):
        for path in root.glob("*/model.toml"):
            if path.parent.name.lower() == name.lower():
                return path.parent
    raise ProfileError(name, "", f"no such profile; there is {', '.join(names(folders))}")


def versions(name: str, folders: Iterable[Path | str] = ()) -> list[str]:
    """OS versions that a profile has, oldest first. Raises ProfileError."""
    return os_versions(find(name, folders))


def load(name: str, os: str | None = None, folders: Iterable[Path | str] = ()) -> Profile:
    """The profile of a model on an OS version (None: its default one). Raises ProfileError with file and key.

    Values hold places for what each camera has of its own: `leaves.fill` puts serial number and addresses there.
    """
    folders = tuple(folders)
    folder = find(name, folders)
    if folder.parent == shipped():
        return _shipped(folder, os)
    return _load(folder, os, roots(folders))


@lru_cache(maxsize=64)
def _shipped(folder: Path, os: str | None) -> Profile:
    return _load(folder, os, [folder.parent])


def _load(folder: Path, os: str | None, searched: list[Path]) -> Profile:
    layers = Layers(searched).of_model(folder, os)
    for layer in layers:
        if not layer.shipped:
            from camsim.profile.check import check  # pydantic is slow to import: only for profiles that are not ours

            check(layer.table, layer.file)
    table, origins = merge(layers)
    facts = Facts(table, origins, layers)
    version = facts.required("os")
    leaves = _leaves(layers, table.get("ranges", {}), version, origins)
    video = facts.video()
    _check_capture_modes(video, leaves, origins)
    plain = {key: table[key] for key in ("preset_limit", "virtual_inputs", "preview_seconds", "platform") if key in table}
    return Profile(
        name=folder.name,
        os=version,
        generation=facts.generation(),
        title=facts.required("title"),
        kind=facts.required("kind"),
        leaves=leaves,
        identity=facts.identity(),
        http=facts.http(),
        apis=facts.apis(),
        video=video,
        ptz=facts.ptz(),
        network=facts.network(),
        boot=facts.boot(),
        events=facts.events(),
        storage=facts.storage(),
        applications=facts.applications(),
        actions=facts.actions(),
        rules=facts.rules(),
        quirks=facts.quirks(),
        origins=origins,
        **plain,
    )


def _check_capture_modes(video: VideoFacts | None, leaves: tuple[Leaf, ...], origins: dict[str, str]) -> None:
    """Raises ProfileError where a sensor leaves the factory in a mode that is none of the device's."""
    modes = [str(mode.id) for mode in video.capture_modes] if video is not None else []
    for leaf in leaves:
        if modes and _CAPTURE_MODE.fullmatch(leaf.name) and leaf.value not in modes:
            problem = f"no capture mode {leaf.value!r}; video.capture_modes has {', '.join(modes)}"
            raise ProfileError(origins[leaf.name], leaf.name, problem)


def _leaves(layers: Sequence[Layer], ranges: dict[str, str], os: str, origins: dict[str, str]) -> tuple[Leaf, ...]:
    tree: dict[str, Value] = {}
    definitions = Definitions()
    for layer in layers:
        for _, pattern in removals([layer], "parameters"):
            for name in _matching(tree, pattern, ranges, layer):
                del tree[name], origins[name]
        if layer.values is not None:
            file = layer.show(layer.values)
            for value in read_values(layer.values.read_text("utf-8"), ranges, file):
                tree[value.name] = value
                origins[value.name] = file
        if layer.definitions is not None:
            definitions.add(_definitions(layer.definitions, layer.show(layer.definitions)))
    try:
        values = resolve({name: value.text for name, value in tree.items()}, os)
    except ValueError as error:
        name = str(error).partition(":")[0]
        raise ProfileError(origins.get(name, layers[-1].file), name, str(error).partition(": ")[2]) from None
    return tuple(_leaf(value, values, definitions, ranges, layers[-1].file) for value in tree.values())


def _leaf(value: Value, values: dict[str, str], definitions: Definitions, ranges: dict[str, str], file: str) -> Leaf:
    name, _, wild = value
    definition = definitions.find(name, wild)
    if definition is None:
        return Leaf(name, values[name])
    level, kind, nice = definition
    try:
        if "{#" in nice:
            nice = count(nice, _DIGITS.findall(name), ranges)
        return Leaf(name, values[name], level, resolve_type(kind, values) if "sizes " in kind else read_type(kind), nice)
    except ValueError as error:
        raise ProfileError(file, f"definition of {name}", str(error)) from None


@lru_cache(maxsize=64)
def _read_definitions(path: Path, file: str, changed: float) -> dict[str, dict[str, Definition]]:
    return read_definitions(path.read_text("utf-8"), file)


def _definitions(path: Path, file: str) -> dict[str, dict[str, Definition]]:
    return _read_definitions(path, file, path.stat().st_mtime)


def _matching(tree: dict[str, Value], pattern: str, ranges: dict[str, str], layer: Layer) -> list[str]:
    try:
        patterns = [name for name, _ in expand(pattern, ranges)]
    except ValueError as error:
        raise ProfileError(layer.file, "remove.parameters", str(error)) from None
    regex = re.compile("|".join(fnmatch.translate(name) + "|" + fnmatch.translate(name + ".*") for name in patterns))
    found = [name for name in tree if regex.match(name)]
    if not found:
        raise ProfileError(layer.file, "remove.parameters", f"{pattern} fits no parameter")
    return found
