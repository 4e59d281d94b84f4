"""What is asked to be printed → PDF: the right checked, the class read once, the pages set."""

from dataclasses import replace
from datetime import date

from letopis.documents.journal_paper import policy
from letopis.documents.journal_paper.composing import WEEKLY, pdf_of
from letopis.documents.journal_paper.content import ClassJournal
from letopis.documents.journal_paper.reading import read_class
from letopis.documents.journal_paper.volume import YEAR, class_volume, course_pages, summary_sheet
from letopis.documents.journal_paper.weekly import class_week
from letopis.documents.journal_paper.workbook import workbook_of
from letopis.kernel.actor import Actor
from letopis.kernel.clock import local, now
from letopis.kernel.errors import NotVisible
from letopis.school.organisation.models import School
from letopis.school.organisation.settings import SchoolSettings
from letopis.school.organisation.stored_settings import settings_of


def class_pdf(actor: Actor, class_id: int, period: str = YEAR) -> bytes:
    """Return a class's journal for a period: «year», «quarter-2», the id of a term. Raises NotVisible, Refused."""
    return pdf_of(class_volume(class_journal(actor, class_id), period, address=address_of(actor)))


def course_pdf(actor: Actor, course_id: int, period: str = YEAR) -> bytes:
    """Return the pages of one course for a period. Raises NotVisible, Refused."""
    return pdf_of(course_pages(course_journal(actor, course_id), period, address=address_of(actor)))


def summary_pdf(actor: Actor, class_id: int, period: str = YEAR) -> bytes:
    """Return the summary sheet of a class as a document of its own (ARC-03). Raises NotVisible, Refused."""
    return pdf_of(summary_sheet(class_journal(actor, class_id), period, address=address_of(actor)))


def week_pdf(actor: Actor, class_id: int, day: date | None = None, *, only_unreached: bool = False) -> bytes:
    """Return the printouts for a class's families, of the week of `day` (today). Raises NotVisible, Refused.

    `only_unreached`: for those alone of whom nobody signs in.
    """
    group, moment = policy.class_to_print(actor, class_id), local(now())
    settings = _settings(actor)
    week = class_week(
        group.pk, day or moment.date(), printed_at=moment, settings=settings, only_unreached=only_unreached
    )
    return pdf_of(week, WEEKLY)


def class_xlsx(actor: Actor, class_id: int, period: str = YEAR) -> bytes:
    """Return the pages of class_pdf() as a workbook (REP-05). Raises NotVisible, Refused."""
    return workbook_of(class_volume(class_journal(actor, class_id), period, address=""))


def class_journal(actor: Actor, class_id: int) -> ClassJournal:
    """Return a class's year as `actor` prints it. Raises NotVisible. Seventeen queries at most."""
    group = policy.class_to_print(actor, class_id)
    return read_class(group.pk, printed_at=local(now()), with_cards=policy.sees_private(actor, group))


def course_journal(actor: Actor, course_id: int) -> ClassJournal:
    """Return one page of a class's journal, the list of the class beside it. Raises NotVisible. Fifteen queries."""
    course = policy.course_to_print(actor, course_id)
    return read_class(course.class_group_id, printed_at=local(now()), course_ids=[course.pk])


def of_course(journal: ClassJournal, course_id: int) -> ClassJournal:
    """Return one page of a class's journal. Raises NotVisible where it has no such page."""
    courses = tuple(one for one in journal.courses if one.id == course_id)
    if not courses:
        raise NotVisible
    return replace(journal, courses=courses)


def address_of(actor: Actor) -> str:
    """Return the school's own address, "" where it has set none. One query."""
    return _settings(actor).sign_in_address


def _settings(actor: Actor) -> SchoolSettings:
    return settings_of(School.objects.get(pk=actor.school_id))
