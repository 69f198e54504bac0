"""Mutated messages, frames and tunnel bodies: nothing is raised, nothing grows, the machine still answers.

CAMSIM_FUZZ sets the number of inputs; 100000 and more for a long run. With `-s` each test prints what came of it.
"""

from __future__ import annotations

import base64
import gc
import os
import random
from collections.abc import Iterator

import pytest

from camsim.wire.rtsp import Close, Tunnels, pack, style, tunnel
from camsim.wire.rtsp.message import is_rtsp
from camsim.wire.rtsp.parser import MOST_KEPT
from tests.memory import resident
from tests.wire.rtsp.client import URL, Client, Owner
from tests.wire.rtsp.test_tunnel import GET, POST

INPUTS = int(os.environ.get("CAMSIM_FUZZ", "4000"))
GROWTH = 8
"""Megabytes that a test may leave behind, whatever its length: what it imports, what Python keeps for later."""
STYLES = (style.A, style.B, style.C)
TRACK = URL.replace("media.amp?", "media.amp/stream=0?")

SEEDS = [
    f"OPTIONS {URL} RTSP/1.0\r\nCSeq: 1\r\nUser-Agent: a\r\n\r\n".encode(),
    f"DESCRIBE {URL} RTSP/1.0\r\nCSeq: 2\r\nAccept: application/sdp\r\nAuthorization: Digest a=b\r\n\r\n".encode(),
    f"SETUP {TRACK} RTSP/1.0\r\nCSeq: 3\r\nTransport: RTP/AVP/TCP;unicast;interleaved=0-1,RTP/AVP;client_port=1-2\r\n\r\n".encode(),
    f"SETUP {TRACK} RTSP/1.0\r\nCSeq: 3\r\nSession: SESSION\r\nBlocksize: 9\r\nTransport: RTP/AVP;multicast;ttl=4\r\n\r\n".encode(),
    f"PLAY {URL} RTSP/1.0\r\nCSeq: 4\r\nSession: SESSION;timeout=60\r\nRange: npt=now-\r\n\r\n".encode(),
    f"PAUSE {URL} RTSP/1.0\r\nCSeq: 5\r\nSession: SESSION\r\n\r\n".encode(),
    f"GET_PARAMETER {URL} RTSP/1.0\r\nCSeq: 6\r\nSession: SESSION\r\nRequire: a, b\r\n\r\n".encode(),
    f"SET_PARAMETER {URL} RTSP/1.0\r\nCSeq: 7\r\nSession: SESSION\r\nContent-Length: 17\r\n\r\nRenew-Stream: yes".encode(),
    f"TEARDOWN {URL} RTSP/1.0\r\nCSeq: 8\r\nSession: SESSION\r\n\r\n".encode(),
    b"RTSP/1.0 200 OK\r\nCSeq: 1\r\n\r\n",
    pack(0, b"rtp") + pack(1, bytes(28)),
]
WORDS = [b"\r\n", b"\r\n\r\n", b"\n", b":", b" ", b";", b",", b"=", b"$", b"$\0\xff\xff", b"\0", b"-1", b"99999999999", b"RTSP/1.0", b"*"]
WORDS += [
    b"Content-Length: 5\r\n",
    b"Session: ",
    b"/stream=",
    b"trackID=0",
    b"interleaved=255-0",
    b"\xff\xfe",
    b"a" * 9000,
    b"A: b\r\n" * 200,
]


def mutated(chance: random.Random, seeds: list[bytes]) -> bytes:
    """One or some seeds with some changes."""
    data = bytearray(b"".join(chance.choices(seeds, k=chance.choice((1, 1, 2, 4)))))
    for _ in range(chance.randrange(6)):
        at = chance.randrange(len(data) + 1)
        kind = chance.randrange(6)
        if kind == 0:
            data[at:at] = chance.choice(WORDS)
        elif kind == 1:
            data[at : at + chance.randrange(1, 30)] = b""
        elif kind == 2 and at < len(data):
            data[at] = chance.randrange(256)
        elif kind == 3:
            data[at:at] = data[at : at + chance.randrange(60)]
        elif kind == 4:
            data[at:at] = chance.randbytes(chance.randrange(8))
        else:
            del data[at:]
    return bytes(data)


@pytest.fixture(autouse=True)
def flat(request: pytest.FixtureRequest) -> Iterator[None]:
    """Nothing grows: the memory of the process is after a test what it was before."""
    gc.collect()
    before = resident()
    yield
    gc.collect()
    after = resident()
    print(f"{request.node.name}: {INPUTS} inputs, memory {before} MB before, {after} MB after")
    assert after - before < GROWTH


