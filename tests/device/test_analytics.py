"""Analytics against the ground truth: alarms begin and end when the picture's targets are where a rule says, to the frame."""

from __future__ import annotations

import asyncio
import dataclasses

import pytest

from camsim.device.analytics import times
from camsim.device.analytics.events import ProfileEvent, ScenarioEvent
from camsim.device.analytics.organ import START_SECONDS, Analytics
from camsim.device.analytics.rules import Crossing, ObjectClass, Rule, RuleKind, Threshold, Watched
from camsim.device.analytics.sight import Window
from camsim.device.analytics.sighting import in_picture, things
from camsim.device.applications import Applications
from camsim.device.clock import Clock, ClockMode
from camsim.device.device import Device
from camsim.device.event import Event
from camsim.device.parameters import Parameters
from camsim.media.eye import Shape, look, unproject
from camsim.media.scene.world import Scene, courses, targets
from camsim.media.sight import SceneSight
from camsim.media.source import lens_of
from camsim.media.truth import visible
from camsim.profile import load
from camsim.profile.model import Application
from camsim.server.source import CameraSource

START = 1767225600.0


class Bench:
    """A device with one application that runs, on a clock moved by hand."""

    def __init__(self, application: str = "objectanalytics", profile: str = "p3245-lve", seed: int = 0) -> None:
        self.clock = Clock(ClockMode.STEPPED)
        self.told: list[tuple[float, Event]] = []
        self.gone: list[str] = []
        loaded = dataclasses.replace(load.load(profile), applications=(Application(application, application, "1.0", status="Running"),))
        self.device = Device(loaded, self.clock, seed=seed, publish=self._hear, withdraw=lambda event: self.gone.append(event.path))
        sight = SceneSight(CameraSource(self.device), self.device.organ(Parameters))
        self.device.sight = lambda: sight
        self.sight, self.application = sight, application
        self.organ = self.device.organ(Analytics)
        self._last: dict[object, Event] = {}
        self.device.boot()

    def _hear(self, event: Event) -> None:
        if self._last.get(event.identity()) != event:
            self._last[event.identity()] = event
            self.told.append((self.clock.now(), event))

    def advance(self, seconds: float) -> None:
        async def move() -> None:
            await self.clock.advance(seconds)

        asyncio.run(move())

    def rule(self, rule: Rule, *, name: str = "One") -> None:
        self.organ.configure(self.application, [Watched(1, name, rule=rule, scenario=rule.kind.value)])
        self.told.clear()

    def alarms(self) -> list[tuple[float, bool, str]]:
        """Instant, active and object id of the events of rule 1."""
        return [
            (round(when - START, 3), event.active, event.object_id)
            for when, event in self.told
            if isinstance(event, ScenarioEvent) and event.scenario == "1"
        ]


def truth(seed: int, window: Window, t: float) -> dict[str, tuple[float, float]]:
    """Where each target's foot is in the picture, by the pictures' own arithmetic: x and y, -1..1."""
    found = {}
    for target in targets(Scene(seed), t):
        right = (target.azimuth - window.azimuth + 180) % 360 - 180
        found[target.name] = window.point(right, target.elevation - target.height / 2 - window.elevation)
    return found


def inside(box: tuple[float, float, float, float], at: tuple[float, float]) -> bool:
    return box[0] <= at[0] < box[2] and box[1] <= at[1] < box[3]


def area(left: float, bottom: float, right: float, top: float) -> tuple[tuple[float, float], ...]:
    return (left, bottom), (left, top), (right, top), (right, bottom)


STILL = {"boat-1", "balloon-1", "bird-1", "bird-2", "bird-3", "bird-4"}
"""Those that rise and fall: taken at their mean height."""


@pytest.mark.parametrize("box", [(-0.3, -0.9, 0.2, 0.0), (-0.97, -0.97, 0.97, 0.97), (0.5, 0.1, 0.9, 0.6)])
@pytest.mark.parametrize("seed", [0, 7])
def test_an_area_is_an_alarm_exactly_while_a_target_stands_in_it(box, seed):
    bench = Bench(seed=seed)
    bench.rule(Rule(shapes=(area(*box),)))
    bench.advance(START_SECONDS)
    window = bench.sight.window(1)
    for _ in range(600):
        bench.advance(0.2)
        expected = any(inside(box, at) for name, at in truth(seed, window, bench.clock.now()).items() if name not in STILL)
        assert bench.organ.alarms("objectanalytics")[1] is expected, bench.clock.now() - START


