"""How the export CGIs spell versions, properties, file names and errors (page slug: edge-storage-api#export-recording-api)."""

from __future__ import annotations

import re
from urllib.parse import quote
from xml.etree.ElementTree import Element

from camsim.contract.api import XmlShape, within
from camsim.contract.errors import MissingError
from camsim.contract.results import Text
from camsim.device.errors import DeviceError, FullError, NotThereError, OutOfRangeError
from camsim.media.clip import Clip
from camsim.profile.model import Profile
from camsim.wire import moment
from camsim.wire.xml import XSI, document, element, served_versions

MATROSKA = "matroska"
ZIP = "zip-aes256"
_UNSAFE = re.compile(r'[\x00-\x1f"\\/:*?<>|]')
_ERRORS = {
    "recordingid": (110, "Recording not found"),
    "diskid": (110, "Recording not found"),
    "starttime": (120, "Invalid start time"),
    "stoptime": (130, "Invalid stop time"),
    "order": (140, "Start time is after stop time"),
    "start after end": (150, "Start time is after the end of the recording"),
    "stop before begin": (160, "Stop time is before the beginning of the recording"),
    "exportformat": (170, "Export format is not supported"),
    "jobid": (190, "Job not found"),
    "externaldiskid": (200, "Invalid external disk"),
    "filepath": (230, "Invalid file path"),
    "password": (240, "Invalid password"),
    "encryptionformat": (250, "Encryption format is not supported"),
    "no password": (260, "Password is not set"),
    "no encryptionformat": (270, "Encryption format is not set"),
}
_MISSING, _VERSION, _INTERNAL = (
    (20, "Invalid request"),
    (40, "Specified version is not supported"),
    (10, "Error while processing the request"),
)


def encrypts(profile: Profile) -> bool:
    """Whether the device knows encrypted archives: version 1.2 of the API."""
    return within(profile, "10.0", "")


def shape(profile: Profile) -> XmlShape:
    """The envelope on a device."""
    return XmlShape(
        root="ExportRecordingResponse",
        namespace="",
        version="1.2" if encrypts(profile) else "1.1",
        codes={NotThereError: _ERRORS["recordingid"], OutOfRangeError: _MISSING, FullError: _INTERNAL},
        subjects=_ERRORS,
        missing=_MISSING,
        version_code=_VERSION,
        internal=_INTERNAL,
        location="http://www.axis.com/vapix/http_cgi/exportrecording1.xsd",
        local=True,
        wrapped=False,
    )


def problem(profile: Profile, error: DeviceError) -> Text:
    """The same envelope for the CGI that answers with a file."""
    envelope = shape(profile)
    kinds = (code for kind, code in envelope.codes.items() if isinstance(error, kind))
    code = _MISSING if isinstance(error, MissingError) else _VERSION if error.subject == "schemaversion" else None
    number, why = code or _ERRORS.get(error.subject) or next(kinds, _INTERNAL)
    general = element("GeneralError", element("ErrorCode", str(number)), element("ErrorDescription", why))
    place = {"SchemaVersion": envelope.version, "xmlns:xsi": XSI, "xsi:noNamespaceSchemaLocation": envelope.location}
    return Text(document(element(envelope.root, general, **place)), "text/xml", encoding="utf-8")


def versions(profile: Profile) -> Element:
    """The schema versions that are served."""
    numbers = ("1.0", "1.1", "1.2") if encrypts(profile) else ("1.0", "1.1")
    return served_versions("SchemaVersionsSuccess", *numbers)


def capabilities(profile: Profile) -> Element:
    """What a recording can be exported to."""
    hidden = (element("ExportEncryption", EncryptionFormat=ZIP),) if encrypts(profile) else ()
    return element("CapabilitiesSuccess", element("ExportCapabilities", *hidden, ExportFormat=MATROSKA))


def properties(id: str, clip: Clip, encryption: str | None) -> Element:
    """What an export would be."""
    told = {"RecordingId": id, "ExportFormat": MATROSKA}
    if encryption:
        told["EncryptionFormat"] = encryption
    told["EstimatedFileSize"] = str(-(-clip.size // 1024))
    told |= {"Starttime": moment.utc(clip.began), "Stoptime": moment.utc(clip.ended)}
    return element("PropertiesSuccess", element("ExportProperties", **told))


def file_name(given: str | None, clip: Clip, chance: str) -> tuple[str, str]:
    """Names of the Matroska file and of an archive that holds it."""
    if given and (plain := _UNSAFE.sub("_", given)[:200]):
        return f"{plain}.mkv", f"{plain}.zip"
    return f"{moment.in_name(clip.began)}_{moment.in_name(clip.ended)}.mkv", f"{chance}.zip"


def disposition(name: str) -> tuple[str, str]:
    """The header that tells the name of a file; other letters than those of ASCII as RFC 6266 has it."""
    if name.isascii():
        return "Content-Disposition", f'attachment; filename="{name}"'
    return "Content-Disposition", f"attachment; filename*=UTF-8''{quote(name)}"
