"""The state folder: what outlives a process, what does not, and which folders are refused."""

from __future__ import annotations

import asyncio
import sqlite3
import stat
from contextlib import closing

import pytest

from camsim import Camera
from camsim.cli import main
from camsim.device.analytics.people_counter import PeopleCounter
from camsim.device.certificates import Certificates, Keyed
from camsim.device.clock import STEPPED_START
from camsim.device.log import Log
from camsim.device.parameters import Parameters
from camsim.device.power import Default, Power
from camsim.device.ptz.head import PtzHead
from camsim.device.state import plain
from camsim.device.storage.recordings import Recordings
from camsim.device.time import Time
from camsim.device.users import Account, Role, Users
from camsim.profile.load import names
from camsim.store.database import Database
from camsim.store.errors import StoreError
from camsim.store.rows import kept
from camsim.store.store import FILE

JPEG = "resolution=320x180&fps=5&videocodec=jpeg"
NAME = "Network.HostName"


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "state"


def settings(camera):
    """What is kept of each organ, but for what every boot changes."""
    found = {}
    for organ in camera.device.organs.values():
        fields = {field.name: plain(getattr(organ.state, field.name)) for field in kept(type(organ.state))}
        found[organ.name] = fields
    del found["log"], found["power"]
    if "disks" in found:
        found["disks"]["media"] = {disk: medium for disk, medium in found["disks"]["media"].items() if medium["present"]}
    return found


async def again(start, camera, **options):
    """The camera of a new process on the same folder; that of the old one just stops, as after a kill."""
    await camera.stop()
    return await start(camera.settings.profile, state_dir=camera.settings.state_dir, **options)


async def test_what_a_client_has_set_outlives_the_process(start, client, folder):
    camera = await start(state_dir=folder)
    web = client(camera)
    for call in (
        "action=update&root.Image.I0.Text.String=kept",
        "action=add&template=stream&group=StreamProfile&StreamProfile.S.Name=mine",
    ):
        assert (await web.get(f"/axis-cgi/param.cgi?{call}")).status_code == 200
    await web.post("/axis-cgi/pwdgrp.cgi", data={"action": "add", "user": "eye", "pwd": "secret", "grp": "users", "sgrp": "viewer"})
    await web.post(
        "/axis-cgi/time.cgi", json={"apiVersion": "1.0", "method": "setDateTime", "params": {"dateTime": "2030-01-01T00:00:00Z"}}
    )
    camera.device.organ(Certificates).add("mine", Keyed("certificate", "key", alternatives=("a", "b")))
    await camera.advance(100)
    before, lines = settings(camera), list(camera.device.organ(Log).state.system)
    camera = await again(start, camera)
    assert settings(camera) == before
    assert camera.device.organ(Parameters).get("Image.I0.Text.String") == "kept"
    assert camera.device.organ(Users).get("eye").password == "secret"
    assert camera.device.organ(Log).state.system[: len(lines)] == lines
    assert camera.clock.now() == STEPPED_START + 100
    assert camera.device.organ(Time).utc().year == 2030
    assert camera.device.organ(Power).state.boots == 2
    assert (await client(camera, "eye", "secret").get("/axis-cgi/usergroup.cgi")).status_code == 200


@pytest.mark.parametrize("profile", names())
def test_the_whole_factory_state_of_every_model_comes_back(profile, folder):
    def made():
        camera = Camera(profile=profile, clock="stepped", state_dir=folder)
        camera._keeper.close()
        return camera

    assert settings(made()) == settings(made())


def test_a_write_is_there_before_its_answer_is(folder):
    camera = Camera(clock="stepped", state_dir=folder)
    camera._store.settle()
    camera.device.organ(Users).add(Account("one", "x", Role.VIEWER))
    camera._store.settle()
    camera.device.organ(Users).update("one", password="y")
    camera._store.settle()
    camera.device.organ(Users).add(Account("two", "x", Role.VIEWER))
    camera.device.organ(Users).remove("one")
    camera.device.organ(Users).add(Account("one", "z", Role.VIEWER))
    camera._store.settle()
    camera._store._database.close()
    users = Camera(state_dir=folder).device.organ(Users)
    assert [(one.name, one.password) for one in users.all()] == [("root", "pass"), ("two", "x"), ("one", "z")]


async def test_only_what_was_touched_is_looked_at_and_only_what_changed_is_written(start, client, folder, monkeypatch):
    camera = await start(state_dir=folder)
    written = []
    monkeypatch.setattr(camera._store._database, "write", lambda rows, facts, anew=False: written.append(list(rows)))
    await client(camera).get("/axis-cgi/param.cgi?action=list&group=Brand")
    assert not written
    assert not camera.device.organs[PtzHead].touched and not camera.device.organs[Recordings].touched
    await client(camera).get("/axis-cgi/param.cgi?action=update&Image.I0.Text.String=one")
    ((row,),) = written
    assert (row.organ, row.field, row.item, row.value) == ("parameters", "changed", ".Image.I0.Text.String", '"one"')


