"""How rules, configurations, templates and faults of the action service are spelled (as recorded; the rest as in its WSDL)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.etree.ElementTree import Element

from camsim.contract.call import Call
from camsim.contract.errors import MissingError
from camsim.device.actions import EventFilter, Rule, Setup
from camsim.device.errors import BusyError, DeviceError, NotSupportedError, NotThereError, OutOfRangeError
from camsim.device.time import Time
from camsim.events.actions.engine import LONGEST_TIMEOUT
from camsim.wire import duration, soap, xml_in
from camsim.wire.soap import Fault
from camsim.wire.xml import element
from camsim.wire.xml_in import Node

NAMESPACE = "http://www.axis.com/vapix/ws/action1"
CONCRETE = "http://docs.oasis-open.org/wsn/t-1/TopicExpression/Concrete"
TOPIC_DIALECTS = (
    CONCRETE,
    "http://docs.oasis-open.org/wsn/t-1/TopicExpression/Simple",
    "http://www.onvif.org/ver10/tev/topicExpression/ConcreteSet",
)
ITEM_FILTER = "http://www.onvif.org/ver10/tev/messageContentFilter/ItemFilter"
LONGEST_NAME = 512
MOST_CONDITIONS = 50
SUBTREE = "//."

_PREFIXED = re.compile(r"[A-Za-z_][\w.-]*:(?=[A-Za-z_])")


# ---- requests


def setup_of(node: Node) -> Setup:
    """A new action or recipient configuration."""
    template = node.content("TemplateToken")
    if template is None:
        raise MissingError(subject=xml_in.local(node))
    given: dict[str, str] = {}
    parameters = node.child("Parameters")
    for parameter in parameters.children("Parameter") if parameters is not None else ():
        if "Name" not in parameter.attrib or "Value" not in parameter.attrib:
            raise MissingError(subject="Parameter")
        given[parameter.attrib["Name"]] = parameter.attrib["Value"]
    return Setup(template, _name(node), given)


def rule_of(node: Node, *, complete: bool) -> Rule:
    """A new rule; `complete`: whether the device completes a topic so that it takes everything below, as older ones do."""
    primary, enabled = node.content("PrimaryAction"), node.content("Enabled")
    if primary is None or enabled is None:
        raise MissingError(subject=xml_in.local(node))
    start, conditions = node.child("StartEvent"), node.child("Conditions")
    each = list(conditions.children("Condition")) if conditions is not None else []
    if conditions is not None and not 0 < len(each) <= MOST_CONDITIONS:
        raise MissingError(subject="Conditions")
    failover = node.content("FailoverAction")
    return Rule(
        _number("PrimaryAction", primary),
        _name(node),
        _truth("Enabled", enabled),
        _filter(start, complete) if start is not None else None,
        tuple(_filter(condition, complete) for condition in each),
        _span(node.content("ActivationTimeout")),
        _number("FailoverAction", failover) if failover is not None else None,
    )


def _filter(node: Node, complete: bool) -> EventFilter:
    topic, content = node.child("TopicExpression"), node.child("MessageContent")
    if topic is None:
        raise NotSupportedError("a filter names a topic", subject="filter")
    dialect = topic.attrib.get("Dialect", CONCRETE)
    if dialect not in TOPIC_DIALECTS:
        raise NotSupportedError(f"unknown dialect {dialect[:200]}", subject="dialect", value=dialect)
    text = _PREFIXED.sub(lambda match: _prefix(topic, match[0]), (topic.text or "").strip())
    if complete and dialect == CONCRETE and text and not text.endswith(SUBTREE) and re.fullmatch(r"[\w:./-]+", text):
        text += SUBTREE
    if content is None:
        return EventFilter(text, dialect)
    content_dialect = content.attrib.get("Dialect", ITEM_FILTER)
    if content_dialect != ITEM_FILTER:
        raise NotSupportedError(f"unknown dialect {content_dialect[:200]}", subject="filter", value=content_dialect)
    return EventFilter(text, dialect, (content.text or "").strip(), content_dialect)


def _prefix(node: Node, written: str) -> str:
    """A prefix of the client's as the device writes it."""
    namespace = node.scope.get(written[:-1])
    if namespace is None:
        return written
    try:
        return f"{soap.prefix_of(namespace)}:"
    except KeyError:
        return written


def _name(node: Node) -> str | None:
    name = node.content("Name")
    if name is not None and len(name) > LONGEST_NAME:
        raise _mismatch("Name")
    return name


def _number(name: str, text: str) -> int:
    if not text.lstrip("-").isdecimal() or len(text) > 10:
        raise _mismatch(name)
    return int(text)


def _truth(name: str, text: str) -> bool:
    if text not in ("true", "false", "1", "0"):
        raise _mismatch(name)
    return text in ("true", "1")


def _span(text: str | None) -> float | None:
    try:
        return None if text is None else duration.parse(text)
    except ValueError:
        raise _mismatch("ActivationTimeout") from None


