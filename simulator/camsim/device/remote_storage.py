"""Remote object storage: where recordings are sent to, as destinations with their credentials (recorded REST API, no vendor page)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from camsim.device.errors import ExistsError, FullError, NotThereError, OutOfRangeError
from camsim.device.organ import Organ
from camsim.device.state import kept
from camsim.profile.model import Profile

API_ID = "remote-object-storage"
DESTINATION_LIMIT = 20
"""How many there may be (guess)."""
_ID = re.compile(r"[A-Za-z0-9_.-]{1,128}")


@dataclass(frozen=True)
class Azure:
    """A container of Azure's object store."""

    account_name: str = ""
    container: str = ""
    sas: str = ""
    shared_key: str = ""
    url: str = ""


@dataclass(frozen=True)
class S3:
    """A bucket of an S3 object store."""

    access_key_id: str = ""
    bucket: str = ""
    secret_access_key: str = ""
    url: str = ""


@dataclass(frozen=True)
class Destination:
    """One place to send to: of one kind."""

    id: str
    azure: Azure | None = None
    s3: S3 | None = None
    description: str | None = None


@dataclass
class RemoteStorageState:
    """The destinations in the order in which they were made."""

    destinations: dict[str, Destination] = kept(factory=dict)


class RemoteStorage(Organ[RemoteStorageState]):
    """The destinations of a device."""

    name = "remote_storage"

    @classmethod
    def fits(cls, profile: Profile) -> bool:
        return any(entry.id == API_ID for entry in profile.apis.rest)

    def factory_state(self) -> RemoteStorageState:
        return RemoteStorageState()

    def all(self) -> list[Destination]:
        """All destinations."""
        return list(self.state.destinations.values())

    def get(self, id: str) -> Destination:
        """One destination. Raises NotThereError."""
        if id not in self.state.destinations:
            raise NotThereError(subject="id", value=id)
        return self.state.destinations[id]

    def add(self, destination: Destination) -> Destination:
        """Makes a new destination. Raises ExistsError, FullError, OutOfRangeError."""
        _check(destination)
        if destination.id in self.state.destinations:
            raise ExistsError(subject="id", value=destination.id)
        if len(self.state.destinations) >= DESTINATION_LIMIT:
            raise FullError(f"there may be {DESTINATION_LIMIT} destinations")
        self.state.destinations[destination.id] = destination
        return destination

    def change(self, id: str, **parts: Azure | S3 | str) -> None:
        """Replaces parts of a destination. Raises NotThereError, OutOfRangeError."""
        changed = replace(self.get(id), **parts)  # type: ignore[arg-type]
        _check(changed)
        self.state.destinations[id] = changed

    def remove(self, id: str) -> None:
        """Takes a destination away. Raises NotThereError."""
        self.get(id)
        del self.state.destinations[id]


def _check(destination: Destination) -> None:
    """Raises OutOfRangeError for a destination that cannot be."""
    if not _ID.fullmatch(destination.id):
        raise OutOfRangeError("id holds other characters than letters, digits, '_', '.' and '-'", subject="id")
    if (destination.azure is None) == (destination.s3 is None):
        raise OutOfRangeError("exactly one of azure and s3 must be given", subject="azure")
    azure = destination.azure
    if azure is not None:
        for name, value in (("container", azure.container), ("url", azure.url)):
            if not value:
                raise OutOfRangeError(f"{name} cannot be empty.", subject=name)
        if not azure.sas and not azure.account_name:
            raise OutOfRangeError("sas cannot be empty if accountname is not set.", subject="sas")
    s3 = destination.s3
    if s3 is not None:
        for name, value in (("bucket", s3.bucket), ("url", s3.url)):
            if not value:
                raise OutOfRangeError(f"{name} cannot be empty.", subject=name)
