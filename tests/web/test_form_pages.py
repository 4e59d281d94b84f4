"""Every page with a form, found by the resolver: what is wrong, sent twice, who may. A new one is asked for its row."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import pytest_django
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

import letopis.web
from letopis.kernel.actor import Actor
from letopis.kernel.roles import Role
from letopis.school.access.models import RoleAssignment
from letopis.school.classes.actions import sign_order
from letopis.school.history.models import Entry
from letopis.school.organisation.models import BellSchedule, Term
from letopis.school.people.models import Guardian, Staff, Student
from letopis.web.shared import years
from letopis.web.shared.submit import TWICE
from tests import factories as make
from tests.crawl.forms import forms_of
from tests.crawl.routes import routes
from tests.factories import sign_in
from tests.standing import standing

pytestmark = [pytest.mark.django_db, pytest.mark.req("ORG-03", "CON-01", "CUR-01")]

LONG = "я" * 501


@dataclass(frozen=True)
class Page:
    """What is typed into a page's form: `wrong` is refused, `right` is written (None: not sent here, see why)."""

    wrong: dict[str, str] = field(default_factory=dict)
    right: dict[str, str] | None = field(default_factory=dict)
    query: str = ""
    role: str = "operator"
    first: dict[str, str] = field(default_factory=dict)  # what one tab writes, where `right` changes nothing
    second: dict[str, str] = field(default_factory=dict)  # what the other needs besides what it shows


