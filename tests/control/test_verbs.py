"""The verbs of the tester's hand, by every road."""

from __future__ import annotations

import inspect
import threading
import time

import pytest
import requests

from camsim.control.blocking import BlockingHand
from camsim.control.errors import HandError
from camsim.control.hand import VERBS, Hand

LIST = "/axis-cgi/param.cgi?action=list&group=Brand.Brand"
START = 1767225600.0


def test_both_hands_have_the_same_verbs_and_arguments():
    for name in VERBS:
        own, other = (inspect.signature(getattr(hand, name)) for hand in (Hand, BlockingHand))
        assert list(own.parameters) == list(other.parameters), name
        assert [one.default for one in own.parameters.values()] == [one.default for one in other.parameters.values()], name
        assert [one.kind for one in own.parameters.values()] == [one.kind for one in other.parameters.values()], name
        assert own.return_annotation == other.return_annotation, name
        assert inspect.getdoc(getattr(BlockingHand, name))


# ---- is it there


def test_health_and_readiness(rig):
    assert rig.hand.health().status == "ok"
    assert (rig.hand.readiness().ready, rig.hand.readiness().phase) == (True, "ready")


# ---- clock


def test_the_clock_is_read_and_moved(rig):
    assert rig.hand.clock_state().now == START and rig.hand.clock_state().frozen
    moved = rig.hand.advance(90.5)
    assert (moved.now, moved.utc, moved.speed) == (START + 90.5, "2026-01-01T00:01:30.500Z", 0.0)
    running = rig.hand.set_speed(2.0)
    assert (running.speed, running.frozen) == (2.0, False)
    assert rig.hand.freeze().frozen
    assert rig.hand.resume().speed == 2.0
    assert rig.hand.set_speed(0).frozen


def test_advance_returns_when_everything_due_is_done(rig):
    rig.hand.virtual_input(1, True, 30)
    rig.hand.advance(29)
    assert rig.hand.state()["device"]["virtual_inputs"]["active"] == [1]
    rig.hand.advance(1)
    assert rig.hand.state()["device"]["virtual_inputs"]["active"] == []


def test_twelve_hours_take_no_time(rig):
    began = time.perf_counter()
    rig.hand.advance(12 * 3600)
    assert time.perf_counter() - began < 2
    assert rig.hand.clock_state().now == START + 43200


@pytest.mark.parametrize("seconds", [-1, 1e9, float("nan")])
def test_an_advance_out_of_bounds_names_the_field(rig, seconds):
    with pytest.raises(HandError) as refused:
        rig.hand.advance(seconds)
    assert (refused.value.field, refused.value.status) == ("seconds", 400) or refused.value.field == "body"
    assert rig.hand.clock_state().now == START


# ---- state


def test_state_tells_everything(rig):
    rig.get(LIST)
    rig.get("/axis-cgi/nothing.cgi")
    state = rig.hand.state()
    assert state["profile"] == "q6135-le" and state["phase"] == "ready" and len(state["serial"]) == 12
    assert state["clock"]["now"] == START
    assert state["counts"] == {"requests": 3, "in_flight": 0, "unmatched": 1, "connections": state["counts"]["connections"], "readers": 0}
    assert state["device"]["users"]["accounts"]["root"]["role"] == 6
    assert {"topic": "tns1:Device/tnsaxis:Status/SystemReady", "ready": True} in state["events"]
    assert state["streams"] == [] and state["bugs"] == []


def test_a_dumped_state_is_taken_back(rig):
    rig.get("/axis-cgi/param.cgi?action=update&Image.I0.Appearance.Compression=77")
    rig.hand.drive_input(0, active=True)
    saved = rig.hand.state()
    rig.hand.reset()
    assert rig.hand.state()["device"] != saved["device"]
    rig.hand.restore(saved)
    assert rig.hand.state()["device"] == saved["device"]
    assert rig.get("/axis-cgi/param.cgi?action=list&group=Image.I0.Appearance.Compression").text.endswith("=77\n")
    assert rig.hand.inputs()[0].active


