"""Audio API: what is heard over HTTP, who may talk and how, and that the microphone hears the speaker."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import av
import httpx
import numpy as np
import pytest

from camsim.device.audio import Audio
from camsim.device.speaker import AIRWAY, Speaker
from camsim.media import sound, sound_mark

RECEIVE, TRANSMIT = "/axis-cgi/audio/receive.cgi", "/axis-cgi/audio/transmit.cgi"
ON = {"AudioSource.A0.AudioSupport": "yes", "Audio.A0.Enabled": "yes"}
HERTZ = 440.0
DECODERS = {"audio/basic": "pcm_mulaw", "audio/G726-32": "g726le", "audio/G726-24": "g726le", "audio/L24": "pcm_s24be"}


async def write(camera: Any, web: httpx.AsyncClient, **values: str) -> None:
    answer = await web.get("/axis-cgi/param.cgi", params={"action": "update", **values})
    assert answer.text == "OK"


def coded(seconds: float, hertz: float = HERTZ, codec: str = "pcm_mulaw", rate: int = 8000, loud: int = 16000, bits: int = 4) -> bytes:
    """A tone as a talker sends it."""
    context = av.AudioCodecContext.create(codec, "w")
    context.sample_rate, context.format, context.layout = rate, "s16", "mono"
    if codec == "g726le":
        context.bit_rate, context.options = rate * bits, {"code_size": str(bits)}
    wave = np.round(np.sin(2 * np.pi * hertz * np.arange(int(rate * seconds)) / rate) * loud).astype(np.int16)
    context.open()
    size = context.frame_size or len(wave)
    frames = [_frame(wave[start : start + size], rate) for start in range(0, len(wave), size)]
    return b"".join(bytes(packet) for frame in (*frames, None) for packet in context.encode(frame))


def _frame(wave: np.ndarray, rate: int) -> av.AudioFrame:
    frame = av.AudioFrame.from_ndarray(wave[None, :], format="s16", layout="mono")
    frame.sample_rate = rate
    return frame


def decoded(data: bytes, content_type: str = "audio/basic", rate: int = 8000) -> np.ndarray:
    """Samples of -32768 to 32767."""
    context = av.AudioCodecContext.create(DECODERS[content_type], "r")
    context.sample_rate, context.layout = rate, "mono"
    if "G726" in content_type:
        context.options = {"bits_per_coded_sample": "4" if content_type.endswith("32") else "3"}
    wave = np.concatenate([frame.to_ndarray().ravel() for frame in context.decode(av.Packet(data))])
    return wave / (65536 if wave.dtype == np.int32 else 1)


def strength(wave: np.ndarray, hertz: float, rate: int = 8000) -> float:
    """The mean amplitude of a tone."""
    return float(2 * abs(np.dot(wave, np.exp(-2j * np.pi * hertz * np.arange(len(wave)) / rate))) / len(wave))


class Ear:
    """A client of receive.cgi."""

    def __init__(self, web: httpx.AsyncClient, **arguments: str) -> None:
        self.data = bytearray()
        self.headers: httpx.Headers = httpx.Headers()
        self._begun = asyncio.Event()
        self._task = asyncio.create_task(self._run(web, arguments))

    async def __aenter__(self) -> Ear:
        await asyncio.wait_for(self._begun.wait(), 10)
        return self

    async def __aexit__(self, *error: object) -> None:
        self._task.cancel()
        await asyncio.wait([self._task])

    async def has(self, size: int) -> bytes:
        """The first bytes, once there are so many."""
        await until(lambda: len(self.data) >= size)
        return bytes(self.data[:size])

    async def _run(self, web: httpx.AsyncClient, arguments: dict[str, str]) -> None:
        async with web.stream("GET", RECEIVE, params=arguments) as answer:
            assert answer.status_code == 200, await answer.aread()
            self.headers = answer.headers
            self._begun.set()
            async for piece in answer.aiter_bytes():
                self.data += piece


async def until(condition: Any) -> None:
    for _ in range(2000):
        if condition():
            return
        await asyncio.sleep(0.005)
    raise AssertionError("it never came to pass")


@pytest.fixture
async def heard(start, client) -> AsyncIterator[tuple[Any, httpx.AsyncClient]]:
    """A camera whose sound is on."""
    camera = await start("p3245-lve")
    web = client(camera)
    await write(camera, web, **ON)
    yield camera, web


async def test_sound_is_off_as_it_leaves_the_factory(start, client):
    camera = await start("p3245-lve")
    web = client(camera)
    answer = await web.get(RECEIVE)
    assert (answer.status_code, answer.text, answer.headers["Content-Type"]) == (400, "Bad request\n", "text/plain")
    assert (await web.post(TRANSMIT, content=b"\xff" * 80, headers={"Content-Type": "audio/basic"})).status_code == 400
    await write(camera, web, **{"Audio.A0.Enabled": "yes"})
    assert (await web.get(RECEIVE)).status_code == 400, "the source is off"


async def test_the_sound_is_that_of_the_streams_by_the_cameras_clock(heard):
    camera, web = heard
    async with Ear(web, audiocodec="g711") as ear:
        assert ear.headers["Content-Type"] == "audio/basic"
        before = len(ear.data)
        await camera.advance(3.0)
        wave = decoded(await ear.has(24000))
        assert before <= 160 * 2 and len(ear.data) <= 24000 + 320
        marks = sound_mark.read(wave, 8000)
        assert len(marks) >= 2 and marks[1].second - marks[0].second == 1


@pytest.mark.parametrize(
    ("codec", "more", "content_type", "size", "rate"),
    [("g711", {}, "audio/basic", 512, 8000), ("g726", {"audiobitrate": "32000"}, "audio/G726-32", 256, 8000),
     ("g726", {"audiobitrate": "24000"}, "audio/G726-24", 192, 8000), ("lpcm", {"audiosamplerate": "16000"}, "audio/L24", 480, 16000)],
)  # fmt: skip
async def test_parts_are_blocks_of_the_documented_size(heard, codec, more, content_type, size, rate):
    camera, web = heard
    async with Ear(web, audiocodec=codec, httptype="multipart", **more) as ear:
        assert ear.headers["Content-Type"] == "multipart/x-mixed-replace; boundary=myboundary"
        await camera.advance(2.0)
        head = f"--myboundary\r\nContent-Type: {content_type}\r\nContent-Length: {size}\r\n\r\n".encode()
        whole = len(head) + size + 2
        parts = await ear.has(whole * 30)
        blocks = [parts[at : at + whole] for at in range(0, len(parts), whole)]
        assert all(block.startswith(head) and block.endswith(b"\r\n") for block in blocks)
    payload = b"".join(block[len(head) : -2] for block in blocks)
    wave = decoded(payload, content_type, rate)
    assert strength(wave[: rate // 20], sound.START_HERTZ, rate) > 3000


async def test_aac_in_one_part_is_found_by_a_player(heard):
    camera, web = heard
    async with Ear(web, audiosamplerate="16000") as ear:
        assert ear.headers["Content-Type"] == "audio/mpeg4-generic"
        await camera.advance(2.5)
        data = await ear.has(6000)
    parser = av.CodecContext.create("aac", "r")
    wave = np.concatenate([frame.to_ndarray()[0] for packet in parser.parse(data) for frame in parser.decode(packet)])
    assert parser.sample_rate == 16000 and sound_mark.read(wave * 32768, 16000)
    assert (await web.get(RECEIVE, params={"httptype": "multipart"})).status_code == 400, "there is no AAC in parts"


@pytest.mark.parametrize(
    "arguments",
    [{"audiocodec": "mp3"}, {"audiosamplerate": "1"}, {"camera": "99"}, {"httptype": "x"}, {"audiochannel": "9"}, {"audiochannel": "0"},
     {"audiochannel": "1", "audiodeviceid": "0"}, {"audiodeviceid": "1", "audioinputid": "0"}, {"audio": "0"}, {"audionbrofchannels": "7"}],
)  # fmt: skip
async def test_bad_values_are_refused(heard, arguments):
    answer = await heard[1].get(RECEIVE, params=arguments)
    assert (answer.status_code, answer.text) == (400, "Bad request\n")


async def test_no_more_listen_than_may(heard):
    camera, web = heard
    await write(camera, web, **{"Audio.MaxListeners": "1"})
    async with Ear(web, audiocodec="g711"):
        answer = await web.get(RECEIVE)
        assert (answer.status_code, answer.text) == (503, "Service unavailable\n")
    await until(lambda: not camera.gallery.streams)
    async with Ear(web, audiocodec="g711"):
        pass


async def test_each_direction_can_be_shut(heard):
    camera, web = heard
    await write(camera, web, **{"Audio.DuplexMode": "post"})
    assert (await web.get(RECEIVE)).status_code == 405
    assert (await web.get("/axis-cgi/media.cgi", params={"video": "0", "audio": "1"})).status_code == 400
    await write(camera, web, **{"Audio.DuplexMode": "get"})
    answer = await web.post(TRANSMIT, content=b"\xff", headers={"Content-Type": "audio/basic"})
    assert (answer.status_code, answer.text) == (405, "Method not allowed\n")


@pytest.mark.parametrize("kind", ["", "audio/mp3", "audio/mpeg4-generic", "audio/opus", "application/x-www-form-urlencoded", "x" * 3000])
async def test_other_media_types_are_refused(heard, kind):
    answer = await heard[1].post(TRANSMIT, content=b"abc", headers={"Content-Type": kind})
    assert (answer.status_code, answer.text) == (415, "Unsupported media type\n")


@pytest.mark.parametrize(
    ("content_type", "data"),
    [("audio/basic", coded(1.0)), ("Audio/Basic; x=y", coded(1.0)), ("audio/axis-mulaw-128", coded(1.0, rate=16000)),
     ("audio/G726-32", coded(1.0, codec="g726le")), ("audio/G726-24", coded(1.0, codec="g726le", bits=3))],
    ids=["mulaw", "parameters", "mulaw-128", "g726-32", "g726-24"],
)  # fmt: skip
async def test_what_is_said_is_heard_by_the_microphone(heard, content_type, data):
    camera, web = heard
    speaker = camera.device.organ(Speaker)
    async with Ear(web, audiocodec="g711") as ear:
        begun = len(ear.data) // 8 / 1000
        talking = asyncio.create_task(web.post(TRANSMIT, content=data, headers={"Content-Type": content_type}))
        await until(lambda: speaker.state.talks and speaker.state.talks[0].seconds > 0.99)
        assert camera.state()["device"]["speaker"]["talks"][0]["open"] and not talking.done()
        await camera.advance(2.0)
        wave = decoded(await ear.has(16000))
    answer = await talking
    assert (answer.status_code, answer.content) == (200, b"")
    at = int((begun + AIRWAY + 0.12) * 8000)
    assert strength(wave[at - 2000 : at - 400], HERTZ) < 300 < 7000 < strength(wave[at + 400 : at + 7600], HERTZ) < 9000
    talk = camera.state()["device"]["speaker"]["talks"][0]
    assert talk["seconds"] == pytest.approx(1.0, abs=0.01) and talk["level"] == pytest.approx(-9.2, abs=0.4) and not talk["open"]
    entry = next(one for one in camera.read_journal(path=TRANSMIT).entries if one.status == 200)
    assert entry.heard.seconds == pytest.approx(1.0, abs=0.01) and entry.heard.level == talk["level"]


async def test_gains_and_mutes_count_in_samples(heard):
    camera, web = heard
    loud = {}
    for input_gain, output_gain in (("15", "-30"), ("0", "-30"), ("mute", "-30"), ("15", "-36"), ("15", "mute")):
        await write(camera, web, **{"AudioSource.A0.InputGain": input_gain, "AudioSource.A0.OutputGain": output_gain})
        async with Ear(web, audiocodec="lpcm", audiosamplerate="16000") as ear:
            talking = asyncio.create_task(web.post(TRANSMIT, content=coded(1.0), headers={"Content-Type": "audio/basic"}))
            await until(
                lambda: camera.device.organ(Speaker).state.talks[-1:] and camera.device.organ(Speaker).state.talks[-1].seconds > 0.9
            )
            await camera.advance(2.0)
            wave = decoded(await ear.has(90000), "audio/L24")
        await talking
        tone = wave[int(0.6 * 16000) : int(1.4 * 16000)]
        loud[input_gain, output_gain] = (strength(tone, HERTZ, 16000), float(np.abs(wave).max()))
    usual = loud["15", "-30"][0]
    assert usual == pytest.approx(8000, rel=0.1)
    assert loud["0", "-30"][0] == pytest.approx(usual * 10 ** (-15 / 20), rel=0.05)
    assert loud["mute", "-30"] == (0.0, 0.0)
    assert loud["15", "-36"][0] == pytest.approx(usual / 2, rel=0.05)
    assert loud["15", "mute"][0] < 300 and loud["15", "mute"][1] > 10000


async def test_one_talks_at_a_time_and_silence_ends_a_talk(start, client):
    camera = await start("p5512")
    web = client(camera)
    await write(camera, web, **ON)
    more: asyncio.Queue[bytes] = asyncio.Queue()
    more.put_nowait(coded(0.1))

    async def body() -> AsyncIterator[bytes]:
        while piece := await more.get():
            yield piece

    speaker = camera.device.organ(Speaker)
    basic = {"Content-Type": "audio/basic"}
    talking = asyncio.create_task(web.post(TRANSMIT, content=body(), headers={**basic, "Authorization": "Basic cm9vdDpwYXNz"}, auth=None))
    await until(lambda: speaker.state.talks and speaker.state.talks[0].seconds)
    answer = await web.post(TRANSMIT, content=b"\xff", headers=basic)
    assert (answer.status_code, answer.text) == (503, "Service unavailable\n")
    await camera.advance(0.9)
    more.put_nowait(coded(0.1))
    await until(lambda: speaker.state.talks[0].seconds > 0.19)
    await camera.advance(0.9)
    assert not talking.done()
    await camera.advance(0.3)
    more.put_nowait(b"")
    with pytest.raises(httpx.TransportError):
        await asyncio.wait_for(talking, 10)
    assert not speaker.state.talks[0].open


async def test_a_device_may_have_no_talkers_at_all(heard):
    camera, web = heard
    await write(camera, web, **{"Audio.MaxTransmitters": "0"})
    assert (await web.post(TRANSMIT, content=b"\xff", headers={"Content-Type": "audio/basic"})).status_code == 503


async def test_half_duplex_is_deaf_while_it_speaks(heard):
    camera, web = heard
    await write(camera, web, **{"Audio.DuplexMode": "half"})
    async with Ear(web, audiocodec="lpcm", audiosamplerate="8000") as ear:
        talking = asyncio.create_task(web.post(TRANSMIT, content=coded(1.0), headers={"Content-Type": "audio/basic"}))
        await until(lambda: camera.device.organ(Speaker).state.talks[-1:] and camera.device.organ(Speaker).state.talks[-1].seconds > 0.9)
        await camera.advance(2.5)
        wave = decoded(await ear.has(58000), "audio/L24")
    await talking
    assert not wave[int(0.56 * 8000) : int(1.48 * 8000)].any() and np.abs(wave[:4000]).max() > 10000 < np.abs(wave[13000:]).max()


async def raw(camera: Any, request: bytes, *, more: bytes = b"", close: bool = False) -> bytes:
    """Bytes on a connection of their own, and what comes back until its end."""
    reader, writer = await asyncio.open_connection("127.0.0.1", int(camera.url.rpartition(":")[2]))
    writer.write(request + more)
    if close:
        await writer.drain()
        writer.close()
        return b""
    try:
        async with asyncio.timeout(10):
            return await reader.read()
    finally:
        writer.close()


LOGIN = b"Authorization: Basic cm9vdDpwYXNz\r\n"


@pytest.mark.parametrize("length", [b"", b"Content-Length: 9999999999999\r\n"], ids=["no length", "a huge length"])
async def test_a_talker_who_never_ends_is_heard_until_he_leaves(start, client, length):
    camera = await start("p5512")
    await write(camera, client(camera), **ON)
    head = b"POST " + TRANSMIT.encode() + b" HTTP/1.0\r\nContent-Type: audio/basic\r\n" + length + LOGIN + b"\r\n"
    await raw(camera, head, more=coded(0.5), close=True)
    talks = camera.device.organ(Speaker).state.talks
    await until(lambda: talks and not talks[0].open)
    assert talks[0].seconds == pytest.approx(0.5)
    await camera.advance(0.3)
    assert camera.device.organ(Speaker).active


async def test_an_endless_talker_without_login_is_refused_at_once(heard):
    camera, _ = heard
    head = b"POST " + TRANSMIT.encode() + b" HTTP/1.1\r\nHost: x\r\nContent-Type: audio/basic\r\nContent-Length: 99999999\r\n\r\n"
    assert (await raw(camera, head, more=b"\xff" * 5000)).startswith(b"HTTP/1.1 401 ")


@pytest.mark.parametrize(
    "body", [b"zz\r\nabc", b"5\r\nabcdefgh\r\n0\r\n\r\n", b"ffffffffffffffffffff\r\nabc"], ids=["no size", "too long", "a huge size"]
)
async def test_a_broken_body_ends_the_talk(start, client, body):
    camera = await start("p5512")
    await write(camera, client(camera), **ON)
    head = b"POST " + TRANSMIT.encode() + b" HTTP/1.1\r\nHost: x\r\nContent-Type: audio/basic\r\nTransfer-Encoding: chunked\r\n" + LOGIN
    answer = await raw(camera, head + b"\r\n", more=body)
    assert answer == b"" or b" 400 " in answer.partition(b"\r\n")[0]
    await until(lambda: not any(talk.open for talk in camera.device.organ(Speaker).state.talks))


async def test_parameters_are_the_settings(start, client):
    camera = await start("p5512")
    web = client(camera)
    audio = camera.device.organ(Audio)
    await write(camera, web, **{"AudioSource.A0.InputGain": "-34.5", "Audio.A0.HTTPMessageType": "multipart", "Audio.A0.Name": "one"})
    assert (audio.source(0).input_gain, audio.configuration(1).name) == (-34.5, "one")
    audio.source(0).output_gain = None
    found = (await web.get("/axis-cgi/param.cgi?action=list&group=AudioSource.A0,Audio.A0")).text
    assert "root.AudioSource.A0.InputGain=-34.5\n" in found and "root.AudioSource.A0.OutputGain=mute\n" in found
    assert "root.Audio.A0.HTTPMessageType=multipart\n" in found
    for name, value in (("AudioSource.A0.InputGain", "99"), ("AudioSource.A0.SampleRate", "x"), ("Audio.DuplexMode", "none")):
        assert "Error" in (await web.get("/axis-cgi/param.cgi", params={"action": "update", name: value})).text
    async with Ear(web, audiocodec="g711", audio="1") as ear:
        assert ear.headers["Content-Type"].startswith("multipart/"), "the configuration says how"
    camera.reboot("hard")
    await camera.advance(300)
    assert audio.source(0).input_gain == 0.0 and audio.configuration(1).name == ""


async def test_faults_and_a_clock_that_stands_work_as_with_pictures(heard):
    camera, web = heard
    camera.fault("status", status=503, path=RECEIVE, count=1)
    assert (await web.get(RECEIVE)).status_code == 503
    camera.fault("drop", path=TRANSMIT, count=1)
    with pytest.raises(httpx.TransportError):
        await web.post(TRANSMIT, content=b"\xff", headers={"Content-Type": "audio/basic"})
    async with Ear(web, audiocodec="g711") as ear:
        await camera.advance(1.0)
        size = len(await ear.has(8000))
        for _ in range(50):
            await asyncio.sleep(0)
        assert len(ear.data) - size <= 320, "the clock stands"
        camera.reboot()
        await camera.advance(1.0)
        await until(lambda: not camera.gallery.streams)


async def test_a_talker_who_is_faster_than_the_speaker_waits(heard):
    camera, web = heard
    talks = camera.device.organ(Speaker).state.talks
    talking = asyncio.create_task(web.post(TRANSMIT, content=coded(30.0), headers={"Content-Type": "audio/basic"}))
    await until(lambda: talks and talks[0].seconds > 2)
    for _ in range(400):
        await asyncio.sleep(0)
    assert talks[0].seconds < 4 and not talking.done()
    for _ in range(40):
        await camera.advance(1.0)
    answer = await asyncio.wait_for(talking, 10)
    assert answer.status_code == 200 and talks[0].seconds == pytest.approx(30.0)
