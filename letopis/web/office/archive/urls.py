"""Addresses of the feature."""

from django.urls import path

from letopis.web.office.archive import steps

urlpatterns = [
    path("", steps.year, name="office_archive"),
    path("turn/<slug:step>/", steps.step, name="office_archive_step"),
    path("class/<int:class_id>/", steps.case, name="office_archive_case"),
    path("class/<int:class_id>/return/", steps.give_back, name="office_archive_return"),
    path("acts/<int:act_id>.pdf", steps.act, name="office_archive_act"),
]
