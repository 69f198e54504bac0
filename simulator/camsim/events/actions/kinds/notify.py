"""Actions that tell somebody outside: HTTP, HTTPS, TCP and mail (page slug: event-and-action-services, send notification action)."""

from __future__ import annotations

from urllib.parse import quote

from camsim.device.errors import OutOfRangeError
from camsim.device.time import Time
from camsim.events.actions import recipients
from camsim.events.actions.modifiers import filled
from camsim.events.actions.run import DeliveryError, Run, Stop
from camsim.events.actions.template import FIXED, UNLIMITED, ActionTemplate
from camsim.events.out import ftp, mail, tcp, web

LONGEST_WITH_PARAMETERS = 255
"""Characters of a message beyond which `parameters` are left out."""
MOST_HEADERS = 50
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_WITH_BODY = ("POST", "PUT", "PATCH")
_OWN_HEADERS = ("host", "content-length", "transfer-encoding", "connection")


def web_server(run: Run) -> web.WebServer:
    """The web server that a configuration names. Raises OutOfRangeError (subject `proxy_port`)."""
    host = run.text("proxy_host").strip()
    return web.WebServer(
        run.text("upload_url").strip(),
        run.text("login"),
        run.text("password"),
        f"http://{host}:{run.number('proxy_port', 80, low=1, high=65535)}" if host else "",
        run.text("proxy_login"),
        run.text("proxy_password"),
        run.flag("validate_server_cert"),
    )


def mail_server(run: Run) -> mail.MailServer:
    """The mail server that a configuration names. Raises OutOfRangeError, DeliveryError."""
    encryption = run.text("encryption").strip().lower() or mail.Encryption.NONE
    if encryption not in list(mail.Encryption):
        raise OutOfRangeError(f"encryption cannot be {encryption[:60]!r}", subject="encryption", value=encryption)
    chosen = mail.Encryption(encryption)
    return mail.MailServer(
        run.text("host").strip(),
        run.number("port", 465 if chosen is mail.Encryption.SSL else 25, low=1, high=65535),
        mail.addresses(run.text("email_from"))[0],
        mail.addresses(run.text("email_to")),
        run.text("login"),
        run.text("password"),
        chosen,
        run.flag("validate_server_cert"),
    )


def file_server(run: Run, folder: str) -> ftp.FtpServer:
    """The FTP server that a configuration names, and a folder below its path. Raises OutOfRangeError."""
    return ftp.FtpServer(
        run.text("host").strip(),
        run.number("port", 21, low=1, high=65535),
        "/".join(filter(None, (run.text("upload_path").strip().rstrip("/"), folder.strip("/")))),
        run.text("login"),
        run.text("password"),
        run.number("passive", 1, high=1) == 1,
        run.flag("temporary"),
    )


def _call(run: Run) -> None:
    """One request: the message as `Message=`, then the parameters; newer devices take a method, header fields and a body."""
    server, message, parameters = web_server(run), run.words("message"), filled(run.text("parameters"), run.device)
    method = run.text("method").strip().upper() or METHODS[0]
    if method not in METHODS:
        raise OutOfRangeError(f"method cannot be {method[:60]!r}", subject="method", value=method)
    query = [f"Message={quote(message, safe='')}"] if message else []
    if len(message) <= LONGEST_WITH_PARAMETERS:
        query.append(parameters.strip().replace(" ", "%20"))
    url = web.joined(server.url, "&".join(filter(None, query)))
    headers = _headers(run.text("http_headers"))
    body = run.words("body").encode("utf-8") if method in _WITH_BODY else b""
    run.deliver(lambda: web.send(server, url, method=method, headers=headers, body=body))


def _headers(text: str) -> dict[str, str]:
    """Lines of `Name: value`. Raises OutOfRangeError."""
    found = {}
    for line in text.splitlines()[:MOST_HEADERS]:
        name, colon, value = line.partition(":")
        if not line.strip():
            continue
        if not colon or not name.strip().replace("-", "").replace("_", "").isalnum():
            raise OutOfRangeError(f"no header field: {line[:60]!r}", subject="http_headers", value=line)
        if name.strip().lower() not in _OWN_HEADERS:
            found[name.strip()] = value.strip().strip('"')
    return found


def _say(run: Run) -> None:
    """One message over TCP."""
    host, port, text = run.text("host").strip(), run.number("port", low=1, high=65535), run.words("message")
    run.deliver(lambda: tcp.send(host, port, text))


def _keep_saying(run: Run) -> Stop:
    """A message over TCP at once and every `period` seconds."""
    period = run.number("period", 1, low=1)
    going = True

    def again() -> None:
        if going:
            _say(run)
            run.later(period, again)

    def end() -> None:
        nonlocal going
        going = False

    again()
    return end


def _mail(run: Run) -> None:
    subject, text = run.words("subject"), run.words("message")
    try:
        server = mail_server(run)
    except DeliveryError as error:
        raise OutOfRangeError(str(error)) from error
    stamp = run.organ(Time).stamp()
    run.deliver(lambda: mail.send(server, subject, text, stamp))


_REQUEST = ("parameters", "message")
_NEWER = ("method", "http_headers", "body")
TEMPLATES = (
    *(
        template
        for token, recipient in (("http", recipients.HTTP), ("https", recipients.HTTPS))
        for template in (
            ActionTemplate(
                f"{FIXED}notification.{token}", _REQUEST, _call, recipient, fits=lambda device: device.profile.os_number < (10,)
            ),
            ActionTemplate(
                f"{FIXED}notification.{token}",
                (*_REQUEST, *_NEWER),
                _call,
                recipient,
                optional=_NEWER,
                fits=lambda device: device.profile.os_number >= (10,),
            ),
        )
    ),
    ActionTemplate(f"{FIXED}notification.smtp", ("subject", "message"), _mail, recipients.SMTP),
    ActionTemplate(f"{FIXED}notification.tcp", ("message",), _say, recipients.TCP),
    ActionTemplate(f"{UNLIMITED}notification.tcp", ("message", "period"), _keep_saying, recipients.TCP),
)
"""Method, header fields and body are newer; since which version is a guess."""
