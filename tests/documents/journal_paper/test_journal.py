"""The class journal on paper: what stands on which page, and what becomes of input that does not fit."""

import io
import resource
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from letopis.documents.journal_paper import composing
from letopis.documents.journal_paper.printing import class_pdf, course_pdf, summary_pdf
from letopis.documents.journal_paper.proofs import proof_text
from letopis.documents.journal_paper.volume import class_volume, course_pages, summary_sheet
from letopis.documents.typesetting.composing import write_whole
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.roles import Role
from letopis.school.classes.models import Membership
from letopis.school.curriculum.actions import create_subject
from letopis.school.history.log.checkpoints import make_checkpoint
from letopis.school.marks.models import WorkKind
from letopis.school.organisation.serving import serving
from letopis.school.people.models import Person
from tests import factories as make
from tests.documents.journal_paper.scene import a_class, pages, rate, read
from tests.school.history.log.test_checkpoints import enter

pytestmark = [pytest.mark.django_db, pytest.mark.req("ARC-01", "ARC-02", "ARC-03")]
HERE = "https://dnevnik.school17.ru"


def test_a_volume_has_cover_contents_pages_marks_attendance_and_the_inscriptions() -> None:
    group, course, pupils = a_class()
    rate(course, pupils[0], "5")
    rate(course, pupils[0], "4", term=None)
    substitute, lent = make.make_staff(group.school, "Заменова Анна Ивановна"), course.teachers.get().staff
    make.make_lesson(course, make.TODAY, 1, topic="Под замену", staff=substitute, substituted_for=lent)
    data = class_volume(read(group, with_cards=True), "year", address=HERE)
    made = pages(composing.pdf_of(data))

    assert "Классный журнал" in made[0]
    assert "Класс 7А" in made[0]
    assert f"Страниц: {len(made)}" in made[0]
    assert "Оглавление" in made[1]
    algebra = next(at for at, text in enumerate(made) if at > 1 and text.startswith("Алгебра"))
    assert f"Алгебра Орлова Е. В. {algebra + 1}" in made[1].replace("\u00a0", " ")
    assert algebra % 2 == 1  # a left page is an even one
    left, right = made[algebra], made[algebra + 1]
    assert "02.09" in left
    assert "сен" in left
    assert "I четверть" in left
    for text in ("Тема номер 1", "§ 4", "Ответ на уроке"):
        assert text in right
    assert any("Заменова А. И." in text.replace("\u00a0", " ") for text in made)
    assert any("Сводная ведомость учёта посещаемости" in text for text in made[2:])
    assert any("Замечания по ведению журнала" in text for text in made[2:])
    sheets = (len(made) + 1) // 2
    assert f"Прошито, пронумеровано и скреплено печатью {sheets} (" in made[-1]
    assert "Журнал проверен и принят для сдачи в архив." in made[-1]
    assert all(f"стр. {at} из {len(made)}" in text for at, text in enumerate(made, start=1))
    assert all("Напечатано 23.11.2026 10:43" in text for text in made)


def test_only_who_sees_private_data_gets_the_general_data() -> None:
    group, _, (pupil, *_) = a_class(1)
    Person.objects.filter(pk=pupil.person_id).update(phone="79991234567")
    mother = make.make_guardian(pupil, full_name="Белова Ирина Сергеевна")
    tutor = group.tutors.get().staff
    with serving(group.school.kind, group.school.time_zone):
        own = " ".join(pages(class_pdf(make.actor_of(tutor, Role.TUTOR), group.pk)))
        read_only = " ".join(pages(class_pdf(make.nobody(group.school, Role.METHODOLOGIST), group.pk)))
    assert "Общие сведения об учениках" in own
    assert mother.person.full_name in own
    assert "Общие сведения" not in read_only
    assert mother.person.full_name not in read_only


def test_who_prints_what() -> None:
    group, course, _ = a_class(1, 1)
    other = make.make_class(group.school, "7Б", tutor=make.make_staff(group.school, "Седов Игорь Ильич"))
    tutor, teacher = group.tutors.get().staff, course.teachers.get().staff
    with serving(group.school.kind, group.school.time_zone):
        for printed in (class_pdf, summary_pdf):
            assert printed(make.actor_of(tutor, Role.TUTOR), group.pk)
            assert printed(make.nobody(group.school, Role.DEPUTY), group.pk)
            for refused in (
                make.actor_of(other.tutors.get().staff, Role.TUTOR),
                make.actor_of(teacher, Role.TEACHER),
                make.nobody(group.school, Role.OPERATOR),
                make.nobody(make.make_school(), Role.DEPUTY),
            ):
                with pytest.raises(NotVisible):
                    printed(refused, group.pk)
        assert course_pdf(make.actor_of(teacher, Role.TEACHER), course.pk)
        with pytest.raises(NotVisible):
            course_pdf(make.actor_of(other.tutors.get().staff, Role.TUTOR), course.pk)


@pytest.mark.parametrize("students", [1, 3, 30])
def test_a_class_is_read_in_seventeen_queries_whatever_its_size(students: int) -> None:
    group, _, _ = a_class(students, 3)
    with CaptureQueriesContext(connection) as queries:
        read(group, with_cards=True)
    assert len(queries) == 17