# By the name of the address. Without `wrong`: a button, whose refusals are tested where they are made.
PAGES = {
    "office_account": Page({"starts_on": "30.02.2026"}, {"role": "deputy"}),
    "office_account_end_role": Page({"ends_on": "вчера"}, {"ends_on": "2026-12-31"}),
    "office_account_sign_out": Page(),
    "office_student_consent": Page(right=None),  # shown without a consent: test_people_pages.py
    "office_student_consent_end": Page({"withdrawn_on": "вчера"}, {"withdrawn_on": "2026-11-20"}),
    # Ticks are of students: tests/web/account/test_consents.py.
    "account_consents": Page({"given_on": "вчера"}, None),
    "office_account_block": Page({"reason": ""}, {"reason": "Пароль вывешен на доске"}),
    "office_account_unblock": Page(right=None),  # shown for a closed account only: tests/web/account/test_slips.py
    "office_account_unlock": Page(right=None),  # shown after wrong passwords only: tests/web/account/test_guessing.py
    "office_account_factor": Page(right=None),  # shown where there is a factor: tests/web/account/test_guessing.py
    "office_bells_edit": Page({"name": ""}, {"name": "Другое"}),
    "office_bells_new": Page({"shift": "девять"}, {"name": "Ещё", "from_1": "08:30", "to_1": "09:10"}),
    "office_bells_remove": Page(),
    "office_calendar_day": Page({"kind": "праздник"}, {"kind": "holiday", "name": "День города"}),
    "office_calendar_federal": Page(right=None),  # the calendar has the button
    "office_calendar_new": Page(
        {"name": "2027/2028", "starts_on": "2027-13-01"},
        {"name": "2027/2028", "starts_on": "2027-09-01", "ends_on": "2028-05-31", "study_days": "5"},
    ),
    "office_calendar_terms": Page({"form-0-starts_on": "01.13.2026"}, first={"form-0-name": "I"}),
    "office_calendar_vacations": Page(
        {"form-0-name": "Осенние", "form-0-grades": "все"},
        {"form-0-name": "Весенние", "form-0-starts_on": "2027-03-29", "form-0-ends_on": "2027-04-02"},
    ),
    "office_calendar_year": Page({"ends_on": "2020-01-01"}, {"name": "2026/27"}),
    "office_class_edit": Page({"grade": "13"}, {"profile": "Инженерный"}),
    "office_class_enrol": Page({"starts_on": "завтра"}, {"student_id": "{newcomer}", "order_number": "б/н"}),
    "office_class_new": Page({"name": "8А", "shift": "5"}, {"name": "8А"}),
    "office_class_subgroups": Page({"division": ""}, {"division": "Труд", "name": "1"}),
    "office_class_tutor": Page({"starts_on": "2026-02-30"}, first={"staff_id": "{other_staff}"}),
    "office_course": Page({"hours_per_week": "сорок"}, {"hours_per_week": "4"}),
    "office_course_teacher": Page(
        {"starts_on": "?"},
        {"starts_on": "2026-11-23", "staff_id": "{staff_id}"},
        first={"staff_id": "{other_staff}"},
        second={"staff_id": "{staff_id}"},
    ),
    "office_curriculum_save": Page({"CELL": "много"}, {"CELL": "5"}),
    "office_curriculum_subject": Page({"name": LONG}, {"name": "Геометрия"}),
    "office_curriculum_subjects": Page({"name": LONG}, {"name": "Астрономия"}),
    "office_import_start": Page(right=None),  # a file: tests/web/office/imports/
    "office_import_undo": Page(right=None),  # a written run: tests/web/office/imports/
    "office_import_write": Page(right=None),  # a checked file: tests/web/office/imports/
    "office_load_hand_over": Page(
        {"starts_on": "?"}, {"starts_on": "2026-11-23", "staff_id": "{other_staff}", "course_ids": "{course_id}"}
    ),
    "office_load_new": Page({"hours_per_week": "-"}, {"hours_per_week": "2", "subject_id": "{other_subject}"}),
    "office_order_new": Page(
        {"effective_on": "вчера"}, {"students": "{student_id}"}, query="?kind=expel&class={class}"
    ),
    "office_order_edit": Page({"date": "30.02.2026"}, {"note": "Переезд"}),
    "office_order_sign": Page({"date": "вчера"}),
    "office_order_cancel": Page({"date": "вчера", "number": "2"}, {"number": "2"}),
    "office_order_delete": Page(),
    "office_person_guardian": Page({"snils": "112-233-445 00"}, {"phone": "+7 900 222-33-44"}),
    "office_person_staff": Page({"hired_on": "2026-02-30"}, {"position": "Учитель"}),
    "office_position": Page({"name": LONG}, {"name": "Педагог"}, query="?called=Учитель"),
    "office_person_staff_new": Page(
        {"surname": "Новиков", "birth_date": "1.1"}, {"surname": "Новиков", "name": "Пётр"}
    ),
    "office_report": Page({"answer": LONG}, {"state": "done"}),
    "office_rooms_edit": Page({"capacity": "0"}, {"capacity": "30"}),
    "office_rooms_new": Page({"number": "404", "capacity": "много"}, {"number": "404"}),
    "office_rooms_remove": Page(),
    "office_row_remove": Page(),
    "office_row_undo": Page(right=None),  # after a change: tests/web/office/rows/
    "office_carrier_new": Page(
        {"name": "Диск", "kind": "offline", "place": ""},
        {"name": "Диск", "kind": "offline", "place": "Сейф", "responsible_id": "{staff_id}"},
    ),
    "office_carrier_edit": Page({"place": ""}, {"place": "Сейф в бухгалтерии"}),
    "office_carrier_retire": Page({"day": "завтра"}, {"reason": "Отказал"}, second={"reason": "Отдан"}),
    "office_carrier_withdraw": Page({"reason": LONG}, {"reason": "Собран заново"}, second={"reason": "Не нужен"}),
    # Files, and what is done beside the request: tests/web/office/carriers/.
    **dict.fromkeys(
        (
            f"office_carrier_{what}"
            for what in ("build", "package_check", "verify", "sign", "copy_check", "write", "restore", "stop")
        ),
        Page(right=None),
    ),
    "office_carrier_verify": Page(right=None),
    "office_carrier_sign": Page(right=None, role="deputy"),
    **dict.fromkeys(("office_carrier_record", "office_carrier_check_record"), Page(right=None)),
    "office_carrier_copy_destroyed": Page({"how": ""}, {"how": "Размагничен", "is_gone": "on"}),
    "office_carriers_check": Page(right=None),
    # Of their own: tests/web/office/backups/.
    # Of a year that is over: tests/web/office/archive/.
    **dict.fromkeys(
        ("office_archive_step", "office_archive_return", "office_archive_summaries_return"),
        Page(right=None, role="deputy"),
    ),
    # Keys are typed, rows are needed: tests/web/office/witnesses.
    "office_witness_new": Page({"name": "Гимназия", "address": "ftp://a", "verifier": "ключ"}, None),
    "office_watched_new": Page({"name": "Гимназия", "verifiers": "ключ"}, None),
    "office_witness": Page({"address": "http://dnevnik.example.ru/w"}, {"name": "Гимназия № 3"}),
    "office_witness_end": Page({"reason": ""}, {"reason": "Объединились"}),
    "office_watched": Page({"verifiers": "ключ"}, {"name": "Лицей № 5"}),
    "office_watched_end": Page({"reason": ""}, {"reason": "Объединились"}),
    "office_refusal": Page({"reason": ""}, {"reason": "Базу вернули из копии"}, role="director"),
    **dict.fromkeys(("office_witness_ask", "office_witness_mail"), Page(right=None)),
    "office_archive_term": Page({"years": "много"}, {"years": "6"}, role="deputy", second={"years": "7"}),
    "office_archive_new": Page(
        {"ended_on": "вчера"},
        {
            "title": "Журнал 7А",
            "year_name": "2019/2020",
            "ended_on": "2020-05-26",
            "index": "03-12",
            "number": "7",
            "sheets": "40",
            "place": "Архив",
        },
        role="deputy",
    ),
    "office_archive_hold": Page(right=None, role="deputy"),
    # Of a term that is over, by two people: tests/web/office/archive/.
    **dict.fromkeys(
        [f"office_archive_{verb}" for verb in ("lift", "take_out", "destruction_new", "destruction_sign")],
        Page(right=None, role="deputy"),
    ),
    **dict.fromkeys(["office_archive_destruction_withdraw"], Page(right=None, role="deputy")),
    "office_archive_destruction_do": Page(right=None, role="director"),
    **dict.fromkeys(("office_backup_make", "office_backup_rehearse", "office_settings_verify"), Page(right=None)),
    "office_settings": Page({"correction_days": "много"}, {"correction_days": "9"}),
    "office_settings_school": Page({"time_zone": "Москва"}, {"city": "Другой город"}),
    "office_student_edit": Page({"birth_date": "2013-13-13"}, {"note": "Левша"}),
    "office_student_guardian": Page(right=None),  # after a search: tests/web/office/people/
    "office_student_guardian_end": Page(),
    "office_student_guardian_new": Page({"name": ""}, {"name": "Ирина", "kinship": "mother"}),
    "office_student_move": Page(
        {"day": "2026-02-30"},
        {"how": "expel", "day": "2026-12-01", "is_sure": "on", "order_number": "б/н"},
        second={"how": "expel", "is_sure": "on", "order_number": "б/н"},
    ),
    "office_student_new": Page({"surname": "Белый", "snils": "1"}, {"surname": "Белый", "name": "Лев"}),
    "office_timetable_lesson": Page({"reason": LONG}, {"reason": "Болезнь"}, first={"cancel": "1"}),
    "office_timetable_lessons": Page({"from_day": "вчера"}),
    "office_timetable_slot": Page({"number": "99"}, {"number": "5"}),
    "office_timetable_slot_end": Page({"from_day": "?"}),
    "office_timetable_slot_new": Page(
        {"number": "99"}, {"number": "6", "course": "{course_id}"}, query="?class={class}&weekday=2"
    ),
    "office_work_kinds_default": Page(right=None),  # in a school without kinds only
    "office_work_kinds_edit": Page({"weight": "11"}, {"weight": "2"}),
    "office_work_kinds_new": Page({"name": "Диктант", "weight": "x"}, {"name": "Диктант", "short_name": "дик"}),
    # Of their own: tests/web/office/periods/.
    **dict.fromkeys(("office_period_class", "office_period_close", "office_period_reopen"), Page(right=None)),
    "office_norms_edit": Page({"value": "много"}, {"value": "2"}),
    "assessments_new": Page(
        {"minutes": "0"}, {"where": "g7", "subject": "{subject_id}", "reason": "Иначе никак"}, role="deputy"
    ),
    "assessments_work": Page({"minutes": "0"}, {"title": "Срез", "reason": "Иначе никак"}, role="deputy"),
    "assessments_remove": Page({"reason": LONG}, {"reason": "Карантин"}, role="deputy"),
    # Of works of plans: tests/web/teacher/test_assessments.py.
    **dict.fromkeys(("assessments_propose", "assessments_publish"), Page(right=None, role="deputy")),
    # Of their own: tests/web/office/councils/.
    "office_council_new": Page(
        {"date": "вчера"}, {"date": "2026-11-30", "kind": "small", "about": "year"}, role="deputy"
    ),
    "office_council_edit": Page({"date": "вчера"}, {"agenda": "Итоги года"}, role="deputy"),
    "office_council_proposal": Page({"note": LONG}, {"note": "По просьбе семьи"}, role="deputy"),
    "office_council_remark": Page(right=None, role="deputy"),
    **dict.fromkeys(
        [f"office_council_{verb}" for verb in ("withdraw", "paper", "members", "propose", "begin")],
        Page(right=None, role="deputy"),
    ),
    **dict.fromkeys(
        [f"office_council_{verb}" for verb in ("meeting", "unanimous", "finish")], Page(right=None, role="deputy")
    ),
    "office_council_orders": Page(right=None),
    "office_council_sign": Page(right=None, role="deputy"),
    **dict.fromkeys(
        ("office_debt_retake", "office_debt_result", "office_debt_remove"), Page(right=None, role="deputy")
    ),
    "office_debt_new": Page(
        {"until": "вчера"},
        {
            "subject_id": "{other_subject}",
            "period": "{year_id}:",
            "mark": "2",
            "arisen_on": "2026-11-20",
            "until": "2026-12-20",
        },
        role="deputy",
    ),
    "diary_decision_read": Page(right=None, role="parent"),
    # Of a mark whose window is over: tests/web/teacher/test_corrections.py.
    "journal_mark": Page(right=None, role="tutor"),
    "journal_mark_proof_sign": Page(right=None, role="deputy"),
    "journal_correction": Page(right=None, role="deputy"),
    # Files and keys: tests/web/teacher/test_signing.py, tests/web/office/signatures/.
    **dict.fromkeys(
        [f"print_signed_{verb}" for verb in ("add", "sign", "take")] + ["print_run_sign", "print_class_sign"],
        Page(right=None, role="deputy"),
    ),
    **dict.fromkeys(
        ("office_signatures_add", "office_signatures_withdraw", "office_signatures_list"), Page(right=None)
    ),
    "office_signatures_own": Page(right=None, role="deputy"),
    # Of work beside the request: tests/documents/journal_paper/test_school_set.py.
    **dict.fromkeys(("print_school", "print_stop", "print_resume"), Page(right=None, role="deputy")),
    # Of a closed period: tests/web/teacher/test_reopening.py.
    "journal_opening": Page(right=None),
    "journal_entry": Page(right=None, role="tutor"),
    "office_years_next": Page(right=None),  # of its own: tests/web/office/years/
    "office_year_close": Page(right=None),  # of their own: tests/web/office/years/
    "office_year_promotion": Page(right=None),
    "office_year_reopen": Page(right=None),
    "office_year_sign": Page(right=None, role="deputy"),
    "office_year_step": Page(right=None),
    "office_year_withdraw": Page(right=None, role="deputy"),
    "class_hour": Page({"topic": LONG}, {"topic": "Итоги недели"}, role="tutor", second={"topic": "Иное"}),
    "class_hour_remove": Page(role="tutor"),
    "class_hours": Page({"day": "вчера"}, {"topic": "Итоги недели", "kind": "Инструктаж"}, role="tutor"),
    "class_conduct": Page({"all": "5"}, {"all": "прим"}, role="tutor"),
    "class_conduct_ask": Page(role="tutor"),
    "course_conduct": Page({"all": "5"}, {"all": "прим"}, role="tutor"),
    "my_class_check": Page(right={"all": "1"}, role="tutor"),
    "diary_absence_new": Page({"first_day": "30.02.2026"}, {"first_day": "2026-11-25"}, role="parent"),
    "diary_absence_withdraw": Page(role="parent"),
    "my_class_attendance": Page(right=None, role="tutor"),  # reasons of absences: tests/web/teacher/test_attendance.py
    "my_class_leave_new": Page(
        {"left_at": "утром"}, {"student_id": "{other_student}", "left_at": "12:00"}, role="tutor"
    ),
    "my_class_leave_remove": Page(role="tutor"),
    "my_class_note": Page({"act": "decline", "answer": ""}, {"act": "confirm"}, role="tutor"),
    "my_class_note_new": Page(
        {"first_day": "30.02.2026"}, {"student_id": "{other_student}", "first_day": "2026-11-23"}, role="tutor"
    ),
    "phrases": Page({"text": LONG}, {"text": "Молодец!"}, role="tutor"),
    "phrase_edit": Page({"text": LONG}, {"text": "Молодец!"}, role="tutor", second={"text": "Иначе"}),
    "phrase_remove": Page(role="tutor"),
    "my_class_report_withdraw": Page(role="tutor"),
    "my_class_reports": Page({"day": "вчера"}, {"kind": "arrival", "full_name": "Новый Пётр"}, role="tutor"),
    "my_class_student": Page({"email": "нет"}, {"phone": "+7 900 222-33-44"}, role="tutor"),
    "my_class_subgroups": Page({"division": ""}, {"division": "Труд", "name": "1"}, role="tutor"),
    "plan_add": Page({"topic": LONG}, {"topic": "Повторение"}, role="tutor"),
    "plan_answers": Page(role="tutor", right=None),  # a signed table: tests/web/teacher/test_plans.py
    "plan_copy": Page(role="tutor", right=None),  # a class of the parallel: tests/web/teacher/test_plans.py
    "plan_head": Page({"title": ""}, {"title": "Другой"}, role="tutor"),
    "plan_lesson": Page({"topic": LONG}, {"topic": "Иное"}, role="tutor", second={"topic": "Своё"}),
    "plan_load": Page({"text": ""}, None, role="tutor"),  # shows a preview, writes nothing
    "plan_move": Page({"to_number": "пятый"}, {"to_number": "2"}, role="tutor"),
    "plan_new": Page(role="tutor", right=None),  # a button of another page
    "plan_remove": Page(role="tutor"),
    "plan_save": Page(role="tutor", right=None),  # a signed preview: tests/web/teacher/test_plans.py
}
# POST without a form of ours: slips answer with the passwords themselves, answers to a file are kept as they are given,
# a change of rights is looked at before it is sent (tests/web/office/rights/).
OTHERS = {
    "office_rights",
    "office_rights_defaults",
    "office_rights_save",
    "office_accounts_issue",
    "office_account_compromised",
    "account_slips_away",
    "office_import_answers",
    "office_import_discard",
    "office_import_meanings",
    "office_import_profile_take",
    "office_import_reset",
    "office_years_choose",
}
# There is no run of an import, and no print of a set, in the house.
WITHOUT_A_RUN = {"office_import_undo", "office_import_write", "office_carrier_stop"} | {
    f"print_{what}" for what in ("stop", "resume", "run_sign")
}
# Forms that are opened on nothing recorded: something new, a button, a proposal that is looked at before it is written.
# Any other carries its version.
NEW = {
    "office_carrier_copy_destroyed",
    "office_archive_new",
    "account_consents",  # one that is complete is refused
    "office_student_consent_end",
    "office_account_block",
    "office_account",  # appoints: a second appointment of the same role is refused
    "office_account_sign_out",
    "office_bells_new",
    "office_bells_remove",
    "office_calendar_new",
    "office_carrier_new",
    "office_council_new",
    "office_debt_new",
    "office_class_enrol",  # offers those who are in no class
    "office_class_new",
    "office_class_subgroups",  # adds one; who is in which: test_two_tabs_divide_a_class
    "office_curriculum_subjects",
    "office_load_hand_over",  # offers what is still theirs
    "office_load_new",
    "office_order_new",
    "office_person_staff_new",
    "office_report",  # answers: a second answer is refused
    "office_rooms_new",
    "office_rooms_remove",
    "office_row_remove",
    "office_student_guardian_end",
    "office_student_guardian_new",
    "office_student_new",
    "office_timetable_lessons",
    "office_timetable_slot_new",
    "office_watched_end",
    "office_watched_new",
    "office_witness_end",
    "office_witness_new",
    "office_refusal",
    "office_work_kinds_new",
    "class_conduct_ask",
    "class_hour_remove",
    "class_hours",
    "phrases",
    "phrase_remove",
    "assessments_new",
    "assessments_remove",
    "my_class_check",
    "diary_absence_new",
    "diary_absence_withdraw",
    "my_class_leave_new",
    "my_class_leave_remove",
    "my_class_note",
    "my_class_note_new",
    "my_class_report_withdraw",
    "my_class_reports",
    "my_class_subgroups",
    "plan_add",
    "plan_load",
    "plan_move",
    "plan_remove",
}
# Forms over rows whose version is compared by their own actions: the field that carries it.
OWN_VERSION = {
    "office_order_cancel": "version",
    "office_order_delete": "version",
    "office_order_edit": "version",
    "office_order_sign": "version",
}
# What of NEW changes a row all the same: an act that is refused where the row is no more as it was, not values typed.
ACTS = {
    "office_carrier_copy_destroyed",
    "office_account_sign_out",  # raises the number of the sessions
    "office_account_block",
    "office_student_consent_end",
    "office_load_hand_over",
    "office_report",
    "office_student_guardian_end",
    "office_refusal",
    "office_watched_end",
    "office_witness_end",
    "class_hour_remove",
    "phrase_remove",
    "assessments_remove",
    "diary_absence_withdraw",
    "my_class_leave_remove",
    "my_class_note",  # answers: a second answer is refused
    "my_class_report_withdraw",
    # The topics after it get other numbers.
    "plan_add",
    "plan_move",
    "plan_remove",
}
EDITED = [name for name, page in PAGES.items() if page.right is not None and name not in NEW | set(OWN_VERSION)]
# What the first tab did is an end: the second is shown it, and cannot write on.
ENDED = {"office_timetable_lesson", "office_timetable_slot", "office_student_move"} | {
    f"office_carrier_{what}" for what in ("retire", "withdraw")
}
BY_NAME = {"office_position"}  # the name stands in the address: the second tab finds nothing called so
ANYWHERE = ("office/", "works/", "plans/", "class/")


