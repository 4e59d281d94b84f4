"""Nothing personal stays in a browser's or a proxy's cache: «Назад» after «Выйти» shows nothing."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

NOT_KEPT = "private, no-store"


class PrivacyMiddleware:
    """Marks every answer to somebody signed in as not to be kept, whatever the page; the one place that does.

    An address with a NUL in its query is answered 400: no text has one, and PostgreSQL refuses to be asked for it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("NUL in the query")
        response = self.get_response(request)
        # Whoever came with a session or leaves with one: signing in and out are personal as well.
        if settings.SESSION_COOKIE_NAME in request.COOKIES or request.user.is_authenticated:
            response["Cache-Control"] = NOT_KEPT
        return response
