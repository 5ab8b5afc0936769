"""Pages go out as short as the browser reads them, and their length tells no secret."""

import gzip

import brotli
import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from shouwen.web.compression import Compression

PAGE = "<p>第十一条</p>" * 400


def sent(accepted, answer=None):
    request = RequestFactory().get("/", headers={"Accept-Encoding": accepted} if accepted else {})
    return Compression(lambda _request: answer or HttpResponse(PAGE))(request)


@pytest.mark.parametrize("accepted", ["br", "gzip, deflate, br, zstd", "gzip, br;q=0.8", "BR"])
def test_whoever_reads_brotli_gets_it(accepted):
    answer = sent(accepted)
    assert answer["Content-Encoding"] == "br"
    assert "Accept-Encoding" in answer["Vary"]
    assert int(answer["Content-Length"]) == len(answer.content) < len(PAGE) / 10
    assert brotli.decompress(answer.content).decode() == PAGE


@pytest.mark.parametrize("accepted", ["gzip", "gzip, br;q=0", "br;q=0.0, gzip", "gzip, brotli"])
def test_others_get_gzip(accepted):
    answer = sent(accepted)
    assert answer["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.content).decode() == PAGE


def test_what_nothing_would_be_gained_by_goes_as_it_is():
    assert not sent("").has_header("Content-Encoding")
    assert sent("br", HttpResponse("short")).content == b"short"
    done = HttpResponse(PAGE, headers={"Content-Encoding": "zstd"})
    assert sent("br", done).content.decode() == PAGE
    stream = sent("br, gzip", StreamingHttpResponse([PAGE]))
    assert gzip.decompress(b"".join(stream.streaming_content)).decode() == PAGE
    assert sent("br, gzip", HttpResponse(PAGE, "text/csv"))["Content-Encoding"] == "gzip"


@pytest.mark.parametrize("accepted", ["br", "gzip"])
def test_the_same_page_is_not_always_of_the_same_length(accepted):
    assert len({len(sent(accepted).content) for _ in range(60)}) > 10
