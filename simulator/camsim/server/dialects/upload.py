"""Uploads: multipart/form-data (RFC 7578), streamed to a bounded spool before the handler is called."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from typing import IO, cast

from aiohttp import BodyPartReader, MultipartReader, web
from aiohttp.http_exceptions import HttpProcessingError

from camsim.contract.access import permits
from camsim.contract.api import Endpoint
from camsim.contract.call import Call
from camsim.contract.parts import Part
from camsim.contract.registry import Route
from camsim.contract.results import Page, Result
from camsim.device.errors import DeviceError, FullError, OutOfRangeError
from camsim.server import body
from camsim.server.dialects import cgi_text, json_api

LARGEST_UPLOAD = 512 * 1_048_576
"""Bytes of all parts together."""
LARGEST_MESSAGE = 1_048_576
"""Bytes of a JSON message in front of its files."""
MOST_PARTS = 32
"""Parts of one upload."""
MOST_FIELDS = 32
"""Header fields of a part."""
LONGEST_NAME = 255
"""Characters of a part's name or file name that are kept."""
LONGEST_UPLOAD = 900.0
"""Real seconds within which an upload must have come."""
IN_MEMORY = 1_048_576
"""Bytes of a part that are kept in memory; what is larger goes to a temporary file."""
CHUNK = 262_144


async def answer(call: Call, endpoint: Endpoint, incoming: web.BaseRequest) -> Result:
    """Takes the parts, none where there is no body, and calls the handler; an error is worded as the API declares. Raises BodyError."""
    with ExitStack() as files:
        try:
            call.parts = await _spooled(incoming, files)
        except DeviceError as error:
            return endpoint.api.problem(call, error)
        if sum(part.size for part in call.parts) > LARGEST_UPLOAD:
            return Page(413)
        return await cgi_text.answer(call, endpoint)


async def answer_message(call: Call, route: Route, incoming: web.BaseRequest) -> Result:
    """Takes the first part for a JSON message and the others for its files, whatever they are called. Raises BodyError."""
    with ExitStack() as files:
        try:
            parts = await _spooled(incoming, files)
        except DeviceError:
            parts = ()
        if sum(part.size for part in parts) > LARGEST_UPLOAD:
            return Page(413)
        call.parts = parts[1:]
        message = json_api.read(parts[0].file.read(LARGEST_MESSAGE) if parts else b"")
        endpoint = route.for_call(message.method)
        if endpoint is not None and not permits(endpoint.access_on(call.profile), call.caller, call.device):
            return Page(403)
        return await json_api.answer(call, route, message)


async def _spooled(incoming: web.BaseRequest, files: ExitStack) -> tuple[Part, ...]:
    """The parts of the body, each in a file of its own. Raises OutOfRangeError, FullError, BodyError."""
    if incoming.content.at_eof():
        return ()
    async with body.reading(incoming, LARGEST_UPLOAD, LONGEST_UPLOAD):
        return await _parts(incoming, files)


async def _parts(incoming: web.BaseRequest, files: ExitStack) -> tuple[Part, ...]:
    """The parts in the client's order, each in a file of its own. Raises OutOfRangeError for what is no multipart body, FullError."""
    found: list[Part] = []
    left = LARGEST_UPLOAD
    try:
        reader = MultipartReader(incoming.headers, incoming.content, max_headers=MOST_FIELDS)
        while (part := await reader.next()) is not None and left >= 0:
            if len(found) == MOST_PARTS or not isinstance(part, BodyPartReader):
                raise OutOfRangeError("more parts than the device takes, or parts within parts", subject="body")
            file = files.enter_context(tempfile.SpooledTemporaryFile(IN_MEMORY))  # noqa: SIM115
            size = 0
            while left >= 0 and not part.at_eof():
                chunk = await part.read_chunk(CHUNK)
                file.write(chunk)
                size += len(chunk)
                left -= len(chunk)
            file.seek(0)
            found.append(Part(_name(part.name), _name(part.filename), size, cast(IO[bytes], file)))
    except OSError as error:
        raise FullError("no room for the file", subject="body") from error
    except (KeyError, ValueError, AssertionError, RuntimeError, HttpProcessingError) as error:
        raise OutOfRangeError("no multipart body", subject="body") from error
    return tuple(found)


def _name(given: str | None) -> str:
    last = (given or "").replace("\\", "/").rpartition("/")[2]
    return "".join(character for character in last if character.isprintable())[:LONGEST_NAME]