TEXTS = {
    "key": "works_a_day",
    "kind": "quarter",
    "iso": "2026-11-25",
    "phase": "closing",
    "code": "copied",
    "step": "checked",
    "term": "journal",
}


@dataclass
class House:
    """A school with a row for every address."""

    people: dict[str, Staff | Guardian]
    parent: Guardian
    ids: dict[str, int]

    def address(self, name: str) -> str:
        route = next(one for one in routes() if one.name == name)
        values = {one: self.ids.get(f"{name}.{one}", self.ids.get(one)) for one in route.parameters}
        query = PAGES[name].query if name in PAGES else ""
        return reverse(name, kwargs=values) + query.replace("{class}", str(self.ids["class_id"]))

    def browser(self, name: str) -> Client:
        return sign_in(Client(), self.people[PAGES[name].role])


@pytest.fixture(scope="module")
def house(django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker) -> Iterator[House]:
    """One for all: to build it takes longer than most of what is asked of it."""
    yield from standing(django_db_blocker, make_house)


def make_house() -> House:
    school = make.make_school()
    teacher = make.make_staff(school, "Орлова Елена Викторовна")
    group = make.make_class(school, "7А", tutor=teacher)
    student = make.make_student(group)
    guardian = make.make_guardian(student)
    course = make.make_course(group, teacher=teacher)
    other = make.make_subject(school, "Физика")
    make.make_curriculum_row(group)
    plan = make.make_plan(course)
    put = make.make_mark(make.make_work(make.make_lesson(course, date(2026, 9, 2))), student)
    request = make.make_correction(put)
    slot, lesson, room = make.make_slot(course, 1, 2), make.make_lesson(course), make.make_room(school)
    kind = make.make_work_kind(school)
    hours = make.make_course(group, "Классный час", kind="class_hour", scale="unmarked")
    hour = make.make_lesson(hours, number=6, topic="Осторожно: гололёд", hour_kind="Инструктаж")
    officer = make.make_staff(school, position="Учитель")
    make.make_account(officer.person)
    held = RoleAssignment.objects.create(
        school=school, person=officer.person, role=Role.METHODOLOGIST, starts_on=date(2026, 9, 1)
    )
    newcomer = Student.objects.create(school=school, person=make.make_person(school))  # in no class
    deputy = make.make_officer(school, Role.DEPUTY)
    people = {"operator": make.make_officer(school), "tutor": teacher, "deputy": deputy, "parent": guardian}
    people["director"] = make.make_officer(school, Role.DIRECTOR)
    council = make.make_council(group, student)
    decided = make.make_decision(make.make_council(group, student, state="closed", number="1"), student)
    retake = make.make_retake(course, student)
    drafted, signed = (make.make_order(make.make_student(group), number=str(number)) for number in (1, 2))
    sign_order(Actor.system(school.pk), order_id=signed.pk, version=0)
    carriers = [make.make_carrier(school, f"Носитель {number}", responsible=officer) for number in (1, 2)]
    package = make.make_package(group)
    copy = make.make_copy(package, carriers[0], doomed_by="№ 5 от 01.02.2033")
    make.make_package(group)  # built anew: the first may be withdrawn
    ids = {
        "person_id": officer.person_id,
        "assignment_id": held.pk,
        "student_id": student.pk,
        "guardian_id": guardian.pk,
        "staff_id": teacher.pk,
        "other_staff": officer.pk,
        "class_id": group.pk,
        "subject_id": course.subject_id,
        "other_subject": other.pk,
        "course_id": course.pk,
        "year_id": group.year_id,
        "plan_id": plan.pk,
        "lesson_id": plan.lessons.first().pk,
        "class_hour.lesson_id": hour.pk,
        "class_hour_remove.lesson_id": hour.pk,
        "after": 0,
        "note_id": make.make_note(student).pk,
        "leave_id": make.make_leave(student).pk,
        "other_student": make.make_student(group).pk,
        "run_id": 1,
        "document_id": make.make_document(school).pk,
        "certificate_id": make.make_certificate(officer).pk,
        "carrier_id": carriers[0].pk,
        **dict.fromkeys(("office_carrier_edit.carrier_id", "office_carrier_retire.carrier_id"), carriers[1].pk),
        "package_id": package.pk,
        "copy_id": copy.pk,
        "mark_id": put.pk,
        "phrase_id": make.make_phrase(teacher).pk,
        "request_id": request.pk,
        "case_id": (case := make.make_archive_case(school)).pk,
        "destruction_id": make.make_destruction(case).pk,
        "act_id": make.make_transfer_act(group.year).pk,
        "work_id": make.make_assessment(course).pk,
        "council_id": council.pk,
        "proposal_id": council.proposals.get().pk,
        "decision_id": decided.pk,
        "debt_id": retake.debt_id,
        "retake_id": retake.pk,
        "term_id": Term.objects.get(school=school, number=1).pk,
        "report_id": make.make_report(group, "Чужой Пётр").pk,
        "number": 1,
        "witness_id": make.make_witness(school).pk,
        "log_id": make.make_watched_log(school).pk,
        "refusal_id": make.make_refusal(school).pk,
        "office_bells_edit.pk": BellSchedule.objects.get(school=school).pk,
        "office_bells_remove.pk": BellSchedule.objects.get(school=school).pk,
        "newcomer": newcomer.pk,
        "order_id": drafted.pk,
        "office_order_cancel.order_id": signed.pk,
        "office_rooms_edit.pk": room.pk,
        "office_rooms_remove.pk": room.pk,
        "office_row.pk": room.pk,
        "office_row_remove.pk": room.pk,
        "office_row_undo.pk": room.pk,
        "book": "room",
        "office_timetable_lesson.pk": lesson.pk,
        "office_timetable_slot.pk": slot.pk,
        "office_timetable_slot_end.pk": slot.pk,
        "office_work_kinds_edit.pk": kind.pk,
    }
    return House(people, guardian, {**ids, **TEXTS})  # type: ignore[dict-item]


