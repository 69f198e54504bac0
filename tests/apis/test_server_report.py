"""Server report and crash report: what they hold is what the device is and did."""

from __future__ import annotations

import gzip
import io
import re
import tarfile
import zipfile

import pytest

from camsim.media import stamp


@pytest.mark.parametrize("profile", ["p5512", "p3245-lve", "d4200-ve"])
async def test_the_text_holds_everything(start, client, profile):
    camera = await start(profile)
    answer = await client(camera).get("/axis-cgi/serverreport.cgi")
    assert answer.headers["Content-Type"].startswith("text/plain")
    text = answer.text
    assert f'RELEASE="{camera.profile.os}"' in text and f'SERIAL="{camera.device.serial}"' in text
    assert re.search(r'\[Brand\]\n(\w+ *= ".*"\n)*ProdFullName +=', text)
    assert "root: Booting" in text
    assert (await client(camera).post("/axis-cgi/admin/serverreport.cgi", data={"mode": "text"})).text.startswith("\n----- Server Report")


async def test_passwords_are_masked(start, client):
    camera = await start()
    web = client(camera)
    dot1x = "Network.Interface.I0.dot1x.EAPTLS.PrivateKeyPassword"
    await web.get(f"/axis-cgi/param.cgi?action=update&root.{dot1x}=verysecret")
    assert "verysecret" not in (await web.get("/axis-cgi/serverreport.cgi")).text


@pytest.mark.parametrize(("mode", "image"), [("zip", False), ("zip_with_image", True)])
async def test_a_zip_opens_with_or_without_a_picture(start, client, mode, image):
    camera = await start()
    answer = await client(camera).get(f"/axis-cgi/serverreport.cgi?mode={mode}")
    assert answer.headers["Content-Type"] == "application/zip"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="Axis_SR_20260101_{camera.device.serial}.zip"'
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert ("snapshot.jpg" in names) is image and "system_log.txt" in names
        assert camera.device.serial in archive.read("server_report.txt").decode()
        if image:
            assert stamp.read(archive.read("snapshot.jpg")).serial == camera.device.serial


async def test_a_device_without_eyes_sends_no_picture(start, client):
    answer = await client(await start("d4200-ve")).get("/axis-cgi/serverreport.cgi?mode=zip_with_image")
    assert "snapshot.jpg" not in zipfile.ZipFile(io.BytesIO(answer.content)).namelist()


async def test_archives_of_tar(start, client):
    web = client(await start())
    whole = (await web.get("/axis-cgi/serverreport.cgi?mode=tar_all")).content
    packed = (await web.get("/axis-cgi/debug/debug.tgz")).content
    for content in (whole, gzip.decompress(packed)):
        with tarfile.open(fileobj=io.BytesIO(content)) as archive:
            assert "parameters.txt" in archive.getnames()
    assert (await web.get("/axis-cgi/debug/debug.tgz?cmd=pcapdump")).text.startswith("Error: ")
    assert (await web.get("/axis-cgi/serverreport.cgi?mode=poem")).text.startswith("Error: ")
