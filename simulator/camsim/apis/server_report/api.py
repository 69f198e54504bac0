"""Server report and crash report: serverreport.cgi, debug.tgz, OS 5.00 and later (page slug: system-settings)."""

from __future__ import annotations

from enum import StrEnum

from camsim.apis.server_report import messages
from camsim.contract.access import Access
from camsim.contract.api import Api
from camsim.contract.call import Call
from camsim.contract.results import Binary, Text
from camsim.contract.video import wanted
from camsim.device.errors import NotSupportedError

api = Api(
    title="System settings: server report",
    page="system-settings",
    access=Access.ADMIN,
    omits=("network traces and core dumps of debug.tgz",),
)


class Mode(StrEnum):
    """What the answer is."""

    TEXT = "text"
    ZIP = "zip"
    ZIP_WITH_IMAGE = "zip_with_image"
    TAR_ALL = "tar_all"


@api.push("/axis-cgi/serverreport.cgi", aliases=("/axis-cgi/admin/serverreport.cgi",))
async def server_report(call: Call, mode: Mode = Mode.TEXT) -> Text | Binary:
    """Who the device is, its parameters, logs and connections; with a picture of the moment where it is asked for."""
    files = messages.files(call)
    if mode is Mode.TEXT:
        return Text("".join(files.values()), encoding="utf-8")
    members = {name: text.encode() for name, text in files.items()}
    if mode is Mode.TAR_ALL:
        return messages.attached(call, await call.offload(messages.tar(call, members)), "tar", "application/x-tar")
    if mode is Mode.ZIP_WITH_IMAGE and call.profile.video is not None:
        members["snapshot.jpg"] = (await call.media.image(wanted(call.device, {}, stamp=call.media.stamp).key)).payload
    return messages.attached(call, await call.offload(messages.zipped(call, members)), "zip", "application/zip")


@api.push("/axis-cgi/debug/debug.tgz")
async def debug(call: Call, cmd: str = "", listen: str | None = None) -> Binary:
    """The report and the logs for the vendor's support."""
    if cmd or listen is not None:
        raise NotSupportedError("no trace of a network that is not there")
    members = {name: text.encode() for name, text in messages.files(call).items()}
    return Binary(await call.offload(messages.tar(call, members, packed=True)), "application/x-gzip")