class _Focus(HTMLParser):
    """The elements that take the focus with the page; one of a question takes it when that is asked."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[dict[str, str | None]] = []
        self._is_asked = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._is_asked = self._is_asked or "popover" in dict(attrs)
        if "autofocus" in dict(attrs) and not self._is_asked:
            self.found.append(dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        self._is_asked = self._is_asked and tag != "section"


def filled(browser: Client, address: str) -> dict[str, Any]:
    """The fields of the page's own form, as a browser would send them."""
    page = browser.get(address)
    assert page.status_code == 200, address
    path = address.partition("?")[0]
    found = shown_fields(page.content.decode(), address)
    # Of the forms on a student's card only the movement is about a year.
    if hasattr(page.wsgi_request, "year_in_hand") and not ("/consent/" in path or "/guardians/" in path):
        assert years.IN_YEAR in found, f"{address} is about a year: its form says {{% in_year %}}"
    return found


def shown_fields(page: str, address: str) -> dict[str, Any]:
    """The fields of the form of a page that is sent to the address."""
    path = address.partition("?")[0]
    own = [one for one in forms_of(page, address) if one.action.partition("?")[0] == path]
    own = [one for one in own if one.method == "post"]
    assert own, f"{address} shows no form that is sent to it"
    chosen = own[-1] if path.endswith("/subgroups/") else own[0]
    return {name: values[0] if values else "" for name, values in chosen.fields.items()}


