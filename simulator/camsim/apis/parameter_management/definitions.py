"""param.cgi?action=listdefinitions: names with levels and types as XML, to the letter as devices print it."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

from camsim.apis.parameter_management.messages import bare
from camsim.contract.call import Call
from camsim.contract.results import Text
from camsim.device.parameters import Parameters
from camsim.profile.model import Leaf, LeafKind, LeafType
from camsim.profile.nice import nice_name

_SCHEMA = "http://www.axis.com/ParameterDefinitionsSchema"


def answer(call: Call, groups: str, encoding: str) -> Text:
    """The definitions of all groups, in the order of the request, each below its own parents."""
    parameters = call.organ(Parameters)
    lines: list[str] = []
    for group in groups.split(",") if groups else [""]:
        names = [name for name in parameters.group(bare(group)) if parameters.readable(name, call.level)]
        _write(parameters, names, lines)
    location = f"{_SCHEMA} {call.request.scheme}://{_host(call.request.host)}/pub/parameterdefinitions.xsd"
    head = (
        f'<?xml version="1.0" encoding="{encoding}" ?>\n<parameterDefinitions\nxmlns="{_SCHEMA}"\n'
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"\nxsi:schemaLocation={quoteattr(location)}\nversion="1.0">\n'
        f"  <model>{escape(parameters.text('Brand.ProdShortName'))}</model>\n"
        f"  <firmwareVersion>{escape(parameters.text('Properties.Firmware.Version'))}</firmwareVersion>\n"
        '  <group name="root">\n'
    )
    return Text(head + "".join(lines) + "  </group>\n</parameterDefinitions>\n", "text/xml", encoding=encoding)


def _host(given: str) -> str:
    """The Host header without its port, as devices print it."""
    return re.sub(r":\d+$", "", given)


def _write(parameters: Parameters, names: list[str], lines: list[str]) -> None:
    open_groups: list[str] = []
    for name in names:
        *groups, last = name.split(".")
        common = 0
        while common < min(len(groups), len(open_groups)) and groups[common] == open_groups[common]:
            common += 1
        _close(open_groups, common, lines)
        for group in groups[common:]:
            lines.append(f"{_margin(len(open_groups))}<group name={quoteattr(group)}>\n")
            open_groups.append(group)
        _parameter(last, parameters.get(name), parameters.leaf(name), _margin(len(open_groups)), lines)
    _close(open_groups, 0, lines)


def _close(open_groups: list[str], depth: int, lines: list[str]) -> None:
    while len(open_groups) > depth:
        open_groups.pop()
        lines.append(f"{_margin(len(open_groups))}</group>\n")


def _margin(depth: int) -> str:
    return "  " * (depth + 2)


def _parameter(name: str, value: str, leaf: Leaf, margin: str, lines: list[str]) -> None:
    flags = "".join(f' {flag}="true"' for flag in leaf.type.flags)
    nice = _quoted(leaf.nice or nice_name(name))
    lines.append(
        f"{margin}<parameter name={_quoted(name)} value={_quoted(value)} securityLevel={_quoted(leaf.level)} niceName={nice}>\n"
        f"{margin}  <type{flags}>\n{_type(leaf.type, margin + '    ')}{margin}  </type>\n{margin}</parameter>\n"
    )


def _type(kind: LeafType, margin: str) -> str:
    tag, attributes, content = kind.kind.value, "", ""
    for name, bound in (("min", kind.min), ("max", kind.max), ("maxlen", kind.maxlen)):
        if bound is not None:
            attributes += f' {name}="{bound}"'
    if kind.kind is LeafKind.BOOL:
        attributes += f" true={_quoted(kind.true)} false={_quoted(kind.false)}"
    for entry in kind.ranges:
        content += f"{margin}  <rangeEntry value={_quoted(entry)} />\n"
    for value, nice in kind.entries:
        content += f"{margin}  <entry value={_quoted(value)}" + (f" niceValue={_quoted(nice)}" if nice is not None else "") + " />\n"
    if content or kind.kind is LeafKind.ENUM:
        return f"{margin}<{tag}{attributes}>\n{content}{margin}</{tag}>\n"
    return f"{margin}<{tag}{attributes} />\n"


def _quoted(text: str) -> str:
    return '"' + escape(text, {'"': "&quot;"}) + '"'
