"""The command line: serve, profiles, apis, firmware, healthcheck; arguments only."""

from __future__ import annotations

import argparse
import asyncio
import gc
import importlib
import json
import logging
import os
import signal
import sys
from typing import Any

from camsim import __version__
from camsim.settings import Settings, SettingsError, listening, load

BAD_CONFIGURATION = 2

LOADED_BEHIND_THE_DOOR = (
    "camsim.camera",
    "camsim.server.app",
    "camsim.server.front",
    "camsim.server.rtsp.station",
    "camsim.server.tls",
    "camsim.control.server",
)
"""Modules that `serve` loads while the control port already says that it is alive."""


def main(arguments: list[str] | None = None) -> int:
    """Runs one command; returns its exit code: 0 done, 1 failed, 2 bad configuration."""
    chosen = _parser().parse_args(arguments)
    from camsim.profile.errors import ProfileError
    from camsim.store.errors import StoreError

    try:
        return int(chosen.run(chosen))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (SettingsError, ProfileError, StoreError) as error:
        print(f"camsim: {error}", file=sys.stderr)
        return BAD_CONFIGURATION


# ---- serve


def _serve(chosen: argparse.Namespace) -> int:
    from camsim.profile.load import load as load_profile

    settings = load(vars(chosen), file=chosen.config, listens=True)
    load_profile(settings.profile, settings.os_version, settings.profiles)  # a broken one is said before any port is taken
    logging.basicConfig(stream=sys.stderr, level=settings.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    try:
        asyncio.run(_run(settings))
    except OSError as error:
        print(f"camsim: {error.strerror or error}", file=sys.stderr)
        return 1
    return 0


async def _run(settings: Settings) -> None:
    from camsim.control.doorstep import Doorstep

    over = asyncio.Event()
    loop = asyncio.get_running_loop()
    for ending in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(ending, over.set)
    door = Doorstep(settings.host, settings.control_port)
    with listening(settings.host, settings.control_port):
        await door.open()
    camera_module, *_ = await loop.run_in_executor(None, lambda: [importlib.import_module(name) for name in LOADED_BEHIND_THE_DOOR])
    listener = door.hand_over()
    try:
        camera = camera_module.Camera(settings, control_socket=listener)
    except BaseException:
        listener.close()
        raise
    async with camera:
        gc.collect()
        gc.freeze()
        gc.set_threshold(50_000, 20, 50)
        print(json.dumps(camera.describe()), flush=True)
        await over.wait()


# ---- profiles, apis, firmware, healthcheck


def _profiles(chosen: argparse.Namespace) -> int:
    from camsim.profile import load as profiles
    from camsim.profile.show import lines, table

    folders = load(vars(chosen), file=chosen.config).profiles
    if chosen.action == "show":
        print("\n".join(lines(profiles.load(chosen.model, chosen.os_version, folders))))
    else:
        print("\n".join(table([profiles.load(name, None, folders) for name in profiles.names(folders)])))
    return 0


def _apis(chosen: argparse.Namespace) -> int:
    from camsim.apis import APIS
    from camsim.contract.docs import table
    from camsim.profile.load import load as load_profile

    settings = load(vars(chosen), file=chosen.config)
    profile = load_profile(settings.profile, settings.os_version, settings.profiles) if chosen.profile else None
    print("\n".join(table(APIS, profile)))
    return 0


def _firmware(chosen: argparse.Namespace) -> int:
    from camsim.device.firmware import image
    from camsim.profile.load import load as load_profile

    settings = load(vars(chosen), file=chosen.config)
    sys.stdout.buffer.write(image(load_profile(settings.profile, settings.os_version, settings.profiles)))
    return 0


def _healthcheck(chosen: argparse.Namespace) -> int:
    import http.client

    settings = load(vars(chosen), file=chosen.config)
    host = "127.0.0.1" if settings.host in ("0.0.0.0", "::") else settings.host
    connection = http.client.HTTPConnection(host, settings.control_port, timeout=3)
    try:
        connection.request("GET", "/ready")
        return 0 if connection.getresponse().status == 200 else 1
    except OSError as error:
        print(f"camsim: not healthy: {error}", file=sys.stderr)
        return 1
    finally:
        connection.close()


# ---- arguments


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="camsim", description="A network camera in software, compatible with the VAPIX APIs.")
    parser.add_argument("--version", action="version", version=f"camsim {__version__}")
    commands = parser.add_subparsers(required=True, metavar="command")

    serve = _command(commands, "serve", _serve, "run one camera until SIGTERM or Ctrl-C")
    add = serve.add_argument
    add("--profile", help="model (default p3245-lve); see `camsim profiles`")
    add("--os-version", help="OS version of the model, where it has several")
    add("--name", help="name in the line that is printed when everything listens")
    add("--host", help="address to listen on (default 127.0.0.1)")
    for name, default in (("http", 8080), ("https", 8443), ("rtsp", 8554), ("rtsps", 8322), ("control", 8081)):
        also = "; 0 where --http-port is and this one is not given" if name in ("https", "rtsp", "rtsps") else ""
        add(f"--{name}-port", help=f"default {default}; 0: a free port{also}")
    add("--https", action=argparse.BooleanOptionalAction, help="open the HTTPS port (default yes)")
    add(
        "--discovery", metavar="ADDRESS", help="be found by mDNS, SSDP and WS-Discovery on the interface of this address (default: nowhere)"
    )
    add("--rtsps", action=argparse.BooleanOptionalAction, help="open the RTSPS port (default no)")
    add("--users", help="name:password:role[:ptz],... (default root:pass:admin); an empty text: a factory-new device")
    add("--seed", help="the same seed gives the same serial number, nonces and pictures (default 0)")
    add("--serial", help="serial number, 12 hex digits")
    add("--clock", help="system, frozen, stepped or scaled (default system)")
    add("--speed", help="camera seconds per real second of a scaled clock")
    add("--stamp", action=argparse.BooleanOptionalAction, help="put the machine-readable stamp into pictures (default yes)")
    add("--recordings-size", help="megabytes that recordings may take on this computer (default 512)")
    add("--state-dir", metavar="FOLDER", help="keep the camera's state in this folder (default: it ends with the process)")
    add("--log-level", help="debug, info, warning or error (default info)")

    profiles = _command(commands, "profiles", _profiles, "list the models, or show one with the origin of each value")
    profiles.add_argument("--os-version")
    actions = profiles.add_subparsers(dest="action", metavar="action")
    for action, about in (("list", "list the models (the default)"), ("show", "show one model with the origin of each value")):
        under = _command(actions, action, _profiles, about, default=argparse.SUPPRESS)  # options count before the action, too
        under.add_argument("--os-version", default=argparse.SUPPRESS)
        if action == "show":
            under.add_argument("model")

    apis = _command(commands, "apis", _apis, "list the APIs, all or those of one model")
    apis.add_argument("--profile")
    apis.add_argument("--os-version")

    firmware = _command(commands, "firmware", _firmware, "write a firmware image to standard output, for a camera to be upgraded with")
    firmware.add_argument("--profile")
    firmware.add_argument("--os-version")

    check = _command(commands, "healthcheck", _healthcheck, "exit 0 when a camera on this host is ready")
    check.add_argument("--host")
    check.add_argument("--control-port")
    return parser


def _command(commands: Any, name: str, run: Any, about: str, *, default: str | None = None) -> argparse.ArgumentParser:
    made: argparse.ArgumentParser = commands.add_parser(name, help=about, description=about.capitalize() + ".")
    made.set_defaults(run=run)
    made.add_argument("--config", metavar="FILE", default=default, help="TOML file with the same settings (also CAMSIM_CONFIG)")
    made.add_argument("--profiles", metavar="FOLDERS", default=default, help=f"folders with profiles of your own, joined by {os.pathsep!r}")
    return made