def typed_into(fields: dict[str, Any], change: dict[str, str]) -> dict[str, Any]:
    """The fields with what is typed; «CELL» is the first cell of the matrix."""
    cell = next((name for name in fields if name.startswith("h") and "-" in name), "")
    made = {**fields, **{cell if name == "CELL" else name: value for name, value in change.items()}}
    # One button is pressed, the first of the form: none of those that say something else.
    return {name: value for name, value in made.items() if name in change or name not in ("cancel", "restore")}


def views() -> dict[str, Any]:
    """All views of the product that forms of ours are sent to, by the name of their address."""
    found: dict[str, Any] = {}
    waiting: list[Any] = list(get_resolver().url_patterns)
    while waiting:
        one = waiting.pop()
        if isinstance(one, URLResolver):
            waiting += one.url_patterns
        elif one.name and one.callback.__module__.startswith("letopis.web"):
            found[one.name] = one.callback
    return found


def test_every_page_with_a_form_is_here() -> None:
    marked = {name for name, view in views().items() if getattr(view, "takes_form", False)}
    assert marked - OTHERS == set(PAGES)


@pytest.mark.sqlite
def test_no_page_takes_a_form_past_the_one_way(house: House) -> None:
    """An address of the office, of plans and of the own class that answers POST is one of those above."""
    there = {route.name for route in routes() if route.path.startswith(ANYWHERE)}
    browsers = [sign_in(Client(), one) for one in house.people.values()]
    for name in sorted(there - set(PAGES) - OTHERS):
        for browser in browsers:
            answer = browser.post(house.address(name).partition("?")[0])
            assert answer.status_code in (404, 405), name


