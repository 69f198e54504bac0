"""SNMP traps that rules send, as a real receiver gets them."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from camsim.device.io.virtual_inputs import VirtualInputs
from camsim.device.parameters import Parameters
from camsim.events.actions import templates
from camsim.wire import snmp
from tests.events.actions.bench import Bench, virtual_input

VIDEO = "1.3.6.1.4.1.368.4.2"
UP_TIME, TRAP_OID = "1.3.6.1.2.1.1.3.0", "1.3.6.1.6.3.1.1.4.1.0"


def read(data: bytes) -> Iterator[Any]:
    """The basic encoding rules backwards: lists, numbers, texts and dotted object identifiers."""
    while data:
        tag, size, at = data[0], data[1], 2
        if size & 0x80:
            at += size & 0x7F
            size = int.from_bytes(data[2:at], "big")
        content, data = data[at : at + size], data[at + size :]
        assert len(content) == size
        if tag & 0x20:
            yield list(read(content))
        elif tag == 0x06:
            yield dotted(content)
        elif tag == 0x04:
            yield content.decode()
        elif tag == 0x40:
            yield ".".join(map(str, content))
        else:
            yield int.from_bytes(content, "big", signed=True)


def dotted(content: bytes) -> str:
    parts, number = [content[0] // 40, content[0] % 40], 0
    for octet in content[1:]:
        number = number << 7 | octet & 0x7F
        if not octet & 0x80:
            parts.append(number)
            number = 0
    return ".".join(map(str, parts))


@asynccontextmanager
async def receiver() -> AsyncIterator[tuple[str, Any]]:
    """An address, and what gives the next trap."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.bind(("127.0.0.1", 0))
        udp.setblocking(False)

        async def following() -> Any:
            (trap,) = read(await asyncio.wait_for(asyncio.get_running_loop().sock_recv(udp, 65_536), 10))
            return trap

        yield f"127.0.0.1:{udp.getsockname()[1]}", following


def traps_go_to(bench: Bench, address: str, **but: str) -> None:
    parameters = bench.device.organ(Parameters)
    settings = {"Enabled": "yes", "V2c": "yes", "Trap.Enabled": "yes", "Trap.T0.Address": address, "Trap.T0.Community": "watch"}
    for name, value in {**settings, **but}.items():
        parameters.write(f"SNMP.{name}", value)


def drive(bench: Bench, on: bool) -> None:
    inputs = bench.device.organ(VirtualInputs)
    inputs.activate(9) if on else inputs.deactivate(9)


async def test_an_alarm_is_raised_and_cleared(bench: Bench):
    async with receiver() as (address, following):
        traps_go_to(bench, address)
        bench.rule(bench.action("unlimited.snmp.trap", alarm_name="Door", alarm_text="open since %T ½"), virtual_input(9))
        await bench.clock.advance(300)
        drive(bench, True)
        await bench.settle()
        told = [[f"{VIDEO}.1", 1], [f"{VIDEO}.2", "Door"], [f"{VIDEO}.3", "open since 00:05:00 ½"]]
        assert await following() == [
            1,
            "watch",
            [1, 0, 0, [[UP_TIME, 30_000], [TRAP_OID, f"{VIDEO}.0.1"], *told]],
        ]
        drive(bench, False)
        await bench.settle()
        _, _, (request, _, _, bindings) = await following()
        assert (request, bindings[1], bindings[2]) == (2, [TRAP_OID, f"{VIDEO}.0.2"], told[0])
    assert [word for word, _ in bench.log()] == ["started", "delivered", "stopped", "delivered"]


async def test_a_single_alarm_in_version_1(bench: Bench):
    async with receiver() as (address, following):
        traps_go_to(bench, address, V1="yes", V2c="no")
        bench.rule(bench.action("fixed.snmp.trap", alarm_name="n" * 300, alarm_text=""), start=virtual_input(9))
        drive(bench, True)
        await bench.settle()
        version, community, (enterprise, agent, generic, specific, _, bindings) = await following()
    assert (version, community, enterprise, generic, specific) == (0, "watch", VIDEO, 6, 3)
    assert agent == bench.device.organ(Parameters).text("Network.eth0.IPAddress")
    assert bindings == [[f"{VIDEO}.1", 1], [f"{VIDEO}.2", "n" * 300], [f"{VIDEO}.3", ""]]


@pytest.mark.parametrize(
    "but",
    [{"Enabled": "no"}, {"V2c": "no"}, {"Trap.Enabled": "no"}, {"Trap.T0.Address": ""}, {"Trap.T0.Address": "127.0.0.1:0"}],
)
async def test_an_action_fails_where_no_trap_can_go(bench: Bench, but):
    traps_go_to(bench, "127.0.0.1", **but)
    bench.rule(bench.action("fixed.snmp.trap", alarm_name="Door", alarm_text="open"), start=virtual_input(9))
    drive(bench, True)
    await bench.settle()
    assert [word for word, _ in bench.log()] == ["started", "failed"]


@pytest.mark.parametrize("number", [0, 127, 128, 255, 256, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF])
def test_numbers_are_never_negative(number):
    (trap,) = read(snmp.version_2c(snmp.Trap((1, 3, 6, 128, 16_384, 0, 1), (((1, 3, 9), number),), number), "public", 1))
    assert trap[2][3][0][1] == number
    assert trap[2][3][1:] == [[TRAP_OID, "1.3.6.128.16384.0.1"], ["1.3.9", number]]


@pytest.mark.parametrize("profile", ["p5512", "d4200-ve"])
async def test_who_offers_it(bench: Bench):
    tokens = {f"com.axis.action.{kind}.snmp.trap" for kind in ("fixed", "unlimited")}
    assert tokens <= {template.token for template in templates.actions(bench.device)}
