"""Addresses of the feature."""

from django.urls import path

from letopis.web.office.load import views

urlpatterns = [
    path("", views.load, name="office_load"),
    path("left/", views.left, name="office_load_left"),
    path("of/<id:staff_id>/", views.hand_over_load, name="office_load_hand_over"),
    path("new/", views.course_new, name="office_load_new"),
    path("<id:course_id>/", views.course, name="office_course"),
    path("<id:course_id>/teacher/", views.course_teacher, name="office_course_teacher"),
]
