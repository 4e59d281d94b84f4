"""Addresses of the feature."""

from django.urls import path

from letopis.web.office.rooms import views

urlpatterns = [
    path("", views.rooms, name="office_rooms"),
    path("new/", views.room_edit, name="office_rooms_new"),
    path("<id:pk>/", views.room_edit, name="office_rooms_edit"),
    path("<id:pk>/remove/", views.room_remove, name="office_rooms_remove"),
]
