"""Arguments of predicting codecs and of sound against limits."""

from __future__ import annotations

from fractions import Fraction

import pytest

from camsim.device.errors import OutOfRangeError
from camsim.media.coding import Coding, FrameSkip, H264Profile, Mode, Priority, RateControl, RateMode, ZipProfile, Zipstream
from camsim.media.request import Defaults, Limits, resolve
from camsim.media.request_audio import AudioDefaults, AudioLimits, resolve_audio
from camsim.media.request_coding import CodingDefaults, CodingLimits, RateDefaults
from camsim.media.stream import AudioKey
from camsim.media.unit import Codec

ALL = ("jpeg", "mjpeg", "h264", "h265", "av1")
MODERN = CodingLimits(ALL)
OLD = CodingLimits(("jpeg", "mjpeg", "h264"), rate_control=(1, 0), average=False)
MIDDLE = CodingLimits(ALL, rate_control=(1, 1))


def key(coding: CodingLimits = MODERN, told: CodingDefaults = CodingDefaults(), **arguments):  # noqa: B008
    return resolve(arguments, Defaults(coding=told), Limits(coding=coding), any_codec=True).key


def refused(coding: CodingLimits = MODERN, told: CodingDefaults = CodingDefaults(), **arguments) -> str:  # noqa: B008
    with pytest.raises(OutOfRangeError) as caught:
        key(coding, told, **arguments)
    return caught.value.subject


@pytest.mark.parametrize(
    ("formats", "asked", "codec"),
    [
        (ALL, {}, Codec.H264), (("jpeg", "h265"), {}, Codec.H265), (("jpeg", "mjpeg"), {}, Codec.JPEG), (("jpeg", "mpeg4"), {}, Codec.JPEG),
        (ALL, {"videocodec": "h265"}, Codec.H265), (ALL, {"videocodec": "AV1"}, Codec.AV1), (ALL, {"videocodec": "jpeg"}, Codec.JPEG),
        ((" JPEG", "H264 "), {"VideoCodec": "h264"}, Codec.H264),
    ],
)  # fmt: skip
def test_the_codec(formats, asked, codec):
    found = key(CodingLimits(formats), **asked)
    assert found.codec is codec
    assert (found.coding is None) is (codec is Codec.JPEG)


@pytest.mark.parametrize("codec", ["mpeg4", "h264", "av1", "aac", "bitmap", "vp9", ""])
def test_codecs_that_the_camera_has_not_are_refused(codec):
    assert refused(CodingLimits(("jpeg", "mpeg4", "h265", "bitmap")), videocodec=codec) == "videocodec"


def test_requests_for_jpeg_do_not_know_these_arguments():
    arguments = {"videocodec": "h264", "h264profile": "nonsense", "videomaxbitrate": "5", "videozstrength": "x"}
    assert resolve(arguments, Defaults(), Limits(coding=MODERN)).key == resolve({}, Defaults(), Limits()).key


def test_without_arguments_the_defaults_hold():
    assert key().coding == Coding()
    told = CodingDefaults(
        H264Profile.MAIN, 62, RateDefaults(RateMode.MBR, Priority.NONE, 4000), Zipstream(10, Mode.DYNAMIC, 600, Mode.DYNAMIC, Fraction(5)),
        FrameSkip.EMPTY, True,
    )  # fmt: skip
    assert key(told=told).coding == Coding(
        H264Profile.MAIN, 62, RateControl(RateMode.MBR, 4000, 0, Priority.NONE),
        Zipstream(10, Mode.DYNAMIC, 600, Mode.DYNAMIC, Fraction(5)), FrameSkip.EMPTY, True,
    )  # fmt: skip


