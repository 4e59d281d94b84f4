"""Pages go compressed, and their length tells nothing (docs/developer/decisions/0011-compressed-pages.md)."""

import gzip
import io
from collections.abc import Callable

import brotli
import pytest
from backports import zstd
from django.http import FileResponse, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from letopis.web.shared.compression import NOISE, WORTH, CompressionMiddleware
from tests import factories as make
from tests.factories import sign_in

pytestmark = pytest.mark.req("JRN-10")

TEXT = "Отметки за неделю. " * 200
CHROME = "gzip, deflate, br, zstd"
UNPACK: dict[str, Callable[[bytes], bytes]] = {
    "zstd": zstd.decompress,
    "br": brotli.decompress,
    "gzip": gzip.decompress,
    "": bytes,
}


def answer(response: HttpResponseBase, accepts: str | None = CHROME, path: str = "/", **headers: str) -> HttpResponse:
    """What goes to a browser that takes `accepts`."""
    asked = {"accept-encoding": accepts} if accepts is not None else {}
    request = RequestFactory().get(path, headers={**asked, **headers})
    sent = CompressionMiddleware(lambda _: response)(request)
    assert isinstance(sent, HttpResponseBase)
    return sent  # type: ignore[return-value]


def coding(response: HttpResponseBase) -> str:
    return response.headers.get("Content-Encoding", "")


def unpacked(response: HttpResponse) -> str:
    return UNPACK[coding(response)](response.content).decode()


# ── which way ─────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("accepts", "expected"),
    [
        (CHROME, "zstd"),  # Chromium, Firefox
        ("gzip, deflate, br", "br"),  # Safari
        ("gzip, deflate", "gzip"),  # any browser without https
        ("br;q=0.5, gzip;q=0.8", "gzip"),
        ("br;q=0, zstd;q=0, gzip", "gzip"),
        ("br;q=0, gzip;q=0.0", ""),
        ("identity", ""),
        ("identity;q=1, br;q=0.5", ""),
        ("*", ""),
        ("*;q=0", ""),
        ("", ""),
        (None, ""),
        ("br;q=2", ""),
        ("br;q=many", ""),
        (";;,,=", ""),
        ("br," * 5000, ""),
    ],
)
def test_it_goes_as_the_browser_likes(accepts: str | None, expected: str) -> None:
    response = answer(HttpResponse(TEXT), accepts)

    assert coding(response) == expected
    assert unpacked(response).startswith(TEXT)
    assert response["Vary"] == "Accept-Encoding"
    assert bool(expected) is (len(response.content) < len(TEXT.encode()) // 4)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["zstd", "br", "gzip", "deflate", "identity", "*", "x-y"]),
            st.sampled_from([None, "0", "0.0", "0.001", "0.5", "1", "1.0", "2", "-1", "a", ""]),
        ),
        max_size=6,
    )
)
def test_nothing_is_sent_in_a_way_that_was_not_asked_for(wishes: list[tuple[str, str | None]]) -> None:
    accepts = ", ".join(name if q is None else f"{name};q={q}" for name, q in wishes)
    response = answer(HttpResponse(TEXT), accepts)

    asked = {name for name, q in wishes if q not in ("0", "0.0", "2", "-1", "a", "")}
    assert coding(response) in asked | {""}
    assert unpacked(response).startswith(TEXT)


@given(st.text(max_size=60))
def test_no_header_breaks_an_answer(accepts: str) -> None:
    assert unpacked(answer(HttpResponse(TEXT), accepts.encode().decode("latin-1"))).startswith(TEXT)


# ── what is left as it is ─────────────────────────────────────────────


@pytest.mark.parametrize(
    "response",
    [
        HttpResponse("x" * (WORTH - 1)),
        JsonResponse({"answers": ["applied"]}),
        HttpResponse(b"\x89PNG" * 1000, content_type="image/png"),
        HttpResponse(b"PK" * 1000, content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        HttpResponse(b"\x1f\x8b" * 1000, headers={"Content-Encoding": "gzip"}),
        StreamingHttpResponse(iter([TEXT])),
        FileResponse(io.BytesIO(TEXT.encode()), content_type="text/plain"),
        HttpResponse(status=304),
        HttpResponse(status=204),
    ],
    ids=["small", "small JSON", "picture", "workbook", "encoded", "stream", "file", "304", "204"],
)
def test_it_is_left_as_it_is(response: HttpResponseBase) -> None:
    headers = dict(response.headers)
    body = None if response.streaming else response.content  # type: ignore[attr-defined]

    sent = answer(response)

    assert dict(sent.headers) == headers
    assert sent.streaming or sent.content == body


@pytest.mark.parametrize(
    ("site", "expected"),
    [("same-origin", "zstd"), ("none", "zstd"), ("same-site", ""), ("cross-site", ""), ("anything", "")],
)
def test_what_another_site_has_asked_for_is_not_compressed(site: str, expected: str) -> None:
    response = answer(HttpResponse(TEXT), **{"sec-fetch-site": site})

    assert coding(response) == expected
    assert unpacked(response).startswith(TEXT)


def test_neither_is_a_page_with_one_time_secrets() -> None:
    assert coding(answer(HttpResponse(TEXT), path="/account/2fa/totp/activate/")) == ""
    assert coding(answer(HttpResponse(TEXT), path="/accounts/")) == "zstd"


# ── its length tells nothing ──────────────────────────────────────────


@pytest.mark.parametrize("accepts", ["zstd", "br", "gzip"])
def test_the_same_page_never_has_the_same_length(accepts: str) -> None:
    lengths = [len(answer(HttpResponse(TEXT), accepts).content) for _ in range(60)]

    assert len(set(lengths)) > 15
    assert max(lengths) - min(lengths) > NOISE // 3


def test_the_noise_is_in_the_page_and_shown_to_nobody() -> None:
    texts = {unpacked(answer(HttpResponse(TEXT))) for _ in range(20)}

    assert len(texts) > 15
    assert all(text.startswith(TEXT + "<!--") and text.endswith("-->") for text in texts)


def test_what_is_no_page_has_no_noise_in_it() -> None:
    response = answer(JsonResponse({"text": TEXT}))

    assert coding(response) == "zstd"
    assert unpacked(response) == JsonResponse({"text": TEXT}).content.decode()
    assert len({len(answer(JsonResponse({"text": TEXT}))["X-Noise"]) for _ in range(40)}) > 10


# ── the whole way ─────────────────────────────────────────────────────


@pytest.mark.django_db
@pytest.mark.parametrize("accepts", ["zstd", "br", "gzip", ""])
def test_a_page_is_the_same_whichever_way_it_goes(client: Client, accepts: str) -> None:
    sign_in(client, make.make_student(make.make_class(make.make_school())))

    response = client.get("/diary/", headers={"accept-encoding": accepts})
    head = client.head("/diary/", headers={"accept-encoding": accepts})

    assert response.status_code == head.status_code == 200
    assert coding(response) == coding(head) == accepts
    assert "</html>" in unpacked(response)  # type: ignore[arg-type]
    assert int(response["Content-Length"]) == len(response.content)
    assert not head.content
    assert {"Accept-Encoding", "Cookie"} <= {name.strip() for name in response["Vary"].split(",")}
