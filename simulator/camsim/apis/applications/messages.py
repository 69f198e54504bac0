"""How applications are spelled: the rows of list.cgi, error numbers, packages and license keys (page slug: application-api)."""

from __future__ import annotations

import re
from enum import StrEnum
from xml.etree.ElementTree import Element

from camsim.contract.errors import MissingError
from camsim.contract.results import Text
from camsim.device.applications import Applications, Candidate, Flaw, Key, License, flaw_of
from camsim.device.errors import DeviceError, NotThereError, OutOfRangeError
from camsim.profile.model import Application
from camsim.wire import xml
from camsim.wire.eap import Package

LARGEST_KEY = 65_536
"""Bytes of a license key file."""

NUMBERS = {
    Flaw.NO_PACKAGE: 1,
    Flaw.UNSIGNED: 2,
    Flaw.TOO_LARGE: 3,
    Flaw.NOT_INSTALLED: 4,
    Flaw.INCOMPATIBLE: 5,
    Flaw.RUNNING: 6,
    Flaw.NOT_RUNNING: 7,
    Flaw.UPLOAD_UNDER_WAY: 12,
    Flaw.USER: 13,
    Flaw.CASE: 14,
    Flaw.VENDOR: 27,
    Flaw.MANIFEST: 29,
    Flaw.BAD_KEY: 21,
    Flaw.NO_KEY: 23,
    Flaw.KEY_APPLICATION: 25,
    Flaw.KEY_VERSION: 26,
    Flaw.KEY_SERIAL: 30,
    Flaw.KEY_EXPIRED: 31,
}
UNSPECIFIED = 10
NO_UPLOAD = 22
NOT_INSTALLED_FOR_A_KEY = 24
OK = Text("OK\n")
LICENSES = {"axis": License.MISSING, "custom": License.CUSTOM}
"""How its use is licensed, by the package -> what is said of the license before there is a key."""
_KEY_LINE = re.compile(r"^\s*(ApplicationID|Version|SerialNumber|ExpirationDate)\s*[=:]\s*(\S+)\s*$", re.MULTILINE)


class Action(StrEnum):
    """What control.cgi does."""

    START = "start"
    STOP = "stop"
    RESTART = "restart"
    REMOVE = "remove"


class KeyAction(StrEnum):
    """What license.cgi does."""

    UPLOAD = "uploadlicensekey"
    REMOVE = "removelicensekey"


class SwitchAction(StrEnum):
    """What config.cgi does."""

    GET = "get"
    SET = "set"


def reply(*content: Element, result: str = "ok") -> Text:
    """A reply as these CGIs write it: no declaration, one space of indent, ` />` at the end of an empty element."""
    if not content:
        return Text(f'<reply result="{result}">\n</reply>\n', "text/xml", encoding="utf-8")
    text = xml.document(xml.element("reply", *content, result=result), indent=" ", declaration="").removeprefix("\n")
    return Text(re.sub(r"(?<! )/>(?=\n)", " />", text), "text/xml", encoding="utf-8")


def row(organ: Applications, application: Application) -> Element:
    """An application in the list; attributes without a value are left out."""
    attributes = {
        "Name": application.name,
        "NiceName": application.nice_name,
        "Vendor": application.vendor,
        "Version": application.version,
        "ApplicationID": application.id,
        "License": organ.license_of(application),
        "LicenseExpirationDate": application.license_expiration,
        "Status": application.status,
        "ConfigurationPage": application.configuration_page,
        "VendorHomePage": application.vendor_home_page,
        "LicenseName": application.license_name,
    }
    return xml.element("application", **{name: value for name, value in attributes.items() if value})


def problem(error: DeviceError, *, of_key: bool = False) -> Text:
    """`Error: 4`"""
    if of_key and isinstance(error, NotThereError):
        return Text(f"Error: {NOT_INSTALLED_FOR_A_KEY}\n")
    if isinstance(error, MissingError) and error.subject == "package":
        return Text(f"Error: {NOT_INSTALLED_FOR_A_KEY if of_key else NUMBERS[Flaw.NOT_INSTALLED]}\n")
    if error.subject == "body":
        return Text(f"Error: {NO_UPLOAD if of_key else NUMBERS[Flaw.NO_PACKAGE]}\n")
    flaw = flaw_of(error)
    return Text(f"Error: {NUMBERS[flaw] if flaw is not None else UNSPECIFIED}\n")


def candidate(package: Package) -> Candidate:
    """The application that a package would install; it comes to rest stopped."""
    return Candidate(
        Application(
            name=package.name,
            nice_name=package.nice_name or package.name,
            version=package.version,
            id=package.id,
            vendor=package.vendor,
            license=LICENSES.get(package.license, License.NONE),
            configuration_page=f"local/{package.name}/{package.page}" if package.page else "",
            vendor_home_page=package.home_page,
            license_name=package.license_name,
            start_mode=package.start_mode if package.start_mode in ("once", "never") else "respawn",
        ),
        user=package.user,
        architecture=package.architecture,
        platform=package.platform,
        signed=package.signed,
    )


def read_key(content: bytes) -> Key:
    """A license key of the simulator's own form: lines `ApplicationID=`, `Version=`, `SerialNumber=`, `ExpirationDate=YYYY-MM-DD`.

    A real key is signed by the vendor and says nothing in public. Raises OutOfRangeError.
    """
    found = dict(_KEY_LINE.findall(content.decode("latin-1")))
    expires = found.get("ExpirationDate", "")
    if "ApplicationID" not in found or (expires and not re.fullmatch(r"\d{4}-\d\d-\d\d", expires)):
        raise OutOfRangeError("no license key", subject=Flaw.BAD_KEY)
    return Key(found["ApplicationID"], found.get("Version", ""), found.get("SerialNumber", ""), expires)
