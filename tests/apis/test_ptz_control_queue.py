"""The PTZ control queue: who may move the head, by group, on the clock; and a driver with a fault."""

from __future__ import annotations

import re

import pytest
import pytest_asyncio

from camsim.device.errors import NotAllowedError
from camsim.device.ptz.head import PtzHead
from camsim.device.ptz.queue import EVENT, GUARD_TOUR, Actor, PtzQueue

QUEUE = "/axis-cgi/com/ptzqueue.cgi"
PTZ = "/axis-cgi/com/ptz.cgi"
USERS = "root:pass:admin,op:pass:operator,joy:pass:viewer:ptz,eye:pass:viewer"
TOPIC = "tns1:PTZController/tnsaxis:ControlQueue"


async def stand(web, control="query"):
    """Position, seconds, period."""
    answer = await web.get(QUEUE, params={"control": control})
    assert answer.headers["Content-Type"].startswith("text/html"), answer.text
    return tuple(int(number) for number in re.fullmatch(r'<a name="(-?\d+)"></a>' * 3, answer.text).groups())


async def move(web, **arguments):
    answer = await web.get(PTZ, params=arguments or {"rpan": "5"})
    return answer.status_code if answer.status_code == 204 else answer.text


async def settings(web, **values):
    names = "&".join(f"PTZ.{name}={value}" for name, value in values.items())
    assert (await web.get(f"/axis-cgi/param.cgi?action=update&{names}")).text == "OK"


@pytest_asyncio.fixture
async def served(start, client):
    """A dome whose groups have cookies: an administrator, an operator, a viewer."""
    camera = await start("p5512", users=USERS)
    root, op, joy = client(camera), client(camera, "op", "pass"), client(camera, "joy", "pass")
    await settings(root, **{"Various.V1.CtlQueueing": "true"})
    return camera, root, op, joy


def owners(camera):
    return [entry.data["queue_owner"] for entry in camera.read_events(TOPIC).entries]


