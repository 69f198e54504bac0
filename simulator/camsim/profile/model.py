"""The profile of a device: frozen facts of one model on one OS version, the only source of "has it a ...?"."""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from camsim.profile.events import EventFacts
from camsim.profile.quirks import Quirk
from camsim.profile.version import numbers


class Generation(StrEnum):
    """The device generation: authentication dialect, error pages, header set and defaults follow it."""

    A = "A"
    """OS 5 and 6: Boa, digest without qop, no JSON APIs."""
    B = "B"
    """OS 7 to 10: Apache, digest with qop."""
    C = "C"
    """OS 11 and 12: Apache with REST APIs, authentication policy "recommended"."""


class LeafKind(StrEnum):
    """The type elements of a parameter definition."""

    STRING = "string"
    INT = "int"
    BOOL = "bool"
    ENUM = "enum"
    PASSWORD = "password"
    IP = "ip"
    IP_LIST = "ipList"
    HOSTNAME = "hostname"


@dataclass(frozen=True, slots=True)
class LeafType:
    """Type of a parameter as `listdefinitions` tells it (page slug: parameter-management)."""

    kind: LeafKind = LeafKind.STRING
    flags: tuple[str, ...] = ()
    """Of readonly, const, hidden, internal, dynamic, writeonly, nosync; in wire order."""
    min: int | None = None
    max: int | None = None
    maxlen: int | None = None
    true: str = ""
    false: str = ""
    ranges: tuple[str, ...] = ()
    """`rangeEntry` values of an int: "0", "1024-65534"."""
    entries: tuple[tuple[str, str | None], ...] = ()
    """Values of an enum, each with its nice value or None."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One parameter of the tree as it leaves the factory; the name has no `root.`."""

    name: str
    value: str
    level: str = "7707"
    """Security digits for create, delete, read, write: 0 anyone, 1 viewer, 4 operator, 6 administrator, 7 nobody."""
    type: LeafType = LeafType()
    nice: str = ""
    """Nice name where the rule of nice.py does not give it."""


@dataclass(frozen=True)
class Identity:
    """What no parameter tells."""

    serial_prefix: str = "B8A44F"
    """First six hex digits of the serial number, which is the MAC address."""
    soc_serial: str = ""


@dataclass(frozen=True)
class HttpFacts:
    """How the device's web server looks."""

    server: str = ""
    """Value of the Server header."""
    security_headers: tuple[tuple[str, str], ...] = ()
    """Headers added to every answer, in order."""
    json_content_type: str = "application/json"
    html_content_type: str = "text/html; charset=iso-8859-1"


@dataclass(frozen=True)
class DiscoveryEntry:
    """One row of the API discovery list, as recorded: an id may stand twice, and may name an API that is not served."""

    id: str
    version: str
    name: str
    doc_link: str = "https://www.axis.com/partner_pages/vapix_library/#/"
    status: str | None = None


@dataclass(frozen=True)
class RestEntry:
    """One row of `GET /config/discover`, such as major `v1` and path `/config/rest/cert/v1`."""

    id: str
    major: str
    version: str
    state: str
    path: str


@dataclass(frozen=True)
class ApiFacts:
    """Which APIs the device lists, and which it lacks against the rule of its generation."""

    discovery: tuple[DiscoveryEntry, ...] = ()
    rest: tuple[RestEntry, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)
    """Version that an API answers with, where it differs from the discovery list or is not in it: id -> "1.5"."""
    removed: frozenset[str] = frozenset()
    """Folder names of APIs, or paths of endpoints, that this device does not serve."""
    removed_fields: frozenset[str] = frozenset()
    """JSON members left out of answers: "<api folder>.<member>"."""
    removed_topics: frozenset[str] = frozenset()


class ViewKind(StrEnum):
    """What a channel shows."""

    WHOLE = "whole"
    """The picture of a sensor."""
    AREA = "area"
    """A part of the picture of a sensor, all of it where nobody has chosen (page slug: view-area-api)."""
    QUAD = "quad"
    """The pictures of four sensors, two by two."""
    OVERVIEW = "overview"
    """The circle of a fisheye lens (this and all that follow: page slug dewarped-views)."""
    PANORAMA = "panorama"
    """Half of what is around, straightened."""
    DOUBLE_PANORAMA = "double-panorama"
    DEWARPED_QUAD = "dewarped-quad"
    """Four quarters of what is around, two by two."""
    DEWARPED_AREA = "dewarped-area"
    """A quarter of what is around, with a head."""
    CORNER_LEFT = "corner-left"
    CORNER_RIGHT = "corner-right"
    DOUBLE_CORNER = "double-corner"
    CORRIDOR = "corridor"

    @property
    def assembled(self) -> bool:
        """Whether the picture has parts with eyes of their own."""
        return self not in (ViewKind.WHOLE, ViewKind.AREA, ViewKind.DEWARPED_AREA)


