"""Applications: /axis-cgi/applications/list.cgi, devices with an application platform (page slug: application-api)."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from camsim.contract.access import Access
from camsim.contract.api import Api
from camsim.contract.call import Call
from camsim.contract.results import Text
from camsim.device.applications import Applications

api = Api(
    title="Application API",
    page="applications/application-api",
    id="application",
    access=Access.ADMIN,
    needs=lambda profile: any(
        leaf.name == "Properties.EmbeddedDevelopment.EmbeddedDevelopment" and leaf.value == "yes" for leaf in profile.leaves
    ),
    omits=("control.cgi, upload.cgi, license.cgi, config.cgi and info.cgi", "what the applications do"),
)


@api.cgi("/axis-cgi/applications/list.cgi")
def list_applications(call: Call) -> Text:
    """The installed applications with their states; attributes without a value are left out."""
    lines = ['<reply result="ok">\n']
    for application in call.organ(Applications).all():
        attributes = {
            "Name": application.name,
            "NiceName": application.nice_name,
            "Vendor": application.vendor,
            "Version": application.version,
            "ApplicationID": application.id,
            "License": application.license,
            "Status": application.status,
            "ConfigurationPage": application.configuration_page,
            "VendorHomePage": application.vendor_home_page,
            "LicenseName": application.license_name,
        }
        shown = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items() if value)
        lines.append(f" <application{shown} />\n")
    lines.append("</reply>\n")
    return Text("".join(lines), "text/xml", encoding="utf-8")
