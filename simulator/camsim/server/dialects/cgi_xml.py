"""Schema-versioned XML CGIs (page slug: introduction, XML schemas)."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from camsim.contract.api import Endpoint, XmlShape
from camsim.contract.call import Call
from camsim.contract.errors import MissingError
from camsim.contract.results import Result, Text
from camsim.device.errors import DeviceError
from camsim.server.dialects import arguments
from camsim.wire import xml

CONTENT_TYPE = "text/xml"


async def answer(call: Call, endpoint: Endpoint) -> Result:
    """Checks the schema version, calls the handler, and wraps what it returns in `<Success>`, or the error in `<Error>`."""
    shape = endpoint.api.xml_shape
    if callable(shape):
        shape = shape(call.profile)
    assert shape is not None, f"{endpoint.api.folder} declares no XML shape"
    try:
        wrong = _schema_error(call, endpoint, shape)
        if wrong is not None:
            return _error(shape, *wrong)
        given = arguments.typed(endpoint, call.arguments)
        result = endpoint.handler(call, **given)
        if endpoint.is_async:
            result = await result
    except MissingError as error:
        return _error(shape, shape.missing[0], shape.missing[1].format(subject=error.subject))
    except DeviceError as error:
        kinds = (code for kind, code in shape.codes.items() if isinstance(error, kind))
        number, text = shape.subjects.get(error.subject) or next(kinds, shape.internal)
        return _error(shape, number, text.format(subject=error.subject, value=error.value, message=error.message))
    return _respond(shape, xml.element("Success", result) if shape.wrapped else result)


def _schema_error(call: Call, endpoint: Endpoint, shape: XmlShape) -> tuple[int, str] | None:
    if not endpoint.schema_version:
        return None
    given = call.arguments.get("schemaversion")
    if given is None:
        return shape.missing_version or (shape.missing[0], shape.missing[1].format(subject="schemaversion"))
    if given.partition(".")[0] != shape.version.partition(".")[0]:
        return shape.version_code
    return None


def _error(shape: XmlShape, number: int, text: str) -> Text:
    general = xml.element("GeneralError", xml.element("ErrorCode", str(number)), xml.element(shape.description, text))
    return _respond(shape, xml.element("Error", general) if shape.wrapped and not shape.bare_errors else general)


def _respond(shape: XmlShape, content: Element) -> Text:
    root = xml.element(shape.root, content)
    root.attrib[shape.version_attribute] = shape.version
    if not shape.local:
        root.attrib["xmlns"] = shape.namespace
    root.attrib["xmlns:xsi"] = xml.XSI
    place = f"xsi:{shape.location_attribute}" if shape.local else "xsi:schemaLocation"
    root.attrib[place] = shape.location or f"{shape.namespace} {shape.namespace}_0.xsd"
    return Text(xml.document(root), CONTENT_TYPE, encoding="utf-8")