@dataclass(frozen=True, slots=True)
class CaptureMode:
    """A way in which the sensors can work (page slug: capture-mode)."""

    id: int
    description: str
    size: tuple[int, int]
    """Width and height of the full picture in pixels."""
    max_fps: float

    @property
    def aspect(self) -> str:
        """`16:9`"""
        width, height = self.size
        common = math.gcd(width, height)
        return f"{width // common}:{height // common}"


@dataclass(frozen=True)
class VideoFacts:
    """The eye of the device."""

    sensor: tuple[int, int] = (1920, 1080)
    """Width and height of the full picture in pixels."""
    max_fps: float = 30.0
    encoders: int = 8
    """Different H.264, H.265 and AV1 streams that can be coded at the same time."""
    field_of_view: float = 100.0
    """Widest horizontal field of view in degrees."""
    lens_zoom: float = 1.0
    """How much the motor lens of a fixed camera magnifies at its tele end; 1: it does not zoom."""
    heading: tuple[float, float] = (0.0, 0.0)
    """Pan and tilt in degrees at which a fixed camera looks into the scene."""
    headings: tuple[tuple[float, float], ...] = ()
    """The same for each of several sensors, by index of `ImageSource.I#`; empty: all look at `heading`."""
    capture_modes: tuple[CaptureMode, ...] = ()
    """The modes of each sensor; empty: there is one that has no name."""
    views: tuple[ViewKind, ...] = ()
    """What each channel shows, by index of `Image.I#`; those beyond are view areas, the first one a whole picture."""

    def heading_of(self, source: int) -> tuple[float, float]:
        """Pan and tilt in degrees at which a sensor looks."""
        return self.headings[source] if source < len(self.headings) else self.heading

    def view(self, channel: int) -> ViewKind:
        """What a channel, numbered from 1, shows."""
        if channel <= len(self.views):
            return self.views[channel - 1]
        return ViewKind.WHOLE if channel == 1 else ViewKind.AREA

    @property
    def quad(self) -> int | None:
        """The channel that a client may call `quad`; None: there is none."""
        quads = (ViewKind.QUAD, ViewKind.DEWARPED_QUAD)
        return next((number for number, kind in enumerate(self.views, 1) if kind in quads), None)

    @property
    def fisheye(self) -> bool:
        """Whether the lens sees half of the world, of which views are straightened parts."""
        return ViewKind.OVERVIEW in self.views


@dataclass(frozen=True)
class PtzFacts:
    """The moving head: mechanical, or digital in view areas."""

    mechanical: bool
    driver: str = "Sony_camblock"
    """Answer to `whoami`."""
    pan: tuple[float, float] = (-180.0, 180.0)
    tilt: tuple[float, float] = (-90.0, 0.0)
    endless_pan: bool = True
    zoom: tuple[int, int] = (1, 9999)
    """Zoom range in the vendor's steps; 9999 is the optical end, 19999 the digital one."""
    field_of_view: tuple[float, float] = (2.2, 62.3)
    """Horizontal field of view in degrees at the optical tele end and at the wide end."""
    max_digital_magnification: float = 12.0
    speeds: tuple[tuple[int, float], ...] = ((1, 0.05), (100, 150.0))
    """Speed table: commanded 1..100 -> degrees per second, linear in between."""
    zoom_seconds: float = 3.0
    """Seconds for the full optical zoom travel at speed 100."""
    focus_seconds: float = 2.0
    auxiliary: tuple[str, ...] = ()
    position_decimals: int = 4
    preset_data: str = "pan={pan:f}:tilt={tilt:f}:zoom={zoom:f}"
    """Format of the preset's Data parameter."""


