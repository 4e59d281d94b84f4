"""Start page, errors, health."""

from django.http import HttpRequest, HttpResponse


def start(request: HttpRequest) -> HttpResponse:
    """The start page by role."""
    return HttpResponse("Летопись")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    return HttpResponse("Нет такой страницы", status=404)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return HttpResponse("Нельзя", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """500."""
    return HttpResponse("Сбой", status=500)
