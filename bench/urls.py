"""The product's addresses and one more: the empty signed-in page that everything is measured against."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from letopis.config.urls import handler403, handler404, handler500
from letopis.web.shared.actors import for_rights

__all__ = ["handler403", "handler404", "handler500", "urlpatterns"]


@for_rights()
def empty(request: HttpRequest) -> HttpResponse:
    """The frame of every page with nothing in it."""
    return render(request, "shared/page.html")


urlpatterns = [path("bench/empty/", empty, name="bench_empty"), path("", include("letopis.config.urls"))]
