"""Addresses of this audience: a part of the path a feature."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("office/", include("letopis.web.office.home.urls")),
    path("office/people/", include("letopis.web.office.people.urls")),
    path("office/students/", include("letopis.web.office.students.urls")),
    path("office/classes/", include("letopis.web.office.classes.urls")),
    path("office/curriculum/", include("letopis.web.office.curriculum.urls")),
    path("office/subjects/", include("letopis.web.office.subjects.urls")),
    path("office/load/", include("letopis.web.office.load.urls")),
    path("office/accounts/", include("letopis.web.office.accounts.urls")),
    path("office/rights/", include("letopis.web.office.rights.urls")),
    path("office/import/", include("letopis.web.office.imports.urls")),
    path("office/settings/", include("letopis.web.office.settings.urls")),
    path("office/calendar/", include("letopis.web.office.calendar.urls")),
    path("office/bells/", include("letopis.web.office.bells.urls")),
    path("office/rooms/", include("letopis.web.office.rooms.urls")),
    path("office/timetable/", include("letopis.web.office.timetable.urls")),
    path("office/work-kinds/", include("letopis.web.office.work_kinds.urls")),
]