def pieces(chance: random.Random, data: bytes) -> list[bytes]:
    """The data cut at random, mostly not at all."""
    if chance.random() < 0.7:
        return [data]
    cuts = sorted(chance.randrange(len(data) + 1) for _ in range(3))
    return [data[a:b] for a, b in zip([0, *cuts], [*cuts, len(data)], strict=True)]


def live(owner: Owner) -> bytes:
    """The id of a living session, or one of nobody."""
    return next((session.id for session in owner.sessions), "nobody").encode()


@pytest.mark.timeout(1800)
def test_messages_and_frames():
    chance = random.Random(2326)
    owner, client, used = Owner(), Client(Owner()), 999
    answered = closed = 0
    for number in range(INPUTS):
        if not owner.open or used > 30:
            owner = Owner(chance.choice(STYLES), password=chance.choice((None, None, None, "pass")), timeout=100000)
            owner.sessions._most = 20
            client, used = Client(owner), 0
        used += 1
        for part in pieces(chance, mutated(chance, [seed.replace(b"SESSION", live(owner)) for seed in SEEDS])):
            owner.now += 0.01
            answered += len(client.raw(part))
        kept = owner.connection._parser.kept
        assert kept <= MOST_KEPT and owner.connection.waiting is None
        assert len(owner.sessions) <= 20
        closed += not owner.open
        if number % 10 == 0:
            still_answers(owner)
    print(f"\n{answered} answers, {closed} connections closed")
    assert answered > INPUTS / 3
    assert closed < INPUTS / 3


def still_answers(owner: Owner) -> None:
    """A further connection to the camera answers, and so does this one unless it waits for the rest of something."""
    sent = len(owner.sent)
    hurt, owner.connection = owner.connection, owner.connect()
    owner.take(f"OPTIONS {URL} RTSP/1.0\r\nCSeq: 77\r\n\r\n".encode())
    assert owner.sent[sent].startswith(b"RTSP/1.0 200 OK\r\nCSeq: 77\r\n")
    owner.connection = hurt
    if owner.open and hurt._parser.kept == 0 and hurt._parser._head is None:
        owner.take(f"OPTIONS {URL} RTSP/1.0\r\nCSeq: 78\r\n\r\n".encode())
        assert owner.sent[-1].startswith(b"RTSP/1.0 200 OK\r\nCSeq: 78\r\n")


@pytest.mark.timeout(1800)
def test_any_bytes_that_wait_for_an_answer_are_bounded():
    chance = random.Random(7826)
    for _ in range(max(1, INPUTS // 1000)):
        connection = Owner().connection
        connection.receive_data(SEEDS[1], 0)
        events = []
        for _ in range(30):
            events += connection.receive_data(b"".join(mutated(chance, SEEDS) for _ in range(40)), 0)
            assert connection._parser.kept <= MOST_KEPT
            if connection.waiting is None:
                break
        assert all(isinstance(event, Close) for event in events)


@pytest.mark.timeout(1800)
def test_tunnel_bodies():
    chance = random.Random(32767)
    tunnels, owner = Tunnels(), Owner()
    client, used = Client(owner), 0
    opened = tunnels.open("c1")
    bad = 0
    for _ in range(INPUTS):
        data = mutated(chance, [seed.replace(b"SESSION", live(owner)) for seed in SEEDS])
        texts = [chance.choice((base64.b64encode, base64.encodebytes))(part) for part in pieces(chance, data)]
        body = mutated(chance, texts) if chance.random() < 0.5 else b"".join(texts)
        upstream = tunnels.post("c1")
        assert upstream is not None
        used += 1
        try:
            for part in pieces(chance, body):
                client.raw(upstream.feed(part))
        except tunnel.BadBase64Error:
            bad += 1
        if not owner.open or used > 30:
            assert opened is not None
            tunnels.close(opened)
            opened = tunnels.open("c1")
            owner = Owner()
            client, used = Client(owner), 0
    print(f"\n{bad} bodies that are no base64")
    assert 0 < bad < INPUTS
    assert len(tunnels) == 1


@pytest.mark.timeout(1800)
def test_first_bytes():
    chance = random.Random(554)
    for _ in range(INPUTS):
        data = mutated(chance, [GET, POST, SEEDS[0]])
        leg = tunnel.parse_leg(data)
        assert tunnel.recognize(data) in (True, False, None)
        assert leg is None or leg.cookie
        assert is_rtsp(data) in (True, False, None)
