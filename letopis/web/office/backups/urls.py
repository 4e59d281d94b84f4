"""Addresses of the feature."""

from django.urls import path

from letopis.web.office.backups import views

urlpatterns = [
    path("", views.backups, name="office_backups"),
    path("make/", views.make, name="office_backup_make"),
    path("rehearse/", views.rehearse, name="office_backup_rehearse"),
]
