"""Cameras that are killed: one life after the other on the same state folder, each ended by SIGKILL at a point of its own.

Run as a process: `nursery.py FOLDER LIVES REAL`. Most lives end at a point that is counted inside (each statement of SQLite, each write of
media, each removal of a file, each answer), the last REAL ones from outside. Prints a line for whatever a life has lost, and at last how
many calls were answered.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import random
import signal
import sqlite3
import sys
import time
from pathlib import Path

from camsim import Camera
from camsim.device.parameters import Parameters
from camsim.device.ptz.head import PtzHead
from camsim.device.state import plain
from camsim.device.storage.recording import Content
from camsim.device.storage.recordings import Recordings
from camsim.device.users import Users
from camsim.media.archive import Archive
from camsim.media.block import Block
from camsim.media.stream import StreamKey
from camsim.media.unit import Codec, Unit
from camsim.server.app import App
from camsim.store import database, store
from camsim.store.rows import kept

LOGIN = "Basic " + base64.b64encode(b"root:pass").decode()
TEXT = "Image.I0.Text.String"
UNITS = 3
KEEP = 4
"""Recordings, users and presets that stay."""
VOLATILE = ("log", "power")
"""Organs that every life changes."""


class Recorder:
    """Records a few units that tell whose they are, at once."""

    def __init__(self, camera):
        self.archive = Archive(camera._store.recordings, camera._store.discard)
        self._organ = camera.device.organ(Recordings)

    def content(self, options):
        return Content(None, None)

    def begin(self, recording, before):
        tape = self.archive.open(recording.id, [StreamKey()], [1.0])
        for number in range(UNITS):
            data = f"{recording.id} {number}".encode()
            unit = Unit(Codec.JPEG, number, number * 90_000, recording.started + number, True, 640, 480, data)
            self._organ.grew(recording.id, tape.add(0, unit, 300), tape.begins, unit.time + 1)

    def end(self, id):
        self.archive.find(id).close()

    def erase(self, id):
        self.archive.erase(id)

    def release(self, owner):
        pass


class Death:
    """Comes at a point of a life."""

    def __init__(self, left):
        self.left = left

    def point(self, *_):
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, owner, name):
        work = getattr(owner, name)

        def done(*arguments, **options):
            self.point()
            try:
                return work(*arguments, **options)
            finally:
                self.point()

        setattr(owner, name, done)

    def lurk(self):
        connect = sqlite3.connect

        def watched(*arguments, **options):
            connection = connect(*arguments, **options)
            connection.set_trace_callback(self.point)
            return connection

        database.sqlite3.connect = watched
        for owner, name in ((Block, "_write"), (Block, "_note"), (store, "_remove"), (App, "handle"), (database.Database, "write")):
            self.around(owner, name)


def seen(camera):
    """What the life finds: the numbered things, media that are not whole, and all else."""
    recordings, users, head = (camera.device.organ(kind) for kind in (Recordings, Users, PtzHead))
    presets = sorted(preset.name for preset in head.state.presets[1].by_number.values()) if 1 in head.state.presets else []
    archive = Archive(camera._store.recordings)
    torn = []
    for id, one in recordings.state.recordings.items():
        tape = archive.find(id)
        found = [unit.read().decode() for unit in tape.units()] if tape is not None and tape.blocks else []
        if found != [f"{id} {number}" for number in range(len(found))] or one.size != (tape.size if found else 0):
            torn.append([id, found, one.size])
        elif len(found) < UNITS:
            torn.append([id, len(found)])
    rest = {}
    for organ in camera.device.organs.values():
        if organ.name not in (*VOLATILE, "recordings", "users"):
            rest[organ.name] = {field.name: plain(getattr(organ.state, field.name)) for field in kept(type(organ.state))}
    rest["parameters"]["changed"].pop(TEXT, None)
    del rest["ptz"]["presets"]
    rest["disks"]["media"] = {disk: medium for disk, medium in rest["disks"]["media"].items() if medium["present"]}
    return {
        "text": camera.device.organ(Parameters).get(TEXT),
        "users": [one.name for one in users.all()],
        "presets": presets,
        "recordings": list(recordings.state.recordings),
        "folders": sorted(path.name for path in camera._store.recordings.iterdir()) if camera._store.recordings.is_dir() else [],
        "torn": torn,
        "rest": json.dumps(rest, sort_keys=True),
    }


def calls(model):
    """The next call, and what is there after it; a recording whose id only the answer tells is `?`."""
    n = model["n"] + 1
    kind = n % 7
    after = {**model, "n": n}
    if kind == 1:
        return f"/axis-cgi/pwdgrp.cgi?action=add&user=u{n}&pwd=x&grp=users&sgrp=viewer", after | {"users": [*model["users"], f"u{n}"]}
    if kind == 2:
        presets = sorted([*model["presets"], f"p{n}"])
        return f"/axis-cgi/com/ptzconfig.cgi?camera=1&setserverpresetname=p{n}", after | {"presets": presets}
    if kind == 3:
        return "/axis-cgi/record/record.cgi?diskid=SD_DISK", after | {"recordings": [*model["recordings"], "?"]}
    if kind == 4 and len(model["recordings"]) > KEEP:
        first, *others = model["recordings"]
        return f"/axis-cgi/record/remove.cgi?recordingid={first}", after | {"recordings": others}
    if kind == 5 and len(model["users"]) > KEEP:
        root, first, *others = model["users"]
        return f"/axis-cgi/pwdgrp.cgi?action=remove&user={first}", after | {"users": [root, *others]}
    if kind == 6 and len(model["presets"]) > KEEP:
        first = next(name for name in model["presets"] if name.startswith("p"))
        others = [name for name in model["presets"] if name != first]
        return f"/axis-cgi/com/ptzconfig.cgi?camera=1&removeserverpresetname={first}", after | {"presets": others}
    return f"/axis-cgi/param.cgi?action=update&{TEXT}={n}", after | {"text": str(n)}


async def live(folder, tell, number):
    """One life: says what it finds, then calls until it is killed."""
    camera = Camera(profile="p5512", clock="stepped", state_dir=folder, https=False)
    camera.device.organ(Recordings).recorder = lambda: recorder
    recorder = Recorder(camera)
    camera.desk.__dict__["recorder"] = recorder
    async with camera:
        camera.drive_sensor("disk.SD_DISK", on=True)
        camera._store.settle()
        found = seen(camera)
        tell("found", found)
        model = {name: found[name] for name in ("text", "users", "presets", "recordings")} | {"n": number}
        reader, writer = await asyncio.open_connection("127.0.0.1", int(camera.url.rpartition(":")[2]))
        while True:
            path, model = calls(model)
            tell("begun", model)
            writer.write(f"GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: {LOGIN}\r\n\r\n".encode())
            head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
            size = int(head.partition("content-length:")[2].partition("\r")[0] or 0)
            body = (await reader.readexactly(size)).decode()
            if head.split()[1] not in ("200", "204") or "rror" in body:
                raise AssertionError(f"{path}: {head} {body}")
            if "?" in model["recordings"]:
                id = body.partition('recordingid="')[2].partition('"')[0]
                camera.device.organ(Recordings).end(id)
                model["recordings"] = [*model["recordings"][:-1], id]
            tell("done", model)


def born(folder, number, left):
    """Forks a life; its pipe and id."""
    read, write = os.pipe()
    child = os.fork()
    if child:
        os.close(write)
        return read, child
    os.close(read)
    try:
        death = Death(left)
        death.lurk()
        asyncio.run(live(folder, lambda kind, what: os.write(write, f"{json.dumps([kind, what])}\n".encode()), number))
    except BaseException as error:
        os.write(write, f"{json.dumps(['failed', repr(error)])}\n".encode())
    os._exit(1)


def fits(found, model):
    """Whether a life finds what the one before it left."""
    there = dict(model)
    if "?" in there["recordings"]:
        there["recordings"] = [*there["recordings"][:-1], found["recordings"][-1] if found["recordings"] else ""]
    return all(found[name] == there[name] for name in ("text", "users", "presets", "recordings"))


async def warm():
    """Loads once what every life needs."""
    async with Camera(profile="p5512", clock="stepped", https=False) as camera:
        _ = camera.registry, camera.actions, camera.gallery


def main(folder, lives, real):
    asyncio.run(warm())
    chance, rest, answered, lost = random.Random(1), None, 0, []
    done = begun = None
    for life in range(1 + lives + real):
        outside = life == 0 or life > lives
        read, child = born(folder, begun["n"] if begun else 0, 0 if outside else chance.choice((life % 97 + 1, chance.randint(60, 160))))
        with os.fdopen(read) as told:
            lines = []
            if outside:
                lines.append(json.loads(told.readline()))
                time.sleep(chance.random() * 0.02)
                os.kill(child, signal.SIGKILL)
            for line in told:
                if line.endswith("\n"):
                    lines.append(json.loads(line))
        os.waitpid(child, 0)
        for kind, what in lines:
            if kind == "failed":
                lost.append(what)
            elif kind == "found":
                if done and not fits(what, done) and not fits(what, begun):
                    lost.append(["lost", life, what, done, begun])
                if what["torn"] or not set(what["folders"]) <= set(what["recordings"]):
                    lost.append(["torn", life, what])
                if rest not in (None, what["rest"]):
                    lost.append(["rest", life, rest, what["rest"]])
                rest = what["rest"]
                done = begun = {name: what[name] for name in ("text", "users", "presets", "recordings")} | {"n": begun["n"] if begun else 0}
            elif kind == "begun":
                begun = what
            else:
                done, answered = what, answered + 1
    print(json.dumps({"answered": answered, "lost": lost[:3]}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
