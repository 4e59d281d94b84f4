"""The product's addresses, the empty signed-in page, and the bare views that pages are measured against."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from bench import floor
from letopis.config.urls import handler403, handler404, handler500
from letopis.web.shared.actors import for_rights

__all__ = ["handler403", "handler404", "handler500", "urlpatterns"]


@for_rights()
def empty(request: HttpRequest) -> HttpResponse:
    """The frame of every page with nothing in it."""
    return render(request, "shared/page.html")


urlpatterns = [
    path("bench/empty/", empty, name="bench_empty"),
    path("bench/signed-in/", floor.signed_in, name="bench_signed_in"),
    path("bench/floor/", floor.statements, name="bench_floor"),
    path("", include("letopis.config.urls")),
]
