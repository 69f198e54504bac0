"""The declaration of an API: what it is, its endpoints, its errors; everything else is derived from it.

    api = Api(title="I/O port management", page="io-port-management", id="io-port-management", family=FAMILY_A, ...)

    @api.json("/axis-cgi/io/portmanagement.cgi", "getPorts")
    def get_ports(call: Call) -> dict[str, object]: ...

    @api.cgi("/axis-cgi/io/port.cgi")
    async def port(call: Call, check: str | None = None) -> Text: ...

    @api.soap("http://www.axis.com/vapix/ws/event1", "ChangeVirtualInputState")
    def change(call: Call, port: Annotated[int, Wire("port")], active: Annotated[bool, Wire("active")]) -> Element: ...

Argument names are the handler's in camelCase for JSON, in PascalCase for SOAP, and as they stand for CGIs; `Annotated[str, Wire("name")]`
says otherwise.
"""

from __future__ import annotations

import functools
import inspect
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar

from camsim.contract.access import Access
from camsim.contract.call import Call
from camsim.contract.errors import Code, Family, RestError
from camsim.contract.results import Result, Text
from camsim.device.applications import Applications
from camsim.device.binding import Binding
from camsim.device.device import Device
from camsim.device.errors import DeviceError
from camsim.device.event import Event
from camsim.profile.model import Profile
from camsim.profile.version import numbers
from camsim.wire.soap import Fault

F = TypeVar("F", bound=Callable[..., Any])

GET_POST = ("GET", "POST", "HEAD")
SERVICES = ("/vapix/services", "/onvif/device_service", "/onvif/services")
"""Where the SOAP services are reached: one router for all of them."""
ONVIF_SERVICES = ("/onvif/device_service", "/onvif/services", "/vapix/services")
"""The same for a service of ONVIF."""
GUARDED = ("/vapix/services",)
"""Of these the ones where nobody may ask anything without a login."""

EVERYTHING = "*"
"""Wire name of an argument of a JSON method that gets the whole `params`."""
ARRAY = "[]"
"""Wire name of the one argument of a JSON method whose `params` are an array: it gets the elements."""


class DialectKind(StrEnum):
    """How an endpoint's requests and answers are spelled."""

    CGI_TEXT = "cgi-text"
    CGI_XML = "cgi-xml"
    JSON = "json"
    REST = "rest"
    PUSH = "push"
    SOAP = "soap"
    UPLOAD = "upload"
    BRIDGE = "bridge"
    INTAKE = "intake"


@dataclass(frozen=True, slots=True)
class Wire:
    """Name of an argument on the wire, where it is not the handler's."""

    name: str


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a handler."""

    name: str
    """The handler's."""
    wire: str
    annotation: Any
    default: Any = inspect.Parameter.empty

    @property
    def required(self) -> bool:
        """Whether a call must give it."""
        return self.default is inspect.Parameter.empty


@dataclass(frozen=True, slots=True)
class JsonShape:
    """How the envelope of a JSON API looks on the wire, as recorded."""

    order: tuple[str, ...] = ("apiVersion", "context", "method")
    """Members before `data` or `error`; one that is left out is never sent."""
    newline: bool = False
    """Whether the answer ends with a line feed."""
    indent: int | None = None
    """Spaces of one level, where the answer has a line for each member."""
    flat: bool = False
    """Whether arguments stand beside `method` and not in `params`."""
    versions_order: tuple[str, ...] | None = None
    """Members before `data` in the answer to getSupportedVersions, where they differ."""