def test_every_argument_is_taken():
    found = key(
        h264profile="Baseline", videokeyframeinterval="10", videobitratemode="mbr", videomaxbitrate="2000", videobitratepriority="quality",
        videoframeskipmode="empty", videozstrength="30", videozgopmode="dynamic", videozmaxgoplength="1200", videozfpsmode="dynamic",
        videozminfps="5/2", videozprofile="storage", videozprofilelevel="1", videosigned="1", compression="20", fps="12", maxframesize="50",
        unknown="x",
    )  # fmt: skip
    assert found.coding == Coding(
        H264Profile.BASELINE, 10, RateControl(RateMode.MBR, 2000, 0, Priority.QUALITY),
        Zipstream(30, Mode.DYNAMIC, 1200, Mode.DYNAMIC, Fraction(5, 2), ZipProfile.STORAGE), FrameSkip.EMPTY,
    )  # fmt: skip
    assert (found.compression, found.fps, found.max_frame_size) == (20, 12.0, 0)
    assert key(videocodec="jpeg", maxframesize="50").max_frame_size == 50


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("h264profile", "extended"), ("videokeyframeinterval", "0"), ("videokeyframeinterval", "1024"), ("videokeyframeinterval", "x"),
        ("videobitratemode", "cbr"), ("videobitratemode", "fast"), ("videoframeskipmode", "none"), ("videozstrength", "60"),
        ("videozstrength", "5"), ("videozgopmode", "auto"), ("videozmaxgoplength", "0"), ("videozmaxgoplength", "1201"),
        ("videozfpsmode", "1"), ("videozminfps", "-1"), ("videozminfps", "31"), ("videozminfps", "1/0"), ("videozprofile", "modern"),
        ("videozprofilelevel", "-1"), ("videosigned", "2"), ("maxframesize", "-1"), ("maxframesize", "big"),
    ],
)  # fmt: skip
def test_bad_values_name_their_argument(name, value):
    assert refused(**{name: value}) == name


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("videomaxbitrate", "-1"), ("videomaxbitrate", "50001"), ("videomaxbitrate", "1.5"), ("videobitratepriority", "speed"),
        ("videoabrtargetbitrate", "x"), ("videoabrmaxbitrate", "50001"), ("videoabrretentiontime", "0"), ("videoabrretentiontime", "3653"),
    ],
)  # fmt: skip
def test_bad_bit_rates_name_their_argument(name, value):
    assert refused(videobitratemode="abr", **{name: value}) == name


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("videomaxbitrate", "1000"), ("videobitratepriority", "none"), ("videoabrtargetbitrate", "1000"), ("videoabrmaxbitrate", "1000"),
        ("videoabrretentiontime", "7"),
    ],
)  # fmt: skip
def test_the_mode_is_required_from_2_0_on(name, value):
    assert refused(**{name: value}) == "videobitratemode"
    key(MIDDLE, **{name: value})
    key(videobitratemode="vbr", **{name: value})


def test_an_average_has_a_maximum_above_it():
    found = key(videobitratemode="abr", videoabrtargetbitrate="1000", videoabrmaxbitrate="1000", videoabrretentiontime="30")
    assert found.coding.rate == RateControl(RateMode.ABR, 1000, 1000)
    assert key(videobitratemode="abr", videoabrtargetbitrate="1000").coding.rate == RateControl(RateMode.ABR, 0, 1000)
    assert refused(videobitratemode="abr", videoabrtargetbitrate="1000", videoabrmaxbitrate="999") == "videoabrmaxbitrate"
    told = CodingDefaults(rate=RateDefaults(RateMode.ABR, average=800, average_maximum=1600))
    assert key(told=told).coding.rate == RateControl(RateMode.ABR, 1600, 800)
    assert refused(told=told, videobitratemode="abr", videoabrtargetbitrate="2000") == "videoabrmaxbitrate"


