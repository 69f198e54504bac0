"""Settings of one camera: flags, CAMSIM_* environment and a TOML file in one small dataclass, and their checks."""

from __future__ import annotations

import dataclasses
import difflib
import ipaddress
import math
import os
import socket
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from camsim.device.clock import FASTEST, ClockMode
from camsim.device.errors import OutOfRangeError
from camsim.device.users import Account, Role, check_name, check_password

PREFIX = "CAMSIM_"
ACCOUNT = "name:password:role[:ptz]"
NEARNESS = 0.8
"""How alike (0..1) an unknown CAMSIM_ name and a known one are that was meant; those less alike are somebody else's."""


class SettingsError(ValueError):
    """A setting that cannot be used; the text names where it comes from and its key."""


@dataclass(frozen=True)
class Settings:
    """Everything that can be chosen when a camera starts."""

    profile: str = "p3245-lve"
    """Model, as in `camsim profiles`."""
    os_version: str | None = None
    """OS version, where the model has several."""
    profiles: tuple[str, ...] = ()
    """Folders with profiles of your own."""
    name: str | None = None
    """Name in the line that `serve` prints; the profile's where it is not given."""
    host: str = "127.0.0.1"
    """Address to listen on."""
    http_port: int = 8080
    """0: a free port; so for the other ports."""
    https_port: int = 8443
    rtsp_port: int = 8554
    rtsps_port: int = 8322
    control_port: int = 8081
    https: bool = True
    """Whether the HTTPS port is open."""
    rtsps: bool = False
    """Whether the RTSPS port is open: RTSP over TLS."""
    discovery: str | None = None
    """IPv4 address of the interface on which the camera can be found by mDNS-SD, SSDP and WS-Discovery; not given: nowhere."""
    users: tuple[Account, ...] = (Account("root", "pass", Role.ADMIN, ptz=True, group="root"),)
    """Accounts; none: a factory-new device."""
    seed: int = 0
    """The same seed gives the same serial number, nonces, boot ids and pictures."""
    serial: str | None = None
    """Serial number of 12 hex digits, which is the MAC address; from the seed where it is not given."""
    clock: ClockMode = ClockMode.SYSTEM
    speed: float = 1.0
    """Camera seconds per real second of a scaled clock."""
    stamp: bool = True
    """Whether pictures carry the stamp that software reads back."""
    recordings_size: int = 512
    """Megabytes that recordings may take on the disk of this computer; the oldest go first."""
    state_dir: Path | None = None
    """Folder in which the camera's state outlives the process; not given: it does not."""
    log_level: str = "info"


_NAMES = tuple(field.name for field in dataclasses.fields(Settings))
_NOT_OURS = ("config", "recordings", "conformance", "fuzz", "yellowstone")
"""The configuration file, and what the tests of camsim itself read from the environment."""


def parse_users(text: str) -> tuple[Account, ...]:
    """`root:pass:admin,eye:eye:viewer:ptz` -> accounts. Raises ValueError."""
    return _accounts(list(filter(None, text.split(","))))


def load(
    flags: Mapping[str, Any], environment: Mapping[str, str] | None = None, file: str | None = None, *, listens: bool = False
) -> Settings:
    """Settings from a file, the environment and flags; later ones win. `listens` tries the host as well. Raises SettingsError."""
    environment = os.environ if environment is None else environment
    file = file or environment.get(PREFIX + "CONFIG")
    chosen: dict[str, Any] = {}
    sources: dict[str, str] = {}

    def take(where: str, name: str, value: Any) -> None:
        chosen[name] = _checked(where, name, value)
        sources[name] = where

    for key, value in (_read(file) if file else {}).items():
        name = key.replace("-", "_")
        if name not in _NAMES:
            raise SettingsError(f"{file}: {key}: no such setting")
        take(f"{file}: {key}", name, value)
    for key, text in environment.items():
        if not key.startswith(PREFIX):
            continue
        name = key.removeprefix(PREFIX).lower()
        if name in _NAMES:
            take(f"environment: {key}", name, text)
        elif name not in _NOT_OURS and (near := difflib.get_close_matches(name, [*_NAMES, "config"], 1, NEARNESS)):
            raise SettingsError(f"environment: {key}: no such setting; the nearest is {PREFIX}{near[0].upper()}")
    for name, value in flags.items():
        if value is not None and name in _NAMES:
            take(f"--{name.replace('_', '-')}", name, value)
    if chosen.get("http_port") == 0:
        chosen = {"https_port": 0, "rtsp_port": 0, "rtsps_port": 0, **chosen}
    settings = Settings(**chosen)
    if listens:
        _try_host(sources.get("host", "host"), settings.host)
    return settings


def from_options(options: Mapping[str, Any]) -> Settings:
    """Settings from arguments of a Python call; None leaves the default. Raises SettingsError."""
    return Settings(**{name: _checked(name, name, value) for name, value in options.items() if value is not None})


@contextmanager
def listening(host: str, port: int) -> Iterator[None]:
    """Makes an OSError inside name the address that cannot be listened on."""
    try:
        yield
    except OSError as error:
        shown = f"[{host}]" if ":" in host else host
        raise OSError(error.errno, f"cannot listen on {shown}:{port}: {_reason(error)}") from error


def _reason(error: OSError) -> str:
    """The system's words for an error, without what libraries put around them."""
    return os.strerror(error.errno) if error.errno is not None and error.errno > 0 else error.strerror or str(error)


