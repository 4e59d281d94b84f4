"""Addresses of the feature."""

from django.urls import path

from letopis.web.office.reports import views

urlpatterns = [
    path("", views.report_list, name="office_reports"),
    path("<id:report_id>/", views.report, name="office_report"),
]
