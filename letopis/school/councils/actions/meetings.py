"""A council from its agenda to its numbered protocol (JRN-06). Sources: 273-ФЗ, ст. 26; А3.2.5."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date as Date  # noqa: N812  actions take a keyword of that name

from django.db import transaction

from letopis.kernel.actor import Actor
from letopis.kernel.clock import now
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.rights import Right
from letopis.school.councils import policy, rules
from letopis.school.councils.actions.debts import debts_of_council
from letopis.school.councils.actions.rows import council_to_keep, require_staff, words
from letopis.school.councils.enums import CouncilAbout, CouncilState
from letopis.school.councils.models import Council, CouncilMember, Proposal
from letopis.school.councils.tables import COUNCILS, MEMBERS, check_version
from letopis.school.history.closed import refuse_closed
from letopis.school.history.intake import NOW, Occasion, Put, write
from letopis.school.organisation.models import AcademicYear, School, Term
from letopis.school.organisation.stored_settings import settings_of
from letopis.school.organisation.words import current

LONGEST_AGENDA = 2000
OPEN = (CouncilState.PREPARED, CouncilState.SESSION)


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What stands at the head of a protocol. `term_id`: where it is about a period."""

    kind: str
    about: str
    date: Date
    term_id: int | None = None
    number: str = ""
    agenda: str = ""
    chair_id: int | None = None
    secretary_id: int | None = None


@transaction.atomic
def prepare_council(actor: Actor, *, year_id: int, head: Head, occasion: Occasion = NOW) -> Council:
    """Begin to prepare a council; its chair and secretary are members at once. Raises NotVisible, Refused."""
    policy.require(actor, Right.KEEP_COUNCILS)
    year = AcademicYear.objects.filter(school_id=actor.school_id, pk=year_id).first()
    if year is None:
        raise NotVisible
    council = Council(school_id=actor.school_id, year=year)
    _fill(actor, council, head)
    write(actor, COUNCILS, [Put(council)], occasion)
    _seat(actor, council, head, occasion)
    return council


@transaction.atomic
def update_council(actor: Actor, *, council_id: int, version: int, head: Head) -> Council:
    """Change the head of a council that is not closed; who comes to chair it or to write its protocol is a member.

    Raises NotVisible, Refused (changed by another meanwhile).
    """
    council = council_to_keep(actor, council_id, *OPEN)
    check_version(council, version)
    put, before = Put.change(council), {council.chair_id, council.secretary_id}
    if (head.about, head.term_id) != (council.about, council.term_id) and council.proposals.exists():
        raise Refused("По этим итогам уже есть предложения: снимите их или созовите другое заседание.", code="about")
    _fill(actor, council, head)
    write(actor, COUNCILS, [put])
    _seat(actor, council, head, but=before)
    return council


@transaction.atomic
def set_members(actor: Actor, *, council_id: int, members: Mapping[int, bool]) -> int:
    """Make these the members, each with whether they are present; return how many are. Raises NotVisible, Refused."""
    council = council_to_keep(actor, council_id, *OPEN)
    held = {row.staff_id: row for row in council.members.select_for_update()}
    require_staff(actor, members.keys() - held.keys(), council.date)
    puts: list[Put[CouncilMember]] = []
    for staff_id, is_present in sorted(members.items()):
        if staff_id not in held:
            puts.append(_member(council, staff_id, is_present=is_present))
            continue
        put = Put.change(held[staff_id])
        held[staff_id].is_present = is_present
        puts.append(put)
    puts += [Put.removal(row) for pk, row in held.items() if pk not in members]
    for put in puts:
        put.row.council = council
    write(actor, MEMBERS, [put for put in puts if put.is_touched])
    return CouncilMember.objects.filter(council=council, is_present=True).count()


@transaction.atomic
def open_council(actor: Actor, *, council_id: int, version: int, even_without_quorum: bool = False) -> Council:
    """Begin the meeting. Raises NotVisible, Refused: nothing to decide, no chair; asked: no quorum (`quorum`)."""
    council = council_to_keep(actor, council_id, CouncilState.PREPARED)
    check_version(council, version)
    if council.chair_id is None or council.secretary_id is None:
        raise Refused("Укажите председателя и секретаря.", code="people")
    if not council.proposals.filter(is_withdrawn=False).exists():
        raise Refused("Решать не о чем: сначала подготовьте предложения.", code="nothing")
    needed, present = quorum_of(council)
    if not present:
        raise Refused("Отметьте, кто присутствует.", code="present")
    if present < needed and not even_without_quorum:
        raise Refused(f"Нет кворума: присутствуют {present}, нужно не меньше {needed}.", code="quorum")
    put = Put.change(council, "open_council")
    council.state = CouncilState.SESSION
    write(actor, COUNCILS, [put])
    return council


