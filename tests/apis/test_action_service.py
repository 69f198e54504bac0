"""Rules over SOAP at /vapix/services: they act, and what is wrong is refused in the camera's words."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

import pytest

from camsim.apis.action_service.order import listed
from camsim.device.actions import Actions
from camsim.device.io.ports import Ports
from camsim.device.io.virtual_inputs import VirtualInputs
from camsim.device.ptz.head import PtzHead
from camsim.device.schedules import Schedules
from camsim.wire import soap, xml_in
from tests.events.actions.receivers import web_receiver

ENVELOPE = '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body>{}</s:Body></s:Envelope>'
ACTION = "http://www.axis.com/vapix/ws/action1"
EVENT = "http://www.axis.com/vapix/ws/event1"
SPACES = f'xmlns:tns1="{soap.NAMESPACES["tns1"]}" xmlns:tnsaxis="{soap.NAMESPACES["tnsaxis"]}" xmlns:wsnt="{soap.NAMESPACES["wsnt"]}"'
CONCRETE = "http://docs.oasis-open.org/wsn/t-1/TopicExpression/Concrete"
ITEM_FILTER = "http://www.onvif.org/ver10/tev/messageContentFilter/ItemFilter"
WEB = ("login", "password", "proxy_host", "proxy_port", "proxy_login", "proxy_password", "qos")
USERS = "root:pass:admin,op:op:operator,eye:eye:viewer"


async def ask(web, operation: str, inner: str = "", *, space: str = ACTION, status: int = 200):
    """The response element, or the fault."""
    body = ENVELOPE.format(f'<{operation} xmlns="{space}">{inner}</{operation}>')
    answer = await web.post("/vapix/services", content=body, headers={"Content-Type": "application/soap+xml"})
    assert answer.status_code == status, answer.text[-800:]
    return next(xml_in.read(answer.content).child("Body").children())


def detail(fault) -> str:
    """The name of the fault in the detail."""
    return xml_in.local(next(fault.child("Detail").children()))


async def add_action(web, token: str, **parameters: object) -> int:
    given = "".join(f"<Parameter Name={quoteattr(name)} Value={quoteattr(str(value))}/>" for name, value in parameters.items())
    inner = f"<NewActionConfiguration><TemplateToken>{token}</TemplateToken><Parameters>{given}</Parameters></NewActionConfiguration>"
    return int((await ask(web, "AddActionConfiguration", inner)).content("ConfigurationID"))


def event_filter(topic: str, content: str | None = None, dialect: str = CONCRETE) -> str:
    message = "" if content is None else f'<wsnt:MessageContent Dialect="{ITEM_FILTER}">{escape(content)}</wsnt:MessageContent>'
    return f'<wsnt:TopicExpression Dialect="{dialect}">{escape(topic)}</wsnt:TopicExpression>{message}'


def condition(topic: str, content: str | None = None) -> str:
    return f"<Conditions><Condition>{event_filter(topic, content)}</Condition></Conditions>"


def rule(action: object, inner: str, enabled: str = "true") -> str:
    return (
        f"<NewActionRule {SPACES}><Name>r</Name><Enabled>{enabled}</Enabled>{inner}<PrimaryAction>{action}</PrimaryAction></NewActionRule>"
    )


def on(port: int) -> str:
    items = f'boolean(//SimpleItem[@Name="port" and @Value="{port}"]) and boolean(//SimpleItem[@Name="active" and @Value="1"])'
    return condition("tns1:Device/tnsaxis:IO/VirtualInput", items)


async def test_one_input_three_rules_all_done_in_order_and_once(start, client):
    camera = await start(profile="q6135-le")
    web = client(camera)
    channel, ports = camera.device.organ(PtzHead).channel(1), camera.device.organ(Ports)
    output = next(number for number in ports.numbers if ports.port(number).configurable)
    await web.get("/axis-cgi/param.cgi", params={"action": "update", f"IOPort.I{output}.Direction": "output"})
    await web.get("/axis-cgi/com/ptz.cgi", params={"pan": "20", "tilt": "-10"})
    await camera.clock.advance(30)
    await web.get("/axis-cgi/com/ptz.cgi", params={"setserverpresetname": "Gate"})
    await web.get("/axis-cgi/com/ptz.cgi", params={"move": "home"})
    await camera.clock.advance(30)
    async with web_receiver() as receiver:
        actions = [
            await add_action(web, "com.axis.action.fixed.io.toggle", port=output, state="high", duration=2),
            await add_action(
                web,
                "com.axis.action.fixed.notification.http",
                message="bell at %T",
                parameters="",
                upload_url=receiver.url + "/bell",
                **dict.fromkeys(WEB, ""),
            ),
            await add_action(web, "com.axis.action.fixed.goto.preset", channel=1, preset_name="Gate", home_timeout=-1),
        ]
        for action in actions:
            await ask(web, "AddActionRule", rule(action, on(3)))
        told = camera.broker.subscribe(lambda event: "IO/OutputPort" in event.path or "Controller/tnsaxis:Move" in event.path, replay=False)
        await web.get("/axis-cgi/virtualinput/activate.cgi", params={"schemaversion": 1, "port": 3, "duration": 5})
        await camera.clock.advance(60)
        (got,) = receiver.got
    assert got.target == "/bell?Message=bell%20at%2000%3A01%3A00"
    begun = camera.clock.now() - 60
    seen = [(one.event.path.rpartition(":")[2], *one.event.data().values(), round(one.time - begun, 3)) for one in told.take()]
    assert seen[:2] == [("IO/OutputPort", True, 0.0), ("Move/Channel_1", True, 0.0)]
    assert seen[2][:2] == ("Move/Channel_1", False) and seen[3:] == [("IO/OutputPort", False, 2.0)]
    assert channel.presets.get(channel.live.here[0]).name == "Gate"
    entries = camera.action_log().entries
    assert [(entry.happened.value, entry.rule) for entry in entries] == [("started", 1), ("started", 2), ("started", 3), ("delivered", 2)]
    assert camera.action_log(rule=2, happened="delivered").entries[0].detail.endswith(": 200")


async def test_a_rule_on_a_schedule(start, client):
    camera = await start()
    web = client(camera)
    calendar = '<ICalendar Dialect="http://www.axis.com/vapix/ws/ical1">DTSTART:20260101T010000 RRULE:FREQ=HOURLY</ICalendar>'
    inner = f"<NewScheduledEvent><Name>Hourly</Name><Schedule>{calendar}</Schedule></NewScheduledEvent>"
    id = (await ask(web, "AddScheduledEvent", inner, space=EVENT)).content("EventID")
    pulse = event_filter("tns1:UserAlarm/tnsaxis:Recurring/Pulse", f'boolean(//SimpleItem[@Name="id" and @Value="{id}"])')
    action = await add_action(web, "com.axis.action.fixed.virtualinput", port=7, duration=60)
    await ask(web, "AddActionRule", rule(action, f"<StartEvent>{pulse}</StartEvent>"))
    inputs = camera.device.organ(VirtualInputs)
    seen = []
    for seconds in (3599, 1, 60, 3540):
        await camera.clock.advance(seconds)
        seen.append(inputs.active(7))
    assert seen == [False, True, False, True]
    await ask(web, "RemoveScheduledEvent", f"<EventID>{id}</EventID>", space=EVENT)
    assert [schedule.id for schedule in camera.device.organ(Schedules).all()].count(id) == 0


async def test_rules_survive_a_reboot(start, client):
    camera = await start()
    web = client(camera)
    action = await add_action(web, "com.axis.action.fixed.virtualinput", port=7, duration=0)
    await ask(web, "AddActionRule", rule(action, condition("tns1:Device/tnsaxis:Status/SystemReady", 'boolean(//SimpleItem[@Value="1"])')))
    await camera.clock.advance(0)
    assert camera.device.organ(VirtualInputs).active(7)
    camera.reboot()
    await camera.clock.advance(30)
    assert camera.device.organ(VirtualInputs).active(7), "it is ready again, so the rule acts again"
    assert [entry.happened.value for entry in camera.action_log().entries] == ["started"] * 2
    camera.reset()
    assert camera.device.organ(Actions).rules == [] and camera.action_log().entries == []


async def test_actions_die_with_the_power(start, client):
    camera = await start()
    web = client(camera)
    action = await add_action(web, "com.axis.action.unlimited.virtualinput", port=7)
    await ask(web, "AddActionRule", rule(action, on(3)))
    camera.virtual_input(3, True)
    await camera.clock.advance(0)
    camera.power(False)
    camera.power(True)
    await camera.clock.advance(30)
    assert not camera.device.organ(VirtualInputs).active(7)
    camera.virtual_input(3, True)
    await camera.clock.advance(0)
    assert camera.device.organ(VirtualInputs).active(7)


@pytest.mark.parametrize(
    ("inner", "fault"),
    [
        (rule(1, condition("tns1:Nowhere")), "InvalidConditionFilterFault"),
        (rule(1, condition("tns1:Device/tnsaxis:IO/VirtualInput")), "InvalidConditionFilterFault"),
        (rule(1, condition("no topic !")), "InvalidTopicExpressionFault"),
        (rule(1, condition("bad:Device/IO")), "InvalidTopicExpressionFault"),
        (rule(1, condition("tns1:Device/tnsaxis:IO/VirtualInput", "not[")), "InvalidMessageContentExpressionFault"),
        (rule(2, on(1)), "ActionConfigurationNotFoundFault"),
        (rule(1, ""), "InsufficientActivationRuleFault"),
        (rule(1, on(1) + "<ActivationTimeout>P2D</ActivationTimeout>"), "InvalidActivationTimeoutFault"),
        (
            rule(1, f"<StartEvent>{event_filter('tns1:Device', dialect='http://example.com/x')}</StartEvent>"),
            "TopicExpressionDialectUnknownFault",
        ),
        (rule(1, "<StartEvent/>"), "InvalidFilterFault"),
        (rule(1, "<Conditions/>"), "Text"),
        (rule(1, on(1) + "<ActivationTimeout>soon</ActivationTimeout>"), "Text"),
        (rule("one", on(1)), "Text"),
        (rule(1, on(1), enabled="perhaps"), "Text"),
        (rule(1, "<Conditions>" + f"<Condition>{event_filter('tns1:Device')}</Condition>" * 51 + "</Conditions>"), "Text"),
        ("<NewActionRule/>", "Text"),
        ("", "Text"),
    ],
)
async def test_rules_that_are_refused(start, client, inner, fault):
    camera = await start()
    web = client(camera)
    assert await add_action(web, "com.axis.action.fixed.virtualinput", port=7, duration=0) == 1
    assert detail(await ask(web, "AddActionRule", inner, status=400)) == fault
    assert len(list((await ask(web, "GetActionRules")).child("ActionRules").children())) == 0


@pytest.mark.parametrize(
    ("operation", "inner", "fault"),
    [
        ("AddActionConfiguration", "<NewActionConfiguration/>", "Text"),
        (
            "AddActionConfiguration",
            "<NewActionConfiguration><TemplateToken>x</TemplateToken></NewActionConfiguration>",
            "ActionTemplateNotFoundFault",
        ),
        ("RemoveActionConfiguration", "<ConfigurationID>x</ConfigurationID>", "Text"),
        ("RemoveActionConfiguration", "<ConfigurationID>-1</ConfigurationID>", "ActionConfigurationNotFoundFault"),
        ("RemoveActionRule", "", "Text"),
        (
            "AddRecipientConfiguration",
            "<NewRecipientConfiguration><TemplateToken>com.axis.recipient.moon</TemplateToken></NewRecipientConfiguration>",
            "RecipientTemplateNotFoundFault",
        ),
        (
            "AddRecipientConfiguration",
            "<NewRecipientConfiguration><TemplateToken>com.axis.recipient.tcp</TemplateToken></NewRecipientConfiguration>",
            "ParametersMissmatchFault",
        ),
    ],
)
async def test_configurations_that_are_refused(start, client, operation, inner, fault):
    camera = await start()
    assert detail(await ask(client(camera), operation, inner, status=400)) == fault


@pytest.mark.parametrize(
    ("inner", "fault"),
    [
        ("<NewScheduledEvent/>", "Text"),
        ("<NewScheduledEvent><Schedule/></NewScheduledEvent>", "Text"),
        ("<NewScheduledEvent><Schedule><ICalendar>soon</ICalendar></Schedule></NewScheduledEvent>", "InvalidScheduleFault"),
        (
            "<NewScheduledEvent><EventID>com.axis.schedules.weekends</EventID><Schedule>"
            "<ICalendar>DTSTART:20260101T000000</ICalendar></Schedule></NewScheduledEvent>",
            "InvalidScheduleFault",
        ),
        (
            '<NewScheduledEvent><Schedule><ICalendar Dialect="x">DTSTART:20260101T000000</ICalendar></Schedule></NewScheduledEvent>',
            "InvalidScheduleFault",
        ),
    ],
)
async def test_schedules_that_are_refused(start, client, inner, fault):
    camera = await start()
    assert detail(await ask(client(camera), "AddScheduledEvent", inner, space=EVENT, status=400)) == fault
    assert len(camera.device.organ(Schedules).all()) == 4


async def test_prefixes_of_the_clients_own_are_understood_and_told_as_the_camera_writes_them(start, client):
    camera = await start()
    web = client(camera)
    action = await add_action(web, "com.axis.action.fixed.virtualinput", port=7, duration=0)
    own = rule(action, on(3)).replace("tnsaxis", "ax").replace("tns1", "on").replace("xmlns:ax=", "xmlns:ax=")
    await ask(web, "AddActionRule", own)
    listed = await ask(web, "GetActionRules")
    assert (
        listed.content("ActionRules", "ActionRule", "Conditions", "Condition", "TopicExpression") == "tns1:Device/tnsaxis:IO/VirtualInput"
    )


def test_the_order_of_listings():
    assert listed([1, 2, 3, 4]) == [4, 1, 3, 2], "as recorded"
    assert listed([1, 2, 3, 4, 5]) == [4, 1, 3, 5, 2], "as recorded"
    assert listed([]) == []
    for count in (8, 9, 40, 500):
        assert sorted(listed(range(1, count + 1))) == list(range(1, count + 1))


async def test_rules_of_the_factory(start, client):
    camera = await start(profile="d4200-ve")
    web = client(camera)
    rules = (await ask(web, "GetActionRules")).child("ActionRules")
    assert [rule.content("RuleID") for rule in rules.children()] == ["4", "1", "3", "2"]
    action = await add_action(web, "com.axis.action.fixed.virtualinput", port=7, duration=0)
    assert action == 5
    await ask(web, "RemoveActionRule", "<RuleID>1</RuleID>")
    camera.reboot()
    await camera.clock.advance(60)
    assert [rule.id for rule in camera.device.organ(Actions).rules] == [4, 3, 2], "what was removed stays away"
    assert camera.action_log().entries == []
    camera.reset()
    assert [rule.id for rule in camera.device.organ(Actions).rules] == [4, 1, 3, 2]


async def test_operators_read_and_administrators_change(start, client):
    camera = await start(users=USERS)
    operator = client(camera, "op", "op")
    await ask(operator, "GetActionRules")
    refused = await operator.post(
        "/vapix/services", content=ENVELOPE.format(f'<RemoveActionRule xmlns="{ACTION}"><RuleID>1</RuleID></RemoveActionRule>')
    )
    assert refused.status_code in (400, 401, 403)
    viewer = await client(camera, "eye", "eye").post("/vapix/services", content=ENVELOPE.format(f'<GetActionRules xmlns="{ACTION}"/>'))
    assert viewer.status_code in (400, 401, 403)


async def test_pictures_go_out(start, client):
    camera = await start()
    web = client(camera)
    async with web_receiver() as receiver:
        common = {
            "stream_options": "resolution%3D320x180%26fps%3D2",
            "pre_duration": 1000,
            "post_duration": 1000,
            "max_images": 0,
            "create_folder": "",
            "filename": "bell-%H%M%S-#s.jpg",
            "max_sequence_number": 2,
            "custom_params": "place=hall",
        }
        action = await add_action(
            web, "com.axis.action.fixed.send_images.http", **common, upload_url=receiver.url + "/up", **dict.fromkeys(WEB, "")
        )
        await ask(web, "AddActionRule", rule(action, on(3)))
        await camera.clock.advance(10)
        camera.virtual_input(3, True)
        await camera.clock.advance(5)
        got = receiver.got
    names = [one.headers["Content-Disposition"] for one in got]
    assert names == [
        f'attachment; filename="bell-0000{second}-{number:05d}.jpg"' for second, number in ((10, 0), (10, 1), (10, 2), (10, 0), (11, 1))
    ]
    assert {(one.method, one.target, one.headers["Content-Type"]) for one in got} == {("POST", "/up?place=hall", "image/jpeg")}
    assert all(one.body.startswith(b"\xff\xd8") for one in got)
    assert len({one.body for one in got}) == 5, "pictures of different moments"
    assert [entry.happened.value for entry in camera.action_log().entries] == ["started"] + ["delivered"] * 5


async def test_dynamic_text_is_in_the_picture(start, client):
    camera = await start()
    web = client(camera)
    values = {"action": "update", "Image.I0.Text.TextEnabled": "yes", "Image.I0.Text.String": "#D"}
    assert (await web.get("/axis-cgi/param.cgi", params=values)).text.strip() == "OK"
    action = await add_action(web, "com.axis.action.unlimited.set_overlay", text="BELL", channels="1")
    await ask(web, "AddActionRule", rule(action, on(3)))
    pictures = []
    for active in (False, True, False):
        camera.virtual_input(3, active)
        await camera.clock.advance(0)
        pictures.append((await web.get("/axis-cgi/jpg/image.cgi?resolution=320x180")).content)
    assert pictures[0] == pictures[2] != pictures[1]
