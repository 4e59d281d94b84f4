"""The content policy, written once: django-csp would put it together anew for every answer."""

from functools import cache

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase


class PolicyMiddleware(CSPMiddleware):
    """Content-Security-Policy. An answer with a policy of its own, or with a nonce, is left to django-csp."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Set the header."""
        marks = (*response.__dict__, *request.__dict__)
        if settings.DEBUG or any(name.startswith("_csp_") for name in marks):
            answer: HttpResponseBase = super().process_response(request, response)
            return answer
        response.headers.setdefault(HEADER, _policy())
        return response


@cache
def _policy() -> str:
    # In one order: django-csp has another in every process.
    return "; ".join(sorted(str(build_policy()).split("; ")))
