"""The SQLite file of a state folder: locked by one process, checked when it is opened, one transaction for each change.

Write-ahead log without a sync for each transaction: what was committed survives the death of the process at any instant, and the file
stays sound when the computer loses its power as well, though it may lack the last changes then. The exclusive lock is the system's, so
that it ends with the process however that dies; with it the log needs no shared memory, which not every volume of a container has.
"""

from __future__ import annotations

import os
import sqlite3
import weakref
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from camsim.store.errors import StoreError
from camsim.store.rows import Row

APPLICATION = 0x63616D73
"""`cams`: the application id that SQLite keeps in the file."""
SCHEMA = 1
_TABLES = (
    "CREATE TABLE state (organ TEXT NOT NULL, field TEXT NOT NULL, item TEXT NOT NULL, value TEXT NOT NULL, UNIQUE (organ, field, item))",
    "CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    f"PRAGMA application_id = {APPLICATION}",
    f"PRAGMA user_version = {SCHEMA}",
)
_PUT = "INSERT INTO state VALUES (?, ?, ?, ?) ON CONFLICT (organ, field, item) DO UPDATE SET value = excluded.value"
_PUT_FACT = "INSERT INTO facts VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"


class Database:
    """One open file. Raises StoreError, in one line, for whatever goes wrong."""

    def __init__(self, path: Path) -> None:
        """Opens or makes the file."""
        self.path = path
        with self._telling():
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
            self._sql = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
            weakref.finalize(self, self._sql.close)  # of a camera that nobody stops, too
            try:
                self._open()
            except BaseException:
                self._sql.close()
                raise

    def _open(self) -> None:
        self._sql.execute("PRAGMA locking_mode = EXCLUSIVE")
        self._sql.execute("BEGIN IMMEDIATE")
        (tables,) = self._sql.execute("SELECT count(*) FROM sqlite_master").fetchone()
        (application,) = self._sql.execute("PRAGMA application_id").fetchone()
        (schema,) = self._sql.execute("PRAGMA user_version").fetchone()
        if not tables and not application:
            for statement in _TABLES:
                self._sql.execute(statement)
        elif application != APPLICATION:
            raise StoreError(f"{self.path}: not the state of a camera")
        elif schema != SCHEMA:
            raise StoreError(f"{self.path}: of another version of camsim (schema {schema}, not {SCHEMA})")
        self._sql.execute("COMMIT")
        self._sql.execute("PRAGMA journal_mode = WAL")
        self._sql.execute("PRAGMA synchronous = NORMAL")
        (sound,) = self._sql.execute("PRAGMA quick_check(1)").fetchone()
        if sound != "ok":
            raise StoreError(f"{self.path}: damaged")

    def facts(self) -> dict[str, str]:
        """What is known of the whole; empty in a new file."""
        with self._telling():
            return dict(self._sql.execute("SELECT name, value FROM facts"))

    def rows(self) -> list[Row]:
        """All rows, those of one field in the order of its items."""
        with self._telling():
            return [Row(*found) for found in self._sql.execute("SELECT organ, field, item, value FROM state ORDER BY rowid")]

    def write(self, rows: Iterable[Row], facts: Mapping[str, str], *, anew: bool = False) -> None:
        """Writes all or nothing; `anew`: in place of every row that there is."""
        run = self._sql.execute
        with self._telling():
            run("BEGIN IMMEDIATE")
            try:
                if anew:
                    run("DELETE FROM state")
                for row in rows:
                    if row.value is not None:
                        run(_PUT, (row.organ, row.field, row.item, row.value))
                    elif row.item is not None:
                        run("DELETE FROM state WHERE organ = ? AND field = ? AND item = ?", (row.organ, row.field, row.item))
                    else:
                        run("DELETE FROM state WHERE organ = ? AND field = ?", (row.organ, row.field))
                for fact in facts.items():
                    run(_PUT_FACT, fact)
                run("COMMIT")
            except BaseException:
                if self._sql.in_transaction:
                    run("ROLLBACK")
                raise

    def close(self) -> None:
        """Gives the file back. Again is harmless."""
        self._sql.close()

    @contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            if "locked" in str(error):
                raise StoreError(f"{self.path}: in use by another camera") from error
            kind = "not the state of a camera, or damaged" if "not a database" in str(error) else str(error)
            raise StoreError(f"{self.path}: {kind}") from error
        except OSError as error:
            raise StoreError(f"{self.path}: {error.strerror}") from error
