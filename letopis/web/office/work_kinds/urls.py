"""Addresses of the feature."""

from django.urls import path

from letopis.web.office.work_kinds import views

urlpatterns = [
    path("", views.kinds, name="office_work_kinds"),
    path("new/", views.kind_edit, name="office_work_kinds_new"),
    path("default/", views.take_default, name="office_work_kinds_default"),
    path("<id:pk>/", views.kind_edit, name="office_work_kinds_edit"),
]
