"""Addresses of the feature."""

from django.urls import path

from letopis.web.office.people import positions, views

urlpatterns = [
    path("", views.people, name="office_people"),
    path("positions/", positions.positions, name="office_positions"),
    path("positions/rename/", positions.position, name="office_position"),
    path("<id:person_id>/", views.person, name="office_person"),
    path("guardians/<id:guardian_id>/", views.guardian, name="office_person_guardian"),
    path("staff/new/", views.staff_new, name="office_person_staff_new"),
    path("staff/<id:staff_id>/", views.staff, name="office_person_staff"),
]