@dataclass(frozen=True, slots=True)
class XmlShape:
    """The schema-versioned envelope of an XML API (page slug: introduction, XML schemas)."""

    root: str
    """Root element: `VirtualInputResponse`."""
    namespace: str
    """Default namespace, or the address of the schema."""
    version: str
    """Newest minor of the major that is served: `1.1`."""
    codes: Mapping[type[DeviceError], tuple[int, str]] = field(default_factory=dict)
    """Kind of error -> code and description (may hold {subject}, {value}, {message})."""
    subjects: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    """Subject of an error -> code and description, where it tells more than the kind."""
    missing: tuple[int, str] = (10, "Missing argument: {subject}")
    version_code: tuple[int, str] = (30, "Bad Request")
    internal: tuple[int, str] = (40, "Internal server error")
    description: str = "ErrorDescription"
    """Element that holds the description of an error."""
    location: str = ""
    """Value of `schemaLocation`, where it does not follow from the namespace."""
    local: bool = False
    """Whether elements are in no namespace."""
    version_attribute: str = "SchemaVersion"
    location_attribute: str = "noNamespaceSchemaLocation"
    """Where elements are in no namespace: the attribute of the root, as the API spells it."""
    missing_version: tuple[int, str] | None = None
    """What is told of a call without its schema version; None: as of any other argument."""
    bare_errors: bool = False
    """Whether an error stands without `<Error>`, though success is wrapped."""
    wrapped: bool = True
    """Whether what a handler returns stands in `<Success>`, and an error in `<Error>`."""


@dataclass(frozen=True, eq=False)
class Endpoint:
    """One thing that a client can call."""

    api: Api
    dialect: DialectKind
    path: str
    handler: Callable[..., Any]
    methods: tuple[str, ...]
    method: str = ""
    """Name of the JSON method, SOAP operation or command of a bridge; empty elsewhere."""
    namespace: str = ""
    """Of a SOAP operation."""
    access: Access = Access.VIEWER
    aliases: tuple[str, ...] = ()
    alias_access: Mapping[str, Access] = field(default_factory=dict)
    """Aliases that ask for another right than the endpoint itself."""
    access_before: Mapping[str, Access] = field(default_factory=dict)
    """OS version -> the right that the endpoint asks for on older ones; the lowest version that is above the device's counts."""
    since: str = ""
    until: str = ""
    preview: bool = False
    """Whether a factory-new device lets anybody call it while its preview mode runs."""
    schema_version: bool = True
    """For XML: whether the call must say `schemaversion`."""
    status: int = 200
    """For REST: the status of success."""
    application: str = ""
    """Name of the installed application that serves it, and only while it runs; empty: the device itself does."""
    file: bool = False
    """For JSON: whether the message may come as the first part of a multipart body, with files behind it."""

    @functools.cached_property
    def arguments(self) -> tuple[Argument, ...]:
        """The arguments, read from the handler's annotations."""
        hints = typing.get_type_hints(self.handler, include_extras=True)
        found = []
        for name, parameter in list(inspect.signature(self.handler).parameters.items())[1:]:
            annotation = hints.get(name, str)
            wire = _SPELLING.get(self.dialect, _plain)(name)
            if typing.get_origin(annotation) is typing.Annotated:
                annotation, *marks = typing.get_args(annotation)
                wire = next((mark.name for mark in marks if isinstance(mark, Wire)), wire)
            found.append(Argument(name, wire, annotation, parameter.default))
        return tuple(found)

    @functools.cached_property
    def is_async(self) -> bool:
        """Whether the handler waits."""
        return inspect.iscoroutinefunction(self.handler)

    def access_on(self, profile: Profile) -> Access:
        """The right that the endpoint asks for on a device of this profile."""
        older = [version for version in self.access_before if within(profile, "", version)]
        return self.access_before[min(older, key=numbers)] if older else self.access

    def absent_on(self, device: Device) -> int | None:
        """The status that stands in for an application: 404 where it is not installed, 503 while it is stopped (guess)."""
        if not self.application:
            return None
        installed = device.organ(Applications)
        return None if installed.runs(self.application) else 503 if installed.has(self.application) else 404

    def exists_on(self, profile: Profile) -> bool:
        """Whether a device of this profile serves it."""
        removed = profile.apis.removed
        if self.api.folder in removed or self.path in removed or f"{self.path}#{self.method}" in removed:
            return False
        return within(profile, self.since, self.until)


