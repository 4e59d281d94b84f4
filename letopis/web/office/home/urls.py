"""Addresses of the feature."""

from django.urls import path

from letopis.web.office.home import views

urlpatterns = [
    path("", views.overview, name="office"),
]
