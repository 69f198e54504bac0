"""Media clips: kept from real files, played into the room, and everything that is no clip."""

from __future__ import annotations

import asyncio
import io
from typing import Any

import av
import httpx
import numpy as np
import pytest

from camsim.device.clips import Clips
from camsim.device.speaker import AIRWAY
from camsim.media.stream import AudioKey
from camsim.media.unit import Codec

PATH = "/axis-cgi/mediaclip.cgi"
HERTZ, RATE = 600.0, 16000


def file(container: str, codec: str, seconds: float = 1.0, rate: int = RATE) -> bytes:
    """A tone in a file."""
    held = io.BytesIO()
    with av.open(held, "w", format=container) as output:
        vorbis = codec == "vorbis"  # which the library writes in stereo only
        layout = "stereo" if vorbis else "mono"
        stream = output.add_stream(codec, rate=rate, layout=layout, options={"strict": "experimental"} if vorbis else {})
        wave = (np.sin(2 * np.pi * HERTZ * np.arange(int(rate * seconds)) / rate) * 16000).astype(np.int16)
        frame = av.AudioFrame.from_ndarray(wave.repeat(2 if vorbis else 1)[None, :], format="s16", layout=layout)
        frame.sample_rate = rate
        resampler = av.AudioResampler(
            stream.codec_context.format or "s16", layout, rate, frame_size=stream.codec_context.frame_size or None
        )
        for piece in (*resampler.resample(frame), *resampler.resample(None)):
            output.mux(stream.encode(piece))
        output.mux(stream.encode(None))
    return held.getvalue()


FILES = {
    "au": ("au", "pcm_mulaw", 8000), "au-pcm": ("au", "pcm_s16be", RATE), "wav": ("wav", "pcm_s16le", RATE),
    "wav-mulaw": ("wav", "pcm_mulaw", 8000), "mp3": ("mp3", "libmp3lame", RATE), "opus": ("ogg", "libopus", 48000),
    "vorbis": ("ogg", "vorbis", 48000),
}  # fmt: skip


async def upload(web: httpx.AsyncClient, content: bytes, **arguments: Any) -> httpx.Response:
    asked = {"action": "upload", "media": "audio", **arguments}
    return await web.post(PATH, params=asked, files={"x": ("my clip.bin", content, "audio/basic")})


class Microphone:
    """What the first microphone hears from now on."""

    def __init__(self, camera: Any) -> None:
        self._reader = camera.gallery.open(AudioKey(Codec.LPCM, 8000))
        self._units: list[bytes] = []
        self._task = asyncio.create_task(self._run())

    async def _run(self) -> None:
        async for unit in self._reader:
            self._units.append(unit.payload)

    async def close(self) -> np.ndarray:
        self._reader.close()
        await self._task
        return np.frombuffer(b"".join(self._units), ">i2").astype(float)


def strength(wave: np.ndarray, hertz: float = HERTZ) -> float:
    return float(2 * abs(np.dot(wave, np.exp(-2j * np.pi * hertz * np.arange(len(wave)) / 8000))) / len(wave))


@pytest.mark.parametrize("name", FILES)
async def test_a_file_is_kept_played_and_handed_out(start, client, name):
    camera = await start("p3245-lve")
    web = client(camera)
    container, codec, rate = FILES[name]
    answer = await upload(web, file(container, codec, rate=rate), name="Tone")
    assert (answer.status_code, answer.text) == (200, "OK\nuploaded=0")
    clip = camera.device.organ(Clips).clip(0)
    assert clip.seconds == pytest.approx(1.0, abs=0.1) and clip.loudness == pytest.approx(-9.2, abs=1.0)
    listed = (await web.get("/axis-cgi/param.cgi?action=list&group=MediaClip.M0")).text
    suffix = {"au-pcm": "au", "wav-mulaw": "wav", "vorbis": "ogg"}.get(name, name)
    assert f"root.MediaClip.M0.Location=/etc/audioclips/MediaClip.M0.{suffix}\nroot.MediaClip.M0.Name=Tone\n" in listed
    microphone = Microphone(camera)
    assert (await web.get(PATH, params={"action": "play", "clip": "0"})).text == "OK\nplaying=0"
    await camera.advance(2.0)
    wave = await microphone.close()
    at = int(AIRWAY * 8000)
    assert strength(wave[at + 800 : at + 7200]) == pytest.approx(8000, rel=0.15)
    assert strength(wave[at + 9000 : at + 12000]) < 500 and not camera.device.organ(Clips).state.playing
    found = await web.get(PATH, params={"action": "download", "clip": "0"})
    assert found.headers["Content-Type"] == "audio/basic" and found.content[:4] == b".snd"
    with av.open(io.BytesIO(found.content), format="au") as opened:
        assert sum(frame.samples for frame in opened.decode(audio=0)) / opened.streams[0].rate == pytest.approx(1.0, abs=0.1)


