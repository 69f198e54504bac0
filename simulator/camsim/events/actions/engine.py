"""The engine: watches events for the rules of a device, and starts and stops their actions.

1. Without a start event a rule is activated when all its conditions have come to hold; with one, whenever that comes while they hold.
2. An unlimited action ends when a condition holds no longer, or the rule is taken away. A fixed one ends by itself.
3. States that a device tells at its boot count for conditions; a start event is one that happens later.
4. Events are taken up after the verb that raised them is done, in order; rules in order of their ids.
5. A rule that feeds itself is cut: after `MOST_AT_ONCE` activations in one go, or `MOST_A_SECOND` in a second of camera time.
"""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from contextlib import suppress

from camsim.device.actions import ActionFailedEvent, Actions, Rule, Setup
from camsim.device.device import Device
from camsim.device.errors import DeviceError, NotThereError, OutOfRangeError
from camsim.events import catalogue
from camsim.events.actions import templates
from camsim.events.actions.condition import Condition, compiled, meant
from camsim.events.actions.courier import Courier
from camsim.events.actions.log import ActionLog, Happened
from camsim.events.actions.run import Films, Run, Snapshots, Stop, Work
from camsim.events.broker import Broker, Notification, Operation, Road, Subscription

MOST_AT_ONCE = 10
MOST_A_SECOND = 100
LONGEST_TIMEOUT = 86_400.0
"""Longest activation time-out in seconds (guess)."""
LONGEST_VALUE = 8192
"""Characters of a parameter (as documented for the payload of a message)."""