async def test_what_nobody_waits_for_is_written_a_moment_later(start, folder, monkeypatch):
    camera = await start(state_dir=folder)
    written = asyncio.Event()
    monkeypatch.setattr(camera._store._database, "write", lambda *rows, **options: written.set())
    camera._store.settle()
    written.clear()
    camera.device.organ(Parameters).write(NAME, "soon")
    await asyncio.wait_for(written.wait(), 10)


@pytest.mark.parametrize("default", [Default.SOFT, Default.HARD])
async def test_a_factory_default_forgets_on_the_disk_as_well(start, folder, default):
    camera = await start(state_dir=folder)
    camera.device.organ(Parameters).write("Network.BootProto", "none")
    camera.device.organ(Parameters).write("Image.I0.Text.String", "gone")
    camera.device.organ(Users).add(Account("eye", "x", Role.VIEWER))
    camera.reboot(default)
    await camera.advance(300)
    before = settings(camera)
    camera = await again(start, camera)
    assert settings(camera) == before and not camera.device.organ(Users).all()
    assert camera.device.organ(Parameters).get("Image.I0.Text.String") == ""
    soft = default is Default.SOFT
    assert (camera.device.organ(Parameters).get("Network.BootProto") == "none") is soft
    await camera.stop()
    with closing(sqlite3.connect(folder / FILE)) as sql, sql:
        assert not sql.execute("SELECT * FROM state WHERE value LIKE '%gone%' OR item LIKE '%eye%'").fetchall()


async def test_a_default_that_was_under_way_is_lost_with_the_process(start, folder):
    camera = await start(state_dir=folder)
    camera.device.organ(Parameters).write(NAME, "stays")
    camera.reboot(Default.HARD)
    camera = await again(start, camera)
    assert camera.device.organ(Parameters).get(NAME) == "stays" and camera.readiness().ready


async def test_the_reset_forgets_on_the_disk_as_well(start, client, folder):
    camera = await start(state_dir=folder)
    camera.drive_sensor("disk.SD_DISK", on=True)
    fresh = settings(camera)
    id = camera.device.organ(Recordings).start("SD_DISK", JPEG)
    await camera.advance(1)
    camera.device.organ(Parameters).write(NAME, "gone")
    camera.reset()
    camera.drive_sensor("disk.SD_DISK", on=True)
    camera = await again(start, camera)
    assert settings(camera) == fresh and camera.clock.now() == STEPPED_START
    assert not (folder / "recordings" / id).exists()
    assert camera.device.organ(Users).get("root")


async def test_an_upgraded_camera_starts_with_its_new_version(start, folder):
    from camsim.device.firmware import Firmware, image
    from camsim.profile.load import load

    camera = await start("p3245-lve", os_version="10.12", state_dir=folder)
    camera.device.organ(Parameters).write(NAME, "kept")
    camera.device.organ(Firmware).upgrade(image(load("p3245-lve", "11.11"))[:128])
    await camera.stop()  # in the midst of it
    camera = await start("p3245-lve", os_version="10.12", state_dir=folder)
    assert camera.profile.os.startswith("11.11") and camera.device.organ(Firmware).state.inactive.startswith("10.12")
    await camera.stop()
    camera = await start("p3245-lve", state_dir=folder)
    assert camera.profile.os.startswith("11.11") and camera.device.organ(Parameters).get(NAME) == "kept"
    camera.device.organ(Firmware).rollback()
    await camera.advance(600)
    assert camera.profile.os.startswith("10.12")
    camera = await again(start, camera)
    assert camera.profile.os.startswith("10.12") and camera.device.organ(Firmware).state.inactive.startswith("11.11")


async def test_recordings_and_their_media_outlive_the_process(start, client, folder):
    camera = await start(state_dir=folder)
    camera.drive_sensor("disk.SD_DISK", on=True)
    organ = camera.device.organ(Recordings)
    done, going = organ.start("SD_DISK", JPEG), organ.start("SD_DISK", "resolution=320x180&fps=5&videokeyframeinterval=5")
    await camera.advance(2)
    organ.stop(done)
    organ.lock(done, True)
    await camera.advance(2)
    before = {one.id: one for one in organ.all()}
    clip = (await client(camera).get(f"/axis-cgi/record/download.cgi?recordingid={going}")).content
    (folder / "recordings" / "orphan").mkdir()
    camera = await again(start, camera)
    organ = camera.device.organ(Recordings)
    found = {one.id: one for one in organ.all()}
    assert found == before and organ.status(going) == "completed" and not organ.state.active
    assert not (folder / "recordings" / "orphan").exists()
    assert (await client(camera).get(f"/axis-cgi/record/download.cgi?recordingid={going}")).content == clip
    organ.remove(going)
    assert (folder / "recordings" / going).exists()  # until the state no longer speaks of it
    camera._store.settle()
    assert not (folder / "recordings" / going).exists()
    assert organ.bytes_on("SD_DISK") == before[done].size


