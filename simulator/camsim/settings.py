"""Settings of one camera: flags, CAMSIM_* environment and a TOML file in one small dataclass, and their checks."""

from __future__ import annotations

import dataclasses
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from camsim.device.clock import FASTEST, ClockMode
from camsim.device.users import Account, Role

PREFIX = "CAMSIM_"


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
    log_level: str = "info"


def parse_users(text: str) -> tuple[Account, ...]:
    """`root:pass:admin,eye:eye:viewer:ptz` -> accounts. Raises ValueError."""
    accounts: list[Account] = []
    for part in filter(None, text.split(",")):
        name, password, *rest = part.split(":")
        role, *right = rest or ["admin"]
        if role not in ("viewer", "operator", "admin") or right not in ([], ["ptz"]):
            raise ValueError(f"{part!r} is not name:password:role[:ptz] with role viewer, operator or admin")
        is_first = not accounts
        accounts.append(
            Account(
                name,
                password,
                Role[role.upper()],
                ptz=bool(right) or role == "admin",
                group="root" if is_first and role == "admin" else "users",
            )
        )
    if len({account.name for account in accounts}) != len(accounts):
        raise ValueError("a user name stands twice")
    return tuple(accounts)


def load(flags: Mapping[str, Any], environment: Mapping[str, str] | None = None, file: str | None = None) -> Settings:
    """Settings from a file, the environment and flags; later ones win. Raises SettingsError."""
    environment = os.environ if environment is None else environment
    file = file or environment.get(PREFIX + "CONFIG")
    known = {field.name for field in dataclasses.fields(Settings)}
    chosen: dict[str, Any] = {}
    for key, value in (_read(file) if file else {}).items():
        name = key.replace("-", "_")
        if name not in known:
            raise SettingsError(f"{file}: {key}: no such setting")
        chosen[name] = _checked(f"{file}: {key}", name, value)
    for key, text in environment.items():
        name = key.removeprefix(PREFIX).lower()
        if key.startswith(PREFIX) and name in known:
            chosen[name] = _checked(f"environment: {key}", name, text)
    for name, value in flags.items():
        if value is not None and name in known:
            chosen[name] = _checked(f"--{name.replace('_', '-')}", name, value)
    return Settings(**chosen)


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


def _port(value: Any) -> int:
    if isinstance(value, bool):
        raise ValueError(f"expected a port, got {value!r}")
    number = int(value)
    if not 0 <= number <= 65535:
        raise ValueError(f"a port lies in 0..65535, got {number}")
    return number


def _flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if str(value).lower() in ("1", "yes", "true", "on"):
        return True
    if str(value).lower() in ("0", "no", "false", "off"):
        return False
    raise ValueError(f"expected yes or no, got {value!r}")


def _users(value: Any) -> tuple[Account, ...]:
    if isinstance(value, tuple) and all(isinstance(item, Account) for item in value):
        return value
    return parse_users(",".join(value) if isinstance(value, list | tuple) else value)


def _serial(value: Any) -> str:
    serial = _text(value).upper().replace(":", "")
    if len(serial) != 12 or any(char not in "0123456789ABCDEF" for char in serial):
        raise ValueError(f"a serial number has 12 hex digits, got {value!r}")
    return serial


def _speed(value: Any) -> float:
    speed = float(value)
    if not 0.0 < speed <= FASTEST:
        raise ValueError(f"a speed lies above 0 and not above {FASTEST:.0f}, got {value!r}")
    return speed


def _folders(value: Any) -> tuple[str, ...]:
    return tuple(value.split(os.pathsep)) if isinstance(value, str) else tuple(_text(item) for item in value)


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
    "stamp": _flag,
    "users": _users,
    "seed": int,
    "serial": _serial,
    "clock": ClockMode,
    "speed": _speed,
    "profiles": _folders,
    "log_level": _level,
}
