"""Application configuration: /axis-cgi/vaconfig.cgi, OS 5.11 to 11 (page slug: application-configuration-api)."""

from __future__ import annotations

from camsim.apis.application_configuration import messages
from camsim.contract.access import Access
from camsim.contract.api import Api
from camsim.contract.call import Call
from camsim.contract.results import Result, Text
from camsim.device.analytics.organ import Analytics
from camsim.device.applications import Applications
from camsim.device.errors import DeviceError, NotThereError, OutOfRangeError
from camsim.wire.xml import element


def _problem(call: Call, error: DeviceError) -> Result:
    if isinstance(error, NotThereError):
        return messages.problem("no_such_application", str(error.value))
    return messages.problem("bad_request" if isinstance(error, OutOfRangeError) else "internal")


api = Api(
    title="Application configuration API",
    page="applications/application-configuration-api",
    since="5.11",
    until="12.0",
    access=Access.ADMIN,
    needs=Analytics.fits,
    problem=_problem,
    omits=("applications other than motion detection 3 and digital autotracking", "the view that autotracking would move"),
)


@api.cgi("/axis-cgi/vaconfig.cgi")
def vaconfig(call: Call) -> Text:
    """Tells or takes the configuration of an application; one that cannot be read is kept, and the application does not start with it."""
    given, text = messages.posted(call.request.query, call.request.body if call.request.method == "POST" else b"")
    installed, analytics = call.organ(Applications), call.organ(Analytics)
    if given.get("action") == "list":
        names = [application.name for application in installed.all() if application.name in messages.WITH_RULES]
        return messages.reply(*(element("application", name=name) for name in names))
    if given.get("action") not in ("get", "modify"):
        raise OutOfRangeError("no such action", subject="action", value=given.get("action"))
    name = messages.application(installed, given.get("name", ""))
    if given["action"] == "get":
        setup = analytics.setup(name)
        if setup.document is not None:
            return messages.reply(setup.document["config"])
        return messages.reply(messages.factory(name, setup.watched[0]))
    if not text:
        raise OutOfRangeError("no configuration", subject="config")
    try:
        analytics.configure(name, messages.rules(name, text), {"config": text})
        installed.set_broken(name, False)
    except OutOfRangeError:
        analytics.configure(name, [], {"config": text})
        installed.set_broken(name, True)
    return messages.reply()
