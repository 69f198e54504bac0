"""Remote object storage: REST destinations under /config/rest/remote-object-storage, as recorded on OS 11 and 12 (no vendor page)."""

from __future__ import annotations

from typing import Any

from camsim.apis.remote_object_storage import messages
from camsim.contract.access import Access
from camsim.contract.api import Api
from camsim.contract.call import Call
from camsim.device.remote_storage import RemoteStorage

api = Api(
    title="Remote object storage",
    page="device-configuration-apis",
    access=Access.ADMIN,
    needs=RemoteStorage.fits,
    omits=("sending recordings to a destination",),
)

ROOT = "/config/rest/remote-object-storage/v1beta/destinations"
RELEASED = "/config/rest/remote-object-storage/v1/destinations"


@api.rest(ROOT, aliases=(RELEASED,))
def get_destinations(call: Call) -> list[Any]:
    """All destinations, their secrets masked."""
    return [messages.shown(destination) for destination in call.organ(RemoteStorage).all()]


@api.rest(ROOT, aliases=(RELEASED,), methods=("POST",), status=201)
def add_destination(call: Call, data: messages.NewDestination) -> dict[str, Any]:
    """A new destination."""
    with messages.worded(call.profile):
        return messages.shown(call.organ(RemoteStorage).add(data.read()))


@api.rest(f"{ROOT}/{{id}}", aliases=(f"{RELEASED}/{{id}}",))
def get_destination(call: Call, id: str) -> dict[str, Any]:
    """One destination."""
    with messages.worded(call.profile):
        return messages.shown(call.organ(RemoteStorage).get(id))


@api.rest(f"{ROOT}/{{id}}", aliases=(f"{RELEASED}/{{id}}",), methods=("DELETE",))
def remove_destination(call: Call, id: str) -> None:
    """Takes a destination away."""
    with messages.worded(call.profile):
        call.organ(RemoteStorage).remove(id)


@api.rest(f"{ROOT}/{{id}}/azure", aliases=(f"{RELEASED}/{{id}}/azure",), methods=("PATCH",))
def set_azure(call: Call, id: str, data: messages.AzureBody) -> None:
    """Where in Azure it is, and its keys."""
    with messages.worded(call.profile):
        call.organ(RemoteStorage).change(id, azure=data.read())


@api.rest(f"{ROOT}/{{id}}/s3", aliases=(f"{RELEASED}/{{id}}/s3",), methods=("PATCH",))
def set_s3(call: Call, id: str, data: messages.S3Body) -> None:
    """Where in an S3 store it is, and its keys."""
    with messages.worded(call.profile):
        call.organ(RemoteStorage).change(id, s3=data.read())


@api.rest(f"{ROOT}/{{id}}/description", aliases=(f"{RELEASED}/{{id}}/description",), methods=("PATCH",))
def set_description(call: Call, id: str, data: str) -> None:
    """What it is for."""
    with messages.worded(call.profile):
        call.organ(RemoteStorage).change(id, description=data)
