"""The names of aiohttp's inside that the connection handler leans on, and what it makes of them."""

from __future__ import annotations

import inspect

from aiohttp import http_exceptions, web
from aiohttp.streams import StreamReader
from aiohttp.web_protocol import RequestHandler

from camsim.server import protocol
from camsim.server.answers import LastWord
from tests.server.target import Target


def test_the_names_that_are_used_are_there(target_c: Target):
    async def look() -> None:
        handler = target_c.camera._server()
        assert isinstance(handler, protocol.CameraProtocol)
        assert list(handler._messages) == []
        assert handler._request_in_progress is False
        assert handler._loop is target_c._loop

    target_c.run(look())


def test_the_methods_that_are_replaced_have_the_same_arguments():
    for name in ("data_received", "connection_lost", "handle_error", "finish_response", "log_exception"):
        theirs = [parameter.name for parameter in inspect.signature(getattr(RequestHandler, name)).parameters.values()]
        ours = [parameter.name for parameter in inspect.signature(getattr(protocol.CameraProtocol, name)).parameters.values()]
        assert len(ours) == len(theirs), name
    assert "eof_received" in vars(RequestHandler)
    assert {"request_factory", "handler_cancellation"} <= set(inspect.signature(web.Server.__init__).parameters)
    assert {"is_eof", "at_eof", "readany", "read_nowait", "set_exception"} <= set(vars(StreamReader))


def test_a_line_that_is_too_long_tells_the_limit_that_it_broke():
    assert http_exceptions.LineTooLong(b"GET", 17).args[1] == 17
    assert protocol.LONGEST_TARGET != protocol.LONGEST_FIELD


def test_the_last_word_ends_the_connection():
    assert LastWord(status=400).keep_alive is False
    assert web.Response(status=400).keep_alive is None


def test_a_bug_in_sending_is_kept_and_a_clients_fault_is_not(target_c: Target):
    async def both() -> None:
        handler = target_c.camera._server()
        handler.log_exception("a client's", exc_info=ConnectionResetError())
        assert target_c.camera.app.bugs == []
        handler.log_exception("ours", exc_info=ZeroDivisionError())
        assert [type(bug) for bug in target_c.camera.app.bugs] == [ZeroDivisionError]
        target_c.camera.app.bugs.clear()

    target_c.run(both())


def test_headers_stand_in_the_devices_order_and_the_reason_is_that_of_its_server(target_c: Target):
    raw = target_c.send(
        b"POST /nowhere HTTP/1.1\r\nHost: c\r\nTransfer-Encoding: chunked\r\n\r\n"
        + b"1000000\r\n"
        + b"x" * 0x1000000
        + b"\r\n10\r\n"
        + b"y" * 16
    )
    lines = raw.split(b"\r\n\r\n")[0].decode().split("\r\n")
    assert lines[0] == "HTTP/1.1 413 Request Entity Too Large"
    assert [line.partition(":")[0] for line in lines[1:3]] == ["Date", "Server"]
    assert lines[-1] == "Connection: close"
