"""Addresses everyone shares."""

from django.urls import path

from letopis.web.shared import find, fingerprint, health, views, witness

urlpatterns = [
    path("", views.start, name="start"),
    path("find/", find.find_page, name="find"),
    path("proof/<str:root>/", fingerprint.fingerprint, name="fingerprint"),
    path("witness/<str:node>/add-checkpoint", witness.add_checkpoint, name="witness_add"),
    path("witness/<str:node>/<str:hashed>/checkpoint", witness.checkpoint, name="witness_checkpoint"),
    path("health", health.health, name="health"),
    path("robots.txt", views.robots, name="robots"),
    path("styleguide/", views.styleguide, name="styleguide"),
]
