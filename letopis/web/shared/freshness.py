"""ETag and 304: a page that is what the browser has is not sent again.

Every page is made anew, by who asks and what the one may see, and only then compared: nothing stale is ever shown. What
is new in each answer and says nothing, masks and the minute of printing, is left out of the comparison. What may be
kept at all is said elsewhere (privacy.py, keeping.py); on a shared computer there is nothing to compare with.
"""

import hashlib
from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers

from letopis.web.shared.keeping import is_shared


def passing(request: HttpRequest, text: str) -> str:
    """Note that `text` in this answer is another in the next, and says nothing; return it."""
    noted: list[str] = request.__dict__.setdefault("passing", [])
    noted.append(text)
    return text


class FreshnessMiddleware:
    """Names the state of every page of somebody signed in; answers 304 to who has that already."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method in ("GET", "HEAD") and _is_page(response) and _is_somebodys(request):
            response["ETag"] = etag = _etag(request, response.content)
            told = get_conditional_response(request, etag=etag, response=response)
            if told is not None and told.status_code == HTTPStatus.NOT_MODIFIED:
                _empty(response)
        return response


def _is_page(response: HttpResponse) -> bool:
    is_html = response.headers.get("Content-Type", "").startswith("text/html")
    return response.status_code == HTTPStatus.OK and is_html and not response.streaming


def _is_somebodys(request: HttpRequest) -> bool:
    return request.user.is_authenticated and not is_shared(request)


def _etag(request: HttpRequest, body: bytes) -> str:
    """Weak: two answers of one state are not the same bytes. A form's token is good for one secret of the browser."""
    for text in request.__dict__.get("passing", ()):
        body = body.replace(text.encode(), b"")
    # Twice as fast as any other where processors know it, and they do.
    state = hashlib.sha256(body)
    state.update(request.META.get("CSRF_COOKIE", "").encode())
    return f'W/"{state.hexdigest()[:32]}"'


def _empty(response: HttpResponse) -> None:
    """Make a 304 of the answer: its headers stay, as RFC 9110 wants them."""
    response.status_code, response.content = HTTPStatus.NOT_MODIFIED, b""
    del response["Content-Type"], response["Content-Length"]
    patch_vary_headers(response, ("Accept-Encoding",))
