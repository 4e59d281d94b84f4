"""Addresses of this audience."""

from django.urls import URLPattern, URLResolver, path

from letopis.web.office import accounts, calendar, home, organisation, slots, timetable, work_kinds

urlpatterns: list[URLPattern | URLResolver] = [
    path("office/", home.overview, name="office"),
    path("office/accounts/", accounts.people, name="office_accounts"),
    path("office/accounts/slips/", accounts.issue, name="office_accounts_issue"),
    path("office/accounts/<int:person_id>/", accounts.person, name="office_account"),
    path("office/accounts/<int:person_id>/out/", accounts.sign_out, name="office_account_sign_out"),
    path("office/accounts/<int:person_id>/compromised/", accounts.compromised, name="office_account_compromised"),
    path(
        "office/accounts/<int:person_id>/roles/<int:assignment_id>/end/",
        accounts.end_role,
        name="office_account_end_role",
    ),
    path("office/settings/", organisation.settings, name="office_settings"),
    path("office/settings/school/", organisation.card, name="office_settings_school"),
    path("office/calendar/", calendar.overview, name="office_calendar"),
    path("office/calendar/new/", calendar.year_new, name="office_calendar_new"),
    path("office/calendar/year/", calendar.year_edit, name="office_calendar_year"),
    path("office/calendar/federal/", calendar.federal_days, name="office_calendar_federal"),
    path("office/calendar/vacations/", calendar.vacations, name="office_calendar_vacations"),
    path("office/calendar/terms/<slug:kind>/", calendar.terms, name="office_calendar_terms"),
    path("office/calendar/day/<slug:iso>/", calendar.day, name="office_calendar_day"),
    path("office/bells/", organisation.bells, name="office_bells"),
    path("office/bells/new/", organisation.bells_edit, name="office_bells_new"),
    path("office/bells/<int:pk>/", organisation.bells_edit, name="office_bells_edit"),
    path("office/bells/<int:pk>/remove/", organisation.bells_remove, name="office_bells_remove"),
    path("office/rooms/", organisation.rooms, name="office_rooms"),
    path("office/rooms/new/", organisation.room_edit, name="office_rooms_new"),
    path("office/rooms/<int:pk>/", organisation.room_edit, name="office_rooms_edit"),
    path("office/rooms/<int:pk>/remove/", organisation.room_remove, name="office_rooms_remove"),
    path("office/timetable/", timetable.week, name="office_timetable"),
    path("office/timetable/grid/", timetable.grid, name="office_timetable_grid"),
    path("office/timetable/lessons/", timetable.lessons, name="office_timetable_lessons"),
    path("office/timetable/lessons/<int:pk>/", slots.lesson, name="office_timetable_lesson"),
    path("office/timetable/slots/new/", slots.new, name="office_timetable_slot_new"),
    path("office/timetable/slots/<int:pk>/", slots.edit, name="office_timetable_slot"),
    path("office/timetable/slots/<int:pk>/end/", slots.end, name="office_timetable_slot_end"),
    path("office/work-kinds/", work_kinds.kinds, name="office_work_kinds"),
    path("office/work-kinds/new/", work_kinds.kind_edit, name="office_work_kinds_new"),
    path("office/work-kinds/default/", work_kinds.take_default, name="office_work_kinds_default"),
    path("office/work-kinds/<int:pk>/", work_kinds.kind_edit, name="office_work_kinds_edit"),
]