@transaction.atomic
def close_council(
    actor: Actor, *, council_id: int, version: int, number: str, even_if_undecided: bool = False
) -> Council:
    """End the meeting: its protocol has a number and changes no more, debts that were decided of stand open.

    Raises NotVisible, Refused: no number or one taken; asked: some are undecided of (`undecided`).
    """
    council = council_to_keep(actor, council_id, CouncilState.SESSION)
    check_version(council, version)
    put = Put.change(council, "close_council")
    council.number = _number(council, number)
    if not council.number:
        raise Refused("Укажите номер протокола.", code="number", field="number")
    left = Proposal.objects.filter(council=council, is_withdrawn=False, decision__isnull=True).count()
    if left and not even_if_undecided:
        raise Refused(f"Без решения осталось: {left}. Решите или отложите.", code="undecided")
    council.state, council.closed_at = CouncilState.CLOSED, now()
    write(actor, COUNCILS, [put])
    debts_of_council(actor, council)
    return council


def quorum_of(council: Council) -> tuple[int, int]:
    """Return how many must be there and how many are. Two queries."""
    flags = list(council.members.values_list("is_present", flat=True))
    percent = settings_of(School.objects.get(pk=council.school_id)).council_quorum
    return rules.quorum(len(flags), percent), sum(flags)


def _at_the_head(head: Head) -> set[int]:
    return {pk for pk in (head.chair_id, head.secretary_id) if pk}


def _seat(
    actor: Actor, council: Council, head: Head, occasion: Occasion = NOW, *, but: Collection[int | None] = ()
) -> None:
    """Make the chair and the secretary members, who are there, but for who was at the head already."""
    new = _at_the_head(head) - set(but)
    new -= set(CouncilMember.objects.filter(council=council, staff__in=new).values_list("staff", flat=True))
    write(actor, MEMBERS, [_member(council, pk, is_present=True) for pk in sorted(new)], occasion)


def _member(council: Council, staff_id: int, *, is_present: bool) -> Put[CouncilMember]:
    return Put(CouncilMember(school_id=council.school_id, council=council, staff_id=staff_id, is_present=is_present))


def _fill(actor: Actor, council: Council, head: Head) -> None:
    year: AcademicYear = council.year
    refuse_closed([year])
    if head.kind not in current().councils:
        raise Refused("Выберите вид заседания.", code="kind", field="kind")
    if head.about not in CouncilAbout.values:
        raise Refused("Выберите, о чём заседание.", code="about", field="about")
    council.kind, council.about, council.date = head.kind, head.about, head.date
    council.term = _term(actor, year, head)
    council.agenda = _agenda(head.agenda)
    council.number = _number(council, head.number)
    require_staff(actor, _at_the_head(head), head.date, field="date")
    council.chair_id, council.secretary_id = head.chair_id, head.secretary_id


def _term(actor: Actor, year: AcademicYear, head: Head) -> Term | None:
    if head.about != CouncilAbout.TERM:
        return None
    rows = Term.objects.filter(school_id=actor.school_id, scheme__year=year, pk=head.term_id or 0)
    term = rows.select_related("scheme__year").first()
    if term is None:
        raise Refused("Выберите период.", code="term", field="term_id")
    return term


def _agenda(text: str) -> str:
    lines = [" ".join(line.split()) for line in text.splitlines()]
    agenda = "\n".join(line for line in lines if line)
    if len(agenda) > LONGEST_AGENDA:
        message = f"Повестка: {len(agenda)} знаков, а можно {LONGEST_AGENDA}. Сократите текст."
        raise Refused(message, code="long", field="agenda")
    return agenda


def _number(council: Council, text: str) -> str:
    number = words(text, 20, "Номер протокола", field="number")
    others = Council.objects.filter(school_id=council.school_id, year=council.year, kind=council.kind, number=number)
    if number and others.exclude(pk=council.pk).exists():
        raise Refused(f"Протокол № {number} в этом году уже есть: укажите другой номер.", code="taken", field="number")
    return number
