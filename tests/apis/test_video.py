"""Pictures and streams over HTTP: arguments, errors, multipart framing, the stamp that agrees with the camera."""

from __future__ import annotations

import asyncio

import cv2
import numpy as np
import pytest

from camsim.device.parameters import Parameters
from camsim.media import stamp

IMAGE = "/axis-cgi/jpg/image.cgi"
VIDEO = "/axis-cgi/mjpg/video.cgi"


def decoded(body: bytes) -> np.ndarray:
    picture = cv2.imdecode(np.frombuffer(body, np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    return picture


def parts_of(body: bytes) -> list[bytes]:
    found = []
    while body:
        head, _, body = body.partition(b"\r\n\r\n")
        lines = head.split(b"\r\n")
        assert lines[:2] == [b"--myboundary", b"Content-Type: image/jpeg"] and len(lines) == 3
        length = int(lines[2].removeprefix(b"Content-Length: "))
        found.append(body[:length])
        assert body[length : length + 2] == b"\r\n"
        body = body[length + 2 :]
    return found


@pytest.mark.parametrize(
    ("profile", "size"),
    [("p3245-lve", (1920, 1080)), ("q6135-le", (1920, 1080)), ("companion-bullet-le", (1920, 1080)), ("p5512", (704, 480))],
)
async def test_an_image_has_the_size_of_the_parameters_and_a_stamp(start, client, profile, size):
    camera = await start(profile)
    answer = await client(camera).get(IMAGE)
    assert answer.headers["Content-Type"] == "image/jpeg"
    height, width = decoded(answer.content).shape[:2]
    assert (width, height) == size
    read = stamp.read(answer.content)
    assert read.serial == camera.device.serial
    assert read.channel == 1


@pytest.mark.parametrize(
    ("arguments", "size"),
    [
        ("resolution=640x360", (640, 360)),
        ("resolution=640x480", (640, 480)),
        ("resolution=640x360&rotation=0&mirror=1", (640, 360)),
        ("resolution=640x360&unknown=1&html=no", (640, 360)),
        ("resolution=640x360&camera=1", (640, 360)),
    ],
)
async def test_arguments_shape_the_image(start, client, arguments, size):
    answer = await client(await start()).get(f"{IMAGE}?{arguments}")
    height, width = decoded(answer.content).shape[:2]
    assert (width, height) == size


@pytest.mark.parametrize(("rotation", "size"), [(90, (360, 640)), (180, (640, 360)), (270, (360, 640))])
async def test_a_stream_may_be_turned_where_the_sensor_is_not(start, client, rotation, size):
    turned = await client(await start("companion-bullet-le")).get(f"{IMAGE}?resolution=640x360&rotation={rotation}")
    assert decoded(turned.content).shape[1::-1] == size
    assert (await client(await start()).get(f"{IMAGE}?resolution=640x360&rotation={rotation}")).status_code == 400


async def test_parameters_shape_the_image(start, client):
    web = client(await start())
    before = await web.get(IMAGE + "?resolution=640x360")
    update = "/axis-cgi/param.cgi?action=update&Image.I0.Appearance.Resolution=800x450&Image.I0.Appearance.Compression=90"
    assert (await web.get(update + "&Image.I0.Appearance.ColorEnabled=no")).text == "OK"
    after = await web.get(IMAGE)
    assert decoded(after.content).shape[:2] == (450, 800)
    assert len(after.content) < len(before.content)
    spread = decoded(after.content).astype(int)
    assert abs(spread[:, :, 0] - spread[:, :, 2]).max() < 3
    await web.get("/axis-cgi/param.cgi?action=update&Image.I0.Appearance.Rotation=90")
    assert decoded((await web.get(IMAGE)).content).shape[:2] == (800, 450)


async def test_compression_makes_it_smaller(start, client):
    web = client(await start())
    sizes = [len((await web.get(f"{IMAGE}?resolution=640x360&compression={value}")).content) for value in (0, 30, 70, 100)]
    assert sizes == sorted(sizes, reverse=True)


async def test_a_stream_profile_sets_what_the_url_leaves_open(start, client):
    web = client(await start())
    made = await web.get(
        "/axis-cgi/param.cgi",
        params={
            "action": "add",
            "template": "streamprofile",
            "group": "StreamProfile",
            "StreamProfile.S.Name": "small",
            "StreamProfile.S.Parameters": "resolution=320x180&compression=50",
        },
    )
    assert made.text == "S0 OK\n"
    assert decoded((await web.get(IMAGE + "?streamprofile=small")).content).shape[:2] == (180, 320)
    assert decoded((await web.get(IMAGE + "?streamprofile=small&resolution=640x360")).content).shape[:2] == (360, 640)


@pytest.mark.parametrize(
    "arguments",
    [
        "resolution=17x17", "resolution=wide", "resolution=99999x99999", "camera=99", "camera=0", "camera=2", "compression=101",
        "compression=x", "rotation=45", "streamprofile=none", "mirror=maybe", "resolution=",
    ],
)  # fmt: skip
@pytest.mark.parametrize("path", [IMAGE, VIDEO])
async def test_bad_values_are_a_400_page(start, client, path, arguments):
    camera = await start()
    before = camera.device.dump()
    answer = await client(camera).get(f"{path}?{arguments}")
    assert answer.status_code == 400
    assert "<h1>Bad Request</h1>" in answer.text
    assert camera.device.dump() == before


async def test_legacy_overlays_draw_before_os_10_6_and_not_after(start, client):
    for profile, drawn in (("companion-bullet-le", True), ("p3245-lve", False)):
        web = client(await start(profile, stamp=False))
        plain = decoded((await web.get(IMAGE + "?resolution=640x360")).content)
        words = "text=1&textstring=Hello&textcolor=white&textbackgroundcolor=black"
        texted = decoded((await web.get(f"{IMAGE}?resolution=640x360&{words}")).content)
        assert bool(abs(plain.astype(int) - texted).max() > 100) is drawn, profile


async def test_the_same_profile_seed_and_clock_give_the_same_bytes(start, client):
    pictures = [(await client(await start(seed=7)).get(IMAGE + "?resolution=640x360")).content for _ in range(2)]
    other = (await client(await start(seed=8)).get(IMAGE + "?resolution=640x360")).content
    assert pictures[0] == pictures[1] != other


async def test_a_stream_delivers_the_asked_number_of_frames(start, client):
    camera = await start("companion-bullet-le", clock="scaled", speed=20.0)
    answer = await client(camera).get(VIDEO + "?resolution=320x180&fps=10&nbrofframes=3")
    assert answer.headers["Content-Type"] == "multipart/x-mixed-replace; boundary=myboundary"
    assert answer.headers["Connection"] == "close"
    frames = [stamp.read(part).frame for part in parts_of(answer.content)]
    assert len(frames) == 3 and frames == sorted(set(frames))


async def test_a_stream_follows_the_clock(start):
    camera = await start()
    reader, writer = await opened(camera, "fps=10")
    seen = [await _frame(reader)]
    second = asyncio.ensure_future(_frame(reader))
    other, its_writer = await opened(await start(seed=1, clock="system"), "fps=10")
    for _ in range(4):
        await _frame(other)  # a clock that runs gives as many meanwhile
    assert not second.done()
    its_writer.close()
    await camera.clock.advance(0.5)
    seen.append(await second)
    for _ in range(4):
        seen.append(await _frame(reader))
    assert [number - seen[0] for number in seen] == [0, 1, 2, 3, 4, 5]
    writer.close()
    await writer.wait_closed()


async def opened(camera, arguments: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A stream that is read by hand, while the clock is moved."""
    camera.device.organ(Parameters).store("System.BoaProtViewer", "anonymous")
    reader, writer = await asyncio.open_connection("127.0.0.1", int(camera.url.rpartition(":")[2]))
    writer.write(f"GET {VIDEO}?resolution=320x180&{arguments} HTTP/1.0\r\n\r\n".encode())
    return reader, writer


async def _frame(reader: asyncio.StreamReader) -> int:
    head = await asyncio.wait_for(reader.readuntil(b"Content-Length: "), 10)
    assert b"--myboundary" in head
    length = int(await reader.readuntil(b"\r\n\r\n"))
    return stamp.read((await reader.readexactly(length + 2))[:-2]).frame


async def test_duration_ends_a_stream(start):
    camera = await start()
    reader, writer = await opened(camera, "fps=5&duration=2")
    first = await _frame(reader)
    await camera.clock.advance(1.9)
    frames = [await _frame(reader) for _ in range(9)]
    assert frames == [first + index for index in range(1, 10)]
    await camera.clock.advance(1.0)
    rest = await asyncio.wait_for(reader.read(), 10)
    assert rest.count(b"--myboundary\r\n") <= 1
    writer.close()
    await writer.wait_closed()


async def test_viewers_are_limited_by_the_parameter(start, client):
    camera = await start(clock="system")
    web = client(camera)
    await web.get("/axis-cgi/param.cgi?action=update&Image.MaxViewers=1")
    async with web.stream("GET", VIDEO + "?resolution=320x180") as first:
        assert first.status_code == 200
        assert (await web.get(VIDEO + "?resolution=320x180")).status_code == 503


async def test_image_size_says_what_an_image_would_measure(start, client):
    web = client(await start("companion-bullet-le"))
    assert (await web.get("/axis-cgi/imagesize.cgi?camera=1")).text == "image width = 1920\nimage height = 1080\n"
    turned = await web.get("/axis-cgi/imagesize.cgi?camera=1&resolution=640x360&rotation=90")
    assert turned.text == "image width = 360\nimage height = 640\n"
    missing = await web.get("/axis-cgi/imagesize.cgi?camera=9")
    assert (missing.status_code, missing.text) == (200, "<!-- Camera 9 not available. -->\n")


async def test_square_pixels_change_the_analog_sizes(start, client):
    web = client(await start("p5512"))
    sizes = [decoded((await web.get(f"{IMAGE}?resolution=4CIF&squarepixel={value}")).content).shape[:2] for value in (0, 1)]
    assert sizes == [(480, 704), (480, 640)]


async def test_a_bitmap_where_the_format_is_listed(start, client):
    answer = await client(await start("companion-bullet-le")).get("/axis-cgi/bitmap/image.bmp?resolution=320x180")
    assert answer.headers["Content-Type"] == "image/bitmap"
    assert answer.content[:2] == b"BM" and decoded(answer.content).shape == (180, 320, 3)
    assert (await client(await start()).get("/axis-cgi/bitmap/image.bmp")).status_code == 404


async def test_a_factory_new_device_previews_video_for_two_hours(start, client):
    camera = await start(users="")
    nobody = client(camera, None)
    assert (await nobody.get(IMAGE + "?resolution=320x180")).status_code == 200
    await camera.clock.advance(7201)
    assert (await nobody.get(IMAGE + "?resolution=320x180")).status_code == 401


@pytest.mark.parametrize(("name", "change"), [("ColorLevel", "saturation"), ("Brightness", "mean"), ("Contrast", "spread")])
async def test_sensor_settings_show_in_the_picture(start, client, name, change):
    web = client(await start(stamp=False))
    await web.get("/axis-cgi/param.cgi?action=update&ImageSource.I0.DayNight.IrCutFilter=yes")
    measure = {
        "saturation": lambda picture: np.ptp(picture.astype(int), axis=2).mean(),
        "mean": lambda picture: picture.mean(),
        "spread": lambda picture: picture.std(),
    }[change]
    found = []
    for value in (10, 50, 90):
        assert (await web.get(f"/axis-cgi/param.cgi?action=update&ImageSource.I0.Sensor.{name}={value}")).text == "OK"
        found.append(measure(decoded((await web.get(IMAGE + "?resolution=640x360")).content)))
    assert found[0] < found[1] < found[2]


async def test_the_color_level_of_the_url_wins(start, client):
    web = client(await start(stamp=False))
    gray = decoded((await web.get(IMAGE + "?resolution=640x360&colorlevel=0")).content)
    assert np.ptp(gray.astype(int), axis=2).max() < 4
    assert (await web.get(IMAGE + "?colorlevel=101")).status_code == 400


@pytest.mark.parametrize(
    ("changes", "arguments"),
    [
        ("Image.TimeFormat=12", "clock=1"),
        ("Image.DateFormat=MM/DD/YYYY", "date=1"),
        ("Image.OwnDateFormatEnabled=yes&Image.OwnDateFormat=%25Y", "date=1"),
        ("Image.OwnTimeFormatEnabled=yes&Image.OwnTimeFormat=%25H", "clock=1"),
    ],
)
async def test_formats_of_date_and_time_show_in_the_overlay(start, client, changes, arguments):
    web = client(await start("companion-bullet-le", stamp=False))
    before = (await web.get(f"{IMAGE}?resolution=640x360&{arguments}")).content
    assert (await web.get(f"/axis-cgi/param.cgi?action=update&{changes}")).text == "OK"
    assert (await web.get(f"{IMAGE}?resolution=640x360&{arguments}")).content != before


async def test_rotation_of_the_source_turns_the_picture_and_ends_streams(start, client):
    camera = await start(stamp=False)
    web = client(camera)
    before = decoded((await web.get(IMAGE + "?resolution=640x360")).content)
    async with web.stream("GET", VIDEO + "?resolution=320x180") as stream:
        chunks = stream.aiter_raw()
        await anext(chunks)
        assert (await client(camera).get("/axis-cgi/param.cgi?action=update&ImageSource.I0.Rotation=180")).text == "OK"
        async for _ in chunks:
            pass
    after = decoded((await web.get(IMAGE + "?resolution=640x360")).content)
    assert abs(before[::-1, ::-1].astype(int) - after).mean() < 6 < abs(before.astype(int) - after).mean()


async def test_without_the_infrared_cut_filter_there_are_no_colours(start, client):
    web = client(await start(stamp=False))
    assert (await web.get("/axis-cgi/param.cgi?action=update&ImageSource.I0.DayNight.IrCutFilter=no")).text == "OK"
    night = decoded((await web.get(IMAGE + "?resolution=640x360")).content)
    assert np.ptp(night.astype(int), axis=2).max() < 4


@pytest.mark.parametrize("path", ["/jpg/1/image.jpg", "/jpg/image.jpg"])
async def test_pictures_have_short_paths_too(start, client, path):
    web = client(await start())
    assert (await web.get(path + "?resolution=320x180")).headers["Content-Type"] == "image/jpeg"
    assert (await web.get("/jpg/9/image.jpg")).status_code == 400


async def test_a_bitmap_is_read_back_too(start, client):
    camera = await start("companion-bullet-le")
    answer = await client(camera).get("/axis-cgi/bitmap/image.bmp?resolution=640x360")
    assert stamp.read(answer.content).serial == camera.device.serial
