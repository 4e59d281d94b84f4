"""Addresses of the feature."""

from django.urls import path

from letopis.web.office.students import views

urlpatterns = [
    path("new/", views.student_new, name="office_student_new"),
    path("<id:student_id>/", views.student, name="office_student"),
    path("<id:student_id>/edit/", views.student_edit, name="office_student_edit"),
    path("<id:student_id>/history/", views.student_history, name="office_student_history"),
    path("<id:student_id>/consent/", views.consent, name="office_student_consent"),
    path("<id:student_id>/consent/end/", views.consent_end, name="office_student_consent_end"),
    path("<id:student_id>/move/", views.student_move, name="office_student_move"),
    path("<id:student_id>/guardians/new/", views.guardian_new, name="office_student_guardian_new"),
    path("<id:student_id>/guardians/", views.guardian_attach, name="office_student_guardian"),
    path("<id:student_id>/guardians/<id:guardian_id>/end/", views.guardian_detach, name="office_student_guardian_end"),
]
