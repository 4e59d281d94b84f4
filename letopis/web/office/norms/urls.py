"""Addresses of the feature."""

from django.urls import path

from letopis.web.office.norms import views

urlpatterns = [
    path("", views.norms, name="office_norms"),
    path("<slug:key>/", views.norm_edit, name="office_norms_edit"),
]
