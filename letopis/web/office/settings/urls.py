"""Addresses of the feature."""

from django.urls import path

from letopis.web.office.settings import views

urlpatterns = [
    path("", views.settings, name="office_settings"),
    path("school/", views.card, name="office_settings_school"),
]
