"""Destinations on the wire: member names, masked secrets, and the words of errors on OS 11 and 12."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from camsim.device.errors import ExistsError, NotThereError, OutOfRangeError
from camsim.device.remote_storage import S3, Azure, Destination
from camsim.profile.model import Profile

MASK = "*****"


@dataclass(frozen=True)
class AzureBody:
    """`azure` as a client sends it."""

    accountName: str = ""  # noqa: N815
    container: str = ""
    sas: str = ""
    sharedKey: str = ""  # noqa: N815
    url: str = ""

    def read(self) -> Azure:
        """As the organ keeps it."""
        return Azure(self.accountName, self.container, self.sas, self.sharedKey, self.url)


@dataclass(frozen=True)
class S3Body:
    """`s3` as a client sends it (guess)."""

    accessKeyId: str = ""  # noqa: N815
    bucket: str = ""
    secretAccessKey: str = ""  # noqa: N815
    url: str = ""

    def read(self) -> S3:
        """As the organ keeps it."""
        return S3(self.accessKeyId, self.bucket, self.secretAccessKey, self.url)


@dataclass(frozen=True)
class NewDestination:
    """A destination as a client sends it."""

    id: str
    azure: AzureBody | None = None
    s3: S3Body | None = None
    description: str | None = None

    def read(self) -> Destination:
        """As the organ keeps it."""
        azure = self.azure.read() if self.azure else None
        return Destination(self.id, azure, self.s3.read() if self.s3 else None, self.description)


def shown(destination: Destination) -> dict[str, Any]:
    """A destination with its secrets masked; members that it does not have are left out."""
    members: dict[str, Any] = {}
    if destination.azure is not None:
        azure = destination.azure
        members["azure"] = {
            "accountName": azure.account_name,
            "container": azure.container,
            "sas": _masked(azure.sas),
            "sharedKey": _masked(azure.shared_key),
            "url": azure.url,
        }
    if destination.description is not None:
        members["description"] = destination.description
    members["id"] = destination.id
    if destination.s3 is not None:
        s3 = destination.s3
        secret = _masked(s3.secret_access_key)
        members["s3"] = {"accessKeyId": s3.access_key_id, "bucket": s3.bucket, "secretAccessKey": secret, "url": s3.url}
    return members


@contextlib.contextmanager
def worded(profile: Profile) -> Iterator[None]:
    """Gives errors the words of the OS version."""
    new = profile.os_number >= (12,)
    try:
        yield
    except ExistsError as error:
        raise ExistsError("destination already exists" if new else "Destination already exists.") from error
    except NotThereError as error:
        raise NotThereError("destination does not exist" if new else "Destination does not exist.") from error
    except OutOfRangeError as error:
        words = "invalid destination configuration" if new else "Invalid destination configuration:"
        raise OutOfRangeError(f"{words}: {error.message}") from error


def _masked(secret: str) -> str:
    return MASK if secret else ""
