"""Applications: list, control, upload, license, config and info.cgi, devices with an application platform (page slug: application-api)."""

from __future__ import annotations

from camsim.apis.applications import messages
from camsim.apis.applications.messages import Action, KeyAction, SwitchAction
from camsim.contract.access import Access
from camsim.contract.api import Api, within
from camsim.contract.call import Call
from camsim.contract.errors import MissingError
from camsim.contract.results import Page, Result, Text
from camsim.device.applications import Applications, Flaw, Switch
from camsim.device.errors import DeviceError, NotSupportedError, OutOfRangeError
from camsim.wire import eap, xml


def _problem(call: Call, error: DeviceError) -> Result:
    if not call.request.path.endswith("config.cgi"):
        return messages.problem(error, of_key=call.request.path.endswith("license.cgi"))
    if within(call.profile, "12.2", ""):
        return Page(400)
    return messages.reply(xml.element("error", type="1", message="Error: gdbus call failed"), result="error")


api = Api(
    title="Application API",
    page="applications/application-api",
    id="application",
    versions=("1.0",),
    access=Access.ADMIN,
    needs=lambda profile: any(
        leaf.name == "Properties.EmbeddedDevelopment.EmbeddedDevelopment" and leaf.value == "yes" for leaf in profile.leaves
    ),
    problem=_problem,
    omits=(
        "running what is in a package: the applications that the simulator knows do what they do by themselves",
        "whether a package's or a key's signature is genuine; a key is a text of our own form",
        "returnpage",
    ),
)


@api.cgi("/axis-cgi/applications/list.cgi")
def list_applications(call: Call) -> Text:
    """The installed applications with their states."""
    organ = call.organ(Applications)
    return messages.reply(*(messages.row(organ, application) for application in organ.all()))


@api.cgi("/axis-cgi/applications/control.cgi")
def control(call: Call, action: Action, package: str) -> Text:
    """Starts, stops, restarts or removes an application."""
    organ = call.organ(Applications)
    verbs = {Action.START: organ.start, Action.STOP: organ.stop, Action.RESTART: organ.restart, Action.REMOVE: organ.remove}
    verbs[action](package)
    return messages.OK


@api.upload("/axis-cgi/applications/upload.cgi")
async def upload(call: Call) -> Text:
    """Installs a package, whatever its form field is called; it is read, never run."""
    if not call.parts:
        raise MissingError("no file", subject="body")
    organ, part = call.organ(Applications), call.parts[0]
    organ.begin_install(part.size)
    try:
        package = await call.offload(lambda: eap.read(part.file))
        organ.install(messages.candidate(package))
    except eap.NotAPackageError as error:
        raise OutOfRangeError(str(error), subject=Flaw.NO_PACKAGE) from error
    except eap.TooLargeError as error:
        raise OutOfRangeError(str(error), subject=Flaw.TOO_LARGE) from error
    except eap.ManifestError as error:
        raise OutOfRangeError(str(error), subject=Flaw.MANIFEST) from error
    finally:
        organ.end_install()
    return messages.OK


@api.upload("/axis-cgi/applications/license.cgi", methods=("GET", "POST", "HEAD"))
def license_key(call: Call, action: KeyAction, package: str) -> Text:
    """Installs or removes the license key of an application."""
    organ = call.organ(Applications)
    if action is KeyAction.REMOVE:
        organ.remove_key(package)
        return messages.OK
    organ.get(package)
    if not call.parts:
        raise MissingError("no file", subject="body")
    organ.add_key(package, messages.read_key(call.parts[0].file.read(messages.LARGEST_KEY)))
    return messages.OK


@api.cgi("/axis-cgi/applications/config.cgi", since="11.2")
def config(call: Call, action: SwitchAction, name: Switch, value: bool | None = None) -> Text:
    """Tells or sets what may be installed."""
    if name is Switch.ALLOW_ROOT and not within(call.profile, "11.5", "12.0"):
        raise NotSupportedError("no such setting", subject="name", value=name)
    organ = call.organ(Applications)
    if action is SwitchAction.SET:
        if value is None:
            raise MissingError("no value", subject="value")
        organ.switch(name, value)
    return messages.reply(xml.element("param", name=name, value="true" if organ.switched(name) else "false"))


@api.cgi("/axis-cgi/applications/info.cgi", since="10.9")
def info(call: Call) -> Text:
    """For which kits applications may be made; those of the third platform ended with OS 12."""
    kits = ("acap4-native",) if within(call.profile, "12.0", "") else ("acap3", "acap4-native")
    return messages.reply(xml.element("supportedSdks", *(xml.element("sdk", kit) for kit in kits)))
