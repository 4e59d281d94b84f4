"""What people write is printed as they wrote it: never read as markup, never over anything else, never a box."""

import io
import re
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from itertools import takewhile

import pytest
from pypdf import PdfReader

from letopis.documents.extracts.form import Content, Extract, Line
from letopis.documents.extracts.paper import extract_pdf, inside
from letopis.documents.handover import act as handover
from letopis.documents.journal_paper import composing
from letopis.documents.journal_paper.volume import class_volume, summary_sheet
from letopis.documents.journal_paper.weekly import class_week
from letopis.documents.keeping import paper as destruction
from letopis.documents.paper.assessments import PaperWork, assessments_pdf
from letopis.documents.paper.protocol import SOURCE as PROTOCOL
from letopis.documents.paper.protocol import Letterhead, protocol_data
from letopis.documents.paper.slips import PaperSlip, slips_pdf
from letopis.documents.typesetting.composing import pdf_of
from letopis.kernel.clock import local, now
from letopis.kernel.errors import Refused
from letopis.kernel.roles import Role
from letopis.school.councils import queries as councils
from letopis.school.curriculum.models import Subject
from letopis.school.organisation.models import School
from letopis.school.organisation.serving import serving
from letopis.school.organisation.stored_settings import SchoolSettings
from letopis.school.people.models import Person
from tests import factories as make
from tests.documents.journal_paper.scene import a_class, rate, read

pytestmark = pytest.mark.req("ARC-01")
# Of typst, of Markdown, of HTML, of a shell; an emoji that DejaVu has.
MARKUP = '#import "x": * #panic() $a^2$ \\u{41} \\# @label <l> // c /* d */ = Глава - + *b* _i_ `r` [x] ~ -- ... "q" 😀'
LONG = "Щ" * 70
DAY = date(2026, 11, 23)


def slips(text: str) -> bytes:
    slip = PaperSlip(text[:120], text[:60], "login", "pass-word", DAY)
    return slips_pdf([slip] * 3, address="https://dnevnik.school17.ru", school=text, title=text)


def works(text: str) -> bytes:
    return assessments_pdf([PaperWork(text, "23.11.2026", "пн", text, text, text)], school=text, title=text, day=DAY)


def extract(text: str) -> bytes:
    content = Content(
        school=1, at="2026-11-23T07:43:00.000000Z", account=None, actor=text, role="teacher", action="x", kind="x.y",
        object=1, course=None, student=None, before=None, after={"topic": text}, reason=text, op=None, version=2,
        salt="00", content=None,
    )  # fmt: skip
    line = Line(id=1, about=text, index=0, entry=content, path=[])
    made = Extract(
        format="letopis.extract/1",
        school=text, title=text, made_at=datetime(2026, 11, 23, tzinfo=UTC).isoformat(),
        checkpoint="letopis/a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n— letopis/a Az3grlAAAAAAAAAA\n",
        keys=["k"],
        entries=[line],
    )  # fmt: skip
    return extract_pdf(made, address="https://dnevnik.school17.ru")


def handed(text: str) -> bytes:
    """An act of handing over whose every word was typed."""
    part: dict[str, object] = {**dict.fromkeys(("head", "school", "city", "number", "day", "place", "total"), text)}
    part |= {
        "rows": [[text[:4], text[:40], text, text[:40], "12", "5 лет"]] * 3,
        "signs": [["Принял", text[:160], text[:160]]] * 2,
    }
    return pdf_of({"title": text, "date": [2026, 11, 23], "foot": {"where": text}, "parts": [part]}, handover.SOURCE)


PURE: dict[str, Callable[[str], bytes]] = {"slips": slips, "works": works, "extract": extract, "handed": handed}


def letters(pdf: bytes) -> str:
    """All text without blanks and breaks: lines are broken wherever it was needed."""
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return re.sub(r"[\s\u200b]", "", text)


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def is_laid_well(pdf: bytes) -> bool:
    """Whether each word stands whole on its page, and none over another, as poppler finds them."""
    asked = ["pdftotext", "-bbox", "-", "-"]
    told = subprocess.run(asked, input=pdf, check=True, capture_output=True).stdout.decode(errors="replace")
    for page in told.split("<page ")[1:]:
        width, height = map(float, re.findall(r'"([\d.]+)"', page)[:2])
        found = re.findall(r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)"', page)
        boxes = [tuple(map(float, one)) for one in found]
        if not all(0 <= a < c <= width and 0 <= b < d <= height for a, b, c, d in boxes):
            return False
        boxes.sort(key=lambda box: box[1])
        if any(lie_over(one, other) for at, one in enumerate(boxes) for other in below(boxes, at)):
            return False
    return True