class Watch:
    """One rule at work."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.start = compiled(rule.start) if rule.start is not None else None
        self.conditions = [Condition(filter) for filter in rule.conditions]
        self.held = False
        self.stop: Stop | None = None
        self.unready: Stop | None = None
        """Ends what was readied for the action."""
        self.last: float | None = None
        """Camera time of the last activation."""
        self.recent: deque[float] = deque(maxlen=MOST_A_SECOND)

    @property
    def holds(self) -> bool:
        """Whether all conditions hold."""
        return all(condition.holds for condition in self.conditions)

    def take(self, notification: Notification) -> None:
        """Lets the conditions take notice."""
        for condition in self.conditions:
            condition.take(notification)

    def wants(self, notification: Notification) -> bool:
        """Whether the rule begins with this event."""
        return self.start is not None and notification.operation is not Operation.INITIALIZED and self.start(notification.event)


class ActionEngine:
    """Carries out the rules of one device."""

    def __init__(self, device: Device, broker: Broker, snapshots: Snapshots | None = None, films: Films | None = None) -> None:
        self.log = ActionLog(device.clock.now)
        self._device = device
        self._broker = broker
        self._snapshots = snapshots
        self._films = films
        self._courier = Courier(device.clock)
        self._watches: dict[int, Watch] = {}
        self._subscription: Subscription | None = None
        self._pumping = False
        self._sequences: dict[int, int] = {}

    # ---- what the organ asks

    def check_action(self, setup: Setup) -> None:
        """Raises NotThereError (subject `template`), OutOfRangeError (subject `parameters`)."""
        template = templates.find(self._device, setup.template)
        if template is None:
            raise NotThereError(f"action template with id '{setup.template}' not found", subject="template", value=setup.template)
        _check(setup, template.required, template.allowed)

    def check_recipient(self, setup: Setup) -> None:
        """Raises as `check_action`."""
        recipient = next((one for one in templates.recipients(self._device) if one.token == setup.template), None)
        if recipient is None:
            raise NotThereError(f"recipient template with id '{setup.template}' not found", subject="template", value=setup.template)
        _check(setup, recipient.parameters, recipient.parameters)

    def check_rule(self, rule: Rule, action: Setup) -> Rule:
        """Raises OutOfRangeError (subjects `topic`, `content`, `timeout`, `activation`), NotThereError (subject `condition`)."""
        if rule.start is not None:
            compiled(rule.start)
        for filter in rule.conditions:
            match meant(compiled(filter), self._broker, catalogue.topics(self._device)):
                case 0:
                    raise NotThereError("could not match any property events", subject="condition", value=filter.topic)
                case 1:
                    pass
                case _:  # the page tells of the fault, its text is a guess
                    raise NotThereError("matched more than one property event", subject="condition", value=filter.topic)
        if rule.timeout is not None and not 0 <= rule.timeout <= LONGEST_TIMEOUT:
            raise OutOfRangeError("activation timeout out of range", subject="timeout", value=rule.timeout)
        template = templates.find(self._device, action.template)
        endless = template is not None and template.unlimited and not rule.conditions
        if endless or (rule.start is None and not rule.conditions):
            raise OutOfRangeError("insufficient activation rule", subject="activation")
        return rule

    def follow(self) -> None:
        """Watches what the rules want from now on; conditions know the states that are so now."""
        rules = {rule.id: rule for rule in self._device.organ(Actions).rules if rule.enabled and self._can(rule)}
        for id in [id for id, watch in self._watches.items() if rules.get(id) != watch.rule]:
            watch = self._watches.pop(id)
            self._end(watch)
            if watch.unready is not None:
                watch.unready()
        if rules and self._subscription is None:
            self._subscription = self._broker.subscribe(road=Road.ACTIONS, name="action rules", replay=False)
            self._subscription.on_ready = self._soon
        elif not rules and self._subscription is not None:
            self._subscription.close()
            self._subscription = None
        for id, rule in rules.items():
            if id not in self._watches:
                watch = self._watches[id] = Watch(rule)
                self._prepare(watch)
                for state in self._broker.current():
                    watch.take(state)
                if watch.start is None and watch.holds:
                    self._soon()

    # ---- life

    def power_off(self) -> None:
        """Forgets what is going on: actions are not ended but gone, as the device is."""
        self._watches.clear()
        self._courier.drop()
        if self._subscription is not None:
            self._subscription.close()
            self._subscription = None

    def reset(self) -> None:
        """As at the start."""
        self.power_off()
        self.log.reset()
        self._sequences.clear()

    async def close(self) -> None:
        """Ends everything."""
        self.power_off()
        await self._courier.close()

    # ---- inside

    def _can(self, rule: Rule) -> bool:
        """Whether the device offers the action; of the rules that it leaves the factory with, some want parts that are not simulated."""
        return templates.find(self._device, self._device.organ(Actions).state.actions[rule.primary].template) is not None

    def _soon(self) -> None:
        """Takes up what has come, when the verb that raised it is done."""
        if not self._pumping:
            self._pumping = True
            asyncio.get_running_loop().call_soon(self._pump)

    def _pump(self) -> None:
        activations: Counter[int] = Counter()
        try:
            self._settle(activations)
            while self._subscription is not None and (notifications := self._subscription.take()):
                for notification in notifications:
                    for watch in list(self._watches.values()):
                        watch.take(notification)
                        self._consider(watch, activations, notification)
                    self._subscription.acknowledge()
        except Exception as bug:
            self._device.clock.on_error(bug)
        finally:
            self._pumping = False

    def _settle(self, activations: Counter[int]) -> None:
        """Rules that are new may hold already."""
        for watch in list(self._watches.values()):
            self._consider(watch, activations, None)

    def _consider(self, watch: Watch, activations: Counter[int], notification: Notification | None) -> None:
        held, watch.held = watch.held, watch.holds
        if held and not watch.held:
            self._end(watch)
        came = watch.held and not held if watch.start is None else notification is not None and watch.held and watch.wants(notification)
        if came and watch.rule.id in self._watches and self._may(watch, activations):
            self._activate(watch)

    def _may(self, watch: Watch, activations: Counter[int]) -> bool:
        """Whether a rule may be activated now: it is not running, not too soon and not feeding itself."""
        if watch.stop is not None:
            return False
        rule, now = watch.rule, self._device.clock.now()
        template = self._device.organ(Actions).state.actions[rule.primary].template
        if watch.last is not None and rule.timeout is not None and now < watch.last + rule.timeout:
            self.log.add(Happened.HELD_BACK, rule, template, f"{watch.last + rule.timeout - now:.3f} s are left")
            return False
        activations[rule.id] += 1
        crowded = len(watch.recent) == MOST_A_SECOND and now - watch.recent[0] < 1.0
        if activations[rule.id] > MOST_AT_ONCE or crowded:
            self.log.add(Happened.CUT, rule, template, f"{len(watch.recent)} activations a second" if crowded else "the rule feeds itself")
            return False
        watch.recent.append(now)
        watch.last = now
        return True

    def _activate(self, watch: Watch) -> None:
        rule, setup = watch.rule, self._device.organ(Actions).state.actions[watch.rule.primary]
        template = templates.find(self._device, setup.template)
        self.log.add(Happened.STARTED, rule, setup.template, setup.title)
        try:
            if template is None:
                raise NotThereError("the device has no such action any more")
            watch.stop = template.begin(self._run(rule, setup))
        except (DeviceError, ValueError) as error:
            self._failed(rule, setup, str(error) or type(error).__name__)

    def _prepare(self, watch: Watch) -> None:
        """Readies what the action needs beforehand; why that failed is told when it is carried out."""
        setup = self._device.organ(Actions).state.actions[watch.rule.primary]
        template = templates.find(self._device, setup.template)
        if template is not None and template.prepare is not None:
            with suppress(DeviceError, ValueError):
                watch.unready = template.prepare(self._run(watch.rule, setup))

    def _run(self, rule: Rule, setup: Setup) -> Run:
        return Run(
            self._device,
            rule,
            setup,
            self._snapshots,
            lambda work: self._deliver(rule, setup, work),
            lambda why: self._failed(rule, setup, why),
            self._films,
            self._sequences,
        )

    def _end(self, watch: Watch) -> None:
        stop, watch.stop = watch.stop, None
        if stop is None:
            return
        setup = self._device.organ(Actions).state.actions.get(watch.rule.primary)
        assert setup is not None, "an action in use cannot be removed"
        try:
            stop()
        except (DeviceError, ValueError) as error:
            self._failed(watch.rule, setup, str(error))
        else:
            self.log.add(Happened.STOPPED, watch.rule, setup.template, setup.title)

    def _deliver(self, rule: Rule, setup: Setup, work: Work) -> None:
        self._courier.send(
            work,
            lambda word: self.log.add(Happened.DELIVERED, rule, setup.template, word),
            lambda word: self._failed(rule, setup, word),
        )

    def _failed(self, rule: Rule, setup: Setup, why: str) -> None:
        self.log.add(Happened.FAILED, rule, setup.template, why)
        self._device.publish(ActionFailedEvent(description=f"{setup.title}: {why}"[:500]))


def _check(setup: Setup, required: tuple[str, ...], allowed: tuple[str, ...]) -> None:
    for name in required:
        if name not in setup.parameters:
            raise OutOfRangeError(f"Configuration parameter missing: {name}", subject="parameters", value=name)
    for name, value in setup.parameters.items():
        if name not in allowed:
            raise OutOfRangeError(f"Unknown configuration parameter: {name[:100]}", subject="parameters", value=name)
        if len(value) > LONGEST_VALUE:
            raise OutOfRangeError(f"Configuration parameter too long: {name}", subject="configuration", value=name)