@pytest.mark.parametrize("crossing", [Crossing.LEFT_TO_RIGHT, Crossing.RIGHT_TO_LEFT])
def test_a_fence_is_an_alarm_at_the_instant_of_the_crossing(crossing):
    bench = Bench()
    bench.rule(Rule(RuleKind.FENCE, (((0.1, -0.97), (0.1, 0.97)),), crossing))
    window = bench.sight.window(1)
    crossed = []
    before = truth(0, window, bench.clock.now())
    for step in range(1, 1200):
        now = truth(0, window, START + step * 0.1)
        for name, at in now.items():
            x = before[name][0]
            if abs(at[1]) < 0.97 and name not in STILL and abs(at[0] - x) < 1 and (x < 0.1) != (at[0] < 0.1):
                rightwards = at[0] > x
                if rightwards is (crossing is Crossing.LEFT_TO_RIGHT):
                    crossed.append((step * 0.1, name))
        before = now
    bench.advance(120)
    names = {str(thing.id): thing.name for thing, _ in things(bench.sight)}
    begun = [(when, names[id]) for when, active, id in bench.alarms() if active]
    assert len(begun) > 5
    for when, name in begun:
        assert any(found == name and when <= at + 1e-6 and at - when < 0.1 + 1e-6 for at, found in crossed), (when, name)
    alone = [at for at, _ in crossed if not any(0 < at - other < 1.2 for other, _ in crossed)]
    assert all(any(at - 0.1 - 1e-6 <= when <= at + 1e-6 for when, _ in begun) for at in alone)


def test_the_same_whenever_it_is_looked_at():
    runs = []
    for steps in ([300.0], [0.05] * 6000):
        bench = Bench()
        bench.rule(Rule(RuleKind.FENCE, (((0.0, -0.9), (0.0, 0.9)),)))
        for step in steps:
            bench.advance(step)
        runs.append(bench.alarms())
    assert runs[0] == runs[1] and len(runs[0]) > 20


def test_filters_by_class_size_age_and_way():
    bench = Bench()
    line = (((0.0, -0.97), (0.0, 0.97)),)
    names = {str(thing.id): thing for thing, _ in things(bench.sight)}

    def seen(rule: Rule) -> set[str]:
        bench.rule(rule)
        bench.advance(400)
        return {names[id].name for _, active, id in bench.alarms() if active}

    everybody = seen(Rule(RuleKind.FENCE, line))
    people = seen(Rule(RuleKind.FENCE, line, classes=frozenset({ObjectClass.HUMAN})))
    assert people and all(name.startswith("person") for name in people) and people < everybody
    assert not any(name.startswith("person") for name in seen(Rule(RuleKind.FENCE, line, least_size=(10, 20))))
    assert seen(Rule(RuleKind.FENCE, line, least_age=30.0)) <= {name for name in everybody if name.startswith(("person", "dog"))}
    assert seen(Rule(RuleKind.FENCE, line, excluded=())) == everybody


def test_excluded_areas_are_left_out():
    bench = Bench()
    bench.rule(Rule(shapes=(area(-0.9, -0.9, 0.9, 0.9),), excluded=(area(-0.9, -0.9, 0.9, 0.9),)))
    bench.advance(200)
    assert not any(active for _, active, _ in bench.alarms())


def test_loitering_begins_after_the_stay():
    bench = Bench()
    everything = (area(-1, -1, 1, 1),)
    bench.rule(Rule(RuleKind.LOITERING, everything, stay=20.0, classes=frozenset({ObjectClass.CAR})))
    bench.advance(400)
    assert not any(active for _, active, _ in bench.alarms()), "a car crosses the picture in less than 10 s"
    bench.rule(Rule(RuleKind.LOITERING, everything, stay=2.0, classes=frozenset({ObjectClass.CAR})))
    bench.advance(400)
    assert any(active for _, active, _ in bench.alarms())


def test_counting_counts_each_crossing_once_per_class():
    bench = Bench()
    line = (((0.0, -0.97), (0.0, 0.97)),)
    bench.rule(Rule(RuleKind.COUNTING, line, Crossing.BOTH))
    bench.advance(3600)
    count = bench.organ.count("objectanalytics", 1)
    cars = [course for course in courses(0) if course.kind == "car"]
    expected = sum(3599 / times.period(course) for course in cars)
    assert abs(count.objects[ObjectClass.CAR] - expected) <= len(cars)
    assert count.total == sum(count.objects.values())
    bench.organ.reset_count("objectanalytics", 1)
    assert bench.organ.count("objectanalytics", 1).total == 0
    assert not any(active for _, active, _ in bench.alarms())


