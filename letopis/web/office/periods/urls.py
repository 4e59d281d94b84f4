"""Addresses of the feature."""

from django.urls import path

from letopis.web.office.periods import views

urlpatterns = [
    path("", views.periods, name="office_periods"),
    path("<id:term_id>/", views.period, name="office_period"),
    path("<id:term_id>/close/", views.close, name="office_period_close"),
    path("<id:term_id>/reopen/", views.reopen, name="office_period_reopen"),
    path("<id:term_id>/<id:class_id>/", views.class_pages, name="office_period_class"),
]