def text_problem(call: Call, error: DeviceError) -> Result:
    """The answer of a text CGI to an error where its API declares no other."""
    return Text(f"Error: {error.message or error.subject}\n")


def bad_request(call: Call, error: DeviceError) -> Result:
    """The same with status 400: of the CGIs of I/O ports."""
    return Text(f"Error: {error.message}\r\n", status=400)


class Api:
    """One API of the vendor's library."""

    def __init__(
        self,
        *,
        title: str,
        page: str,
        id: str | None = None,
        since: str = "",
        until: str = "",
        versions: tuple[str, ...] = (),
        access: Access = Access.VIEWER,
        needs: Callable[[Profile], bool] = lambda profile: True,
        family: Family | None = None,
        codes: Mapping[type[DeviceError], Code] | None = None,
        subjects: Mapping[str, Code] | None = None,
        rest_errors: Mapping[type[DeviceError], RestError] | None = None,
        json_shape: JsonShape | None = None,
        xml_shape: XmlShape | Callable[[Profile], XmlShape] | None = None,
        problem: Callable[[Call, DeviceError], Result] = text_problem,
        fault: Callable[[Call, DeviceError], Fault | None] = lambda call, error: None,
        bindings: tuple[Binding, ...] = (),
        parameters: tuple[str, ...] = (),
        events: tuple[type[Event], ...] = (),
        omits: tuple[str, ...] = (),
    ) -> None:
        self.title = title
        self.page = page
        """Slug of the vendor's page."""
        self.id = id
        """API Discovery id."""
        self.since = since
        """OS version of introduction; empty: always there."""
        self.until = until
        """First OS version without it; empty: still there."""
        self.versions = versions
        """API versions known to us, oldest first."""
        self.access = access
        self.needs = needs
        """The capability that a device must have."""
        self.family = family
        self.codes = dict(codes or {})
        """Kinds of DeviceError -> this API's own codes; the family gives the rest."""
        self.subjects = dict(subjects or {})
        """Subjects of errors -> codes, where they tell more than the kind."""
        self.rest_errors = dict(rest_errors or {})
        """Kinds of DeviceError -> what a REST API answers otherwise than the rest of them."""
        self.json_shape = json_shape or JsonShape()
        self.xml_shape = xml_shape
        """The envelope of its XML, or what tells it for a device."""
        self.problem = problem
        """How a CGI of this API words an error."""
        self.fault = fault
        """How a SOAP operation of this API words an error; None: as all services do."""
        self.bindings = bindings
        self.parameters = parameters
        """Patterns of the parameters that it consists of where the tree itself keeps them: `Image.I#.RateControl.Mode`."""
        self.events = events
        self.omits = omits
        """What is not done, honestly."""
        self.endpoints: list[Endpoint] = []
        self.folder = _folder()
        """Name of the folder under `apis/`."""

    def exists_on(self, profile: Profile) -> bool:
        """Whether a device of this profile serves the API."""
        if self.folder in profile.apis.removed or (self.id is not None and self.id in profile.apis.removed):
            return False
        return within(profile, self.since, self.until) and self.needs(profile)

    def version_on(self, profile: Profile) -> str:
        """The API version that answers carry on this device: the newest minor that it implements."""
        if self.id is not None:
            if self.id in profile.apis.versions:
                return profile.apis.versions[self.id]
            listed = [entry.version for entry in profile.apis.discovery if entry.id == self.id]
            if listed:
                return listed[-1]
        return self.versions[-1] if self.versions else "1.0"

    # ---- endpoints

    def cgi(self, path: str, **options: Any) -> Callable[[F], F]:
        """A classic CGI with text answers; GET and POST form alike."""
        return self._add(DialectKind.CGI_TEXT, path, options)

    def push(self, path: str, **options: Any) -> Callable[[F], F]:
        """A CGI that answers with a picture or an endless body."""
        return self._add(DialectKind.PUSH, path, options)

    def xml(self, path: str, **options: Any) -> Callable[[F], F]:
        """A schema-versioned XML CGI; the handler returns the element inside `<Success>`."""
        return self._add(DialectKind.CGI_XML, path, options)

    def json(self, path: str, method: str, **options: Any) -> Callable[[F], F]:
        """A method of a JSON CGI; the handler returns what stands in `data`."""
        return self._add(DialectKind.JSON, path, {"method": method, "methods": ("POST",), **options})

    def rest(self, path: str, **options: Any) -> Callable[[F], F]:
        """A REST resource; `{name}` in the path is an argument, `data` the body's; the handler returns what stands in `data`."""
        return self._add(DialectKind.REST, path, {"methods": ("GET",), **options})

    def soap(self, namespace: str, operation: str, *, paths: tuple[str, ...] = SERVICES, **options: Any) -> Callable[[F], F]:
        """An operation of a SOAP service, at all paths where the router listens; the handler returns what stands in its response."""
        guarded = {path: Access.VIEWER for path in paths if path in GUARDED and options.get("access", self.access) is Access.ANONYMOUS}
        settings = {"method": operation, "namespace": namespace, "methods": ("POST",), "alias_access": guarded, "aliases": paths[1:]}
        return self._add(DialectKind.SOAP, paths[0], {**settings, **options})

    def bridge(self, path: str, command: str, **options: Any) -> Callable[[F], F]:
        """A command of a `/vapix/<service>`, as JSON or as keys and values: `axcall:GetSIPAccounts`; the handler returns the members."""
        return self._add(DialectKind.BRIDGE, path, {"method": command, **options})

    def upload(self, path: str, **options: Any) -> Callable[[F], F]:
        """A CGI that takes a multipart file; the handler gets the spooled parts."""
        return self._add(DialectKind.UPLOAD, path, {"methods": ("POST",), **options})

    def intake(self, path: str, **options: Any) -> Callable[[F], F]:
        """A CGI that takes an endless body, which the handler reads from `call.intake`."""
        return self._add(DialectKind.INTAKE, path, {"methods": ("POST",), **options})

    def _add(self, dialect: DialectKind, path: str, options: dict[str, Any]) -> Callable[[F], F]:
        settings = {"access": self.access, "methods": GET_POST, **options}

        def register(handler: F) -> F:
            self.endpoints.append(Endpoint(api=self, dialect=dialect, path=path, handler=handler, **settings))
            return handler

        return register


def within(profile: Profile, since: str, until: str) -> bool:
    """Whether the device's OS version lies in a span of introduction and removal."""
    if since and profile.os_number < numbers(since):
        return False
    return not until or profile.os_number < numbers(until)


def _camel(name: str) -> str:
    head, *rest = name.rstrip("_").split("_")
    return head + "".join(part.capitalize() for part in rest)


def _pascal(name: str) -> str:
    return "".join(part.capitalize() for part in name.rstrip("_").split("_"))


def _plain(name: str) -> str:
    return name.rstrip("_")


_SPELLING: Mapping[DialectKind, Callable[[str], str]] = {
    DialectKind.JSON: _camel,
    DialectKind.REST: _camel,
    DialectKind.SOAP: _pascal,
    DialectKind.BRIDGE: _pascal,
}


def _folder() -> str:
    """The folder of the module that declares an API: camsim.apis.<folder>.api."""
    frame = inspect.currentframe()
    while frame is not None:
        module: str = frame.f_globals.get("__name__", "")
        if module != __name__:
            parts = module.split(".")
            return parts[2] if parts[:2] == ["camsim", "apis"] else parts[-1]
        frame = frame.f_back
    return ""
