"""Sessions that nobody uses end: soon on a shared computer, in half a day elsewhere (Т3.1.11, Т5.2.9).

The cookie of such a session ends with the browser as well; but browsers that open their last pages again bring it back.
A session kept on a device on purpose («Не выходить на этом устройстве») has its own date instead.
"""

from collections.abc import Callable

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from letopis.kernel.clock import now
from letopis.web.shared.keeping import SHARED

__all__ = ["SHARED", "IdleMiddleware", "watch"]
LIMIT, SEEN = "idle_seconds", "idle_seen"
USUAL = 12 * 3600  # seconds
STEPS = 10  # how many times in the limit the session is written at most
# Addresses that pages ask for by themselves: nobody sits there because of them.
BY_ITSELF = frozenset({"journal_changes", "office_import_progress"})


def watch(request: HttpRequest, seconds: int) -> None:
    """End this session after so many seconds without a request."""
    request.session[LIMIT], request.session[SEEN] = seconds, _moment()


class IdleMiddleware:
    """Ends a session that was idle too long; whoever comes with it is a stranger."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        limit = request.session.get(LIMIT) if request.user.is_authenticated else None
        if limit:
            idle = _moment() - request.session.get(SEEN, 0)
            if idle > limit:
                logout(request)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> None:
        """Note that somebody is there, a few times in the limit."""
        limit = request.session.get(LIMIT) if request.user.is_authenticated else None
        asked = request.resolver_match.url_name if request.resolver_match else ""
        if limit and asked not in BY_ITSELF and _moment() - request.session.get(SEEN, 0) > limit // STEPS:
            request.session[SEEN] = _moment()


def _moment() -> int:
    return int(now().timestamp())
