"""Stream profiles: /axis-cgi/streamprofile.cgi, where the device lists the API (page slug: stream-profiles)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from camsim.contract.access import Access
from camsim.contract.api import Api
from camsim.contract.call import Call
from camsim.contract.errors import FAMILY_D, Code
from camsim.device.errors import ExistsError, FullError, NotThereError
from camsim.device.parameters import Parameters
from camsim.device.state import plain
from camsim.device.stream_profiles import StreamProfile, StreamProfiles

api = Api(
    title="Stream profiles",
    page="stream-profiles",
    id="stream-profiles",
    versions=("1.0",),
    access=Access.OPERATOR,
    needs=lambda profile: any(entry.id == "stream-profiles" for entry in profile.apis.discovery),
    family=FAMILY_D,
    codes={
        NotThereError: Code(2006, "The requested profile does not exist"),
        ExistsError: Code(2002, "Several profiles have the same name"),
        FullError: Code(1000, "The configuration could not be set"),
    },
)

PATH = "/axis-cgi/streamprofile.cgi"


@dataclass(frozen=True)
class Name:
    """A profile that a request names."""

    name: str


@api.json(PATH, "list", access=Access.VIEWER)
def list_profiles(call: Call, stream_profile_name: list[Name] = []) -> dict[str, Any]:  # noqa: B006
    """The profiles that are named, or all where none is."""
    profiles = _profiles(call)
    found = [profiles.get(one.name) for one in stream_profile_name] if stream_profile_name else profiles.all()
    return {"streamProfile": plain(found), "maxProfiles": profiles.limit}


@api.json(PATH, "create")
def create(call: Call, stream_profile: list[StreamProfile]) -> None:
    """Makes profiles, all or none."""
    _profiles(call).create(stream_profile)


@api.json(PATH, "update")
def update(call: Call, stream_profile: list[StreamProfile]) -> None:
    """Changes profiles, all or none; their names stay."""
    _profiles(call).update(stream_profile)


@api.json(PATH, "remove")
def remove(call: Call, stream_profile_name: list[Name]) -> None:
    """Takes profiles away, all or none."""
    _profiles(call).remove([one.name for one in stream_profile_name])


def _profiles(call: Call) -> StreamProfiles:
    return StreamProfiles(call.organ(Parameters))
