"""Addresses of attendance."""

from django.urls import URLPattern, URLResolver, path

from letopis.web.teacher.attendance import building, notes, reports, week

urlpatterns: list[URLPattern | URLResolver] = [
    path("attendance/", reports.overview, name="attendance"),
    path("building/", building.building_page, name="building"),
    path("class/<id:class_id>/attendance/", week.week, name="my_class_attendance"),
    path("class/<id:class_id>/attendance/note/", notes.note_new, name="my_class_note_new"),
    path("class/<id:class_id>/attendance/leave/", notes.leave_new, name="my_class_leave_new"),
    path("class/<id:class_id>/attendance/totals/", reports.totals, name="my_class_totals"),
    path("class/<id:class_id>/attendance/checks/", reports.checks, name="my_class_checks"),
    path("class/attendance/notes/<id:note_id>/", notes.note, name="my_class_note"),
    path("class/attendance/leaves/<id:leave_id>/remove/", notes.leave_remove, name="my_class_leave_remove"),
    path("files/absences/<id:file_id>/", notes.file, name="absence_file"),
]