@pytest.mark.parametrize("profile", ["p8815-2"])
async def test_counters_outlive_the_process(start, folder, profile):
    camera = await start(profile, state_dir=folder)
    if not camera.device.has(PeopleCounter):
        pytest.skip("no counter")
    camera.device.organ(PeopleCounter).state.entered = 7
    camera = await again(start, camera)
    assert camera.device.organ(PeopleCounter).state.entered == 7


# ---- folders that are refused


def refused(folder, **options):
    with pytest.raises(StoreError) as failure:
        Camera(state_dir=folder, **options)
    text = str(failure.value)
    assert "\n" not in text and str(folder) in text
    return text


def test_one_camera_a_folder(folder):
    camera = Camera(state_dir=folder)
    assert "in use" in refused(folder)
    camera._keeper.close()
    Camera(state_dir=folder)._keeper.close()


def test_another_camera_than_the_one_asked_for(folder):
    Camera(os_version="11.11", state_dir=folder)._keeper.close()
    assert "profile p3245-lve, not q6135-le" in refused(folder, profile="q6135-le")
    assert "os-version 11.11" in refused(folder, os_version="10.12")
    assert "serial" in refused(folder, serial="00408C000001")
    camera = Camera(seed=5, os_version="11", state_dir=folder)
    assert camera.device.serial == Camera().device.serial


def test_a_file_that_is_no_state_stays_as_it_is(folder):
    folder.mkdir()
    (folder / FILE).write_bytes(b"something else" * 1000)
    assert "not the state of a camera" in refused(folder)
    assert (folder / FILE).read_bytes() == b"something else" * 1000


def test_the_database_of_another_program_stays_as_it_is(folder):
    folder.mkdir()
    with closing(sqlite3.connect(folder / FILE)) as sql, sql:
        sql.execute("CREATE TABLE theirs (one)")
    sql.close()
    before = (folder / FILE).read_bytes()
    assert "not the state of a camera" in refused(folder)
    assert (folder / FILE).read_bytes() == before


def test_another_schema(folder):
    Camera(state_dir=folder)._keeper.close()
    with closing(sqlite3.connect(folder / FILE)) as sql, sql:
        sql.execute("PRAGMA user_version = 99")
    sql.close()
    assert "schema 99" in refused(folder)


def test_a_damaged_file(folder):
    Camera(state_dir=folder)._keeper.close()
    data = bytearray((folder / FILE).read_bytes())
    for at in range(4096, len(data), 97):
        data[at] ^= 0x5A
    (folder / FILE).write_bytes(data)
    refused(folder)
    assert (folder / FILE).read_bytes() == data


@pytest.mark.parametrize("value", ["{", '"text"', "[1]"])
def test_a_damaged_row(folder, value):
    Camera(state_dir=folder)._keeper.close()
    with closing(sqlite3.connect(folder / FILE)) as sql, sql:
        sql.execute("UPDATE state SET value = ? WHERE organ = 'power' AND field = 'boots'", (value,))
    sql.close()
    assert "damaged" in refused(folder)


def test_a_folder_with_something_else_in_it(folder):
    folder.mkdir()
    (folder / "lost+found").mkdir()
    Camera(state_dir=folder)._keeper.close()
    (folder / FILE).unlink()
    (folder / "letters").write_text("mine")
    assert "letters" in refused(folder)
    assert not (folder / FILE).exists() and (folder / "letters").exists()


def test_a_file_in_place_of_the_folder(folder):
    folder.write_text("x")
    refused(folder)


def test_nobody_else_may_read_passwords_and_keys(folder):
    Camera(state_dir=folder)._keeper.close()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / FILE).stat().st_mode) == 0o600


def test_the_command_says_it_in_one_line(folder, capsys):
    folder.mkdir()
    (folder / FILE).write_bytes(b"something else" * 1000)
    assert main(["serve", "--state-dir", str(folder), "--http-port", "0", "--control-port", "0"]) == 2
    error = capsys.readouterr().err
    assert error.startswith("camsim: ") and error.count("\n") == 1


async def test_a_write_that_cannot_be_kept_is_not_answered_as_one(start, client, folder, monkeypatch):
    camera = await start(state_dir=folder)
    write = Database.write

    def full(*arguments, **options):
        raise StoreError("no room")

    monkeypatch.setattr(Database, "write", full)
    answer = await client(camera).get("/axis-cgi/param.cgi?action=update&Image.I0.Text.String=one")
    assert answer.status_code == 500 and any(isinstance(bug, StoreError) for bug in camera.bugs)
    monkeypatch.setattr(Database, "write", write)
    camera.bugs.clear()
    assert (await client(camera).get("/axis-cgi/param.cgi?action=list&group=Brand")).status_code == 200
    camera = await again(start, camera)
    assert camera.device.organ(Parameters).get("Image.I0.Text.String") == "one"


async def test_a_camera_without_a_folder_keeps_nothing(start, tmp_path, monkeypatch):
    monkeypatch.setenv("CAMSIM_STATE_DIR", str(tmp_path / "never"))
    camera = await start()
    assert camera._store is None and not (tmp_path / "never").exists()