def below(boxes: list[tuple[float, ...]], at: int) -> Iterator[tuple[float, ...]]:
    """The boxes that begin on the height of one, of those after it."""
    yield from takewhile(lambda box: box[1] < boxes[at][3], boxes[at + 1 :])


def lie_over(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    """Whether two boxes have more in common than lines set close have."""
    wide, high = (min(one[at + 2], other[at + 2]) - max(one[at], other[at]) for at in (0, 1))
    return wide > 1 and high > 0.4 * min(one[3] - one[1], other[3] - other[1])


@pytest.mark.parametrize("name", PURE)
@pytest.mark.parametrize("text", [MARKUP, LONG], ids=["markup", "long"])
def test_what_was_written_is_printed_as_it_was_written(name: str, text: str) -> None:
    made = PURE[name](text)
    assert squeezed(text) in letters(made)
    assert name == "slips" or is_laid_well(made), "of a slip's long school two lines are seen"


@pytest.mark.parametrize("name", PURE)
@pytest.mark.parametrize("sign", ["\x07", "\x1b", "\ue000", "漢"])
def test_a_sign_that_no_font_has_is_refused_by_name(name: str, sign: str) -> None:
    with pytest.raises(Refused, match="нет в шрифтах печати") as refused:
        PURE[name](f"Ив{sign}ан")
    assert refused.value.code == "no_glyph"


def test_letters_are_not_turned_round() -> None:
    """U+202E makes a reader see what nobody has written; what lies in the file stays as it is."""
    for make_one in (works, extract, handed):
        assert "Ивановмурзяка" in letters(make_one("Иванов \u202eмурзяка\u202c"))
    assert "\u202eмурзяка" in inside(extract("Иванов \u202eмурзяка")).decode()


def test_two_thousand_letters_leave_no_page() -> None:
    for make_one in (extract, handed):
        assert is_laid_well(make_one("слово и " * 250))
        assert is_laid_well(make_one("Ж" * 300))


@pytest.mark.parametrize("sign", ["\u200b", "\u200d", "\u00ad", "\ufeff", "\u202e", "\u2028", "\t", "\n"])
def test_signs_that_are_not_seen_disturb_nothing(sign: str) -> None:
    made = works(f"Ива{sign}нов")
    assert is_laid_well(made)
    assert "23.11.2026" in letters(made)


@pytest.mark.django_db
@pytest.mark.parametrize("text", [MARKUP, LONG], ids=["markup", "long"])
def test_the_journal_its_summary_and_the_week_print_it(text: str) -> None:
    group, course, (pupil, *_) = a_class(2, 1)
    Person.objects.filter(pk=pupil.person_id).update(surname=text[:60])
    Subject.objects.filter(pk=course.subject_id).update(name=text[:100])
    School.objects.update(name=text, short_name=text[:60], address=text)
    lesson = make.make_lesson(course, make.TODAY, 1, topic=text)
    make.make_homework(lesson, text)
    rate(course, pupil, "4")
    journal = read(group)
    volume = composing.pdf_of(class_volume(journal, "year", address="https://dnevnik.school17.ru"))
    assert letters(volume).count(squeezed(text)) >= 3  # the school, the topic, the task
    sheet = composing.pdf_of(summary_sheet(journal, "year", address="https://dnevnik.school17.ru"))
    with serving(group.school.kind, group.school.time_zone):
        found = class_week(group.pk, DAY, printed_at=local(now()), settings=SchoolSettings())
    week = composing.pdf_of(found, composing.WEEKLY)
    for made in (volume, sheet, week):
        assert squeezed(text[:60]) in letters(made)
        assert is_laid_well(made)


@pytest.mark.django_db
@pytest.mark.parametrize("text", [MARKUP, LONG], ids=["markup", "long"])
def test_a_protocol_and_an_act_print_it(text: str) -> None:
    school = make.make_school()
    group = make.make_class(school)
    council = make.make_council(group, *make.make_students(group, 2), state="closed", number="7", agenda=text)
    Person.objects.update(surname=text[:60])
    School.objects.update(name=text, address=text)
    page = councils.council_page(make.actor_of(make.make_officer(school, Role.DEPUTY), Role.DEPUTY), council.pk)
    made = pdf_of(protocol_data(page, Letterhead.of(school.pk)), PROTOCOL)
    part = {
        **dict.fromkeys(("head", "draft", "school", "day", "total", "kept"), text),
        "facts": [[text[:40], text]],
        "rows": [[text[:6]] * 7],
        "stays": [text],
        "signs": [[text, text]] * 2,
    }
    act = pdf_of({"title": text, "date": [2026, 11, 23], "foot": {"where": text}, "parts": [part]}, destruction.SOURCE)
    for one in (made, act):
        assert squeezed(text) in letters(one)
        assert is_laid_well(one)
