"""How the disk CGIs spell drives, jobs and errors (list.cgi as recorded; page slug: edge-storage-api#disk-management-api)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from camsim.contract.results import Text
from camsim.device.storage.medium import Drive, Job
from camsim.profile.model import Profile
from camsim.wire.xml import FORBIDDEN, XSI, attributes

_SCHEMAS = "http://www.axis.com/vapix/http_cgi/disk"
_NICE = {"vfat": "vFAT", "ext4": "ext4", "cifs": "CIFS"}
NO_ACTION = "N/A"
"""What a job did that is not known."""


def disks(found: Iterable[Drive], profile: Profile) -> Text:
    """The drives, one a line."""
    lines = [f"<disk {attributes(_drive(one, profile))}/>\n" for one in found]
    inside = "".join(f"  {line}" for line in lines) or "\n"
    return _root("list1", f'<disks numberofdisks="{len(lines)}" >{inside}</disks> ')


def started(job: Job) -> Text:
    """A job has begun."""
    return _job("startjob1", action=job.action.value, diskid=job.disk, result="OK", jobid=str(job.id))


def refused(action: str, disk: str, why: str) -> Text:
    """A job has not begun."""
    return _job("startjob1", action=action, diskid=disk, result="ERROR", description=why)


def progress(job: Job, now: float) -> Text:
    """How far a job is."""
    result = "ERROR" if job.problem else "OK"
    told = {"jobid": str(job.id), "diskid": job.disk, "action": job.action.value, "result": result}
    return _job("checkjob1", **told, progress=str(job.progress(now)), description=job.problem)


def no_job(job: str, disk: str, why: str) -> Text:
    """There is no such job."""
    return _job("checkjob1", jobid=job, diskid=disk, action=NO_ACTION, result="ERROR", progress="100", description=why)


def locked(action: str, disk: str, why: str = "") -> Text:
    """A drive was locked or unlocked, or why not."""
    told = {"diskid": disk, "result": "ERROR", "description": why} if why else {"diskid": disk, "result": "OK"}
    return _root("lock1", f"  <{action} {attributes(told)} />\n")


def capabilities(disk: str, file_systems: Iterable[str], profile: Profile) -> Text:
    """What a drive can do."""
    required = _yes(profile, "RequiredFileSystem") and not disk.startswith("NetworkShare")
    encrypts = _yes(profile, "DiskEncryption") and not disk.startswith("NetworkShare")
    listed = "".join(
        f'<filesystem name="{name}" nicename="{_NICE[name]}" requiredfssupported="{_truth(required and name == "ext4")}"/>'
        for name in file_systems
    )
    told = {"diskid": disk, "requiredfssupported": _truth(required), "encryptionsupported": _truth(encrypts)}
    return _root("capabilities1", f"<disk {attributes(told)}><filesystems>{listed}</filesystems></disk>\n", 'encoding="UTF-8"')


def health(figures: Mapping[str, tuple[int, int]]) -> Text:
    """Wear of every drive, and the temperature of those that tell it."""
    lines = []
    for disk, (wear, temperature) in figures.items():
        told = {"diskid": disk, "wear": str(wear)}
        if temperature >= 0:
            told |= {"temperature": str(temperature), "overallhealth": "0"}
        lines.append(f"<HealthStatus {attributes(told)} />")
    return health_answer(f"<HealthStatusSuccess>{''.join(lines)}</HealthStatusSuccess>")


def health_answer(inside: str) -> Text:
    """The envelope of gethealth.cgi."""
    schema = f'xmlns:xsi="{XSI}" xsi:noNamespaceSchemaLocation="{_SCHEMAS}/gethealth1.xsd"'
    return _text(f'<?xml version="1.0" encoding="UTF-8"?>\n<HealthStatusResponse {schema}>{inside}</HealthStatusResponse>\n')


def _drive(one: Drive, profile: Profile) -> dict[str, str]:
    told = {
        "diskid": one.id,
        "name": one.name,
        "totalsize": str(one.size),
        "freesize": str(one.free),
        "cleanuplevel": str(one.cleanup_level),
        "cleanupmaxage": str(one.cleanup_days),
        "cleanuppolicy": one.cleanup_policy,
        "locked": _word(one.locked),
        "full": _word(one.full),
        "readonly": _word(one.read_only),
        "status": one.status.value,
        "filesystem": one.file_system,
        "group": one.group,
    }
    if _yes(profile, "RequiredFileSystem"):
        told["requiredfilesystem"] = one.required_file_system
    if _yes(profile, "DiskEncryption"):
        told |= {"encryptionenabled": _truth(one.encryption), "diskencrypted": _truth(one.encrypted)}
    return told


def _yes(profile: Profile, feature: str) -> bool:
    return profile.values.get(f"Properties.LocalStorage.{feature}") == "yes"


def _job(schema: str, **told: str) -> Text:
    return _root(schema, f"  <job {attributes(told)} />\n")


def _root(schema: str, inside: str, declared: str = "") -> Text:
    space = f" {declared}" if declared else ""
    location = f'xmlns:xsi="{XSI}" xsi:noNamespaceSchemaLocation="{_SCHEMAS}/{schema}.xsd"'
    return _text(f'<?xml version="1.0"{space}?>\n<root {location}>\n{inside}</root>\n')


def _text(document: str) -> Text:
    return Text(FORBIDDEN.sub("?", document), "text/xml", encoding="utf-8")


def _word(value: bool) -> str:
    return "yes" if value else "no"


def _truth(value: bool) -> str:
    return "true" if value else "false"
