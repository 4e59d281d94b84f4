"""Addresses of the feature."""

from django.urls import path

from letopis.web.office.timetable import slots, views

urlpatterns = [
    path("", views.week, name="office_timetable"),
    path("grid/", views.grid, name="office_timetable_grid"),
    path("lessons/", views.lessons, name="office_timetable_lessons"),
    path("lessons/<id:pk>/", slots.lesson, name="office_timetable_lesson"),
    path("slots/new/", slots.new, name="office_timetable_slot_new"),
    path("slots/<id:pk>/", slots.edit, name="office_timetable_slot"),
    path("slots/<id:pk>/end/", slots.end, name="office_timetable_slot_end"),
]
