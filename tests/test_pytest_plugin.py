"""The pytest plugin, in pytest runs of its own: with and without asyncio, in parallel, with every common HTTP client."""

from __future__ import annotations

import importlib.metadata
import subprocess
import sys

import pytest

pytest_plugins = ["pytester"]

INSTALLED = any(point.name == "camsim" for point in importlib.metadata.entry_points(group="pytest11"))
"""Whether pytest finds the plugin by its entry point; else it is named on the command line."""

CLIENTS = """
    import asyncio
    import pytest
    from requests.auth import HTTPDigestAuth

    LIST = "/axis-cgi/param.cgi?action=list&group=Brand.Brand"

    def test_requests(camsim):
        import requests
        assert requests.get(camsim.url + LIST, auth=HTTPDigestAuth("root", "pass")).text == "Brand.Brand=AXIS\\n"
        assert camsim.verify(api="param-cgi", times=1)

    def test_httpx(camsim):
        import httpx
        with httpx.Client(auth=httpx.DigestAuth("root", "pass")) as web:
            assert web.get(camsim.url + LIST).status_code == 200

    def test_a_loop_of_the_tests_own(camsim):
        import aiohttp

        async def main():
            login = aiohttp.DigestAuthMiddleware("root", "pass")
            async with aiohttp.ClientSession(middlewares=[login]) as web, web.get(camsim.url + LIST) as answer:
                assert answer.status == 200
                camsim.advance(1)

        asyncio.run(main())

    def test_fresh_for_every_test(camsim):
        assert camsim.journal() == [] and camsim.faults() == []
"""


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch):
    """Runs pytest in a process of its own on a file with this text; options as on the command line."""
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)
    pytester.makeini(
        "[pytest]\nfilterwarnings =\n  error\n  ignore::pytest.PytestDeprecationWarning\naddopts = --strict-markers -p no:cacheprovider"
    )

    def one(text: str, *options: str) -> pytest.RunResult:
        pytester.makepyfile(text)
        plugin = () if INSTALLED else ("-p", "camsim.pytest_plugin")
        return pytester.runpytest_subprocess(*plugin, *options, timeout=100)

    return one


def test_every_common_client_without_any_asyncio_plugin(run):
    run(CLIENTS, "-p", "no:asyncio", "-p", "no:aiohttp", "-p", "no:anyio").assert_outcomes(passed=4)


def test_the_simulator_is_imported_as_it_is(run, pytester):
    """The run marks it as pytest marks whatever is installed with a plugin."""
    pytester.makeconftest("""
        def pytest_configure(config):
            config.pluginmanager.rewrite_hook.mark_rewrite("camsim")
    """)
    test = """
        def test_it(camsim):
            import sys
            loaders = {type(module.__loader__).__name__ for name, module in sys.modules.items() if name.startswith("camsim.device")}
            assert loaders == {"SourceFileLoader"}
    """
    run(test).assert_outcomes(passed=1)


def test_in_parallel(run):
    run(CLIENTS, "-n", "2").assert_outcomes(passed=4)


@pytest.mark.parametrize("mode", ["auto", "strict"])
def test_asynchronous_tests_with_pytest_asyncio(run, mode):
    text = """
        import aiohttp, httpx, pytest

        @pytest.mark.asyncio
        @pytest.mark.camsim(clock="stepped", users="joe:doe:admin")
        async def test_it(camsim):
            async with httpx.AsyncClient(auth=httpx.DigestAuth("joe", "doe")) as web:
                assert (await web.get(camsim.url + "/axis-cgi/usergroup.cgi")).text.startswith("joe")
            camsim.advance(3600)
            async with aiohttp.ClientSession() as web, web.get(camsim.control_url + "/clock") as answer:
                assert (await answer.json())["utc"] == "2026-01-01T01:00:00.000Z"
    """
    run(text, "-o", f"asyncio_mode={mode}", "-o", "asyncio_default_fixture_loop_scope=function").assert_outcomes(passed=1)


def test_asynchronous_tests_with_anyio(run):
    text = """
        import httpx, pytest

        @pytest.fixture
        def anyio_backend():
            return "asyncio"

        @pytest.mark.anyio
        async def test_it(camsim):
            async with httpx.AsyncClient() as web:
                assert (await web.get(camsim.url + "/axis-cgi/usergroup.cgi")).status_code == 401
    """
    run(text, "-p", "no:asyncio", "-p", "no:aiohttp").assert_outcomes(passed=1)