def test_the_same_data_are_the_same_bytes_in_pdf_a_with_all_fonts_inside() -> None:
    group, _, _ = a_class()
    first, second = (composing.pdf_of(class_volume(read(group), "year", address=HERE)) for _ in range(2))
    assert first == second
    document = PdfReader(io.BytesIO(first))
    told = str(document.xmp_metadata.rdf_root.toxml()) if document.xmp_metadata else ""
    assert "<pdfaid:part>2</pdfaid:part>" in told
    assert "<pdfaid:conformance>B</pdfaid:conformance>" in told
    fonts = {font.get_object()["/BaseFont"]: font.get_object() for page in document.pages for font in _fonts(page)}
    assert fonts
    for font in fonts.values():
        inner = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert {"/FontFile2", "/FontFile3"} & set(inner)


def _fonts(page: object) -> list[object]:
    return list(page["/Resources"].get("/Font", {}).values())  # type: ignore[index]


def test_the_last_page_shows_the_whole_checkpoint_and_who_has_cosigned() -> None:
    group = make.make_class(make.make_school())
    make.make_student(group)
    unsigned = pages(composing.pdf_of(class_volume(read(group), "year", address=HERE)))
    assert "Журнал истории ещё не подписан." in unsigned[-1]
    enter(group.school, 3)
    checkpoint = make_checkpoint(group.school.pk)
    assert "ещё никто" in pages(composing.pdf_of(class_volume(read(group), "year", address="")))[-1]
    make.make_cosignature(checkpoint, name="Гимназия № 2")
    for at in range(4):
        name = f"{at} Управление образования города Н-ска и прилегающих сельских поселений"
        make.make_cosignature(checkpoint, name=(name * 2)[:120])
    volume = class_volume(read(group), "year", address=HERE)
    made = composing.pdf_of(volume)
    assert made == composing.pdf_of(class_volume(read(group), "year", address=HERE)), "the same bytes of the same"
    last = " ".join(pages(made)[-1].split())
    for told in (
        checkpoint.note.partition("\n")[0],
        f"Записей {checkpoint.size}",
        bytes(checkpoint.root).hex()[:8],
        bytes(checkpoint.root).hex()[-8:],
        "Подписана 23.11.2026 10:43",
        "Гимназия № 2, 23.11.2026 10:43",
        "и ещё 2",
        "Прошито, пронумеровано",
    ):
        assert told in last, told
    assert len(pages(made)) == len(unsigned), "it is the same leaf"


def test_a_page_shows_the_seal_of_the_ledger_and_where_it_is_looked_up(client: Client) -> None:
    group, _, _ = a_class()
    unsealed = course_pages(read(group), "year", address=HERE)
    assert unsealed["foot"]["seal"] == "Журнал истории ещё не подписан."
    with serving(group.school.kind, group.school.time_zone):
        create_subject(make.nobody(group.school, Role.OPERATOR), name="Черчение")
    point = make_checkpoint(group.school_id)
    assert point
    sealed = course_pages(read(group), "year", address=HERE)
    digest = bytes(point.root).hex()
    assert f"Отпечаток {digest[:4]} {digest[4:8]} {digest[8:12]} {digest[12:16]}" in sealed["foot"]["seal"]
    assert all(digest[:4] in text for text in pages(composing.pdf_of(sealed)))
    assert proof_text(HERE, digest) == HERE + reverse("fingerprint", args=[digest])
    assert client.get(reverse("fingerprint", args=[digest])).status_code == 200
    assert proof_text("", digest) == digest


def test_heads_are_repeated_where_45_students_and_60_lessons_overflow() -> None:
    group, _, pupils = a_class(45, 60)
    made = pages(composing.pdf_of(course_pages(read(group), "quarter-1", address=HERE)))
    lefts = [text for text in made if "Фамилия, имя" in text]
    rights = [text for text in made if "Домашнее задание" in text]
    assert len(lefts) == len(rights) == 3  # 25 + 25 + 10
    for text in lefts:
        assert all(one.person.short_name in text for one in pupils)
        assert "№" in text
    assert "".join(rights).count("Тема номер") == 60
    assert all("Тема Вид работы" in text for text in rights)


def test_forty_eight_students_go_on_overleaf_under_the_same_head() -> None:
    group, _, pupils = a_class(60, 2)
    made = pages(composing.pdf_of(course_pages(read(group), "quarter-1", address=HERE)))
    lefts = [text for text in made if "Фамилия, имя" in text]
    assert len(lefts) == 2
    assert all("02.09" in text for text in lefts)
    assert pupils[59].person.short_name in lefts[1]


