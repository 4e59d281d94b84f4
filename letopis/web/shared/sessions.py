"""The session's cookie: Django's middleware, with one thing otherwise."""

from django.conf import settings
from django.contrib.sessions.middleware import SessionMiddleware as DjangoSessionMiddleware
from django.http import HttpRequest, HttpResponse


class SessionMiddleware(DjangoSessionMiddleware):
    """Takes the cookie of an ended session away with a page, never with what a script asks for.

    A screen left open goes on asking in the background. Its answer may come after somebody has signed in again in the
    same browser, and would take the new session's cookie away: the browser knows cookies by their name alone.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Django's answer, without the removal where no page was opened."""
        answer = super().process_response(request, response)
        cookie = answer.cookies.get(settings.SESSION_COOKIE_NAME)
        if cookie is not None and not cookie.value and request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate":
            del answer.cookies[settings.SESSION_COOKIE_NAME]
        return answer