def _mismatch(name: str) -> OutOfRangeError:
    return OutOfRangeError(subject="type", value=name)


# ---- answers


def setup_element(tag: str, setup: Setup) -> Element:
    """An action or recipient configuration; the name stands in another place in each."""
    made = element(f"aa:{tag}", element("aa:ConfigurationID", str(setup.id)))
    token, name = element("aa:TemplateToken", setup.template), [] if setup.name is None else [element("aa:Name", setup.name)]
    made.extend([token, *name] if tag == "RecipientConfiguration" else [*name, token])
    made.append(element("aa:Parameters", *(element("aa:Parameter", Value=value, Name=name) for name, value in setup.parameters.items())))
    return made


def template_element(tag: str, token: str, parameters: Iterable[str], recipient: str | None = None) -> Element:
    """A template; all parameters are texts."""
    made = element(f"aa:{tag}", element("aa:TemplateToken", token))
    if recipient is not None:
        made.append(element("aa:RecipientTemplate", recipient))
    made.append(element("aa:Parameters", *(element("aa:Parameter", Type="string", Name=name) for name in parameters)))
    return made


def rule_element(rule: Rule) -> Element:
    """A rule as it was added."""
    made = element("aa:ActionRule", element("aa:RuleID", str(rule.id)))
    if rule.name is not None:
        made.append(element("aa:Name", rule.name))
    made.append(element("aa:Enabled", "true" if rule.enabled else "false"))
    if rule.start is not None:
        made.append(element("aa:StartEvent", *_filter_elements(rule.start)))
    if rule.conditions:
        made.append(element("aa:Conditions", *(element("aa:Condition", *_filter_elements(one)) for one in rule.conditions)))
    if rule.timeout is not None:
        made.append(element("aa:ActivationTimeout", duration.text(rule.timeout)))
    made.append(element("aa:PrimaryAction", str(rule.primary)))
    if rule.failover is not None:
        made.append(element("aa:FailoverAction", str(rule.failover)))
    return made


def _filter_elements(filter: EventFilter) -> Iterable[Element]:
    yield element("wsnt:TopicExpression", filter.topic, Dialect=filter.topic_dialect)
    if filter.content is not None:
        yield element("wsnt:MessageContent", filter.content, Dialect=filter.content_dialect)


# ---- faults

_FAULTS: dict[tuple[type[DeviceError], str], str] = {
    (OutOfRangeError, "parameters"): "aa:ParametersMissmatchFault",
    (OutOfRangeError, "configuration"): "aa:InvalidActionConfigurationFault",
    (NotThereError, "action"): "aa:ActionConfigurationNotFoundFault",
    (NotThereError, "recipient"): "aa:RecipientConfigurationNotFoundFault",
    (NotThereError, "rule"): "aa:ActionRuleNotFoundFault",
    (NotThereError, "condition"): "aa:InvalidConditionFilterFault",
    (OutOfRangeError, "activation"): "aa:InsufficientActivationRuleFault",
    (OutOfRangeError, "topic"): "wsnt:InvalidTopicExpressionFault",
    (OutOfRangeError, "content"): "wsnt:InvalidMessageContentExpressionFault",
    (NotSupportedError, "dialect"): "wsnt:TopicExpressionDialectUnknownFault",
    (NotSupportedError, "filter"): "wsnt:InvalidFilterFault",
}


def fault(call: Call, error: DeviceError) -> Fault | None:
    """The service's own word for an error; None: there is none."""
    kind = type(error)
    if error.subject == "type":
        return soap.mismatch(str(error.value))
    if (kind, error.subject) == (NotThereError, "template"):
        added = "Action" if call.message is not None and call.message.operation == "AddActionConfiguration" else "Recipient"
        return Fault(error.message, detail=element(f"aa:{added}TemplateNotFoundFault"))
    if (kind, error.subject) == (OutOfRangeError, "timeout"):
        most = element("aa:MaximumTimeout", duration.text(LONGEST_TIMEOUT))
        return Fault(error.message, detail=element("aa:InvalidActivationTimeoutFault", most))
    if (kind, error.subject) == (BusyError, "action"):
        return Fault(error.message, detail=element("aa:ActionConfigurationIsInUseFault", _users(error)))
    name = _FAULTS.get((kind, error.subject))
    if name is None:
        return None
    if name.startswith("wsnt:"):
        stamp = f"{call.organ(Time).utc():%Y-%m-%dT%H:%M:%SZ}"
        return Fault(error.message, detail=element(name, element("wsrfbf:Timestamp", stamp)))
    return Fault(error.message, detail=element(name))


def _users(error: DeviceError) -> Element:
    rules: Iterable[Rule] = (error.details or {}).get("rules", ())  # type: ignore[assignment]
    made = element("aa:UsedByActionRules")
    for rule in rules:
        made.append(element("aa:ActionRule", element("aa:ActionRuleID", str(rule.id)), element("aa:ActionRuleName", rule.name or "")))
    return made
