"""How vaconfig.cgi spells the rules of motion detection 3 and digital autotracking (page slug: application-configuration-api)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from xml.etree.ElementTree import Element

from camsim.contract.results import Text
from camsim.device.analytics.applications import Known
from camsim.device.analytics.rules import Rule, Shape, Watched
from camsim.device.applications import Applications, Flaw
from camsim.device.errors import NotThereError, OutOfRangeError
from camsim.wire import form, xml, xml_in
from camsim.wire.xml import element
from camsim.wire.xml_in import Node

WITH_RULES = (Known.VMD3, Known.AUTOTRACKING)
LARGEST = 262_144
"""Bytes of a configuration."""
AREA_POINTS = (3, 20)
MOST_OBJECTS = 100

_TITLES = {Known.VMD3: "Video Motion Detection 3", Known.AUTOTRACKING: "Digital Autotracking"}
_AREA = "Detection Area"
_NUMBERS = {"Time": "Object Duration", "Width": "Object Width", "Height": "Object Height"}
_DISTANCE = {Known.VMD3: ("Distance", "Traveled Distance"), Known.AUTOTRACKING: ("SwayingObjectSuppression", "Swaying Object Suppression")}
_SENTENCES = {"no_such_application": "No application '{}' exists", "bad_request": "Bad request", "internal": "Internal error"}


def reply(*content: Element | str) -> Text:
    """`<reply result="ok">` around an element, or around the text of a stored configuration."""
    if content and isinstance(content[0], str):
        return Text(f'<reply result="ok">\n{content[0].strip()}\n</reply>\n', "text/xml", encoding="utf-8")
    found = xml.document(element("reply", *content, result="ok"), indent="  ", declaration="").lstrip("\n")
    return Text(found, "text/xml", encoding="utf-8")


def problem(kind: str, name: str = "") -> Text:
    """`no_such_application`, `bad_request` or `internal`."""
    failed = element("error", type=kind, message=_SENTENCES[kind].format(name))
    root = element("reply", element("script"), failed, result="error")
    return Text(xml.document(root, indent="  ", declaration="").lstrip("\n"), "text/xml", encoding="utf-8")


def posted(query: str, body: bytes) -> tuple[dict[str, str], str]:
    """Arguments and configuration of a request: the XML follows the arguments without a key, percent-encoded or not."""
    text = body[:LARGEST].decode("utf-8", "replace").strip()
    if "<" not in text and re.search("%3c", text, re.IGNORECASE):
        text = form.decode(text).encode("latin-1", "replace").decode("utf-8", "replace")
    head, opened, rest = text.partition("<")
    given = dict(form.pairs(query)) | dict(form.pairs(head))
    return {name: value.removesuffix("&") for name, value in given.items()}, opened + rest


def application(organ: Applications, name: str) -> Known:
    """The installed application that is meant. Raises NotThereError."""
    found = organ.get(name).name
    if found not in WITH_RULES:
        raise NotThereError("it has no such configuration", subject=Flaw.NOT_INSTALLED, value=name)
    return Known(found)


# ---- in


def rules(name: Known, text: str) -> list[Watched]:
    """One rule for each rule engine. Raises OutOfRangeError for what cannot be read."""
    try:
        root = xml_in.read(text.encode())
    except xml_in.BadXmlError as error:
        raise OutOfRangeError(str(error), subject="config") from error
    engines = [node for node in root.iter() if isinstance(node, Node) and xml_in.local(node) == "ruleEngine"]
    if xml_in.local(root) != "config" or not engines:
        raise OutOfRangeError("no rule engine", subject="config")
    return [_rule(name, number, engine) for number, engine in enumerate(engines, 1)]


def _rule(name: Known, number: int, engine: Node) -> Watched:
    areas, numbers = _objects(engine)
    rule = engine.child("rules", "rule")
    chosen = {one.get("name", ""): one.get("value", "") for one in rule.children("parameter")} if rule is not None else {}
    included = [areas[value] for parameter, value in chosen.items() if parameter == "IncludeArea" and value in areas]
    excluded = [areas[value] for parameter, value in chosen.items() if re.fullmatch(r"(ExcludeArea|EA)\d+", parameter) and value in areas]

    def of(parameter: str) -> int:
        return max(0, numbers.get(chosen.get(parameter, ""), 0))

    found = Rule(
        shapes=tuple(included) or Rule().shapes,
        excluded=tuple(excluded),
        least_size=(of("Width"), of("Height")),
        least_age=float(of("Time")),
        least_way=float(of(_DISTANCE[name][0])),
    )
    camera = of("VA") or of("Channel") or number
    return Watched(number, _AREA, camera, found, engine.get("status", "enabled") == "enabled")


def _objects(engine: Node) -> tuple[dict[str, Shape], dict[str, int]]:
    """The named polygons and numbers of a rule engine. Raises OutOfRangeError."""
    areas: dict[str, Shape] = {}
    numbers: dict[str, int] = {}
    group = engine.child("namedObjects")
    for one in list(group.children("namedObject"))[:MOST_OBJECTS] if group is not None else ():
        data = one.child("data")
        polygon, whole = (data.child("polygon"), data.child("int")) if data is not None else (None, None)
        if polygon is not None:
            areas[one.get("name", "")] = _shape(polygon.children("point"))
        elif whole is not None:
            numbers[one.get("name", "")] = int(_number(whole.get("value", ""), -1_000_000, 1_000_000))
    return areas, numbers


def _shape(points: Iterable[Node]) -> Shape:
    found = tuple((_number(point.get("x", ""), -1, 1), _number(point.get("y", ""), -1, 1)) for point in points)
    if not AREA_POINTS[0] <= len(found) <= AREA_POINTS[1]:
        raise OutOfRangeError("3 to 20 points", subject="polygon", value=len(found))
    return found


def _number(text: str, low: float, high: float) -> float:
    try:
        found = float(text)
    except ValueError:
        raise OutOfRangeError("no number", subject="value", value=text) from None
    if not low <= found <= high:
        raise OutOfRangeError(f"{low} to {high}", subject="value", value=text)
    return found


# ---- out


def factory(name: Known, watched: Watched) -> Element:
    """The configuration of an application that nobody has configured."""
    corners = [element("point", x=f"{x}", y=f"{y}") for x, y in watched.rule.shapes[0]]
    named = {**_NUMBERS, _DISTANCE[name][0]: _DISTANCE[name][1], "Duration": "Visual Duration"}
    objects = [_object(_AREA, "geometry.polygon", element("polygon", *corners))]
    objects += [_object(title, "core.int", element("int", value="0")) for title in named.values()]
    parameters = [_parameter("IncludeArea", _AREA), *(_parameter(parameter, title) for parameter, title in named.items())]
    function = "guardIncludeArea" if name is Known.VMD3 else "trackObjects"
    title = "detection_0" if name is Known.VMD3 else "detection_DigitalAutotracking"
    rule = element("rule", *parameters, name=title, function=function)
    engine = [
        element("namedObjects", *objects),
        element("rules", rule),
        element("scripts", element("script", "combined.lua", encryption="1")),
        element("events", _event(name)),
        element("analyticSources", element("analyticSource", name="imageSource", value=str(watched.camera))),
    ]
    inner = (
        element("ruleEngines", element("ruleEngine", *engine, status="enabled")) if name is Known.VMD3 else element("ruleEngine", *engine)
    )
    return element(
        "config",
        element("application", inner, name=name.value, nicename=_TITLES[name]),
        version="2.0" if name is Known.VMD3 else "1.0",
    )


def _event(name: Known) -> Element:
    if name is Known.VMD3:
        attributes = [("areaid", "Area ID", "source"), ("active", "Active", "property-state")]
        return element("event", *map(_attribute, attributes), name="vmd3_video_1", nicename="VMD 3")
    attributes = [("camera", "Camera", "source"), ("active", "Active", "property-state")]
    return element("event", *map(_attribute, attributes), name="tracking", nicename="Digital Autotracking")


def _attribute(given: tuple[str, str, str]) -> Element:
    key, nice, tag = given
    more: Mapping[str, str] = {"value": "0"} if key == "areaid" else {}
    return element("attr", key=key, nicename=nice, tag=tag, **more)


def _object(name: str, kind: str, content: Element) -> Element:
    return element("namedObject", element("data", content, knownNameType=kind), name=name)


def _parameter(name: str, value: str) -> Element:
    return element("parameter", name=name, value=value)
