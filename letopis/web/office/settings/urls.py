"""Addresses of the feature."""

from django.urls import path

from letopis.web.office.settings import views

urlpatterns = [
    path("", views.settings, name="office_settings"),
    path("history/", views.log, name="office_settings_log"),
    path("history/checkpoint/", views.checkpoint, name="office_settings_checkpoint"),
    path("history/stamp/", views.stamped, name="office_settings_stamp"),
    path("history/verify/", views.verify, name="office_settings_verify"),
    path("school/", views.card, name="office_settings_school"),
]