@pytest.mark.sqlite
@pytest.mark.parametrize("name", [name for name, page in PAGES.items() if page.wrong])
def test_what_is_wrong_comes_back_as_typed_with_the_focus_on_it(house: House, name: str) -> None:
    page, browser, address = PAGES[name], house.browser(name), house.address(name)
    sent = typed_into(filled(browser, address), page.wrong)
    before = Entry.objects.count()
    answer = browser.post(address, sent)
    assert (answer.status_code, Entry.objects.count()) == (422, before)
    shown = answer.content.decode()
    for value in page.wrong.values():
        assert html.escape(value) in shown
    focus = _Focus()
    focus.feed(shown)
    (first,) = focus.found
    if first.get("role") == "alert":
        assert first["tabindex"] == "-1"
    else:
        assert first["aria-invalid"] == "true"
        assert any(
            f'id="{one}"' in shown for one in (first["aria-describedby"] or "").split() if one.endswith("_error")
        )


@pytest.mark.parametrize("name", [name for name, page in PAGES.items() if page.right is not None])
def test_a_form_sent_twice_acts_once(house: House, name: str) -> None:
    page, browser, address = PAGES[name], house.browser(name), house.address(name)
    right = {key: value.format(**house.ids) for key, value in page.right.items()}
    sent = typed_into(filled(browser, address), right)
    assert sent["csrfmiddlewaretoken"]
    before = Entry.objects.latest("pk").pk
    first = browser.post(address, sent)
    assert first.status_code == 302, errors_of(first)
    if name in NEW - ACTS:
        told = Entry.objects.filter(pk__gt=before)
        made = set(told.filter(before__isnull=True).values_list("kind", "object_id"))
        changed = set(told.filter(before__isnull=False, after__isnull=False).values_list("kind", "object_id"))
        assert changed <= made, f"{name} changes what is recorded: it goes through opened_on()"
    written = Entry.objects.count()
    second = browser.post(address, sent)
    assert (second.status_code, second.url) == (302, first.url)
    assert Entry.objects.count() == written
    assert TWICE in browser.get(second.url.partition("#")[0]).content.decode()


