"""Addresses of the feature."""

from django.urls import path

from letopis.web.office.calendar import views

urlpatterns = [
    path("", views.overview, name="office_calendar"),
    path("new/", views.year_new, name="office_calendar_new"),
    path("year/", views.year_edit, name="office_calendar_year"),
    path("federal/", views.federal_days, name="office_calendar_federal"),
    path("vacations/", views.vacations, name="office_calendar_vacations"),
    path("terms/<slug:kind>/", views.terms, name="office_calendar_terms"),
    path("day/<slug:iso>/", views.day, name="office_calendar_day"),
]
