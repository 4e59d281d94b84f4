"""Addresses of the feature."""

from django.urls import path

from letopis.web.office.bells import views

urlpatterns = [
    path("", views.bells, name="office_bells"),
    path("new/", views.bells_edit, name="office_bells_new"),
    path("<id:pk>/", views.bells_edit, name="office_bells_edit"),
    path("<id:pk>/remove/", views.bells_remove, name="office_bells_remove"),
]