@pytest.mark.parametrize("name", [name for name in EDITED if name not in BY_NAME])
def test_a_form_carries_what_it_was_opened_on(house: House, name: str) -> None:
    """Two tabs: the second does not undo the first. It is shown both, and is written when it is sent from there."""
    page, browser, address = PAGES[name], house.browser(name), house.address(name)
    opened = filled(browser, address)
    assert "was" in opened, f"{name}: a form over something recorded goes through opened_on()"
    first = {key: value.format(**house.ids) for key, value in ((page.right or {}) | page.first).items()}
    answer = browser.post(address, typed_into(opened, first))
    assert answer.status_code == 302, errors_of(answer)
    written = Entry.objects.count()
    other = sign_in(Client(), house.people[page.role])
    typed = {key: value.format(**house.ids) for key, value in page.second.items()}
    second = other.post(address, {**typed_into(opened, typed), "csrfmiddlewaretoken": "another"})
    shown = second.content.decode()
    assert (second.status_code, Entry.objects.count()) == (409, written), errors_of(second)
    assert all(one in shown for one in ("Записать моё", "Оставить записанное"))
    both = re.findall(r"(?s)Было у вас:</span> (.*?)</dd>.*?Записано сейчас:</span> <b>(.*?)</b>", shown)
    assert both
    assert all(was != now for was, now in both)
    focus = _Focus()
    focus.feed(shown)
    assert [one["role"] for one in focus.found] == ["alert"]
    mine = shown_fields(shown, address)
    assert mine["was"] != opened["was"]
    answer = other.post(address, typed_into(mine, typed))
    assert answer.status_code == (422 if name in ENDED else 302), errors_of(answer)


