"""Addresses of the family: each page for the first child, or for the one named."""

from collections.abc import Callable

from django.http import HttpResponseBase
from django.urls import URLPattern, URLResolver, path

from letopis.web.family import record, views


def both(tail: str, view: Callable[..., HttpResponseBase], name: str) -> list[URLPattern | URLResolver]:
    """The page without a child named and with one."""
    return [path(tail, view, name=name), path(f"<id:student_id>/{tail}", view, name=name)]


urlpatterns: list[URLPattern | URLResolver] = [
    *both("", views.diary, "diary"),
    *both("marks/", views.marks, "diary_marks"),
    *both("marks.xlsx", views.marks_sheet, "diary_marks_sheet"),
    *both("forecast/", views.forecast, "diary_forecast"),
    *both("timetable/", views.timetable, "diary_timetable"),
    *both("works/", views.works, "diary_works"),
    *both("absences/", views.absences, "diary_absences"),
    *both("record/", record.record, "diary_record"),
    *both("record/proof", record.record_proof, "diary_record_proof"),
    *both("decisions/", views.decisions, "diary_decisions"),
    path("decisions/<id:decision_id>/read/", views.decision_read, name="diary_decision_read"),
    *both("absences.xlsx", views.absences_sheet, "diary_absences_sheet"),
    path("<id:student_id>/absences/announce/", views.announce_absence, name="diary_absence_new"),
    path("<id:student_id>/absences/<id:note_id>/withdraw/", views.withdraw_absence, name="diary_absence_withdraw"),
]