def test_the_marker_chooses_the_camera_and_the_nearest_one_wins(run):
    text = """
        import pytest

        pytestmark = pytest.mark.camsim(profile="p5512", seed=4)

        @pytest.mark.camsim(clock="stepped", users="eye:eye:viewer")
        class TestIt:
            @pytest.mark.camsim(seed=5)
            def test_it(self, camsim, camsim_factory):
                assert camsim.settings.profile == "p5512" and camsim.settings.seed == 5
                assert camsim.clock_state().frozen and [user.name for user in camsim.settings.users] == ["eye"]
                other = camsim_factory(seed=6)
                assert other.settings.profile == "p5512" and other.settings.seed == 6 and other.url != camsim.url
    """
    run(text).assert_outcomes(passed=1)


def test_cameras_of_one_test_have_serial_numbers_of_their_own(run):
    text = """
        import pytest
        from camsim import Camera

        def test_first_next_given_next(camsim, camsim_factory):
            cameras = [camsim, camsim_factory(), camsim_factory(seed=2), camsim_factory()]
            assert [camera.settings.seed for camera in cameras] == [0, 1, 2, 3]
            assert len({camera.serial for camera in cameras}) == 4
            assert camsim.serial == Camera(seed=0).device.serial

        @pytest.mark.camsim(seed=7)
        def test_from_the_markers_seed_on(camsim, camsim_factory):
            assert (camsim.settings.seed, camsim_factory().settings.seed) == (7, 8)

        def test_a_serial_is_left_alone(camsim, camsim_factory):
            camera = camsim_factory(serial="00408C000001")
            assert (camera.serial, camera.settings.seed) == ("00408C000001", 0)
    """
    run(text).assert_outcomes(passed=3)


def test_options_that_make_no_sense_fail_the_test(run):
    text = """
        import pytest

        @pytest.mark.camsim(colour="red")
        def test_no_such_option(camsim): ...

        @pytest.mark.camsim("p5512")
        def test_no_name(camsim): ...

        @pytest.mark.camsim(profile="none")
        def test_no_such_profile(camsim): ...
    """
    result = run(text)
    result.assert_outcomes(errors=3)
    result.stdout.fnmatch_lines(["*no such option: colour*", "*options by name only*", "*none: no such profile*"])


def test_a_bug_of_the_simulator_fails_the_test(run):
    text = """
        import requests

        def test_it(camsim):
            camsim.do(camsim.camera.report, ZeroDivisionError("a bug"))

        def test_the_next_one(camsim): ...
    """
    result = run(text)
    result.assert_outcomes(passed=2, errors=1)
    result.stdout.fnmatch_lines(["*ZeroDivisionError: a bug*"])


def test_ports_are_given_back_and_all_cameras_share_one_thread(run):
    text = """
        import socket, threading
        import pytest

        ports = []

        @pytest.mark.parametrize("number", range(5))
        def test_it(camsim_factory, number):
            for port in ports:
                with pytest.raises(ConnectionRefusedError):
                    socket.create_connection(("127.0.0.1", port))
            cameras = [camsim_factory() for _ in range(3)]
            ports[:] = [int(camera.url.rpartition(":")[2]) for camera in cameras]
            assert [thread.name for thread in threading.enumerate()].count("camsim") == 1
    """
    run(text, "-p", "no:asyncio", "-p", "no:aiohttp").assert_outcomes(passed=5)


def test_the_plugin_announces_itself(run):
    result = run("", "--markers")
    result.stdout.fnmatch_lines(["@pytest.mark.camsim(*"])
    run("def test_it(camsim): ...", "--fixtures").stdout.fnmatch_lines(["camsim_factory -- *", "camsim -- *"])


def test_importing_the_plugin_is_cheap():
    program = (
        "import sys, pytest\nbefore = set(sys.modules)\nimport camsim.pytest_plugin\n"
        "print(sorted(name for name in set(sys.modules) - before if name.startswith(('camsim', 'aiohttp', 'asyncio'))))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "['camsim', 'camsim.pytest_plugin', 'camsim.version']\n"
