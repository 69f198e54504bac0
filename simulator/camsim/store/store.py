"""The state folder of a camera: `camera.db` with what the device keeps, and `recordings/` with the media."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from typing import Any

from camsim.device.clock import Clock
from camsim.device.device import Device
from camsim.store.database import Database
from camsim.store.errors import StoreError
from camsim.store.rows import Row, joined
from camsim.store.shadow import Shadow

FILE = "camera.db"
RECORDINGS = "recordings"
_NOT_OURS = frozenset({"lost+found"})
"""What a folder that counts as empty may hold: a volume of its own has it."""
_LEAST_MOVE = 0.5
"""Seconds by which the clock must be elsewhere than the folder says to be a change of its own."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose state a folder holds."""

    profile: str
    delivered: str
    """OS version with which it was begun."""
    os: str
    """OS version that is installed."""
    serial: str


class Store:
    """An open state folder, for one camera."""

    def __init__(self, folder: Path) -> None:
        """Opens the folder, or makes one. Raises StoreError for one that cannot be used; nothing in it is changed then."""
        self.folder = folder
        self.recordings = folder / RECORDINGS
        """Where media lie."""
        self.schedule: Callable[[], None] = lambda: None
        """Called, from any thread, when something may have changed: `settle` is to be called soon."""
        _check(folder)
        self._database = Database(folder / FILE)
        self._facts = self._database.facts()
        self._shadow = Shadow()
        self._discarded: list[Path] = []
        self._device: Device | None = None
        self._clock: Clock | None = None
        self._anew = False
        self._delivered = ""

    @property
    def identity(self) -> Identity | None:
        """Whose state it is; None in a new folder."""
        facts = self._facts
        try:
            return Identity(facts["profile"], facts["delivered"], facts["os"], facts["serial"]) if facts else None
        except KeyError as error:
            raise StoreError(f"{self.folder}: damaged: no {error.args[0]}") from None

    def check(self, profile: str, os: str | None, serial: str | None) -> None:
        """Raises StoreError where the folder holds the state of another camera than the one that is asked for."""
        mine = self.identity
        asked = (("profile", profile, mine.profile), ("os-version", os, mine.delivered), ("serial", serial, mine.serial)) if mine else ()
        for name, wanted, found in asked:
            if wanted is not None and found != wanted and not (name == "os-version" and found.startswith(f"{wanted}.")):
                raise StoreError(f"{self.folder}: holds a camera with {name} {found}, not {wanted}")

    def wake(self, device: Device, clock: Clock, delivered: str) -> bool:
        """Gives a device what an earlier process kept of it, and follows it from now on; whether there was anything. Raises StoreError."""
        known = self.identity is not None
        if known:
            try:
                clock.go_on(*json.loads(self._facts["clock"]))
                kept = joined(self._database.rows())
                for organ in device.organs.values():
                    organ.wake(kept.get(organ.name, {}))
                    self._shadow.know(organ, kept.get(organ.name, {}))
            except (ValueError, TypeError, KeyError, AttributeError) as error:
                raise StoreError(f"{self.folder}: damaged: {error}"[:300]) from error
            self._clean(kept)
        self._device, self._clock = device, clock
        self._delivered = delivered
        device.on_new_profile.append(self._begin_anew)
        device.on_touch = lambda: self.schedule()
        return known

    def settle(self) -> None:
        """Writes what has changed since the last time, all or nothing; then what was discarded goes. Raises StoreError."""
        device = self._device
        if device is None:
            return
        touched = [organ for organ in device.organs.values() if organ.touched]
        rows: list[Row] = []
        try:
            if self._anew:
                self._shadow.forget()
                touched = list(device.organs.values())
            for organ in touched:
                rows.extend(self._shadow.changes(organ))
            facts = self._new_facts(device)
            if rows or self._anew or facts:
                self._database.write(rows, facts, anew=self._anew)
        except BaseException:
            self._anew = True
            raise
        self._facts.update(facts)
        self._anew = False
        for organ in touched:
            organ.touched = False
        while self._discarded:
            _remove(self._discarded.pop())

    def discard(self, path: Path) -> None:
        """Throws a file or folder away once the state no longer speaks of it."""
        self._discarded.append(path)

    def close(self) -> None:
        """Writes the last changes and gives the folder back. Again is harmless."""
        if self._device is not None:
            self.settle()
            self._device = None
        self._database.close()

    # ---- inside

    def _begin_anew(self) -> None:
        self._anew = True

    def _new_facts(self, device: Device) -> dict[str, str]:
        """Facts that have changed."""
        assert self._clock is not None, "the store follows no device"
        facts = {"profile": device.profile.name, "delivered": self._delivered, "os": device.profile.os, "serial": device.serial}
        now, ahead = self._clock.now(), self._clock.ahead
        then = json.loads(self._facts["clock"]) if "clock" in self._facts else None
        if then is None or min(abs(now - then[0]), abs(ahead - then[1])) > _LEAST_MOVE:
            facts["clock"] = json.dumps([now, ahead])
        return {name: value for name, value in facts.items() if self._facts.get(name) != value}

    def _clean(self, kept: dict[str, dict[str, Any]]) -> None:
        """Takes away what an earlier process did not get to: media of recordings that the state does not know."""
        known = kept.get("recordings", {}).get("recordings", {})
        if self.recordings.is_dir():
            for path in self.recordings.iterdir():
                if path.name not in known:
                    _remove(path)


def open_store(folder: Path, profile: str, os: str | None, serial: str | None) -> Store:
    """The store of a camera; what is None does not matter. Raises StoreError, for one that holds another camera as well."""
    store = Store(folder)
    try:
        store.check(profile, os, serial)
    except StoreError:
        store.close()
        raise
    return store


def _check(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not (folder / FILE).exists() and (other := {path.name for path in folder.iterdir()} - _NOT_OURS):
            raise StoreError(f"{folder}: no state folder: it holds {min(other)!r}")
    except OSError as error:
        raise StoreError(f"{folder}: {error.strerror}") from error


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
