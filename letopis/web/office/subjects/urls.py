"""Addresses of the feature."""

from django.urls import path

from letopis.web.office.subjects import views

urlpatterns = [
    path("", views.subjects, name="office_curriculum_subjects"),
    path("<id:subject_id>/", views.subjects, name="office_curriculum_subject"),
]
