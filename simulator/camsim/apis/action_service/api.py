"""Action service: action rules, action configurations, recipients and their templates. OS 5.50 and later.

Left out: actions of parts that the simulator has not yet, SFTP and network shares as recipients, authentication by POP3.
"""

from __future__ import annotations

from typing import Annotated
from xml.etree.ElementTree import Element

from camsim.apis.action_service import messages
from camsim.apis.action_service.messages import NAMESPACE
from camsim.apis.action_service.order import listed
from camsim.contract.access import Access
from camsim.contract.api import Api, Wire
from camsim.contract.call import Call
from camsim.contract.services import has_web_services
from camsim.device.actions import ActionFailedEvent, Actions
from camsim.events.actions import templates
from camsim.wire.xml import element
from camsim.wire.xml_in import Node

api = Api(
    title="Event and action services: action service",
    page="event-and-action-services",
    since="5.50",
    access=Access.OPERATOR,
    needs=has_web_services,
    fault=messages.fault,
    events=(ActionFailedEvent,),
    omits=(
        "actions prioritized_text, motiontracking",
        "recipients sftp, networkshare; POP before SMTP; qos; SNMP traps over TCP and in version 3",
        "fallback actions, which the page says are not supported: kept and shown",
    ),
)


@api.soap(NAMESPACE, "GetActionTemplates")
def get_action_templates(call: Call) -> Element:
    """The kinds of actions that the device offers."""
    offered = templates.actions(call.device)
    return element(
        "aa:ActionTemplates",
        *(
            messages.template_element("ActionTemplate", one.token, one.parameters, one.recipient.token if one.recipient else None)
            for one in offered
        ),
    )


@api.soap(NAMESPACE, "GetRecipientTemplates")
def get_recipient_templates(call: Call) -> Element:
    """The kinds of recipients that the device offers."""
    offered = templates.recipients(call.device)
    return element("aa:RecipientTemplates", *(messages.template_element("RecipientTemplate", one.token, one.parameters) for one in offered))


@api.soap(NAMESPACE, "AddActionConfiguration", access=Access.ADMIN)
def add_action_configuration(call: Call, new_action_configuration: Node) -> Element:
    """Keeps what shall be done, and gives it an id."""
    return element("aa:ConfigurationID", str(call.organ(Actions).add_action(messages.setup_of(new_action_configuration))))


@api.soap(NAMESPACE, "GetActionConfigurations")
def get_action_configurations(call: Call) -> Element:
    """All action configurations."""
    kept = call.organ(Actions).state.actions
    return element("aa:ActionConfigurations", *(messages.setup_element("ActionConfiguration", kept[id]) for id in listed(kept)))


@api.soap(NAMESPACE, "RemoveActionConfiguration", access=Access.ADMIN)
def remove_action_configuration(call: Call, configuration_id: Annotated[int, Wire("ConfigurationID")]) -> None:
    """Takes an action configuration away that no rule uses."""
    call.organ(Actions).remove_action(configuration_id)


@api.soap(NAMESPACE, "AddRecipientConfiguration", access=Access.ADMIN)
def add_recipient_configuration(call: Call, new_recipient_configuration: Node) -> Element:
    """Keeps a recipient, and gives it an id."""
    return element("aa:ConfigurationID", str(call.organ(Actions).add_recipient(messages.setup_of(new_recipient_configuration))))


@api.soap(NAMESPACE, "GetRecipientConfigurations")
def get_recipient_configurations(call: Call) -> Element:
    """All recipients."""
    kept = call.organ(Actions).state.recipients
    return element("aa:RecipientConfigurations", *(messages.setup_element("RecipientConfiguration", kept[id]) for id in listed(kept)))


@api.soap(NAMESPACE, "RemoveRecipientConfiguration", access=Access.ADMIN)
def remove_recipient_configuration(call: Call, configuration_id: Annotated[int, Wire("ConfigurationID")]) -> None:
    """Takes a recipient away."""
    call.organ(Actions).remove_recipient(configuration_id)


@api.soap(NAMESPACE, "AddActionRule", access=Access.ADMIN)
def add_action_rule(call: Call, new_action_rule: Node) -> Element:
    """Keeps a rule, which acts from now on, and gives it an id."""
    older = call.profile.os_number < (11,)
    return element("aa:RuleID", str(call.organ(Actions).add_rule(messages.rule_of(new_action_rule, complete=older))))


@api.soap(NAMESPACE, "GetActionRules")
def get_action_rules(call: Call) -> Element:
    """All rules."""
    kept = call.organ(Actions).state.rules
    return element("aa:ActionRules", *(messages.rule_element(kept[id]) for id in listed(kept)))


@api.soap(NAMESPACE, "RemoveActionRule", access=Access.ADMIN)
def remove_action_rule(call: Call, rule_id: Annotated[int, Wire("RuleID")]) -> None:
    """Takes a rule away; what it is doing stops."""
    call.organ(Actions).remove_rule(rule_id)
