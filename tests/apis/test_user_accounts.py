"""pwdgrp.cgi and usergroup.cgi: accounts by role, the recorded sentences, the set-up of a factory-new device."""

from __future__ import annotations

import pytest

PATH = "/axis-cgi/pwdgrp.cgi"
FIRST = "action=add&user=root&pwd=first&grp=root&sgrp=admin:operator:viewer:ptz"


def sentence(answer) -> str:
    assert answer.headers["Content-Type"] == "text/html"
    head, tail = "<html><head><title>User accounts</title></head><body bgcolor=#ffffff>", "\r\n</body>\r\n\r\n</html>\r\n"
    assert answer.text.startswith(head) and answer.text.endswith(tail)
    return answer.text[len(head) : -len(tail)]


async def test_an_account_lives_its_life(start, client):
    camera = await start()
    web = client(camera)
    added = await web.post(PATH, data={"action": "add", "user": "joe", "pwd": "eoj", "grp": "users", "sgrp": "viewer:operator:ptz"})
    assert sentence(added) == "Created account joe."
    assert (await client(camera, "joe", "eoj").get("/axis-cgi/usergroup.cgi")).text == "joe\noperator viewer ptz\n"
    assert (await web.get(PATH + "?action=get")).text == (
        'admin="root"\noperator="root,joe"\nviewer="root,joe"\nptz="root,joe"\ndigusers="root,joe"\n'
    )
    changed = await web.get(PATH + "?action=update&user=joe&pwd=new&sgrp=viewer")
    assert sentence(changed) == "Modified account joe."
    assert (await client(camera, "joe", "eoj").get("/axis-cgi/usergroup.cgi")).status_code == 401
    assert (await client(camera, "joe", "new").get("/axis-cgi/usergroup.cgi")).text == "joe\nviewer\n"
    assert sentence(await web.get(PATH + "?action=remove&user=joe")) == "Removed account joe."
    assert (await client(camera, "joe", "new").get("/axis-cgi/usergroup.cgi")).status_code == 401


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ("action=add&user=root&pwd=x&sgrp=viewer", "Error: this user name already exists, consult the system log file."),
        ("action=add&user=joe&pwd=&sgrp=viewer", "Error: invalid password."),
        ("action=add&user=joe&pwd=" + "x" * 65 + "&sgrp=viewer", "Error: invalid password."),
        ("action=add&user=user!&pwd=x&sgrp=viewer", "Error: account user name."),
        ("action=add&user=" + "j" * 15 + "&pwd=x&sgrp=viewer", "Error: account user name."),
        ("action=add&pwd=x&sgrp=viewer", "Error: account user name."),
        ("action=add&user=joe&pwd=x", "Error: consult the system log file."),
        ("action=add&user=joe&pwd=x&sgrp=king", "Error: consult the system log file."),
        ("action=update&user=nobody&pwd=x", "Error: account user name."),
        ("action=remove&user=nobody", "Error: account user name."),
        ("action=remove&user=root", "Error: consult the system log file."),
        ("action=update&user=root&sgrp=viewer", "Error: consult the system log file."),
        ("action=dance", "Error: action operation type."),
        ("", "Error: action operation type."),
    ],
)
async def test_errors_say_their_sentence_and_change_nothing(start, client, arguments, text):
    camera = await start()
    before = camera.device.dump()
    assert sentence(await client(camera).get(f"{PATH}?{arguments}")) == text
    assert camera.device.dump() == before


async def test_a_factory_new_device_takes_its_first_administrator_from_anybody(start, client):
    camera = await start(users="")
    nobody = client(camera, None)
    assert (await nobody.get("/axis-cgi/param.cgi?action=list&group=Brand")).status_code == 401
    early = await nobody.get(PATH + "?action=get")
    assert early.status_code == 401 and sentence(early) == "Error: initial admin user must be created first."
    weak = await nobody.get(PATH + "?action=add&user=root&pwd=x&grp=root&sgrp=viewer")
    assert weak.status_code == 401 and sentence(weak) == "Error: not a valid initial admin user."
    ready = await nobody.post("/axis-cgi/systemready.cgi", json={"apiVersion": "1.0", "method": "systemready"})
    assert ready.json()["data"]["needsetup"] == "yes" and ready.json()["data"]["previewmode"] == "7200"
    assert sentence(await nobody.post(PATH, data=dict(part.split("=") for part in FIRST.split("&")))) == "Created account root."
    web = client(camera, "root", "first")
    assert (await web.get("/axis-cgi/param.cgi?action=list&group=System.RootPwdSet")).text == "System.RootPwdSet=yes\n"
    ready = await nobody.post("/axis-cgi/systemready.cgi", json={"apiVersion": "1.0", "method": "systemready"})
    assert ready.json()["data"]["needsetup"] == "no" and "previewmode" not in ready.json()["data"]
    assert (await nobody.get(PATH + "?" + FIRST)).status_code == 401


async def test_before_os_11_5_the_first_administrator_must_be_root(start, client):
    camera = await start("companion-bullet-le", users="")
    other = await client(camera, None).get(PATH + "?" + FIRST.replace("user=root", "user=anna"))
    assert other.status_code == 401 and sentence(other) == "Error: not a valid initial admin user."
    assert (await client(camera, None).get(PATH + "?" + FIRST)).status_code == 200


async def test_later_any_name_will_do(start, client):
    camera = await start(users="")
    assert (await client(camera, None).get(PATH + "?" + FIRST.replace("user=root", "user=anna"))).status_code == 200
    assert (await client(camera, "anna", "first").get("/axis-cgi/usergroup.cgi")).text == "anna\nadmin operator viewer ptz\n"


async def test_a_factory_new_device_of_generation_a_knows_root_and_pass(start, client):
    camera = await start("p5512", users="")
    web = client(camera)
    assert (await web.get("/axis-cgi/param.cgi?action=list&group=System.RootPwdSet")).text == "System.RootPwdSet=no\n"
    assert (await web.get(PATH + "?action=update&user=root&pwd=own")).status_code == 200
    assert (
        await client(camera, "root", "own").get("/axis-cgi/param.cgi?action=list&group=System.RootPwdSet")
    ).text == "System.RootPwdSet=yes\n"


async def test_before_os_11_the_primary_group_comes_first(start, client):
    camera = await start("companion-bullet-le")
    assert (await client(camera).get("/axis-cgi/usergroup.cgi")).text == "root\nroot admin operator viewer ptz\n"
    assert (await client(camera).get(PATH + "?action=get")).text.splitlines()[0] == 'root="root"'


async def test_the_initial_administrator_can_go_from_os_11_5_on(start, client):
    for profile, answer in (("p3245-lve", "Removed account root."), ("companion-bullet-le", "Error: consult the system log file.")):
        camera = await start(profile, users="root:pass:admin,boss:boss:admin")
        assert sentence(await client(camera, "boss", "boss").get(PATH + "?action=remove&user=root")) == answer