def test_occupancy_and_its_threshold():
    bench = Bench()
    bench.rule(Rule(RuleKind.OCCUPANCY, (area(-1, -1, 1, 1),), thresholds=(Threshold(3, True),), stay=2.0))
    window, reached = bench.sight.window(1), None
    bench.advance(START_SECONDS)
    for _ in range(3000):
        bench.advance(0.05)
        here = [at for name, at in truth(0, window, bench.clock.now()).items() if name not in STILL and inside((-1, -1, 1, 1), at)]
        assert sum(bench.organ.occupancy("objectanalytics", 1).values()) == len(here)
        reached = (reached if reached is not None else bench.clock.now()) if len(here) > 3 else None
        if reached is not None and bench.clock.now() - reached > 2.3:
            assert bench.organ.alarms("objectanalytics")[1]
        if reached is None:
            assert not bench.organ.alarms("objectanalytics")[1]


def test_a_forced_alarm_lasts_three_seconds():
    bench = Bench()
    bench.rule(Rule(shapes=(area(0.9, 0.9, 0.95, 0.95),)))
    bench.organ.force("objectanalytics", 1)
    bench.advance(10)
    assert bench.alarms() == [(0.0, True, ""), (3.0, False, "")]


def test_topics_come_and_go_with_the_application_and_its_profiles():
    bench = Bench("vmd")
    paths = {event.path for _, event in bench.told}
    base = "tnsaxis:CameraApplicationPlatform/VMD/"
    assert {f"{base}Camera1Profile1", f"{base}Camera1ProfileANY", "tns1:RuleEngine/tnsaxis:VMD3/vmd3_video_1"} <= paths
    bench.organ.configure("vmd", [Watched(2, "Gate")])
    assert f"{base}Camera1Profile1" in bench.gone and f"{base}Camera1ProfileANY" not in bench.gone
    bench.device.organ(Applications).stop("vmd")
    assert {f"{base}Camera1Profile2", f"{base}Camera1ProfileANY"} <= set(bench.gone)
    assert not any(isinstance(event, ProfileEvent) for event in bench.device.current_events())
    bench.told.clear()
    bench.advance(600)
    assert not bench.told, "a stopped application tells nothing"


def test_rules_outlive_a_restart_and_a_snapshot():
    bench = Bench("vmd")
    bench.organ.configure("vmd", [Watched(4, "Gate", rule=Rule(least_size=(9, 9)))], {"kept": [1, 2.5]})
    dumped = bench.device.dump()
    bench.organ.configure("vmd", [Watched(5, "Other")])
    bench.device.restore(dumped)
    assert bench.organ.setup("vmd").watched == [Watched(4, "Gate", rule=Rule(least_size=(9, 9)))]
    assert bench.organ.setup("vmd").document == {"kept": [1, 2.5]} and list(bench.organ.alarms("vmd")) == [4]
    bench.device.end_life()
    bench.device.boot()
    assert list(bench.organ.alarms("vmd")) == [4]


def test_half_a_day_tells_only_what_changes():
    bench = Bench("vmd")
    bench.advance(43_200)
    assert len(bench.told) < 5000


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("mirror", [False, True])
def test_boxes_agree_with_the_ground_truth_however_the_picture_is_turned(rotation, mirror):
    bench = Bench()
    lens = lens_of(bench.device.profile, (1920, 1080))
    shape = Shape(lens.width, lens.height, rotation, mirror)
    plain = bench.sight.window(1)
    window = dataclasses.replace(plain, rotation=rotation, mirror=mirror)
    view = look(bench.sight._pose(1), lens, Shape(lens.width, lens.height))
    wide, high = shape.size
    boxes = {box.thing.name: box for box in in_picture(bench.sight, window, START + 5)}
    seen = {one.name: one for one in visible(Scene(0), view, shape, START + 5)}
    assert boxes and set(boxes) <= set(seen)
    for name, box in boxes.items():
        x, y, width, _ = seen[name].box
        assert (box.left + 1) / 2 * wide == pytest.approx(x, abs=0.01) and (1 - box.top) / 2 * high == pytest.approx(
            y, abs=60 if name in STILL else 0.01
        )
        assert (box.right - box.left) / 2 * wide == pytest.approx(width, abs=0.01)
    for point in ((0.3, -0.5), (-0.9, 0.1)):
        right, up = window.direction(point)
        azimuth, elevation = unproject(view, shape, (point[0] + 1) / 2 * wide, (1 - point[1]) / 2 * high)
        assert (azimuth - view.azimuth + 180) % 360 - 180 == pytest.approx(right) and elevation - view.elevation == pytest.approx(up)
        assert window.point(right, up) == pytest.approx(point)
