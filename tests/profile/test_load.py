"""Finding and merging profiles: extends, removal, origins, and errors that name file and key."""

from collections.abc import Callable
from pathlib import Path

import pytest

from camsim.profile import load as room
from camsim.profile.errors import ProfileError
from camsim.profile.load import FOLDERS_VARIABLE, find, load, names, shipped, versions
from camsim.profile.model import Generation, Profile
from camsim.profile.quirks import Quirk

MODEL = 'title = "Test Camera"\nkind = "fixed"\ngeneration = "C"\n'

Write = Callable[[dict[str, str]], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes files below a folder of own profiles and returns it."""

    def one(files: dict[str, str]) -> Path:
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        return tmp_path

    return one


def values(profile: Profile) -> dict[str, str]:
    return {leaf.name: leaf.value for leaf in profile.leaves}


def test_shipped_names() -> None:
    assert {"p3245-lve", "companion-bullet-le", "p5512", "q6135-le"} <= set(names())
    assert find("P3245-LVE").name == "p3245-lve"
    assert versions("p3245-lve") == ["10.12.323", "11.11.192"]


def test_the_beginning_of_a_version_takes_the_newest_that_begins_so() -> None:
    assert load("p3245-lve", "10.12").os == load("p3245-lve", "10").os == "10.12.323"
    with pytest.raises(ProfileError, match="no OS version 1; there is"):
        load("p3245-lve", "1")


def test_a_sensor_leaves_the_factory_in_a_mode_that_it_has(write: Write) -> None:
    mode = '[[video.capture_modes]]\nid = 2\ndescription = "all"\nsize = [640, 360]\nmax_fps = 30\n'
    folder = write({
        "mine/model.toml": MODEL + '[video]\nsensor = [640, 360]\n' + mode,
        "mine/leaves.txt": "ImageSource.I0.Sensor.CaptureMode=1\n",
        "mine/os-11.1.toml": 'os = "11.1"\n',
    })  # fmt: skip
    with pytest.raises(ProfileError, match=r"leaves\.txt: ImageSource\.I0\.Sensor\.CaptureMode: no capture mode '1'; .* has 2$"):
        load("mine", folders=[folder])


def test_inside_a_package_and_beside_the_sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "__file__", str(tmp_path / "simulator" / "camsim" / "profile" / "load.py"))
    assert shipped() == tmp_path / "profiles"
    inside = tmp_path / "simulator" / "camsim" / "profiles"
    inside.mkdir(parents=True)
    assert shipped() == inside


def test_unknown_names_list_what_there_is() -> None:
    with pytest.raises(ProfileError, match=r"no-such-model: no such profile; there is .*p3245-lve"):
        load("no-such-model")
    with pytest.raises(ProfileError, match=r"p3245-lve/model\.toml: no OS version 1\.0; there is 10\.12\.323, 11\.11\.192"):
        load("p3245-lve", "1.0")


def test_layers_in_order(write: Write) -> None:
    folder = write(
        {
            "_parts/base.toml": '[http]\nserver = "base"\njson_content_type = "base"\n',
            "_parts/base.txt": "A.X=base\nA.Y=base\nA.Z=base\nA.W=base\n",
            "_parts/os.toml": 'extends = ["_parts/base"]\n[http]\njson_content_type = "os"\n',
            "_parts/os.txt": "A.Y=os\n",
            "cam/model.toml": MODEL,
            "cam/leaves.txt": "A.Z=model\nA.W=model\n",
            "cam/os-1.2.toml": 'extends = ["_parts/os"]\n',
            "cam/leaves-1.2.txt": "A.W={os}\n",
            "cam/definitions.txt": 'A.# 7707 string\nA.W 7706 readonly string len=9 as "Double u"\n',
        }
    )
    profile = load("cam", folders=[folder])
    assert (profile.os, profile.generation, profile.http.server, profile.http.json_content_type) == ("1.2", Generation.C, "base", "os")
    assert list(values(profile).items()) == [("A.X", "base"), ("A.Y", "os"), ("A.Z", "model"), ("A.W", "1.2")]
    assert profile.origins["http.server"] == "_parts/base.toml"
    assert profile.origins["http.json_content_type"] == "_parts/os.toml"
    assert profile.origins["A.X"] == "_parts/base.txt"
    assert profile.origins["A.W"] == "cam/leaves-1.2.txt"
    leaf = profile.leaves[3]
    assert (leaf.level, leaf.type.flags, leaf.type.maxlen, leaf.nice) == ("7706", ("readonly",), 9, "Double u")


def test_a_model_folder_itself_and_the_environment(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write({"cam/model.toml": MODEL + 'os = "1.0"\n'})
    assert load("cam", folders=[folder / "cam"]).os == "1.0"
    monkeypatch.setenv(FOLDERS_VARIABLE, str(folder))
    assert "cam" in names()
    assert load("cam").title == "Test Camera"


def test_an_own_profile_over_a_shipped_model(write: Write) -> None:
    text = """
extends = ["p3245-lve"]
title = "Deaf P3245-LVE"
quirks = ["close_after_401"]

[apis]
more_discovery = '''
my-api 1.0 My own API
ssh 9.9
'''

[remove]
parameters = ["Audio", "AudioSource", "Image.I{5..7}", "Network.RTP.R*.Audio*"]
discovery = ["sip", "privacy-mask"]
rest = ["ssh"]
apis = ["audio_mixer"]
endpoints = ["/axis-cgi/audio/transmit.cgi"]
fields = ["basic_device_information.SocSerialNumber"]
topics = ["tns1:AudioSource"]
"""
    folder = write({"deaf/model.toml": text, "deaf/leaves.txt": "Image.MaxViewers=3\n"})
    base, profile = load("p3245-lve"), load("deaf", folders=[folder])
    gone = [name for name in values(base) if name not in values(profile)]
    assert profile.os == base.os
    assert values(profile)["Image.MaxViewers"] == "3"
    assert {name.split(".")[0] for name in gone} == {"Audio", "AudioSource", "Image", "Network"}
    assert "Image.I4.Name" in values(profile)
    assert "Network.RTP.R0.VideoPort" in values(profile)
    assert "Audio.A0.Enabled" not in profile.origins
    ids = [entry.id for entry in profile.apis.discovery]
    assert not {"sip", "privacy-mask"} & set(ids)
    assert (ids[-2:], profile.apis.discovery[-1].version, profile.apis.discovery[-1].name) == (["my-api", "ssh"], "9.9", "SSH")
    assert "ssh" not in [entry.id for entry in profile.apis.rest]
    assert profile.apis.removed == {"audio_mixer", "/axis-cgi/audio/transmit.cgi"}
    assert profile.apis.removed_fields == {"basic_device_information.SocSerialNumber"}
    assert profile.apis.removed_topics == {"tns1:AudioSource"}
    assert profile.has(Quirk.CLOSE_AFTER_401)
    assert base.title == "AXIS P3245-LVE Network Camera"


def test_quirks_and_tables_merge(write: Write) -> None:
    folder = write(
        {
            "_parts/a.toml": 'quirks = ["close_after_401", "strict_digest_uri"]\n[apis.versions]\na = "1.0"\nb = "1.0"\n',
            "cam/model.toml": 'extends = ["_parts/a"]\nos = "1"\nquirks = ["forbidden_is_401"]\n'
            + MODEL
            + '[remove]\nquirks = ["strict_digest_uri"]\n[apis.versions]\nb = "2.0"\n',
        }
    )
    profile = load("cam", folders=[folder])
    assert profile.quirks == {Quirk.CLOSE_AFTER_401, Quirk.FORBIDDEN_IS_401}
    assert profile.apis.versions == {"a": "1.0", "b": "2.0"}


def test_discovery_and_rest_entries(write: Write) -> None:
    text = """
os = "1"
[apis]
status = "official"
titles = '''
known Known name {doc_link=} {status=}
'''
discovery = '''
# a comment
known 1.0, other 2.1 Other name
twice 1.0 Twice {status=beta}, twice 2.0 Twice
'''
rest = '''
cert v1 1.0.2 released
log v1 1.0.0-alpha.3 alpha
odd v0 0.1 released /config/rest/odd
'''
"""
    profile = load("cam", folders=[write({"cam/model.toml": MODEL + text})])
    link = "https://www.axis.com/partner_pages/vapix_library/#/"
    assert [(entry.id, entry.version, entry.name, entry.doc_link, entry.status) for entry in profile.apis.discovery] == [
        ("known", "1.0", "Known name", "", None),
        ("other", "2.1", "Other name", link, "official"),
        ("twice", "1.0", "Twice", link, "beta"),
        ("twice", "2.0", "Twice", link, "official"),
    ]
    assert [(entry.id, entry.major, entry.version, entry.state, entry.path) for entry in profile.apis.rest] == [
        ("cert", "v1", "1.0.2", "released", "/config/rest/cert/v1"),
        ("log", "v1", "1.0.0-alpha.3", "alpha", "/config/rest/log/v1alpha"),
        ("odd", "v0", "0.1", "released", "/config/rest/odd"),
    ]


PLAIN = 'os = "1"\n' + MODEL

BROKEN = {
    "no TOML": ({"model.toml": "title = \n"}, r"model\.toml: .*line 1"),
    "unknown key": ({"model.toml": PLAIN + "colour = 1\n"}, r"model\.toml: colour: is no key of a profile$"),
    "unknown inner key": ({"model.toml": PLAIN + "[ptz]\nspeed = 1\n"}, r"model\.toml: ptz\.speed: is no key of a profile$"),
    "wrong type": ({"model.toml": PLAIN + 'preset_limit = "many"\n'}, r"model\.toml: preset_limit: input should be a valid integer"),
    "wrong inner type": ({"model.toml": PLAIN + "[video]\nsensor = [1]\n"}, r"model\.toml: video\.sensor: list should have at least 2"),
    "generation": ({"model.toml": PLAIN.replace('"C"', '"D"')}, r"model\.toml: generation: input should be 'A', 'B' or 'C'"),
    "missing key": ({"model.toml": 'os = "1"\ntitle = "x"\nkind = "y"\n'}, r"model\.toml: generation: is missing$"),
    "missing OS": ({"model.toml": MODEL}, r"model\.toml: os: is missing$"),
    "missing part": ({"model.toml": PLAIN + 'extends = ["_parts/x"]\n'}, r"model\.toml: extends: no part or model '_parts/x'$"),
    "itself": ({"model.toml": PLAIN + 'extends = ["cam"]\n'}, r"model\.toml: extends: goes in a circle"),
    "plain value for a table": ({"model.toml": PLAIN + "http = 1\n"}, r"model\.toml: http: "),
    "no such parameter": (
        {"model.toml": PLAIN + '[remove]\nparameters = ["Nope.*"]\n'},
        r"model\.toml: remove\.parameters: Nope\.\* fits no parameter$",
    ),
    "no such id": ({"model.toml": PLAIN + '[remove]\ndiscovery = ["x"]\n'}, r"model\.toml: remove\.discovery: there is no 'x'"),
    "unknown quirk": ({"model.toml": PLAIN + 'quirks = ["odd"]\n'}, r"model\.toml: quirks\.0: "),
    "values": ({"model.toml": PLAIN, "leaves.txt": "A.B=1\nnonsense\n"}, r"leaves\.txt: line 2: "),
    "reference": ({"model.toml": PLAIN, "leaves.txt": "A.B={C.D}\n"}, r"leaves\.txt: A\.B: \{C\.D\} is no parameter"),
    "definitions": ({"model.toml": PLAIN, "definitions.txt": "A.B nothing\n"}, r"definitions\.txt: line 1: "),
    "type": (
        {"model.toml": PLAIN, "leaves.txt": "A.B=1\n", "definitions.txt": "A.B 7707 text\n"},
        r"model\.toml: definition of A\.B: unknown type 'text'$",
    ),
    "discovery": ({"model.toml": PLAIN + '[apis]\ndiscovery = "bare 1.0"\n'}, r"model\.toml: apis\.discovery: bare needs a name"),
    "rest": ({"model.toml": PLAIN + '[apis]\nrest = "cert v1"\n'}, r"model\.toml: apis\.rest: "),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_profile_names_file_and_key(case: str, write: Write) -> None:
    files, expected = BROKEN[case]
    folder = write({f"cam/{name}": text for name, text in files.items()})
    with pytest.raises(ProfileError, match="^cam/" + expected) as caught:
        load("cam", folders=[folder])
    assert "\n" not in str(caught.value)


def test_a_missing_folder() -> None:
    with pytest.raises(ProfileError, match="no such folder of profiles"):
        names(["/no/such/folder"])


def test_parts_that_go_in_a_circle(write: Write) -> None:
    parts = {"_parts/a.toml": 'extends = ["_parts/b"]\n', "_parts/b.toml": 'extends = ["_parts/a"]\n'}
    folder = write({"cam/model.toml": PLAIN + 'extends = ["_parts/a"]\n', **parts})
    with pytest.raises(ProfileError, match=r"extends: goes in a circle: .*_parts/a\.toml > _parts/b\.toml > _parts/a\.toml$"):
        load("cam", folders=[folder])


def test_one_part_by_two_ways_counts_once(write: Write) -> None:
    parts = {"_parts/a.toml": 'extends = ["_parts/c"]\n', "_parts/b.toml": 'extends = ["_parts/c"]\n', "_parts/c.txt": "A.B=c\n"}
    folder = write({"cam/model.toml": PLAIN + 'extends = ["_parts/a", "_parts/b"]\n', "_parts/a.txt": "A.B=a\n", **parts})
    assert values(load("cam", folders=[folder])) == {"A.B": "a"}