async def test_without_a_queue_everybody_moves(start, client):
    camera = await start("p5512", users=USERS)
    op, joy = client(camera, "op", "pass"), client(camera, "joy", "pass")
    assert await move(op) == 204
    assert await move(joy) == 204
    answer = await joy.get(QUEUE, params={"control": "request"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/plain")
    assert answer.text.startswith("Error:")
    assert "Set-Cookie" not in answer.headers
    assert owners(camera) == []


async def test_the_higher_group_takes_control_and_the_lower_one_gets_it_back(served):
    camera, root, op, joy = served
    assert await stand(joy) == (0, 0, 5)
    assert await stand(joy, "request") == (1, 60, 5)
    assert await move(joy) == 204
    assert await stand(op, "request") == (1, 60, 5)
    assert await stand(joy) == (2, 60, 5)
    assert await move(joy) == "Error:\r\nPTZ is controlled by another user\r\n"
    assert await move(root) == 204, "a move is a request, too"
    assert await stand(joy) == (3, 120, 5)
    assert owners(camera) == ["", "joy", "op", "root"]
    assert await stand(root, "drop") == (0, 0, 5)
    assert await stand(op, "drop") == (0, 0, 5)
    assert await stand(joy) == (1, 60, 5), "its time begins with control"
    assert owners(camera) == ["", "joy", "op", "root", "op", "joy"]


async def test_activity_restarts_the_time_of_an_operator_and_not_of_a_viewer(served):
    camera, _, op, joy = served
    for web, left in ((op, (1, 60, 5)), (joy, (1, 45, 5))):
        await stand(web, "request")
        await camera.advance(15)
        assert await move(web) == 204
        assert await stand(web) == left
        assert await stand(web, "request") == (1, 60, 5), "alone, a request begins anew"
        await stand(web, "drop")


async def test_a_time_ends_and_silence_ends(served):
    camera, root, op, joy = served
    await settings(root, **{"Various.V1.CtlQueuePollTime": "100", "UserCtlQueue.U1.TimeoutTime": "30"})
    await stand(op, "request")
    await stand(joy, "request")
    assert await stand(joy) == (2, 30, 25)
    await camera.advance(30)
    assert (await stand(op))[0] == 0
    assert await stand(joy) == (1, 60, 25)
    await settings(root, **{"Various.V1.CtlQueuePollTime": "20"})
    await camera.advance(19)
    assert (await stand(joy))[:2] == (1, 41)
    await camera.advance(20)
    assert (await stand(joy))[0] == 0, "it was silent for too long"
    assert owners(camera) == ["", "op", "joy", ""]


async def test_cookies_tell_clients_of_one_account_apart(served, client):
    camera, _, op, _ = served
    second, bare = client(camera, "op", "pass"), client(camera, "op", "pass")
    answer = await op.get(QUEUE, params={"control": "request"})
    assert re.fullmatch(r"ptz_ctl_session=[0-9a-f]{16}; path=/", answer.headers["Set-Cookie"])
    assert "Set-Cookie" not in (await op.get(QUEUE, params={"control": "query"})).headers
    assert (await stand(second, "request"))[0] == 2
    assert (await stand(op))[0] == 1
    for hostile in ("ptz_ctl_session=" + "a" * 9000, "ptz_ctl_session=<b>", "=;" * 900, "ptz_ctl_session"):
        answer = await bare.get(QUEUE, params={"control": "query"}, headers={"Cookie": hostile[:7000]})
        assert answer.status_code == 200
        assert "Set-Cookie" in answer.headers, "such a one is none"


async def test_the_queue_has_a_limit(served):
    _, root, op, joy = served
    await settings(root, **{"Various.V1.CtlQueueLimit": "1"})
    await stand(joy, "request")
    answer = await op.get(QUEUE, params={"control": "request"})
    assert answer.text == "Error:\r\nPTZ control queue is full\r\n"
    assert (await move(op)).startswith("Error:")
    assert (await stand(joy))[0] == 1


async def test_accounts_count_where_there_are_no_cookies(start, client):
    camera = await start("q6135-le", users=USERS)
    first, second = client(camera, "op", "pass"), client(camera, "op", "pass")
    await settings(client(camera), **{"Various.V1.CtlQueueing": "true"})
    assert (await stand(first, "request"))[0] == 1
    assert (await stand(second))[0] == 1
    assert not first.cookies


async def test_parts_of_the_device_stand_in_the_queue(served):
    camera, _, op, joy = served
    queue = camera.device.organ(PtzQueue)
    tour, rules = Actor("tour", "Guardtour", GUARD_TOUR), Actor("rules", "Event", EVENT)
    queue.admit(1, tour)
    assert await stand(joy, "request") == (2, -1, 5), "a tour has no end"
    assert await move(op) == 204
    with pytest.raises(NotAllowedError):
        queue.admit(1, tour)
    queue.admit(1, rules)
    assert owners(camera)[-1] == "Event"
    assert (await move(op)).startswith("Error:")
    await camera.advance(20)
    assert owners(camera)[-1] == "Guardtour", "users were silent for too long, tours need not ask"


async def test_no_queue_any_more(served):
    camera, root, op, joy = served
    await stand(op, "request")
    await settings(root, **{"Various.V1.CtlQueueing": "false"})
    assert await move(joy) == 204
    assert camera.read_events(TOPIC).entries[-1].operation == "Deleted"
    await settings(root, **{"Various.V1.CtlQueueing": "true"})
    assert (await stand(op))[0] == 0
    camera.reboot()
    await camera.advance(120)
    assert (await stand(op, "request"))[0] == 1, "the setting is kept, the queue is not"


async def test_bad_requests_change_nothing(served, client):
    camera, _, op, _ = served
    for arguments in ({}, {"control": "steal"}, {"control": "request", "camera": "9"}, {"control": "request", "camera": "x"}):
        answer = await op.get(QUEUE, params=arguments)
        assert (answer.status_code, answer.text[:6]) == (200, "Error:")
    assert (await stand(op))[0] == 0
    assert (await client(camera, "eye", "pass").get(QUEUE, params={"control": "request"})).status_code in (401, 403)


async def test_a_driver_with_a_fault(start, client):
    camera = await start("p5512")
    web = client(camera)
    head = camera.device.organ(PtzHead).channel(1)
    assert await move(web, continuouspantiltmove="10,0") == 204
    await camera.advance(1)
    camera.drive_sensor("ptz-fault.1", on=True)
    assert not head.moving
    assert (await move(web)).startswith("Error:\r\nPTZ driver malfunction")
    assert camera.read_events("tns1:PTZController/tnsaxis:PTZError").entries[-1].data == {"ptz_error": "PTZ driver malfunction"}
    ready = lambda: camera.read_events("tns1:PTZController/tnsaxis:PTZReady").entries[-1].data  # noqa: E731
    assert ready() == {"ready": "0"}
    status = "/axis-cgi/param.cgi?action=list&group=PTZ.PTZDriverStatuses.Driver1Status"
    assert (await web.get(status)).text == "PTZ.PTZDriverStatuses.Driver1Status=2\n"
    camera.drive_sensor("ptz-fault.1", on=False)
    assert ready() == {"ready": "1"}
    assert await move(web) == 204
    assert (await web.get(status)).text == "PTZ.PTZDriverStatuses.Driver1Status=3\n"
