"""Error pages in the words of each device generation."""

from __future__ import annotations

from html import escape

from camsim.profile.model import Generation

REASONS = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    408: "Request Timeout",
    411: "Length Required",
    413: "Request Entity Too Large",
    414: "Request-URI Too Long",
    415: "Unsupported Media Type",
    417: "Expectation Failed",
    431: "Request Header Fields Too Large",
    500: "Internal Server Error",
    501: "Not Implemented",
    503: "Service Unavailable",
}

_APACHE = {
    400: "<p>Your browser sent a request that this server could not understand.<br />\n</p>",
    401: (
        "<p>This server could not verify that you\nare authorized to access the document\nrequested.  Either you supplied the wrong\n"
        "credentials (e.g., bad password), or your\nbrowser doesn't understand how to supply\nthe credentials required.</p>"
    ),
    403: "<p>You don't have permission to access this resource.</p>",
    404: "<p>The requested URL was not found on this server.</p>",
    405: "<p>The requested method is not allowed for this URL.</p>",
    408: "<p>Server timeout waiting for the HTTP request from the client.</p>",
    413: (
        "The requested resource does not allow request data with this request, or the amount of data provided in\n"
        "the request exceeds the capacity limit.\n"
    ),
    414: "<p>The requested URL's length exceeds the capacity\nlimit for this server.<br />\n</p>",
    431: (
        "<p>Your browser sent a request that\nthis server could not understand.<br />\n"
        "Size of a request header field exceeds server limit.</p>"
    ),
    500: "<p>The server encountered an internal error or\nmisconfiguration and was unable to complete\nyour request.</p>",
    501: "<p>The requested method is not supported by this server.<br />\n</p>",
    503: (
        "<p>The server is temporarily unable to service your\nrequest due to maintenance downtime or capacity\n"
        "problems. Please try again later.</p>"
    ),
}

_BOA = {
    400: "Your client has issued a malformed or illegal request.",
    401: "Your client does not have permission to get URL {path} from this server.",
    403: "Your client does not have permission to get URL {path} from this server.",
    404: "The requested URL {path} was not found on this server.",
    500: "The server encountered an internal error and could not complete your request.",
    501: "The server does not support the operation requested.",
    503: "The server is too busy to handle your request.",
}


def page(generation: Generation, status: int, path: str, detail: str = "") -> tuple[str, str]:
    """Body and content type of the page for an HTTP status; `detail` replaces the general sentence."""
    reason = REASONS.get(status, "Error")
    if generation is Generation.A:
        text = escape(detail) or _BOA.get(status, reason).format(path=escape(path))
        body = f"<HTML><HEAD><TITLE>{status} {reason}</TITLE></HEAD>\n<BODY><H1>{status} {reason}</H1>\n{text}\n</BODY></HTML>\n"
        return body, "text/html; charset=ISO-8859-1"
    text = f"<p>{escape(detail)}</p>" if detail else _APACHE.get(status, "")
    body = (
        '<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n'
        f"<title>{status} {reason}</title>\n</head><body>\n<h1>{reason}</h1>\n{text}\n</body></html>\n"
    )
    return body, "text/html; charset=iso-8859-1"