@dataclass(frozen=True)
class Application:
    """An application as it is installed in the factory."""

    name: str
    nice_name: str
    version: str
    id: str = ""
    vendor: str = "Axis Communications"
    license: str = "None"
    status: str = "Stopped"
    """Running, Stopped or Idle."""
    configuration_page: str = ""
    vendor_home_page: str = "http://www.axis.com"
    license_name: str = ""
    license_expiration: str = ""
    """Day on which the installed license key ends, YYYY-MM-DD."""
    start_mode: str = "respawn"
    """respawn, once (it ends by itself) or never (nothing in it runs)."""


@dataclass(frozen=True)
class FactoryAction:
    """An action configuration that a new device has."""

    id: int
    name: str
    template: str
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class FactoryRule:
    """An action rule that a new device has."""

    id: int
    name: str
    action: int
    """Id of the action configuration."""
    conditions: tuple[tuple[str, str], ...]
    """Topic and content expression of each."""
    enabled: bool = True


@dataclass(frozen=True)
class NetworkFacts:
    """The network interface, as far as no parameter tells it."""

    link_modes: tuple[str, ...] = ("auto", "10BaseT-HD", "10BaseT-FD", "100BaseTX-HD", "100BaseTX-FD")
    """What `supportedLinkModes` lists."""
    chosen_by_hand: bool = True
    """Whether the interface stands in `manualActiveDevices`."""
    dhcp_fallback: bool = False
    """Whether the static address is taken where no DHCP server answers, as the device leaves the factory."""


@dataclass(frozen=True)
class BootFacts:
    """Phases of a restart in seconds of camera time."""

    linger: float = 0.5
    """From the answer to the closing of the ports."""
    down: float = 3.0
    """Ports closed."""
    starting: float = 1.5
    """Ports open, systemready says no, all else is refused."""
    degraded: float = 0.5
    """Settings can be read; systemready says no and there is no picture yet."""
    upgrade: float = 4.0
    """What a restart takes longer when it installs firmware."""


@dataclass(frozen=True)
class StorageFacts:
    """What is in the drives of the device when the simulation begins."""

    inserted: Mapping[str, int] = field(default_factory=dict)
    """Size in kB of the disk in a drive: `SD_DISK`; the other drives are empty."""


@dataclass(frozen=True)
class Profile:
    """Everything that one model has on one OS version."""

    name: str
    os: str
    generation: Generation
    title: str
    kind: str
    leaves: tuple[Leaf, ...]
    """Parameters as they leave the factory, in the order of the device's listing."""
    platform: str = ""
    """AXIS OS version that the firmware is made from, where its version is numbered otherwise."""
    identity: Identity = Identity()
    http: HttpFacts = HttpFacts()
    apis: ApiFacts = ApiFacts()
    video: VideoFacts | None = None
    ptz: PtzFacts | None = None
    network: NetworkFacts = NetworkFacts()
    boot: BootFacts = BootFacts()
    applications: tuple[Application, ...] = ()
    actions: tuple[FactoryAction, ...] = ()
    rules: tuple[FactoryRule, ...] = ()
    events: EventFacts = EventFacts()
    storage: StorageFacts = StorageFacts()
    quirks: frozenset[Quirk] = frozenset()
    preset_limit: int = 100
    virtual_inputs: int = 64
    preview_seconds: int = 0
    """How long a factory-new device shows video without login; 0: never."""
    origins: Mapping[str, str] = field(default_factory=dict)
    """Where each value comes from: dotted key or parameter name -> file."""

    def has(self, quirk: Quirk) -> bool:
        """Whether the device shows this behaviour."""
        return quirk in self.quirks

    @functools.cached_property
    def values(self) -> Mapping[str, str]:
        """The parameters as they leave the factory, by name."""
        return {leaf.name: leaf.value for leaf in self.leaves}

    @functools.cached_property
    def drives(self) -> tuple[str, ...]:
        """The drives that are watched, or those of the parameters: `SD_DISK`."""
        named = (value for name, value in self.values.items() if name.startswith("Storage.S") and name.endswith(".DiskID"))
        return self.events.disks or tuple(named)

    def says_yes(self, name: str) -> bool:
        """Whether a parameter leaves the factory as `yes`."""
        return self.values.get(name) == "yes"

    @property
    def os_number(self) -> tuple[int, ...]:
        """The AXIS OS version as numbers, to compare with `since`."""
        return numbers(self.platform or self.os)
