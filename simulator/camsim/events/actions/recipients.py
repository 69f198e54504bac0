"""The kinds of recipients that actions send to (page slug: event-and-action-services, recipient templates)."""

from __future__ import annotations

from camsim.events.actions.template import RECIPIENT, RecipientTemplate

_WEB = ("upload_url", "login", "password", "proxy_host", "proxy_port", "proxy_login", "proxy_password")

HTTP = RecipientTemplate(f"{RECIPIENT}http", (*_WEB, "qos"))
HTTPS = RecipientTemplate(f"{RECIPIENT}https", (*_WEB, "validate_server_cert", "qos"))
FTP = RecipientTemplate(f"{RECIPIENT}ftp", ("host", "upload_path", "port", "login", "password", "passive", "temporary", "qos"))
SMTP = RecipientTemplate(
    f"{RECIPIENT}smtp",
    (
        "email_to",
        "email_from",
        "host",
        "port",
        "login",
        "password",
        "pop_host",
        "pop_port",
        "pop_login",
        "pop_password",
        "qos",
        "encryption",
        "validate_server_cert",
    ),
)
TCP = RecipientTemplate(f"{RECIPIENT}tcp", ("host", "port", "qos"))