@pytest.mark.parametrize(
    ("state", "field"),
    [
        ({}, "device"),
        ({"device": []}, "device"),
        ({"device": {"wings": {}}}, "device.wings"),
        ({"device": {"ports": 7}}, "device.ports"),
        ({"device": {"ports": {"wires": {"0": "melted"}}}}, "device.ports"),
        ({"device": {"users": {"accounts": {"root": []}}}}, "device.users"),
        ({"device": {"ports": {"wires": {"0": "closed"}}, "power": {"boots": "many"}}}, "device.power"),
    ],
)
def test_a_state_that_does_not_fit_changes_nothing(rig, state, field):
    before = rig.hand.state()["device"]
    with pytest.raises(HandError) as refused:
        rig.hand.restore(state)
    assert (refused.value.field, refused.value.status) == (field, 400)
    assert rig.hand.state()["device"] == before


def test_reset_brings_everything_back(rig):
    rig.get("/axis-cgi/param.cgi?action=update&Image.I0.Appearance.Compression=77")
    rig.hand.drive_input(0, closed=True)
    rig.hand.fault("drop")
    rig.hand.set_speed(5)
    rig.hand.reset()
    assert rig.hand.journal() == [] and rig.hand.faults() == []
    assert rig.hand.clock_state().now == START and rig.hand.clock_state().frozen
    assert not rig.hand.inputs()[0].closed
    assert rig.get("/axis-cgi/param.cgi?action=list&group=Image.I0.Appearance.Compression").text.endswith("=30\n")
    assert [entry.number for entry in rig.hand.journal()] == [1, 2]


# ---- journal


def test_the_journal_is_filtered_counted_and_cleared(rig):
    rig.get(LIST)
    rig.get("/axis-cgi/usergroup.cgi", auth=None)
    assert [(entry.status, entry.user) for entry in rig.hand.journal()] == [(401, ""), (200, "root"), (401, "")]
    assert [entry.number for entry in rig.hand.journal(path="/axis-cgi/user*")] == [3]
    assert [entry.number for entry in rig.hand.journal(api="param-cgi", status=200)] == [2]
    assert [entry.number for entry in rig.hand.journal(since=2)] == [3]
    assert [entry.number for entry in rig.hand.journal(arguments={"group": "Brand*", "action": "l??t"})] == [2]
    assert rig.hand.count(api="parameter_management").count == 1
    assert rig.hand.count(user="root").count == 1 and rig.hand.count(status=401).count == 2
    page = rig.hand.read_journal()
    assert (page.total, page.truncated, len(page.entries)) == (3, False, 3)
    rig.hand.clear_journal()
    assert rig.hand.journal() == []
    rig.get(LIST)
    assert [entry.number for entry in rig.hand.journal()] == [4, 5]


def test_verify_speaks_camera_words(rig):
    rig.get("/axis-cgi/com/ptz.cgi?pan=10.5")
    rig.get("/axis-cgi/com/ptz.cgi?pan=20")
    assert rig.hand.verify(api="ptz-control", arguments={"pan": "10*"}, times=1)
    assert rig.hand.verify(api="ptz_control", times=2)
    assert rig.hand.verify(api="ptz-control", at_least=1, at_most=2)
    assert rig.hand.verify(api="ptz-control", arguments={"tilt": "*"}, times=0)
    assert rig.hand.verify(method="GET", user="root")
    verdict = rig.hand.verify(api="ptz-control", arguments={"pan": "10*"}, times=2)
    assert (verdict.ok, verdict.count, verdict.expected) == (False, 1, "exactly 2")
    assert verdict.closest[0].misses == ["arguments.pan"] and verdict.closest[0].exchange.arguments == {"pan": "20"}
    many = rig.hand.verify(api="ptz-control", at_most=1)
    assert not many and [miss.exchange.arguments["pan"] for miss in many.closest] == ["10.5", "20"]