async def test_repeats_volume_and_an_end(start, client):
    camera = await start("p3245-lve")
    web = client(camera)
    await upload(web, file("wav", "pcm_s16le", 0.5))
    microphone = Microphone(camera)
    await web.get("/axis-cgi/playclip.cgi?clip=0&repeat=3&volume=50")
    await camera.advance(1.0)
    await web.get("/axis-cgi/stopclip.cgi")
    await camera.advance(1.5)
    wave = await microphone.close()
    at = int(AIRWAY * 8000)
    assert strength(wave[at + 400 : at + 7600]) == pytest.approx(4000, rel=0.1), "twice over, at half the volume"
    assert strength(wave[at + 8400 : at + 11600]) < 500


async def test_clips_of_the_factory_sound_and_can_be_had(start, client):
    camera = await start("d4200-ve")
    web = client(camera)
    one, other = [(await web.get(PATH, params={"action": "download", "clip": number})).content for number in (25, 29)]
    assert one[:4] == other[:4] == b".snd" and one != other and len(one) > 48000
    assert camera.device.organ(Clips).clip(25).loudness == pytest.approx(-19, abs=3)


async def test_hostile_files_are_refused_and_nothing_is_kept(start, client, tmp_path):
    camera = await start("p3245-lve")
    web = client(camera)
    secret = tmp_path / "secret.wav"
    secret.write_bytes(file("wav", "pcm_s16le"))
    whole = file("wav", "pcm_s16le")
    bad = {
        "text": b"no sound at all", "empty": b"", "playlist": f"#EXTM3U\n#EXTINF:1\n{secret}\n".encode(), "head": whole[:44],
        "cut": file("mp3", "libmp3lame")[:40], "noise": b"OggS" + bytes(range(256)) * 20,
        "riff": b"RIFF\xff\xff\xff\xffWAVEfmt " + b"\xff" * 64,
        "concat": f"ffconcat version 1.0\nfile {secret}\n".encode(), "frames": b"\xff\xfb" + b"\x00" * 200,
        "large": whole + bytes(11 * 1_048_576),
    }  # fmt: skip
    for name, content in bad.items():
        answer = await upload(web, content)
        assert answer.status_code == 400 and answer.text.startswith("400 Bad Request\n"), name
    long = file("au", "pcm_mulaw", 601.0, rate=8000)
    assert (await upload(web, long)).text == "400 Bad Request\nlonger than 600 seconds"
    for arguments in ({"media": "video"}, {"name": "x" * 65}, {"name": "a\nb"}):
        assert (await upload(web, whole, **arguments)).status_code == 400
    assert (await web.post(PATH, params={"action": "upload"}, content=b"abc")).status_code == 400
    assert camera.device.organ(Clips).numbers() == [9]


async def test_there_is_room_for_so_many_clips(start, client):
    camera = await start("p3245-lve")
    web = client(camera)
    tone = file("wav", "pcm_s16le", 0.1)
    assert [(await upload(web, tone)).text for _ in range(9)][-1] == "OK\nuploaded=8"
    assert (await upload(web, tone)).text == "400 Bad Request\nno room for one more clip"
    await web.get(PATH, params={"action": "remove", "clip": "4"})
    assert (await upload(web, tone)).text == "OK\nuploaded=4"
    camera.reboot()
    await camera.advance(300)
    assert len(camera.device.organ(Clips).numbers()) == 10
    state = camera.state()["device"]["clips"]
    camera.reboot("soft")
    await camera.advance(300)
    assert camera.device.organ(Clips).numbers() == [9]
    camera.restore({"device": {"clips": state}})
    assert len(camera.device.organ(Clips).numbers()) == 10


@pytest.mark.parametrize(
    "arguments",
    [{"clip": "99"}, {"clip": "-1"}, {"clip": "x"}, {}, {"location": "/etc/passwd"}, {"clip": "9", "repeat": "-2"},
     {"clip": "9", "volume": "1001"}, {"clip": "9", "audiooutput": "2"}, {"clip": "9", "audiodeviceid": "0"},
     {"clip": "9", "repeat": "99999999999999999999"}],
)  # fmt: skip
async def test_what_cannot_be_played(start, client, arguments):
    camera = await start("p3245-lve")
    for path, more in ((PATH, {"action": "play"}), ("/axis-cgi/playclip.cgi", {})):
        answer = await client(camera).get(path, params={**more, **arguments})
        assert answer.status_code == 400 and answer.text.startswith("400 Bad Request\n")
    assert not camera.device.organ(Clips).state.playing


async def test_parameters_name_clips_and_no_more(start, client):
    web = client(await start("p3245-lve"))

    async def write(name: str, value: str) -> str:
        return (await web.get("/axis-cgi/param.cgi", params={"action": "update", name: value})).text

    assert await write("MediaClip.M9.Name", "Other") == "OK"
    for name in ("MediaClip.M9.Location", "MediaClip.M9.Type", "MediaClip.M1.Name"):
        assert "Error" in await write(name, "audio")
