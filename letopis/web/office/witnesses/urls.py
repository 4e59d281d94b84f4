"""Addresses of the feature."""

from django.urls import path

from letopis.web.office.witnesses import views

urlpatterns = [
    path("new/", views.witness_new, name="office_witness_new"),
    path("ask/", views.ask, name="office_witness_ask"),
    path("mail/", views.mail, name="office_witness_mail"),
    path("logs/new/", views.log_new, name="office_watched_new"),
    path("logs/<id:log_id>/", views.log_edit, name="office_watched"),
    path("logs/<id:log_id>/end/", views.log_end, name="office_watched_end"),
    path("refusals/<id:refusal_id>/", views.refusal, name="office_refusal"),
    path("<id:witness_id>/", views.witness_edit, name="office_witness"),
    path("<id:witness_id>/end/", views.witness_end, name="office_witness_end"),
]
