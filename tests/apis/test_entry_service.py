"""The entry service lists what the SOAP router has."""

from __future__ import annotations


async def test_the_entry_service_lists_what_the_router_has(start, client):
    web = client(await start("q6135-le"))
    soap = (
        '<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Body><GetServices xmlns="http://www.axis.com/vapix/ws/entry">'
        "<IncludeCapability>false</IncludeCapability></GetServices></e:Body></e:Envelope>"
    )
    text = (await web.post("/vapix/services", content=soap)).text
    assert "<aentry:GetServicesResponse><aentry:Service><aentry:Namespace>http://www.axis.com/vapix/ws/entry</aentry:Namespace>" in text
    assert "<aentry:Namespace>http://www.axis.com/vapix/ws/event1</aentry:Namespace>" in text
    assert f"<aentry:XAddr>{web.base_url}/vapix/services</aentry:XAddr>".replace("//vapix", "/vapix") in text
