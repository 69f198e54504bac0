"""Which actions and recipients a device offers: those that its parts can carry out, and its profile does not remove."""

from __future__ import annotations

from camsim.device.device import Device
from camsim.events.actions.kinds import films, images, io, light, looks, mqtt, notify, ptz, recordings, siren, snmp, sound
from camsim.events.actions.template import ActionTemplate, RecipientTemplate

ALL: tuple[ActionTemplate, ...] = (
    *io.TEMPLATES,
    *looks.TEMPLATES,
    *light.TEMPLATES,
    *siren.TEMPLATES,
    *ptz.TEMPLATES,
    *notify.TEMPLATES,
    *images.TEMPLATES,
    *films.TEMPLATES,
    *recordings.TEMPLATES,
    *mqtt.TEMPLATES,
    *snmp.TEMPLATES,
    *sound.TEMPLATES,
)


def actions(device: Device) -> list[ActionTemplate]:
    """The templates of actions that the device offers."""
    return [template for template in ALL if template.token not in device.profile.apis.removed and template.fits(device)]


def find(device: Device, token: str) -> ActionTemplate | None:
    """The template of that token, if the device offers it."""
    return next((template for template in actions(device) if template.token == token), None)


def recipients(device: Device) -> list[RecipientTemplate]:
    """The templates of recipients that the actions of the device send to."""
    return list(dict.fromkeys(template.recipient for template in actions(device) if template.recipient is not None))