def test_verify_shows_a_login_that_failed_as_the_closest(rig):
    rig.get("/axis-cgi/com/ptz.cgi?pan=10", auth=None)
    verdict = rig.hand.verify(path="/axis-cgi/com/ptz.cgi")
    assert not verdict and verdict.count == 0 and verdict.closest[0].misses == ["status"]
    assert rig.hand.verify(path="/axis-cgi/com/ptz.cgi", status=401)


def test_verify_finds_the_params_of_a_json_call(rig):
    message = {
        "apiVersion": "1.0",
        "method": "setPorts",
        "params": {"ports": [{"port": "0", "usage": "Door [1]"}]},
    }
    auth = requests.auth.HTTPDigestAuth("root", "pass")
    answer = requests.post(rig.url + "/axis-cgi/io/portmanagement.cgi", json=message, auth=auth, timeout=20)
    assert answer.status_code == 200
    assert rig.hand.verify(api="io-port-management", call="setPorts", arguments={"ports.0.usage": "Door [1]"}, times=1)


@pytest.mark.parametrize(
    ("criteria", "field"),
    [
        ({"api": "ptz-contol"}, "api"),
        ({"times": 1, "at_least": 1}, "times"),
        ({"at_least": 3, "at_most": 2}, "at_most"),
        ({"times": -1}, "times"),
        ({"status": 7}, "status"),
        ({"arguments": {"pan": 10}}, "arguments.pan"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_criteria_that_make_no_sense_are_refused(rig, criteria, field):
    with pytest.raises(HandError) as refused:
        rig.hand.verify(**criteria)
    assert (refused.value.field, refused.value.status) == (field, 400)


def test_unmatched_requests_name_the_nearest_path(rig):
    assert rig.get("/axis-cgi/parm.cgi").status_code == 404
    [entry] = rig.hand.unmatched()
    assert (entry.path, entry.nearest) == ("/axis-cgi/parm.cgi", "/axis-cgi/param.cgi")


def test_a_request_still_in_flight_is_already_in_the_journal(rig):
    with rig.hand.fault("delay", seconds=3000):
        asking = threading.Thread(target=rig.get, args=[LIST], kwargs={"auth": None})
        asking.start()
        while not (entries := rig.hand.journal()):
            time.sleep(0.01)
        assert entries[0].in_flight and entries[0].status is None
        assert rig.hand.state()["counts"]["in_flight"] == 1
        rig.hand.advance(3000)
        asking.join()
    assert not rig.hand.journal()[0].in_flight


# ---- inputs


def test_an_input_is_driven(rig):
    number = rig.hand.inputs()[0].number
    assert rig.hand.drive_input(number, closed=True).active
    assert rig.get(f"/axis-cgi/io/port.cgi?checkactive={number + 1}").text.strip().endswith("=active")
    assert not rig.hand.drive_input(number, active=False).closed


def test_a_virtual_input_is_fired(rig):
    assert rig.hand.virtual_input(2, True).active
    assert not rig.hand.virtual_input(2, False).active


@pytest.mark.parametrize(
    ("act", "field", "status"),
    [
        (lambda hand: hand.drive_input(99, closed=True), "port", 404),
        (lambda hand: hand.drive_input(0), "closed", 400),
        (lambda hand: hand.drive_input(0, closed=True, active=True), "closed", 400),
        (lambda hand: hand.virtual_input(999, True), "port", 404),
        (lambda hand: hand.virtual_input(1, "yes"), "active", 400),
        (lambda hand: hand.remove_fault("none"), "id", 404),
        (lambda hand: hand.truth(99), "channel", 400),
        (lambda hand: hand.truth(1, "huge"), "resolution", 400),
    ],
)
def test_what_cannot_be_done_names_the_field(rig, act, field, status):
    with pytest.raises(HandError) as refused:
        act(rig.hand)
    assert (refused.value.field, refused.value.status) == (field, status)


# ---- truth


def test_truth_follows_the_head(rig):
    before = rig.hand.truth(1)
    assert before.targets and (before.width, before.height) == (1920, 1080)
    assert rig.hand.truth(1, "640x360").width == 640
    x = next(seen.box[0] for seen in before.targets if abs(seen.box[0]) < 900)
    name = next(seen.name for seen in before.targets if seen.box[0] == x)
    rig.get("/axis-cgi/com/ptz.cgi?rpan=2")
    rig.hand.advance(1)
    after = {seen.name: seen for seen in rig.hand.truth(1).targets}
    assert name not in after or after[name].box[0] != x


# ---- power


def test_a_reboot_is_not_ready_and_comes_back(rig):
    rig.hand.reboot()
    rig.hand.advance(0.6)
    assert rig.hand.readiness().phase == "down"
    with pytest.raises(requests.ConnectionError):
        rig.get(LIST)
    with pytest.raises(HandError) as refused:
        rig.hand.reboot()
    assert refused.value.status == 409
    rig.hand.advance(5)
    assert rig.hand.readiness().ready and rig.get(LIST).status_code == 200


def test_a_reboot_can_forget_everything(rig):
    rig.get("/axis-cgi/param.cgi?action=update&Image.I0.Appearance.Compression=77")
    rig.hand.reboot("hard")
    rig.hand.advance(10)
    assert rig.hand.state()["device"]["users"]["accounts"] == {}


def test_without_power_nobody_answers(rig):
    rig.get("/axis-cgi/param.cgi?action=update&Image.I0.Appearance.Compression=77")
    assert rig.hand.power(False).phase == "off"
    with pytest.raises(requests.ConnectionError):
        rig.get(LIST)
    rig.hand.advance(3600)
    assert rig.hand.readiness().phase == "off"
    assert rig.hand.power(True).phase == "starting"
    rig.hand.advance(5)
    assert rig.get("/axis-cgi/param.cgi?action=list&group=Image.I0.Appearance.Compression").text.endswith("=77\n")


def test_a_reset_ends_a_restart_and_gives_power(rig):
    rig.hand.reboot()
    rig.hand.advance(0.6)
    rig.hand.reset()
    assert rig.hand.readiness().ready and rig.get(LIST).status_code == 200
    rig.hand.advance(60)
    assert rig.hand.state()["device"]["power"]["boots"] == 1
    rig.hand.power(False)
    rig.hand.reset()
    assert rig.get(LIST).status_code == 200


# ---- on the camera's own loop


async def test_the_cameras_own_hand_refuses_in_the_same_words(start):
    camera = await start()
    for act, field in [
        (lambda: camera.fault("drop", path=7), "path"),
        (lambda: camera.fault("sing"), "kind"),
        (lambda: camera.verify(colour="red"), "colour"),
        (lambda: camera.verify(api="ptz-contol"), "api"),
        (lambda: camera.set_speed("fast"), "speed"),
        (lambda: camera.drive_input(99, closed=True), "port"),
        (lambda: camera.drive_input(0), "closed"),
    ]:
        with pytest.raises(HandError) as refused:
            act()
        assert refused.value.field == field
    with pytest.raises(HandError) as refused:
        await camera.advance(-1)
    assert refused.value.field == "seconds"
    with pytest.raises(TypeError):
        camera.verify(1)
    with pytest.raises(TypeError):
        camera.set_speed()


async def test_the_cameras_own_hand_works_on_the_loop_itself(start, client):
    camera = await start()
    web = client(camera)
    with camera.fault("status", api="param-cgi", status=500, path=None) as fault:
        assert (await web.get(LIST)).status_code == 500
    assert fault.hits == 1 and camera.faults() == []
    await web.get(LIST)
    assert camera.verify(api="param-cgi", arguments={"group": "Brand*"}, times=1)
    assert camera.journal()[0] is camera.journal()[0]
    assert camera.drive_input(0, active=True).active
    assert (await camera.advance(60)).now == START + 60


def test_what_rules_did_is_told(rig):
    page = rig.hand.action_log()
    assert (page.entries, page.total, page.truncated) == ([], 0, False)
    assert rig.hand.action_log(rule=1, happened="failed").entries == []
    with pytest.raises(HandError):
        rig.hand.action_log(happened="whatever")
