"""What a server report holds: headings and the spelling of the parameters as seen on OS 5.40, the rest is a guess."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime

from camsim.contract.call import Call
from camsim.contract.logs import listing
from camsim.contract.results import Binary
from camsim.device.log import Log
from camsim.device.parameters import Parameters
from camsim.device.power import Power
from camsim.device.time import Time
from camsim.device.users import Role
from camsim.profile.model import LeafKind

MASK = "*****"
WIDTH = 25
"""Letters to which the name of a parameter is filled up."""


def files(call: Call) -> dict[str, str]:
    """The parts of the report by the names of their files."""
    log = call.organ(Log).state
    return {
        "server_report.txt": _heading("Server Report") + "".join(_identity(call)),
        "parameters.txt": _heading("Parameter list") + _parameters(call),
        "system_log.txt": _heading("System log") + listing(call.device, log.system),
        "access_log.txt": _heading("Access log") + listing(call.device, log.access),
    }


def attached(call: Call, body: bytes, ending: str, content_type: str) -> Binary:
    """A file that browsers save."""
    day = f"{call.organ(Time).local():%Y%m%d}"
    return Binary(
        body, content_type, headers=(("Content-Disposition", f'attachment; filename="Axis_SR_{day}_{call.device.serial}.{ending}"'),)
    )


def zipped(call: Call, members: Mapping[str, bytes]) -> Callable[[], bytes]:
    """The work of making a zip archive, dated by the device's clock."""
    moment = max(call.organ(Time).local().timetuple()[:6], (1980, 1, 1, 0, 0, 0))

    def work() -> bytes:
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in members.items():
                archive.writestr(zipfile.ZipInfo(name, moment), content, zipfile.ZIP_DEFLATED)
        return made.getvalue()

    return work


def tar(call: Call, members: Mapping[str, bytes], *, packed: bool = False) -> Callable[[], bytes]:
    """The work of making a tar archive, dated by the device's clock."""
    stamp = int(call.organ(Time).stamp())

    def work() -> bytes:
        made = io.BytesIO()
        with tarfile.open(fileobj=made, mode="w") as archive:
            for name, content in members.items():
                info = tarfile.TarInfo(name)
                info.size, info.mtime = len(content), stamp
                archive.addfile(info, io.BytesIO(content))
        return gzip.compress(made.getvalue(), mtime=stamp) if packed else made.getvalue()

    return work


def _heading(text: str) -> str:
    return f"\n----- {text} -----\n\n"


def _identity(call: Call) -> Iterator[str]:
    parameters, power = call.organ(Parameters), call.organ(Power)
    yield f'RELEASE="{call.profile.os}"\n'
    for name, parameter in (("BUILD", "Properties.Firmware.BuildNumber"), ("BUILDTIME", "Properties.Firmware.BuildDate")):
        yield f'{name}="{parameters.text(parameter)}"\n'
    yield f'PRODUCT="{parameters.text("Brand.ProdFullName")}"\nSERIAL="{call.device.serial}"\n'
    yield f"Time: {call.organ(Time).local():%a %b %d %H:%M:%S %Y}\nUptime: {power.uptime} s, boot id {power.state.boot_id}\n"
    yield "".join(f"Connection: {one.protocol} {one.remote} to port {one.port} ({one.service})\n" for one in call.connections())


def _parameters(call: Call) -> str:
    parameters, group = call.organ(Parameters), ""
    lines = [f"# Axis Parameter list, {datetime.fromtimestamp(call.organ(Time).stamp(), UTC):%a %b %d %H:%M:%S %Y}\n"]
    for full in parameters.names():
        if not parameters.readable(full, int(Role.ADMIN)):
            continue
        parent, _, name = full.rpartition(".")
        if parent != group:
            group = parent
            lines.append(f"\n[{group}]\n")
        secret = parameters.leaf(full).type.kind is LeafKind.PASSWORD
        lines.append(f'{name:{WIDTH}}= "{MASK if secret else parameters.get(full)}"\n')
    return "".join(lines)