@pytest.mark.parametrize(
    ("arguments", "rate"),
    [
        ({"videobitrate": "250", "videomaxbitrate": "1000"}, RateControl(RateMode.CBR, 250, 250)),
        ({"videobitrate": "0"}, RateControl()),
        ({"videobitrate": "0", "videomaxbitrate": "1000"}, RateControl(RateMode.MBR, 1000)),
        ({"videomaxbitrate": "0"}, RateControl()),
        ({"videobitratemode": "cbr", "videobitrate": "500"}, RateControl(RateMode.CBR, 500, 500)),
    ],
)
def test_the_bit_rate_of_old(arguments, rate):
    assert key(OLD, **arguments).coding.rate == rate
    assert key(MIDDLE, **arguments).coding.rate == rate


def test_modes_by_version():
    assert refused(OLD, videobitratemode="mbr") == refused(OLD, videobitratemode="abr") == "videobitratemode"
    assert key(MIDDLE, videobitratemode="mbr", videomaxbitrate="10").coding.rate.mode is RateMode.MBR
    assert key(MODERN, videobitrate="250").coding.rate == RateControl()


def test_profiles_are_those_of_the_camera():
    simple = CodingLimits(("h264",), (H264Profile.BASELINE,))
    assert key(simple).coding.profile is H264Profile.BASELINE
    assert refused(simple, h264profile="high") == "h264profile"


def test_without_zipstream_its_arguments_are_unknown():
    plain = CodingLimits(ALL, zipstream=False)
    assert key(plain, CodingDefaults(zipstream=Zipstream(30)), videozstrength="nonsense").coding.zipstream == Zipstream()


def test_what_has_no_effect_makes_no_other_stream():
    same = [
        {}, {"videobitratemode": "vbr", "videomaxbitrate": "500", "videobitratepriority": "none"}, {"videobitratemode": "mbr"},
        {"videozmaxgoplength": "700"}, {"videozminfps": "3"}, {"videoframeskipmode": "empty"},
        {"videozgopmode": "dynamic", "videozmaxgoplength": "20"},
        {"videobitratemode": "abr"}, {"maxframesize": "100"},
    ]  # fmt: skip
    assert len({key(**arguments) for arguments in same}) == 1
    assert key(videocodec="h265", h264profile="main") == key(videocodec="h265", h264profile="high")
    assert key(h264profile="main") != key(h264profile="high")


# ---- sound

SOUND = AudioLimits(channels=2)
ON = AudioDefaults(True)


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        ({}, AudioKey(Codec.AAC, 16000, 1, 32000)),
        ({"audio": "0"}, None),
        (
            {"audiocodec": "opus", "audiosamplerate": "48000", "audiobitrate": "64000", "audionbrofchannels": "2"},
            AudioKey(Codec.OPUS, 48000, 2, 64000),
        ),
        ({"AudioCodec": "G711"}, AudioKey(Codec.PCMU, 8000, 1, 64000)),
        ({"audiocodec": "g726", "audiobitrate": "24000"}, AudioKey(Codec.G726, 8000, 1, 24000)),
        ({"audiocodec": "lpcm", "audiobitrate": "whatever"}, AudioKey(Codec.LPCM, 16000, 1, 0)),
    ],
)
def test_sound_as_asked(arguments, found):
    assert resolve_audio(arguments, ON, SOUND) == found


def test_sound_is_off_unless_asked_for_where_the_camera_says_so():
    assert resolve_audio({}, AudioDefaults(), SOUND) is None
    assert resolve_audio({"audio": "1"}, AudioDefaults(), SOUND, 2) == AudioKey(channel=2)
    assert resolve_audio({"audio": "1", "audiocodec": "nonsense"}, ON, AudioLimits(())) is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("audio", "2"), ("audiocodec", "mp3"), ("audiocodec", "g726"), ("audiosamplerate", "12345"), ("audiobitrate", "1"),
        ("audionbrofchannels", "0"), ("audionbrofchannels", "2"),
    ],
)  # fmt: skip
def test_bad_values_of_sound_name_their_argument(name, value):
    with pytest.raises(OutOfRangeError) as caught:
        resolve_audio({name: value}, ON, AudioLimits(("aac", "opus"), 1))
    assert caught.value.subject == name