@pytest.mark.sqlite
@pytest.mark.parametrize("name", [*EDITED, *OWN_VERSION])
def test_a_form_without_what_it_was_opened_on_is_not_written(house: House, name: str) -> None:
    """Whoever forgets the version in a page, or sends a form by hand, changes nothing."""
    page, browser, address = PAGES[name], house.browser(name), house.address(name)
    right = {key: value.format(**house.ids) for key, value in ((page.right or {}) | page.first).items()}
    sent = typed_into(filled(browser, address), right)
    assert sent.pop(OWN_VERSION.get(name, "was"))
    before = Entry.objects.count()
    answer = browser.post(address, sent)
    assert (answer.status_code, Entry.objects.count()) == (422 if name in OWN_VERSION else 409, before)


class _Selects(HTMLParser):
    """Lists to choose from in which the page has chosen nothing and the first line is something: name, first value."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._name, self._values, self._chosen = "", [""], False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "select":
            self._name, self._values, self._chosen = given.get("name") or "", [], False
        elif tag == "option":
            self._values.append(given.get("value") or "")
            self._chosen = self._chosen or "selected" in given

    def handle_endtag(self, tag: str) -> None:
        is_of_rows = self._name.endswith("_id") or self._name in ("role", "course", "staff", "subject", "where")
        if tag == "select" and is_of_rows and not self._chosen and self._values[0] and len(self._values) > 1:
            self.found.append((self._name, self._values[0]))


@pytest.mark.sqlite
@pytest.mark.parametrize("name", [name for name, page in PAGES.items() if page.right is not None or page.wrong])
def test_nobody_and_nothing_is_chosen_from_the_start(house: House, name: str) -> None:
    """The first of a list is somebody, too: whoever presses the button at once must not have appointed them."""
    page = house.browser(name).get(house.address(name))
    selects = _Selects()
    selects.feed(page.content.decode())
    assert not selects.found


def errors_of(answer: Any) -> str:
    return " ".join(re.findall(r"(?s)(?:field__error|alert__text).*?</p>", answer.content.decode()))


@pytest.mark.sqlite
@pytest.mark.req("ACC-01")
@pytest.mark.parametrize("name", PAGES)
def test_who_may_send_it(house: House, name: str) -> None:
    """A stranger is led to sign in; for a parent, and for the office of another school, the page does not exist."""
    address = house.address(name)
    assert Client().post(address).url.startswith("/account/login/")
    outsider = house.parent
    if PAGES[name].role == "parent":
        outsider = make.make_guardian(Student.objects.get(pk=house.ids["other_student"]))
    assert sign_in(Client(), outsider).post(address).status_code == 404
    if any(
        key in house.ids or f"{name}.{key}" in house.ids
        for key in parameters(name)
        if key not in ("iso", "kind", "after", "phase", "code", "key")
    ):
        foreign = make.make_officer(make.make_school())
        make.make_class(foreign.school)
        assert sign_in(Client(), foreign).post(address, {"x": "1"}).status_code == 404
    before = Entry.objects.count()
    assert house.browser(name).get(address).status_code in (200, 302, 404 if name in WITHOUT_A_RUN else 200)
    assert Entry.objects.count() == before, "a page that is opened does nothing"


def parameters(name: str) -> tuple[str, ...]:
    return next(one.parameters for one in routes() if one.name == name)


def test_what_is_wrong_with_a_form_is_said_once() -> None:
    """`{{ form }}` says it itself: `{% form_errors form %}` is for a form whose fields stand one by one."""
    for template in Path(letopis.web.__file__).parent.rglob("*.html"):
        for form in re.findall(r"<form.*?</form>", template.read_text(), re.DOTALL):
            whole = set(re.findall(r"\{\{ (\w+) \}\}", form))
            assert not whole & set(re.findall(r"\{% form_errors (\w+) %\}", form)), template.name
