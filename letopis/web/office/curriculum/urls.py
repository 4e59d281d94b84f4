"""Addresses of the feature."""

from django.urls import path

from letopis.web.office.curriculum import views

urlpatterns = [
    path("", views.matrix, name="office_curriculum"),
    path("save/", views.matrix_save, name="office_curriculum_save"),
]
