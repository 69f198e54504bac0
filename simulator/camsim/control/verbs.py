"""What a verb of the tester's hand is: a method with a route; the table of all verbs, and the way to carry one out.

    @verb("POST", "/clock/advance")
    async def advance(self, seconds: Annotated[float, Range(0, 60)]) -> ClockState: ...

Everything else is read from the method: arguments and their bounds (those of a TypedDict behind `**`, too), the answer, the
description. Arguments named in the path stand there; those of GET and DELETE stand in the query, those of other methods in a JSON body.
"""

from __future__ import annotations

import asyncio
import functools
import inspect
import re
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from camsim.control.errors import UNAVAILABLE, HandError, of_device
from camsim.control.shapes import checked
from camsim.device.errors import DeviceError
from camsim.device.state import plain

F = TypeVar("F", bound=Callable[..., Any])

_MARK = "camsim_verb"
_PLACE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a verb."""

    name: str
    annotation: Any
    default: Any

    @property
    def required(self) -> bool:
        """Whether it must be given."""
        return self.default is inspect.Parameter.empty


@dataclass(frozen=True)
class Verb:
    """One thing that the tester's hand can do."""

    name: str
    method: str
    path: str
    """`/faults/{id}`"""
    function: Callable[..., Any]
    created: bool = False
    """Whether the answer is 201."""
    body: str = ""
    """The argument that is the whole body; empty: the body is an object of arguments."""
    available: Callable[[Any], bool] | None = None
    """Tells of an answer whether it goes with 200 or with 503."""

    @functools.cached_property
    def arguments(self) -> tuple[Argument, ...]:
        """The arguments, read from the method's annotations."""
        found: list[Argument] = []
        for one in list(self._signature.parameters.values())[1:]:
            hint = self._hints[one.name]
            if one.kind is inspect.Parameter.VAR_KEYWORD:
                options = typing.get_type_hints(typing.get_args(hint)[0], include_extras=True)
                found += [Argument(name, kind, None) for name, kind in options.items()]
            else:
                found.append(Argument(one.name, hint, one.default))
        return tuple(found)

    @functools.cached_property
    def answer(self) -> Any:
        """The type of the answer; NoneType where there is none."""
        return self._hints["return"]

    @functools.cached_property
    def pattern(self) -> re.Pattern[str]:
        """Matches the verb's paths; one group for each argument in them."""
        return re.compile(_PLACE.sub(r"(?P<\1>[^/]+)", self.path))

    @property
    def in_path(self) -> tuple[str, ...]:
        """Names of the arguments that stand in the path."""
        return tuple(_PLACE.findall(self.path))

    @property
    def in_query(self) -> bool:
        """Whether the other arguments stand in the query."""
        return self.method in ("GET", "DELETE")

    @property
    def summary(self) -> str:
        """First sentence of the description."""
        return inspect.cleandoc(self.function.__doc__ or "").partition("\n")[0]

    @property
    def description(self) -> str:
        """The whole description."""
        return inspect.cleandoc(self.function.__doc__ or "")

    def taken(self, owner: Any, given: tuple[Any, ...], named: dict[str, Any]) -> dict[str, Any]:
        """The arguments of a call by name; an optional one that is None is left out. Raises HandError, TypeError as any call does."""
        bound = self._signature.bind(owner, *given, **named)
        values = {name: value for name, value in bound.arguments.items() if name in self._kinds}
        values.update(bound.kwargs)
        for name in values:
            if name not in self._kinds:
                raise HandError(f"no such argument; there is {', '.join(self._kinds)}", field=name)
        return {
            name: checked(self._kinds[name].annotation, value, name)
            for name, value in values.items()
            if value is not None or self._kinds[name].default is not None
        }

    @functools.cached_property
    def _kinds(self) -> dict[str, Argument]:
        return {one.name: one for one in self.arguments}

    @functools.cached_property
    def _signature(self) -> inspect.Signature:
        return inspect.signature(self.function)

    @functools.cached_property
    def _hints(self) -> dict[str, Any]:
        return typing.get_type_hints(self.function, include_extras=True)


def verb(method: str, path: str, **options: Any) -> Callable[[F], F]:
    """Makes a method a verb: arguments are checked, and refusals of the device become HandError, by whatever road a call comes."""

    def mark(function: F) -> F:
        made = Verb(function.__name__, method, path, function, **options)
        wrapped = _asynchronous(made) if inspect.iscoroutinefunction(function) else _synchronous(made)
        setattr(wrapped, _MARK, made)
        return typing.cast(F, wrapped)

    return mark


def table(owner: type) -> dict[str, Verb]:
    """The verbs of a class and its bases by name, its own first, in order of their declaration."""
    marked = (getattr(member, _MARK, None) for kind in owner.__mro__ for member in vars(kind).values())
    return {found.name: found for found in marked if found is not None}


async def carry_out(owner: Any, wanted: Verb, given: Mapping[str, Any]) -> tuple[int, Any]:
    """Does what is wanted and returns HTTP status and answer as JSON types. Raises HandError, for unknown and missing arguments too."""
    names = [one.name for one in wanted.arguments]
    for name in given:
        if name not in names:
            raise HandError(f"no such argument; there is {', '.join(names) or 'none'}", field=name[:60])
    for one in wanted.arguments:
        if one.required and one.name not in given:
            raise HandError("missing", field=one.name)
    answer = getattr(owner, wanted.name)(**given)
    if inspect.isawaitable(answer):
        answer = await answer
    await asyncio.sleep(0)  # ports open and ended connections close in the loop's next turn
    if wanted.answer is type(None):
        return 204, None
    if wanted.available is not None and not wanted.available(answer):
        return UNAVAILABLE, plain(answer)
    return 201 if wanted.created else 200, plain(answer)


def _synchronous(verb: Verb) -> Callable[..., Any]:
    @functools.wraps(verb.function)
    def run(owner: Any, *given: Any, **named: Any) -> Any:
        try:
            return verb.function(owner, **verb.taken(owner, given, named))
        except DeviceError as error:
            raise of_device(error) from error

    return run


def _asynchronous(verb: Verb) -> Callable[..., Any]:
    @functools.wraps(verb.function)
    async def run(owner: Any, *given: Any, **named: Any) -> Any:
        try:
            return await verb.function(owner, **verb.taken(owner, given, named))
        except DeviceError as error:
            raise of_device(error) from error

    return run
