"""Addresses of this audience."""

from django.urls import URLPattern, URLResolver, include, path

from letopis.web.account import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.account, name="account_settings"),
    path("role/", views.role, name="account_role"),
    path("theme/", views.theme, name="account_theme"),
    path("", include("allauth.urls")),
]
