"""Addresses of the feature."""

from django.urls import path

from letopis.web.office.imports import views, workbench

urlpatterns = [
    path("", views.overview, name="office_import"),
    path("start/", views.start, name="office_import_start"),
    path("profile.json", views.profile, name="office_import_profile"),
    path("profile/", views.take_profile, name="office_import_profile_take"),
    path("<id:run_id>/", views.run, name="office_import_run"),
    path("<id:run_id>/sheets/<id:number>/", workbench.sheet, name="office_import_sheet"),
    path("<id:run_id>/sheets/<id:number>/meanings/", workbench.meanings, name="office_import_meanings"),
    path("<id:run_id>/progress/", views.progress, name="office_import_progress"),
    path("<id:run_id>/answers/", views.answer, name="office_import_answers"),
    path("<id:run_id>/reset/", views.reset, name="office_import_reset"),
    path("<id:run_id>/write/", views.write, name="office_import_write"),
    path("<id:run_id>/undo/", views.undo, name="office_import_undo"),
    path("<id:run_id>/discard/", views.discard, name="office_import_discard"),
    path("<id:run_id>/questions.xlsx", views.problems, name="office_import_questions"),
]
