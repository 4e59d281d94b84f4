"""Destruction by act: through one door, for good, told apart from whatever else happens to an entry. 152-ФЗ, Д5.1."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from letopis.kernel.actor import Actor
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.roles import Role
from letopis.school.access.rights import rights_of
from letopis.school.history import append_only
from letopis.school.history.acts import ActDraft, Which, preview
from letopis.school.history.destruction import destroy_entries
from letopis.school.history.ledger import digest_of, record
from letopis.school.history.log.checkpoints import make_checkpoint
from letopis.school.history.models import DestructionAct, Entry
from letopis.school.history.ranges import Ranges
from letopis.school.history.tracking import snapshot
from letopis.school.history.verification import verify
from letopis.school.journal.queries.changes import mark_story
from letopis.school.marks.models import Mark
from letopis.school.organisation.models import School
from tests.factories import TODAY, actor_of, make_officer, make_room, make_school
from tests.school.history.test_tamper import change, findings, school, sql, unlocked_sql

pytestmark = [pytest.mark.django_db, pytest.mark.req("ARC-06", "П1.2", "ACC-10")]
__all__ = ["school"]

ACT = ActDraft(
    number="3",
    date=TODAY,
    subjects="Личное дело № К-12",
    categories="Отметки и комментарии к ним",
    reason="Отзыв согласия: заявление № 7",
    first_member="Комарова Е. Л.",
    first_position="заместитель директора",
    second_member="Тихонов П. А.",
    second_position="секретарь",
)


@pytest.fixture
def director(school: School) -> Actor:
    rights = rights_of(Role.DIRECTOR)
    return Actor(school_id=school.pk, role=Role.DIRECTOR, account_id=1, name="Орлова Е. В.", rights=rights)


@pytest.fixture
def mark(school: School) -> Mark:
    """A mark with three entries: created, changed, changed by the child (were there such a thing)."""
    mark = Mark.objects.get()
    change(school, mark, value="5", comment="Списал у соседа")
    child = Actor(school_id=school.pk, role=Role.STUDENT, account_id=77, name="Орехов Тимур")
    before = snapshot(mark)
    mark.comment = "Не списывал"
    mark.save()
    record(child, mark, "change", before=before, student_id=mark.student_id, reason="Жалоба")
    make_checkpoint(school.pk)
    return mark


def of_mark(mark: Mark) -> Which:
    return Which(rows=(f"journal.mark:{mark.pk}",))


def destroy(director: Actor, mark: Mark, **other: object) -> DestructionAct:
    return destroy_entries(director, act=replace(ACT, **other), which=of_mark(mark), expected=3)


def test_content_and_salt_go_and_the_rest_stays_provable(director: Actor, mark: Mark):
    digests = dict(Entry.objects.values_list("pk", "digest"))
    act = destroy(director, mark)

    created, changed, childs = Entry.objects.filter(kind="journal.mark").order_by("pk")
    assert (created.before, created.after, changed.before, childs.after) == (None, {}, {}, {})
    assert {(one.reason, one.student_id, one.salt, one.act_id) for one in (created, changed, childs)} == {
        ("", None, None, act.pk)
    }
    assert (changed.actor_name, childs.actor_name, childs.account_id) == ("Летопись", "", None)
    for one in (created, changed, childs):
        assert digest_of(one) == bytes(one.digest) == bytes(digests[one.pk])
    assert "Списал" not in str(list(Entry.objects.values())) + str(list(DestructionAct.objects.values()))


def test_the_act_is_an_entry_and_holds_what_the_order_wants(director: Actor, mark: Mark, school: School):
    act = destroy(director, mark, processor="ООО «Хостинг», Самара")
    entry = Entry.objects.last()

    assert (entry.kind, entry.object_id, entry.action, entry.role) == (
        "history.destructionact", act.pk, "destroyed", "director",
    )  # fmt: skip
    assert entry.reason == "Отзыв согласия: заявление № 7"
    held = entry.after
    assert held["operator"].startswith(school.name)
    assert held["system"] == "Электронный журнал «Летопись»"
    assert "без возможности восстановления" in held["method"]
    assert (held["first_member"], held["second_position"]) == ("Комарова Е. Л.", "секретарь")
    names = list(Entry.objects.filter(kind="journal.mark").values_list("pk", flat=True))
    assert (held["size"], held["entries"]) == (3, str(Ranges.of(names)))


def test_verify_tells_of_it_and_finds_nothing(director: Actor, mark: Mark, school: School):
    destroy(director, mark)
    make_checkpoint(school.pk)
    report = verify(school.pk)

    assert report.findings == []
    assert (report.destroyed, report.unproved) == (3, 1)
    assert [(remark.code, remark.message) for remark in report.remarks] == [
        ("destroyed_by_act", "Уничтожено по акту № 3 от 23.11.2026 записей истории: 3"),
        ("row_unproved", "Не проверяется строк, последняя запись о которых уничтожена по акту: 1"),
    ]


def test_a_row_goes_on_after_its_entries_are_destroyed(director: Actor, mark: Mark, school: School):
    destroy(director, mark)
    mark.refresh_from_db()
    change(school, mark, value="3")
    assert findings(school) == []

    sql("UPDATE journal_mark SET value = '5' WHERE id = %s", mark.pk)
    assert [finding.code for finding in findings(school)] == ["row_changed"]


def test_that_a_row_is_there_or_gone_is_still_proved(director: Actor, mark: Mark, school: School):
    destroy(director, mark)
    sql("DELETE FROM journal_mark")
    assert [finding.code for finding in findings(school)] == ["row_missing"]


def test_a_removal_stays_a_removal(director: Actor, school: School):
    room = make_room(school, "101")
    record(Actor.system(school.pk), room, "create")
    record(Actor.system(school.pk), room, "remove", before=snapshot(room), removed=True)
    which, pk = Which(rows=(f"organisation.room:{room.pk}",)), room.pk
    room.delete()
    destroy_entries(director, act=ACT, which=which, expected=2)
    assert findings(school) == []

    make_room(school, "101", pk=pk)
    assert [finding.code for finding in findings(school)] == ["row_revived"]


def test_entries_of_form_1_are_destroyed_and_said_to_prove_nothing_more(director: Actor, mark: Mark, school: School):
    append_only.remove(connection)
    first = Entry.objects.filter(kind="journal.mark").first()
    first.version, first.salt = 1, None
    first.digest = digest_of(first)
    first.save()
    append_only.install(connection)
    assert preview(school.pk, of_mark(mark)).bare == 1
    destroy(director, mark)

    first.refresh_from_db()
    assert (first.content_digest, first.after, first.act_id is None) == (None, {}, False)
    report = verify(school.pk)
    assert report.remarks[-2].message.endswith("3, из них формы 1, у которых не доказать и остального: 1")


def test_whoever_reads_a_story_is_told_of_it(director: Actor, mark: Mark, school: School):
    destroy(director, mark)
    story = mark_story(director, mark.course_id, mark.work_id, mark.student_id)
    assert {entry.reason for entry in story.entries} == {"Содержание уничтожено по акту"}
    assert [(entry.before, entry.after) for entry in story.entries] == [({}, {}), ({}, {}), (None, {})]


# ── the preview ───────────────────────────────────────────────────────


@pytest.mark.parametrize("size", [1, 3, 30])
def test_the_preview_counts_and_its_queries_do_not_grow(
    mark: Mark, school: School, size: int, django_assert_num_queries
):
    for number in range(size):
        record(Actor.system(school.pk), make_room(school, f"7{number}"), "create", student_id=mark.student_id)
    which = Which(students=(mark.student_id,), rows=(f"journal.mark:{mark.pk}",))
    with django_assert_num_queries(2):
        shown = preview(school.pk, which)

    assert shown.size == 3 + size
    assert shown.tables == {"Отметки": 3, "Кабинеты": size}
    assert shown.students == {mark.student_id: 1 + size}
    assert (shown.first_day, shown.last_day) == (TODAY, TODAY)
    assert (shown.bare, shown.rows_left) == (0, 1 + size)


def test_what_is_named_may_be_narrowed(mark: Mark, school: School):
    everything = tuple(Entry.objects.values_list("pk", flat=True))
    assert preview(school.pk, Which(entries=everything, tables=("journal.mark",))).size == 3
    assert preview(school.pk, Which(entries=everything, before=TODAY)).size == 0
    assert preview(school.pk, Which(accounts=(77,))).size == 1
    assert preview(make_school().pk, Which(entries=everything)).size == 0


# ── who may, and what is refused ──────────────────────────────────────


@pytest.mark.parametrize("role", [Role.DEPUTY, Role.OPERATOR, Role.SYSTEM_ADMINISTRATOR, Role.STUDY_OFFICE])
def test_nobody_but_the_director_destroys(school: School, mark: Mark, role: Role):
    with pytest.raises(Refused) as refused:
        destroy(actor_of(make_officer(school, role), role), mark)
    assert refused.value.code == "forbidden"
    assert not DestructionAct.objects.exists()


def test_for_those_who_see_no_settings_there_is_nothing_to_destroy(school: School, mark: Mark):
    with pytest.raises(NotVisible):
        destroy(Actor(school_id=school.pk, role=Role.STUDENT), mark)


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("number", " ", "required"),
        ("subjects", "", "required"),
        ("categories", "", "required"),
        ("reason", "", "required"),
        ("reason", "а" * 501, "long"),
        ("first_member", "", "required"),
        ("second_position", "", "required"),
        ("second_member", "комарова Е. Л.", "same"),
        ("date", date(2026, 11, 24), "future"),
    ],
)
def test_an_act_that_lacks_something_destroys_nothing(
    director: Actor, mark: Mark, column: str, value: object, code: str
):
    with pytest.raises(Refused) as refused:
        destroy(director, mark, **{column: value})
    assert (refused.value.field, refused.value.code) == (column, code)
    assert not Entry.objects.exclude(act_id=None).exists()


def test_what_was_shown_is_what_is_destroyed(director: Actor, mark: Mark):
    for expected in (2, 4):
        with pytest.raises(Refused, match="Посмотрите заново"):
            destroy_entries(director, act=ACT, which=of_mark(mark), expected=expected)


def test_an_act_of_nothing_twice_or_of_another_school_is_refused(director: Actor, mark: Mark, school: School):
    with pytest.raises(Refused, match="Назовите"):
        destroy_entries(director, act=ACT, which=Which(tables=("journal.mark",)), expected=0)
    with pytest.raises(Refused, match=r"people\.person:12"):
        destroy_entries(director, act=ACT, which=Which(rows=("people.person",)), expected=0)
    destroy(director, mark)
    with pytest.raises(Refused, match="ни одна"):
        destroy_entries(director, act=replace(ACT, number="4"), which=of_mark(mark), expected=0)
    other = make_school()
    with pytest.raises(Refused, match="ни одна"):
        destroy_entries(Actor.system(other.pk), act=ACT, which=of_mark(mark), expected=0)
    change(school, mark, value="2")
    with pytest.raises(Refused, match="уже есть"):
        destroy_entries(director, act=ACT, which=of_mark(mark), expected=1)


def test_what_was_altered_is_not_destroyed(director: Actor, mark: Mark):
    unlocked_sql("UPDATE history_entry SET reason = 'Другое' WHERE account_id = 77")
    with pytest.raises(Refused, match="Сначала разберитесь"):
        destroy(director, mark)
    assert not DestructionAct.objects.exists()


# ── the door ──────────────────────────────────────────────────────────

BEFORE = 'CASE WHEN "before" IS NULL THEN "before" ELSE \'{}\' END'
AFTER = BEFORE.replace("before", "after")
BLANK = (
    f'UPDATE history_entry SET "before" = {BEFORE}, "after" = {AFTER}, reason = \'\', student_id = NULL, salt = NULL,'
    " content_digest = digest, act_id = %s MORE WHERE id = %s"
)


def open_act(school: School, number: str = "9") -> DestructionAct:
    """An act that is being drawn up: its own entry, which closes it, is not written."""
    return DestructionAct.objects.create(
        school=school, number=number, date=TODAY, destroyed_at="2026-11-23T07:43:00Z", size=1, entries="1"
    )


def blank(act_id: object, entry: Entry, more: str = "") -> None:
    with transaction.atomic():
        sql(BLANK.replace("MORE", more), act_id, entry.pk)


@pytest.fixture
def entry(school: School) -> Entry:
    return Entry.objects.get(kind="journal.mark")


def test_the_door_opens_for_an_act_that_is_being_drawn_up(school: School, entry: Entry):
    blank(open_act(school).pk, entry)
    entry.refresh_from_db()
    assert entry.after == {}


def test_the_door_stays_shut_without_an_act(school: School, entry: Entry):
    for act_id in (None, 999):
        with pytest.raises(DatabaseError, match="append-only"):
            blank(act_id, entry)


def test_the_door_stays_shut_for_an_act_of_another_school(entry: Entry):
    with pytest.raises(DatabaseError, match="append-only"):
        blank(open_act(make_school()).pk, entry)


def test_the_door_is_closed_by_the_acts_own_entry(school: School, entry: Entry):
    act = open_act(school)
    record(Actor.system(school.pk), act, "destroyed")
    with pytest.raises(DatabaseError, match="append-only"):
        blank(act.pk, entry)


def test_the_door_opens_once(school: School, entry: Entry):
    blank(open_act(school).pk, entry)
    with pytest.raises(DatabaseError, match="append-only"):
        blank(open_act(school, "10").pk, entry)


def test_an_acts_own_entry_cannot_be_destroyed(school: School):
    first = open_act(school)
    of_act = record(Actor.system(school.pk), first, "destroyed")
    with pytest.raises(DatabaseError, match="append-only"):
        blank(open_act(school, "10").pk, of_act)


@pytest.mark.parametrize(
    "more",
    [
        ", action = 'x'",
        ", kind = 'x'",
        ", object_id = object_id + 1",
        ", digest = content_digest",
        ", version = 1",
        ", role = 'student'",
        ", actor_name = ''",
        ", account_id = 5",
        ", course_id = NULL",
        ", at = '2026-11-23 00:00:00+00:00'",
        ", school_id = school_id + 1",
        ", op_id = NULL",
    ],
)
def test_nothing_else_goes_through_the_door(school: School, entry: Entry, more: str):
    unlocked_sql(
        "UPDATE history_entry SET course_id = 4, op_id = %s WHERE id = %s", "6f1c0f6e6d1b4a3c8e570d6f3c0b9a11", entry.pk
    )
    act = open_act(school)
    with pytest.raises(DatabaseError, match="append-only"):
        blank(act.pk, entry, more)


@pytest.mark.parametrize(
    ("was", "left"),
    [
        ("student_id = NULL", "student_id = student_id"),
        ("reason = ''", "reason = 'x'"),
        ("salt = NULL", "salt = salt"),
        ("content_digest = digest", "content_digest = NULL"),
        (BEFORE, "'{}'"),
        (AFTER, "NULL"),
        (AFTER, '"after"'),
    ],
)
def test_content_goes_wholly_or_not_at_all(school: School, entry: Entry, was: str, left: str):
    assert was in BLANK
    unlocked_sql("UPDATE history_entry SET student_id = 5, reason = 'Описка' WHERE id = %s", entry.pk)
    act = open_act(school)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        sql(BLANK.replace(was, left).replace("MORE", ""), act.pk, entry.pk)


@pytest.mark.parametrize(
    "statement", ["UPDATE history_destructionact SET reason = 'x'", "DELETE FROM history_destructionact"]
)
def test_an_act_may_not_be_changed(director: Actor, mark: Mark, statement: str):
    destroy(director, mark)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        sql(statement)


# ── tampering with acts and with what they have destroyed ─────────────


CHILDS = " WHERE kind = 'journal.mark' AND role = 'student'"


@pytest.mark.parametrize(
    ("statement", "codes"),
    [
        ("UPDATE history_destructionact SET reason = 'Другая'", {"row_changed"}),
        (
            "UPDATE history_destructionact SET entries = '1-2'",
            {"row_changed", "destroyed_without_act", "act_unfulfilled"},
        ),
        ("UPDATE history_destructionact SET entries = 'все'", {"row_changed", "destroyed_without_act"}),
        ("DELETE FROM history_destructionact", {"row_missing", "destroyed_without_act"}),
        ("UPDATE history_entry SET action = 'x'" + CHILDS, {"entry_altered"}),
        ("UPDATE history_entry SET at = '2026-11-22 00:00:00+00:00'" + CHILDS, {"entry_altered"}),
        ("UPDATE history_entry SET content_digest = digest" + CHILDS, {"entry_altered"}),
        ("UPDATE history_entry SET reason = 'Ничего'" + CHILDS, {"entry_altered"}),
        ("UPDATE history_entry SET actor_name = 'Иной'" + CHILDS, {"entry_altered"}),
        ("UPDATE history_entry SET act_id = NULL" + CHILDS, {"entry_altered", "act_unfulfilled"}),
        ("UPDATE history_entry SET act_id = 999" + CHILDS, {"destroyed_without_act", "act_unfulfilled"}),
        ("DELETE FROM history_entry" + CHILDS, {"act_unfulfilled", "checkpoint_root"}),
    ],
)
def test_each_tampering_is_named(director: Actor, mark: Mark, school: School, statement: str, codes: set[str]):
    destroy(director, mark)
    unlocked_sql(statement)
    assert {finding.code for finding in findings(school)} == codes


def test_an_entry_blanked_without_an_act_is_an_altered_one(mark: Mark, school: School):
    childs = Entry.objects.filter(kind="journal.mark").last()
    unlocked_sql(BLANK.replace("MORE", ""), None, childs.pk)
    assert [finding.code for finding in findings(school)] == ["entry_altered"]


def test_an_entry_blanked_under_an_act_that_does_not_name_it_is_told(director: Actor, mark: Mark, school: School):
    act = destroy(director, mark)
    other = Entry.objects.get(kind="organisation.room")
    unlocked_sql(BLANK.replace("MORE", ""), act.pk, other.pk)
    (finding,) = findings(school)
    assert (finding.code, finding.entry_id) == ("destroyed_without_act", other.pk)
    assert "№ 3 от 23.11.2026: он её не называет" in finding.message
