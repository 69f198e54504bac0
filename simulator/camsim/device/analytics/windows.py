"""The motion windows of old devices: parameters `Motion.M#`, each include window a rule, exclude windows cut out of all of them."""

from __future__ import annotations

from camsim.device.analytics.rules import Rule, Shape, Watched
from camsim.device.parameters import Parameters
from camsim.device.templates import TEMPLATES

GROUP = "Motion.M"
_SIDE = 9999
"""The largest coordinate; 0 is left and above."""


def watched(parameters: Parameters) -> list[Watched]:
    """The rules of all include windows, by number. Sensitivity, history and object size are kept and have no effect."""
    numbers = sorted(parameters.group_numbers(TEMPLATES["motion"]))
    shapes = {number: (parameters.number(f"{GROUP}{number}.ImageSource"), _shape(parameters, number)) for number in numbers}
    excluding = [number for number in numbers if parameters.text(f"{GROUP}{number}.WindowType") == "exclude"]
    found = []
    for number in numbers:
        if number not in excluding:
            source, shape = shapes[number]
            cut = tuple(shapes[other][1] for other in excluding if shapes[other][0] == source)
            found.append(Watched(number, parameters.text(f"{GROUP}{number}.Name"), source + 1, Rule(shapes=(shape,), excluded=cut)))
    return found


def _shape(parameters: Parameters, number: int) -> Shape:
    left, right, top, bottom = (parameters.number(f"{GROUP}{number}.{side}") / _SIDE * 2 - 1 for side in ("Left", "Right", "Top", "Bottom"))
    return (left, -bottom), (left, -top), (right, -top), (right, -bottom)