def test_long_names_topics_without_a_blank_and_a_subgroup_of_one_stay_on_their_pages() -> None:
    group, course, (pupil, *_) = a_class(2, 1)
    Person.objects.filter(pk=pupil.person_id).update(surname="Щ" * 70)
    make.make_homework(make.make_lesson(course, make.TODAY, 1, topic="ж" * 500), "ю" * 2000)
    alone = make.make_subgroup(group, pupil, division="труд", name="мальчики")
    make.make_lesson(make.make_course(group, "Труд", subgroup=alone), make.TODAY, 2, topic="Стол")
    journal = read(group)
    made = composing.pdf_of(class_volume(journal, "year", address=HERE))
    text = " ".join(pages(made))
    assert "Труд, мальчики" in text
    letters = "".join(text.split())
    assert letters.count("ю") >= 2000
    for page in PdfReader(io.BytesIO(made)).pages:
        assert _rightmost(page) < float(page.mediabox.width)
    # The list of the subgroup has numbers of its own.
    (trud,) = [one for one in journal.courses if one.subgroup]
    assert [one.id for one in trud.students] == [pupil.pk]


def _rightmost(page: object) -> float:
    found = [0.0]

    def visit(text: str, _: object, matrix: list[float], *__: object) -> None:
        if text.strip():
            found.append(matrix[4])

    page.extract_text(visitor_text=visit)  # type: ignore[attr-defined]
    return max(found)


def test_who_moved_takes_marks_along_to_the_new_page() -> None:
    group, course, (pupil, *_) = a_class(2, 1)
    before = make.make_class(group.school, "7Б")
    moved = make.make_student(before, "Новикова Зоя", until=date(2026, 9, 13))
    Membership.objects.create(
        school=group.school, class_group=group, student=moved, starts_on=date(2026, 9, 14), ends_on=None
    )
    theirs = make.make_course(before, "Алгебра")
    kind = WorkKind.objects.get(school=group.school)
    make.make_mark(make.make_work(make.make_lesson(theirs, date(2026, 9, 3), 1), kind), moved, "4")
    (read_page,) = read(group).courses
    assert [one.shown for one in read_page.brought[moved.pk]] == ["4"]
    made = pages(composing.pdf_of(course_pages(read(group), "quarter-1", address=HERE)))
    assert "Новикова Зоя: из 7Б: 4" in made[0]
    assert pupil.person.short_name not in made[0].split("Отметки с других страниц")[1]


def test_a_course_without_lessons_says_so_and_one_without_students_prints() -> None:
    group, course, _ = a_class(1, 1)
    make.make_course(group, "Черчение")
    made = pages(composing.pdf_of(class_volume(read(group), "quarter-2", address=HERE)))
    told = [text for text in made if "Уроков за это время не было." in text]
    assert len(told) == 2
    assert any(text.startswith("Черчение") for text in told)
    bare = make.make_class(group.school, "7Б")
    assert pages(composing.pdf_of(class_volume(read(bare), "year", address=HERE)))
    assert pages(composing.pdf_of(summary_sheet(read(bare), "year", address=HERE)))


def test_a_sign_that_no_font_has_is_an_error_which_says_where() -> None:
    group, course, _ = a_class(1, 1)
    make.make_lesson(course, make.TODAY, 1, topic="Иероглиф 漢 на уроке")
    with pytest.raises(Refused) as refused:
        composing.pdf_of(course_pages(read(group), "year", address=HERE))
    assert refused.value.code == "no_glyph"
    assert "Знака «漢» нет в шрифтах" in refused.value.message
    assert "Алгебра · II четверть: «Иероглиф 漢 на уроке»" in refused.value.message


def test_what_takes_too_long_is_refused_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    group, _, _ = a_class(1, 1)
    monkeypatch.setattr("letopis.documents.typesetting.composing.LONGEST", 0.001)
    with pytest.raises(Refused, match="по частям: за период") as told:
        composing.pdf_of(class_volume(read(group), "year", address=HERE))
    assert told.value.code == "too_long"


def test_a_full_disk_leaves_no_half_file(tmp_path: Path) -> None:
    target = tmp_path / "том.pdf"
    target.write_bytes(b"the one before")
    _, hard = limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        with pytest.raises(Refused, match="Файл «том.pdf» не записан"):
            write_whole(target, b"x" * 5000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert target.read_bytes() == b"the one before"
    assert list(tmp_path.iterdir()) == [target]


def test_the_command_prints_names_what_there_is_and_leaves_nothing_behind(tmp_path: Path) -> None:
    group, course, _ = a_class(2, 2)
    target = tmp_path / "7А.pdf"
    call_command("print", "class", "«7а»", out=target)
    whole = len(pages(target.read_bytes()))
    call_command("print", "class", "7А", period="quarter-1", course=course.pk, out=target)
    assert len(pages(target.read_bytes())) == 2 < whole
    for wrong, told in (
        ({"name": "9Я"}, "Есть: 7А"),
        ({"period": "quarter-9"}, "Есть: quarter-1, quarter-2"),
        ({"course": course.pk + 99}, f"Есть: {course.pk} — Алгебра"),
        ({"year": "1999/2000"}, "Учебного года «1999/2000» нет"),
    ):
        none = tmp_path / "none.pdf"
        with pytest.raises(CommandError, match=told) as refused:
            call_command("print", "class", wrong.pop("name", "7А"), out=none, **wrong)
        assert refused.value.returncode == 2
        assert not none.exists()
