"""Addresses of the feature."""

from django.urls import path

from letopis.web.office.years import views

urlpatterns = [
    path("", views.years, name="office_years"),
    path("next/", views.prepare, name="office_years_next"),
    path("choose/", views.choose, name="office_years_choose"),
]
