"""Error pages: every status in the words of each generation, nothing of the client's unescaped."""

from __future__ import annotations

import pytest

from camsim.profile.model import Generation
from camsim.server.pages import REASONS, page


def test_generation_a_to_the_letter():
    body, content_type = page(Generation.A, 404, "/axis-cgi/apidiscovery.cgi")
    assert content_type == "text/html; charset=ISO-8859-1"
    assert body == (
        "<HTML><HEAD><TITLE>404 Not Found</TITLE></HEAD>\n<BODY><H1>404 Not Found</H1>\n"
        "The requested URL /axis-cgi/apidiscovery.cgi was not found on this server.\n</BODY></HTML>\n"
    )


@pytest.mark.parametrize("generation", [Generation.B, Generation.C])
def test_apache_to_the_letter(generation: Generation):
    body, content_type = page(generation, 404, "/x")
    assert content_type == "text/html; charset=iso-8859-1"
    assert body == (
        '<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n<title>404 Not Found</title>\n</head><body>\n'
        "<h1>Not Found</h1>\n<p>The requested URL was not found on this server.</p>\n</body></html>\n"
    )


@pytest.mark.parametrize("generation", list(Generation))
@pytest.mark.parametrize("status", [*REASONS, 402, 599])
def test_every_status_has_a_page(generation: Generation, status: int):
    body, _ = page(generation, status, '/a&b<c>"d"{path}{0}')
    assert str(status) in body and REASONS.get(status, "Error") in body
    assert "<c>" not in body and body.endswith("</html>\n" if generation is not Generation.A else "</HTML>\n")


@pytest.mark.parametrize("generation", list(Generation))
def test_a_detail_stands_for_the_sentence_and_is_escaped(generation: Generation):
    body, _ = page(generation, 503, "/", "too <many> {viewers}")
    assert "too &lt;many&gt; {viewers}" in body and "too busy" not in body
