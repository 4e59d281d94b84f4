"""Addresses of the feature."""

from django.urls import path

from letopis.web.office.periods import views

urlpatterns = [
    path("", views.periods, name="office_periods"),
    path("<int:term_id>/", views.period, name="office_period"),
    path("<int:term_id>/close/", views.close, name="office_period_close"),
    path("<int:term_id>/reopen/", views.reopen, name="office_period_reopen"),
    path("<int:term_id>/<int:class_id>/", views.class_pages, name="office_period_class"),
]
