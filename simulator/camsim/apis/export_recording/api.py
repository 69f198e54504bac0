"""Export recording API: capabilities, properties, and a recording as a Matroska file or in an encrypted ZIP archive. OS 5.60 and later.

Guesses: the words of errors; that an export of nothing is answered like one of an unknown recording.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Iterator
from xml.etree.ElementTree import Element

from camsim.apis.export_recording import messages
from camsim.contract.access import Access
from camsim.contract.api import Api
from camsim.contract.call import Call
from camsim.contract.recorder import tape_of
from camsim.contract.results import Push
from camsim.device.errors import NotThereError, OutOfRangeError
from camsim.device.storage.recordings import Recordings
from camsim.media.clip import Clip
from camsim.profile.model import Profile
from camsim.wire import form, moment

LONGEST_PASSWORD = 512
"""Bytes (documented)."""


def _needs(profile: Profile) -> bool:
    return Recordings.fits(profile) and profile.values.get("Properties.LocalStorage.ExportRecording") == "yes"


api = Api(
    title="Export recording API",
    page="edge-storage-api#export-recording-api",
    id="recording-export",
    versions=("1.0", "1.1", "1.2", "1.3"),
    access=Access.VIEWER,
    needs=_needs,
    xml_shape=messages.shape,
    problem=lambda call, error: messages.problem(call.profile, error),
    omits=("writing to an external disk: no model has one, and that is what clients are told", "archives of more than 4 GB"),
)


@api.xml("/axis-cgi/record/export/schemaversions.cgi", schema_version=False)
def schema_versions(call: Call) -> Element:
    """Tells the schema versions."""
    return messages.versions(call.profile)


@api.xml("/axis-cgi/record/export/capabilities.cgi")
def capabilities(call: Call) -> Element:
    """Tells the formats."""
    return messages.capabilities(call.profile)


@api.xml("/axis-cgi/record/export/properties.cgi")
def properties(
    call: Call,
    recordingid: str,
    diskid: str,
    starttime: str | None = None,
    stoptime: str | None = None,
    exportformat: str = messages.MATROSKA,
    encryptionformat: str | None = None,
) -> Element:
    """What an export would be: its size, and its beginning at a key frame."""
    _check_format(call.profile, exportformat, encryptionformat)
    since, until = _time("starttime", starttime), _time("stoptime", stoptime)
    recording = call.organ(Recordings).get(recordingid)
    if since is not None and until is not None and since > until:
        raise OutOfRangeError(subject="order")
    if since is not None and since > recording.until:
        raise OutOfRangeError(subject="start after end")
    if until is not None and until < recording.started:
        raise OutOfRangeError(subject="stop before begin")
    return messages.properties(recordingid, _clip(call, recordingid, diskid, since, until), encryptionformat)


@api.push("/axis-cgi/record/export/exportrecording.cgi")
def export_recording(
    call: Call,
    schemaversion: str,
    recordingid: str,
    diskid: str,
    exportformat: str,
    starttime: str | None = None,
    stoptime: str | None = None,
    filename: str | None = None,
    password: str | None = None,
    encryptionformat: str | None = None,
) -> Push:
    """The recording, or a part of it, as a file; times outside of it are moved to its ends."""
    if schemaversion.partition(".")[0] != "1":
        raise OutOfRangeError(subject="schemaversion", value=schemaversion)
    _check_format(call.profile, exportformat, encryptionformat)
    _check_password(password, encryptionformat)
    clip = _clip(call, recordingid, diskid, _time("starttime", starttime), _time("stoptime", stoptime))
    # Arguments come as ISO 8859-1; names and passwords of files are UTF-8 (documented).
    plain, packed = messages.file_name(form.utf8(filename) if filename else None, clip, secrets.token_hex(3))
    if password is None:
        return Push(_sent(clip.chunks()), "video/x-matroska", (messages.disposition(plain),))
    from camsim.wire import zip_aes

    hidden = zip_aes.archive(plain, clip.chunks(), password.encode("latin-1", "replace"), secrets.token_bytes(16))
    return Push(_sent(hidden), "application/zip", (messages.disposition(packed),))


@api.xml("/axis-cgi/record/export/exporttoexternal.cgi")
def export_to_external(
    call: Call,
    recordingid: str,
    diskid: str,
    externaldiskid: str,
    exportformat: str,
    starttime: str | None = None,
    stoptime: str | None = None,
    filepath: str = "",
    password: str | None = None,
    encryptionformat: str | None = None,
) -> Element:
    """Would write a recording to a disk at the device's USB port, which no device here has: refuses, with the first thing that is wrong."""
    _check_format(call.profile, exportformat, encryptionformat)
    _check_password(password, encryptionformat)
    if ".." in filepath.split("/"):
        raise OutOfRangeError(subject="filepath", value=filepath)
    _clip(call, recordingid, diskid, _time("starttime", starttime), _time("stoptime", stoptime))
    raise NotThereError(subject="externaldiskid", value=externaldiskid)


@api.xml("/axis-cgi/record/export/getjobstatus.cgi")
def get_job_status(call: Call, jobid: int) -> Element:
    """How an export to an external disk goes on: there is none."""
    raise NotThereError(subject="jobid", value=jobid)


async def _sent(chunks: Iterator[bytes]) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk
        await asyncio.sleep(0)


def _clip(call: Call, id: str, disk: str, since: float | None, until: float | None) -> Clip:
    """Raises NotThereError."""
    tape = tape_of(call.device, id)
    if call.organ(Recordings).get(id).disk != disk:
        raise NotThereError(subject="diskid", value=disk)
    # Clients give stop times that are the end of the last picture; the times of devices have microseconds.
    clip = Clip(tape, 0.0 if since is None else since, float("inf") if until is None else max(until, tape.begins))
    if not len(clip):
        raise NotThereError(subject="recordingid", value=id)
    return clip


def _time(name: str, text: str | None) -> float | None:
    try:
        return None if not text else moment.read(text)
    except (ValueError, OverflowError):
        raise OutOfRangeError(subject=name, value=text) from None


def _check_format(profile: Profile, export: str, encryption: str | None) -> None:
    if export != messages.MATROSKA:
        raise OutOfRangeError(subject="exportformat", value=export)
    if encryption is not None and (encryption != messages.ZIP or not messages.encrypts(profile)):
        raise OutOfRangeError(subject="encryptionformat", value=encryption)


def _check_password(password: str | None, encryption: str | None) -> None:
    if password is not None and not 0 < len(password) <= LONGEST_PASSWORD:
        raise OutOfRangeError(subject="password")
    if password is None and encryption is not None:
        raise OutOfRangeError(subject="no password")
    if password is not None and encryption is None:
        raise OutOfRangeError(subject="no encryptionformat")