def _try_host(where: str, host: str) -> None:
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as made:
            made.bind((host, 0))
    except OSError as error:
        raise SettingsError(f"{where}: cannot listen on {host}: {_reason(error)}") from error
    except ValueError as error:
        raise SettingsError(f"{where}: {host!r} is no address") from error


def _read(file: str) -> dict[str, Any]:
    try:
        return tomllib.loads(Path(file).read_text("utf-8"))
    except OSError as error:
        raise SettingsError(f"{file}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file}: {error}") from error


def _checked(where: str, name: str, value: Any) -> Any:
    try:
        return _CHECKS.get(name, _text)(value)
    except (ValueError, TypeError) as error:
        raise SettingsError(f"{where}: {error}") from error


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError(f"expected a text, got {value!r}")
    return value


def _whole(value: Any) -> int:
    try:
        if isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
            return int(value)
    except ValueError:
        pass
    raise ValueError(f"expected a whole number, got {value!r}")


def _port(value: Any) -> int:
    number = _whole(value)
    if not 0 <= number <= 65535:
        raise ValueError(f"a port lies in 0..65535, got {number}")
    return number


def _ipv4(value: Any) -> str:
    try:
        return str(ipaddress.IPv4Address(_text(value)))
    except ValueError:
        raise ValueError(f"expected an IPv4 address, got {value!r}") from None


def _flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if str(value).lower() in ("1", "yes", "true", "on"):
        return True
    if str(value).lower() in ("0", "no", "false", "off"):
        return False
    raise ValueError(f"expected yes or no, got {value!r}")


def _users(value: Any) -> tuple[Account, ...]:
    if isinstance(value, str):
        return parse_users(value)
    if not isinstance(value, list | tuple):
        raise ValueError(f"expected {ACCOUNT},... or a list of them, got {value!r}")
    return _accounts(value)


def _accounts(items: Sequence[Any]) -> tuple[Account, ...]:
    """Accounts from specifications or ready ones, checked. Raises ValueError."""
    accounts = [item if isinstance(item, Account) else _account(item, is_first=not at) for at, item in enumerate(items)]
    for account in accounts:
        try:
            check_name(account.name)
            check_password(account.password)
        except OutOfRangeError as error:
            raise ValueError(f"{error} (user {account.name!r})") from error
    if len({account.name for account in accounts}) != len(accounts):
        raise ValueError("a user name stands twice")
    return tuple(accounts)


def _account(spec: Any, *, is_first: bool) -> Account:
    parts = spec.split(":") if isinstance(spec, str) else []
    if len(parts) < 2:
        raise ValueError(f"expected {ACCOUNT}, got {spec!r}")
    name, password, *rest = parts
    role, *right = rest or ["admin"]
    if right not in ([], ["ptz"]):
        raise ValueError(f"expected {ACCOUNT} and no ':' in the password, got {spec!r}")
    if role not in ("viewer", "operator", "admin"):
        raise ValueError(f"expected {ACCOUNT} with role viewer, operator or admin, got {spec!r}")
    group = "root" if is_first and role == "admin" else "users"
    return Account(name, password, Role[role.upper()], ptz=bool(right) or role == "admin", group=group)


def _serial(value: Any) -> str:
    serial = _text(value).upper().replace(":", "")
    if len(serial) != 12 or any(char not in "0123456789ABCDEF" for char in serial):
        raise ValueError(f"a serial number has 12 hex digits, got {value!r}")
    return serial


def _speed(value: Any) -> float:
    try:
        speed = math.nan if isinstance(value, bool) else float(value)
    except (ValueError, TypeError):
        raise ValueError(f"expected a number, got {value!r}") from None
    if not 0.0 < speed <= FASTEST:
        raise ValueError(f"a speed lies above 0 and not above {FASTEST:.0f}, got {value!r}")
    return speed


def _megabytes(value: Any) -> int:
    number = _whole(value)
    if not 1 <= number <= 1_000_000:
        raise ValueError(f"expected 1..1000000 megabytes, got {number}")
    return number


def _folders(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        return tuple(value.split(os.pathsep))
    if not isinstance(value, list | tuple):
        raise ValueError(f"expected folders, got {value!r}")
    return tuple(_text(item) for item in value)


def _folder(value: Any) -> Path:
    return Path(_text(os.fspath(value) if isinstance(value, os.PathLike) else value))


def _clock(value: Any) -> ClockMode:
    try:
        return ClockMode(value)
    except ValueError:
        raise ValueError(f"expected system, frozen, stepped or scaled, got {value!r}") from None


def _level(value: Any) -> str:
    level = _text(value).lower()
    if level not in ("debug", "info", "warning", "error"):
        raise ValueError(f"expected debug, info, warning or error, got {value!r}")
    return level


_CHECKS: dict[str, Any] = {
    "http_port": _port,
    "https_port": _port,
    "rtsp_port": _port,
    "rtsps_port": _port,
    "control_port": _port,
    "https": _flag,
    "rtsps": _flag,
    "discovery": _ipv4,
    "stamp": _flag,
    "users": _users,
    "seed": _whole,
    "serial": _serial,
    "clock": _clock,
    "speed": _speed,
    "profiles": _folders,
    "recordings_size": _megabytes,
    "state_dir": _folder,
    "log_level": _level,
}
