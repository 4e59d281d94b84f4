"""Addresses that go wrong in every way a page can: what people see then."""

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from letopis.config.urls import handler400, handler403, handler404, handler500
from letopis.config.urls import urlpatterns as product
from letopis.web.shared.views import csrf_failure

__all__ = ["handler400", "handler403", "handler404", "handler500"]


def bad(request: HttpRequest) -> HttpResponse:
    """400."""
    raise BadRequest


def forbidden(request: HttpRequest) -> HttpResponse:
    """403."""
    raise PermissionDenied


def crash(request: HttpRequest) -> HttpResponse:
    """500."""
    raise ZeroDivisionError


def too_many(request: HttpRequest) -> HttpResponse:
    """What allauth answers beyond its limits."""
    return render(request, "429.html", status=429)


urlpatterns = [
    *product,
    path("broken/400/", bad),
    path("broken/403/", forbidden),
    path("broken/csrf/", csrf_failure),
    path("broken/429/", too_many),
    path("broken/500/", crash),
]
