"""Addresses of the feature."""

from django.urls import path

from letopis.web.office.people import views

urlpatterns = [
    path("", views.people, name="office_people"),
    path("<id:person_id>/", views.person, name="office_person"),
    path("guardians/<id:guardian_id>/", views.guardian, name="office_person_guardian"),
    path("staff/new/", views.staff_new, name="office_person_staff_new"),
    path("staff/<id:staff_id>/", views.staff, name="office_person_staff"),
]
