"""Addresses of this audience."""

from django.urls import URLPattern, URLResolver, path

from letopis.web.office import home

urlpatterns: list[URLPattern | URLResolver] = [
    path("office/", home.overview, name="office"),
]
