"""Addresses of this audience: a part of the path a feature."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("letopis.web.office.home.urls")),
    path("people/", include("letopis.web.office.people.urls")),
    path("students/", include("letopis.web.office.students.urls")),
    path("classes/", include("letopis.web.office.classes.urls")),
    path("reports/", include("letopis.web.office.reports.urls")),
    path("councils/", include("letopis.web.office.councils.urls")),
    path("orders/", include("letopis.web.office.orders.urls")),
    path("curriculum/", include("letopis.web.office.curriculum.urls")),
    path("subjects/", include("letopis.web.office.subjects.urls")),
    path("load/", include("letopis.web.office.load.urls")),
    path("accounts/", include("letopis.web.office.accounts.urls")),
    path("rights/", include("letopis.web.office.rights.urls")),
    path("import/", include("letopis.web.office.imports.urls")),
    path("settings/signatures/", include("letopis.web.office.signatures.urls")),
    path("settings/", include("letopis.web.office.settings.urls")),
    path("witnesses/", include("letopis.web.office.witnesses.urls")),
    path("backups/", include("letopis.web.office.backups.urls")),
    path("archive/", include("letopis.web.office.archive.urls")),
    path("carriers/", include("letopis.web.office.carriers.urls")),
    path("calendar/", include("letopis.web.office.calendar.urls")),
    path("periods/", include("letopis.web.office.periods.urls")),
    path("years/", include("letopis.web.office.years.urls")),
    path("bells/", include("letopis.web.office.bells.urls")),
    path("rows/", include("letopis.web.office.rows.urls")),
    path("rooms/", include("letopis.web.office.rooms.urls")),
    path("timetable/", include("letopis.web.office.timetable.urls")),
    path("norms/", include("letopis.web.office.norms.urls")),
    path("work-kinds/", include("letopis.web.office.work_kinds.urls")),
]
