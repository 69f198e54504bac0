"""HTTPS shows the certificate that was chosen, with the tester's flaws, over a restart, and can be turned off."""

from __future__ import annotations

import asyncio
import datetime
import re
import shutil

import pytest
from cryptography import x509 as x509_library

from camsim.device.certificates import Flaw
from tests.apis.certificate_client import NOW, seen, soap


@pytest.mark.parametrize("flaw", [Flaw.EXPIRED, Flaw.NOT_YET_VALID, Flaw.WRONG_NAME, Flaw.FOREIGN_CA])
async def test_a_tester_chooses_what_is_wrong(start, flaw):
    camera = await start()
    right = await seen(camera)
    camera.show_certificate(flaw)
    shown = await seen(camera)
    now = datetime.datetime.fromtimestamp(NOW, datetime.UTC)
    names = shown.extensions.get_extension_for_class(x509_library.SubjectAlternativeName).value.get_values_for_type(x509_library.DNSName)
    found = {
        Flaw.EXPIRED: shown.not_valid_after_utc < now,
        Flaw.NOT_YET_VALID: shown.not_valid_before_utc > now,
        Flaw.WRONG_NAME: names == ["another.invalid"],
        Flaw.FOREIGN_CA: shown.issuer != shown.subject,
    }
    assert {name for name, true in found.items() if true} == {flaw}
    camera.show_certificate(Flaw.NONE)
    assert (await seen(camera)).serial_number == right.serial_number


async def test_the_certificate_survives_a_restart_and_goes_with_a_default(start, client):
    camera = await start()
    before = await seen(camera)
    camera.reboot()
    await camera.advance(60)
    assert (await seen(camera)).serial_number == before.serial_number
    camera.reboot("hard")
    await camera.advance(60)
    assert (await seen(camera)).serial_number != before.serial_number


async def test_https_can_be_turned_off(start, client):
    camera = await start()
    web = client(camera)
    assert "OK" in (await web.get("/axis-cgi/param.cgi?action=update&root.HTTPS.Enabled=no")).text
    with pytest.raises(OSError):
        await seen(camera)
    _, body = await soap(web, "<aweb:GetWebServerTlsConfiguration/>")
    assert "<aweb:Tls>false</aweb:Tls>" in body
    await web.get("/axis-cgi/param.cgi?action=update&root.HTTPS.Enabled=yes")
    await camera.advance(0)
    assert (await seen(camera)).subject


async def test_openssl_sees_what_was_chosen(start):
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    camera = await start()
    camera.show_certificate(Flaw.WRONG_NAME)
    address = camera.https_url.removeprefix("https://")
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec("openssl", "s_client", "-connect", address, stdin=pipe, stdout=pipe, stderr=pipe)
    told, _ = await process.communicate(b"")
    assert re.search(rb"subject=CN\s*=\s*another\.invalid", told)
