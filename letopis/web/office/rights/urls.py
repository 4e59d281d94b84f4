"""Addresses of the feature."""

from django.urls import path

from letopis.web.office.rights import views

urlpatterns = [
    path("", views.rights, name="office_rights"),
    path("save/", views.save, name="office_rights_save"),
    path("defaults/", views.defaults, name="office_rights_defaults"),
]
