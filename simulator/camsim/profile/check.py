"""Checks the keys and types of a profile's TOML file, before anything is made of it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from camsim.profile.errors import ProfileError
from camsim.profile.events import WatchedPart
from camsim.profile.model import ViewKind
from camsim.profile.quirks import Quirk

Pair = Annotated[list[float], Field(min_length=2, max_length=2)]
Whole = Annotated[list[int], Field(min_length=2, max_length=2)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Identity(_Table):
    serial_prefix: Annotated[str, Field(pattern=r"^[0-9A-F]{6}$")] = "B8A44F"
    soc_serial: str = ""


class _Http(_Table):
    server: str = ""
    security_headers: dict[str, str] = {}
    json_content_type: str = ""
    html_content_type: str = ""


class _Apis(_Table):
    discovery: str = ""
    more_discovery: str = ""
    titles: str = ""
    doc_link: str = ""
    status: str = ""
    rest: str = ""
    more_rest: str = ""
    versions: dict[str, str] = {}


class _CaptureMode(_Table):
    id: int
    description: str
    size: Whole
    max_fps: float


class _Video(_Table):
    sensor: Whole = [1920, 1080]
    max_fps: float = 30
    field_of_view: float = 100
    lens_zoom: Annotated[float, Field(ge=1)] = 1
    heading: Pair = [0, 0]
    headings: list[Pair] = []
    capture_modes: list[_CaptureMode] = []
    views: list[Annotated[ViewKind, Field(strict=False)]] = []


class _Ptz(_Table):
    mechanical: bool = False
    driver: str = ""
    pan: Pair = [0, 0]
    tilt: Pair = [0, 0]
    endless_pan: bool = True
    zoom: Whole = [1, 9999]
    field_of_view: Pair = [0, 0]
    max_digital_magnification: float = 1
    speeds: list[Pair] = []
    zoom_seconds: float = 0
    focus_seconds: float = 0
    auxiliary: list[str] = []
    position_decimals: int = 4
    preset_data: str = ""


class _Application(_Table):
    name: str
    nice_name: str
    version: str
    id: str = ""
    vendor: str = ""
    license: str = ""
    status: str = ""
    configuration_page: str = ""
    vendor_home_page: str = ""
    license_name: str = ""
    license_expiration: str = ""
    start_mode: str = ""


class _Action(_Table):
    id: Annotated[int, Field(ge=1)]
    name: str
    template: str
    parameters: dict[str, str] = {}


class _Rule(_Table):
    id: Annotated[int, Field(ge=1)]
    name: str
    action: int
    conditions: list[Annotated[list[str], Field(min_length=2, max_length=2)]]
    enabled: bool = True


class _Network(_Table):
    link_modes: list[str] = []
    chosen_by_hand: bool = True
    dhcp_fallback: bool = False


class _Boot(_Table):
    linger: float = 0
    down: float = 0
    starting: float = 0
    degraded: float = 0
    upgrade: float = 0


class _Events(_Table):
    names: dict[str, str] = {}
    casings: list[str] = []
    disks: list[str] = []
    parts: list[Annotated[WatchedPart, Field(strict=False)]] = []
    order: str = ""


class _Storage(_Table):
    inserted: dict[str, Annotated[int, Field(gt=0)]] = {}


class _Remove(_Table):
    parameters: list[str] = []
    discovery: list[str] = []
    rest: list[str] = []
    apis: list[str] = []
    endpoints: list[str] = []
    fields_: list[str] = Field(default=[], alias="fields")
    topics: list[str] = []
    quirks: list[str] = []


class ProfileFile(_Table):
    """Everything that may stand in a TOML file of a profile."""

    extends: list[str] = []
    default_os: str = ""
    os: str = ""
    platform: str = ""
    title: str = ""
    kind: str = ""
    generation: Literal["A", "B", "C"] = "C"
    preset_limit: int = 100
    virtual_inputs: int = 64
    preview_seconds: int = 0
    quirks: list[Annotated[Quirk, Field(strict=False)]] = []
    ranges: dict[str, str] = {}
    remove: _Remove = _Remove()
    identity: _Identity = _Identity()
    http: _Http = _Http()
    apis: _Apis = _Apis()
    video: _Video = _Video()
    ptz: _Ptz = _Ptz()
    network: _Network = _Network()
    boot: _Boot = _Boot()
    events: _Events = _Events()
    storage: _Storage = _Storage()
    applications: list[_Application] = []
    actions: list[_Action] = []
    rules: list[_Rule] = []


def check(table: dict[str, Any], file: str) -> None:
    """Raises ProfileError with file and key for the first unknown key or wrong type."""
    try:
        ProfileFile.model_validate(table)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        problem = "is no key of a profile" if first["type"] == "extra_forbidden" else first["msg"][:1].lower() + first["msg"][1:]
        raise ProfileError(file, key, problem) from None
