"""Addresses everyone shares."""

from django.urls import path

from letopis.web.shared import views

urlpatterns = [path("", views.start, name="start")]
