"""The OpenAPI document: valid, equal to the file in the docs, and true of every answer."""

from __future__ import annotations

import pytest
import requests
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate
from requests.auth import HTTPDigestAuth

from camsim.control.hand import VERBS
from camsim.control.openapi import document, text
from tests.conftest import ROOT

FILE = ROOT / "docs" / "openapi.json"

PORT = "tns1:Device/tnsaxis:IO/Port"
CALLS = {
    "health": {},
    "readiness": {},
    "state": {},
    "clock_state": {},
    "freeze": {},
    "resume": {},
    "set_speed": {"json": {"speed": 0}},
    "advance": {"json": {"seconds": 1}},
    "read_journal": {"params": {"status": 200}},
    "count": {"params": {"arguments": '{"action": "list"}'}},
    "verify": {"json": {"api": "param-cgi", "times": 7}},
    "set_fault": {"json": {"kind": "status", "path": "/nothing", "count": 1}},
    "faults": {},
    "inputs": {},
    "drive_input": {"json": {"active": True}},
    "virtual_input": {"json": {"active": True, "duration": 1.5}},
    "action_log": {},
    "truth": {},
    "event_topics": {},
    "read_events": {"params": {"topic": "tns1:Device//.", "last": 3}},
    "raise_event": {"json": {"topic": PORT, "source": {"port": 0}, "data": {"state": True}}},
    "delete_event": {"params": {"topic": PORT, "source": '{"port": 0}'}},
    "event_consumers": {},
    "set_event_fault": {"json": {"kind": "delay", "road": "mqtt", "seconds": 3}},
    "event_faults": {},
    "remove_event_fault": {},
    "clear_event_faults": {},
    "sensors": {},
    "drive_sensor": {"json": {"value": 1}},
    "set_host": {"json": {"answers": True}},
    "hosts": {},
    "blocked_clients": {},
    "unblock_client": {},
    "show_certificate": {"json": {"flaw": "none"}},
    "power": {"json": {"on": True}},
    "reboot": {"json": {"default": "soft"}},
    "remove_fault": {},
    "clear_faults": {},
    "clear_journal": {},
    "restore": {"json": {"device": {}}},
    "reset": {},
}


def test_the_document_is_valid_openapi():
    validate(document())


def test_the_file_in_the_docs_is_the_document():
    assert FILE.read_text("utf-8") == text(), "python -m camsim.control.openapi > docs/openapi.json"


def test_the_port_serves_the_document(ask):
    assert ask("GET", "/openapi.json").json() == document()


def test_no_two_verbs_have_the_same_route():
    routes = [(verb.method, verb.path) for verb in VERBS.values()]
    assert len(set(routes)) == len(routes)
    assert set(CALLS) == set(VERBS)


@pytest.mark.parametrize("name", CALLS)
def test_every_answer_is_as_the_document_says(rig, name):
    rig.get("/axis-cgi/param.cgi?action=list&group=Brand")
    rig.hand.set_fault("status", path="/nothing", count=1)
    rig.hand.set_event_fault("mute")
    for _ in range(20 if name == "unblock_client" else 0):
        requests.get(f"{rig.url}/axis-cgi/usergroup.cgi", auth=HTTPDigestAuth("root", "guess"), timeout=20)
    verb, whole = VERBS[name], document()
    fault = "event-fault-1" if "event" in name else "fault-1"
    path = verb.path.format(id=fault, number="1" if name == "virtual_input" else "0", name="tampering.1", address="127.0.0.1")
    answer = requests.request(verb.method, rig.control_url + path, timeout=20, **CALLS[name])
    responses = whole["paths"][verb.path][verb.method.lower()]["responses"]
    assert str(answer.status_code) in responses and answer.status_code < 300
    if answer.status_code == 204:
        assert answer.content == b""
        return
    shape = responses[str(answer.status_code)]["content"]["application/json"]["schema"]
    Draft202012Validator({**shape, "components": whole["components"]}).validate(answer.json())


def test_every_error_is_as_the_document_says(ask):
    whole = document()
    for method, path in (("GET", "/nothing"), ("GET", "/reset"), ("POST", "/clock/advance")):
        Draft202012Validator(whole["components"]["schemas"]["Error"]).validate(ask(method, path).json())
