"""The office of a small school walks at random through two years: orders of any kind for any day, in any order.

`Account` keeps its own books of what has been signed: the orders that stand, each told anew from the first whenever one
falls. What the product refuses must be refused by the account too, and the other way round; then both must agree on
stays, marks, averages and who may sign in. Sources: CON-02, Т4.4.4-5, Т5.2.3, А3.1.2. Longer walks:
`LETOPIS_WALKS=40 pytest tests/school/test_office_walk.py`, from another seed with `LETOPIS_WALK=900`.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import combinations
from random import Random

import pytest
import time_machine

from letopis.kernel.errors import Refused
from letopis.kernel.roles import Role
from letopis.school.access.held import roles_held
from letopis.school.access.models import RoleAssignment
from letopis.school.classes.actions import (
    LineDraft,
    cancel_order,
    delete_order,
    draft_order,
    set_members,
    sign_order,
    update_order,
)
from letopis.school.classes.enums import ENTERING, LEAVING, MOVING, OrderKind
from letopis.school.classes.models import ClassGroup, Membership, Order, OrderLine, SubgroupMembership
from letopis.school.curriculum.models import Course
from letopis.school.history.models import Entry
from letopis.school.history.tracking import tracked
from letopis.school.history.verification import verify
from letopis.school.journal.queries.grid import grid
from letopis.school.marks.models import Mark, Work
from letopis.school.organisation.models import Term, TermScheme
from letopis.school.people.actions import update_staff
from letopis.school.people.consents import give_consent, withdraw_consent
from letopis.school.people.intake import PersonDraft, StaffDraft
from letopis.school.people.models import Consent, Guardian, Staff, Student
from letopis.school.periods.actions import close_term
from letopis.school.timetable.models import Lesson
from letopis.school.years.actions import close_year
from letopis.web.teacher import journal_book as book
from tests import factories as make
from tests.school.journal.scene import mark, one, work

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.sqlite,
    pytest.mark.req("CON-02", "ACC-04", "ACC-05", "HR-02", "ORG-01", "JRN-10"),
]

FIRST_DAY = date(2026, 8, 20)
LAST_DAY = date(2028, 6, 10)
YEARS = ((date(2026, 9, 1), date(2027, 5, 26)), (date(2027, 9, 1), date(2028, 5, 26)))
KINDS = [kind for kind in OrderKind if kind != OrderKind.CANCEL]
DAY = timedelta(days=1)
WRITTEN = {tracked(model).kind for model in (Membership, SubgroupMembership, Order, OrderLine, Consent, Mark, Work)}


def number_from(name: str, usual: int) -> int:
    return int(os.environ.get(name, usual))


# ── the account ───────────────────────────────────────────────────────


@dataclass(frozen=True)
class Class:
    """A class as the account knows it: the days of its year."""

    pk: int
    first: date
    last: date


@dataclass(frozen=True)
class Stay:
    """Days in a class. `until`: the last by an order, None where the year ends it; `how`: by what kind of leaving."""

    of: Class
    first: date
    until: date | None = None
    how: str = ""

    @property
    def last(self) -> date:
        return self.until or self.of.last

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Line:
    """Somebody in an order: the day, the class it leads to, the class it was drafted from."""

    student: int
    day: date
    to: Class | None
    was: int | None


@dataclass(frozen=True)
class Paper:
    """An order that has been signed, and on which day."""

    pk: int
    kind: OrderKind
    lines: tuple[Line, ...]
    signed: date


class NotAllowed(Exception):
    """What the account would not sign."""


@dataclass
class Account:
    """The orders that stand, in the order of their signing; closed terms and years."""

    at_first: dict[int, tuple[Stay, ...]]
    papers: list[Paper] = field(default_factory=list)
    closed: list[tuple[date, date]] = field(default_factory=list)  # of a class's year, up to which day

    def __post_init__(self) -> None:
        self.stays = dict(self.at_first)

    def sign(self, paper: Paper) -> None:
        told = {line.student: self.told(paper, line) for line in paper.lines}
        classes = [stay.of for line in paper.lines if (stay := self.left(paper.kind, line))]
        classes += [line.to for line in paper.lines if line.to]
        self._refuse_closed(paper, classes)
        self.stays |= told
        self.papers.append(paper)

    def cancel(self, paper: Paper) -> None:
        later = self.papers[self.papers.index(paper) + 1 :]
        whose = {line.student for line in paper.lines}
        if any(line.student in whose for one in later for line in one.lines):
            raise NotAllowed("a later order stands on it")
        self._refuse_closed(paper, self._touched(paper))
        self.papers.remove(paper)
        self.stays = self._anew()

    def _anew(self) -> dict[int, tuple[Stay, ...]]:
        """Everything told from the first day, by the orders that stand."""
        fresh = Account(dict(self.at_first))
        for paper in self.papers:
            fresh.stays |= {line.student: fresh.told(paper, line) for line in paper.lines}
        return fresh.stays

    def _touched(self, paper: Paper) -> list[Class]:
        before = Account(dict(self.at_first))
        for earlier in self.papers[: self.papers.index(paper)]:
            before.stays |= {line.student: before.told(earlier, line) for line in earlier.lines}
        left = [stay.of for line in paper.lines if (stay := before.left(paper.kind, line))]
        return left + [line.to for line in paper.lines if line.to]

    def _refuse_closed(self, paper: Paper, classes: list[Class]) -> None:
        changed = min(line.day + DAY if paper.kind in LEAVING else line.day for line in paper.lines)
        for of in classes:
            if any(first == of.first and changed <= last for first, last in self.closed):
                raise NotAllowed("closed")

    # ── what one order makes of somebody's stays ──────────────────────

    def here(self, student: int, day: date) -> Stay | None:
        return next((stay for stay in self.stays[student] if stay.holds(day)), None)

    def left(self, kind: str, line: Line) -> Stay | None:
        """The stay that is left: of the day (of the day before, by whoever moves), or of the year before it."""
        if kind in ENTERING:
            return None
        day = line.day if kind in LEAVING else line.day - DAY
        begun = [stay for stay in self.stays[line.student] if stay.first <= day]
        if not begun:
            return None
        last = begun[-1]
        return last if last.holds(day) or (last.last == last.of.last and not last.how) else None

    def told(self, paper: Paper, line: Line) -> tuple[Stay, ...]:
        was = self.left(paper.kind, line)
        if line.was and line.was != (was.of.pk if was else None):
            raise NotAllowed("drafted from another class")
        if paper.kind in LEAVING:
            return self._gone(paper, line, was)
        return self._come(paper, line, was)

    def _gone(self, paper: Paper, line: Line, was: Stay | None) -> tuple[Stay, ...]:
        stays = self.stays[line.student]
        if was is None:
            begun = [stay for stay in stays if stay.first <= line.day]
            if not begun or begun[-1].how != OrderKind.LEAVE or paper.kind not in ("expel", "transfer_out"):
                raise NotAllowed("in no class")
            return tuple(replace(stay, how=paper.kind) if stay is begun[-1] else stay for stay in stays)
        if was.how:
            raise NotAllowed("has left already")
        if line.day > was.of.last and paper.signed <= was.of.last:
            raise NotAllowed("after the year")
        last = min(line.day, was.of.last)
        if any(last < stay.first <= paper.signed for stay in stays):
            raise NotAllowed("in another class since")
        kept = [stay for stay in stays if stay.first <= last]
        return tuple(replace(stay, until=last, how=paper.kind) if stay is was else stay for stay in kept)

    def _come(self, paper: Paper, line: Line, was: Stay | None) -> tuple[Stay, ...]:
        assert line.to
        stays, to = self.stays[line.student], line.to
        if not to.first <= line.day <= to.last:
            raise NotAllowed("outside the year")
        if paper.kind in MOVING and was is None:
            raise NotAllowed("in no class")
        if was and was.of.pk == to.pk:
            raise NotAllowed("in that class")
        if was and paper.kind != OrderKind.TRANSFER and to.first <= was.of.first:
            raise NotAllowed("not a later year")
        if any(stay.holds(line.day) and stay is not was for stay in stays):
            raise NotAllowed("in a class")
        if paper.kind == OrderKind.RETURN and not any(stay.first <= line.day for stay in stays):
            raise NotAllowed("never was here")
        new = Stay(to, line.day)
        if was and was.until and was.until >= line.day:
            new = replace(new, until=was.until, how=was.how)
        later = next((stay for stay in stays if stay.first > line.day), None)
        if later and later.of.pk == to.pk:
            raise NotAllowed("comes there later")
        if later and later.first <= new.last:
            new = replace(new, until=later.first - DAY, how="")
        kept = [replace(stay, until=min(stay.last, line.day - DAY), how="") if stay is was else stay for stay in stays]
        return tuple(sorted([*kept, new], key=lambda stay: stay.first))

    # ── what follows from it ──────────────────────────────────────────

    def class_on(self, student: int, day: date) -> int | None:
        stay = self.here(student, day)
        return stay.of.pk if stay else None

    def studies(self, student: int, day: date) -> bool:
        """From the first day of the first stay to the last of the last; in summer the year that is over goes on."""
        stays = self.stays[student]
        if not stays or stays[0].first > day:
            return False
        next_begins = next((first for first, _ in YEARS if first > stays[-1].of.first), date.max)
        goes_on = not stays[-1].until and day < next_begins
        return goes_on or stays[-1].last >= day


# ── the office ────────────────────────────────────────────────────────


class Walk:
    """A school of seven classes, nine pupils and two newcomers; a clock and a die."""

    def __init__(self, clock: time_machine.Traveller, seed: int) -> None:
        self.clock, self.random, self.day = clock, Random(seed), FIRST_DAY
        self.school = make.make_school()
        self.actor = make.nobody(self.school, Role.OPERATOR)
        self.teacher = make.make_staff(self.school)
        self.classes, self.courses = self._make_classes()
        people = [Student.objects.create(school=self.school, person=make.make_person(self.school)) for _ in range(11)]
        self.students = {one.pk: one for one in people}
        self.guardians = self._make_guardians(list(self.students.values()))
        self.account = Account(dict.fromkeys(self.students, ()))
        self.kind = make.make_work_kind(self.school)
        self.marks: list[tuple[int, int, date, int]] = []
        self.agreed: set[int] = set()
        self.clerk, self.works = self._make_clerk(), (None, None)
        self.drafts: list[tuple[Order, OrderKind, tuple[Line, ...]]] = []
        self.refused = self.signed = 0
        for pk in self.students:
            self._agree(pk)
        for place, of in enumerate(list(self.classes.values())[:3]):
            self._order(
                OrderKind.ENROL, [Line(one.pk, of.first, of, None) for one in people[3 * place : 3 * place + 3]]
            )
            self.sign()

    def _make_classes(self) -> tuple[dict[ClassGroup, Class], dict[int, Course]]:
        first, second = (
            make.make_year(self.school, name=f"{start.year}/{end.year}", starts_on=start, ends_on=end)
            for start, end in YEARS
        )
        for term in Term.objects.filter(scheme__year=second):
            term.starts_on, term.ends_on = (day.replace(year=day.year + 1) for day in (term.starts_on, term.ends_on))
            term.save()
        classes, courses = {}, {}
        for year, names in ((first, ("7А", "7Б", "9А")), (second, ("8А", "8Б", "7А", "10А"))):
            for name in names:
                group = make.make_class(self.school, name, year=year, scheme=TermScheme.objects.get(year=year))
                classes[group] = Class(group.pk, year.starts_on, year.ends_on)
                courses[group.pk] = make.make_course(group, teacher=self.teacher)
                for part in ("1 группа", "2 группа"):
                    make.make_subgroup(group, name=part)
        return classes, courses

    def _make_clerk(self) -> Staff:
        """A methodologist, who is hired and dismissed for any day."""
        clerk = make.make_staff(self.school)
        make.make_account(clerk.person)
        RoleAssignment.objects.create(
            school=self.school, person=clerk.person, role=Role.METHODOLOGIST, starts_on=FIRST_DAY
        )
        return clerk

    def _make_guardians(self, students: list[Student]) -> dict[int, list[Student]]:
        """Two of them have two children."""
        families = [students[:2], students[5:7], *([one] for one in (*students[2:5], *students[7:]))]
        made: dict[int, list[Student]] = {}
        for children in families:
            guardian = make.make_guardian(*children)
            made[guardian.pk] = children
            for person in (guardian.person, *(child.person for child in children)):
                make.make_account(person)
        return made

    # ── one day ───────────────────────────────────────────────────────

    def on(self, day: date) -> None:
        self.day = day
        self.clock.move_to(make.moment_on(day))
        for _ in range(self.random.randint(1, 3)):
            act = self.random.choices(
                (self.paper, self.cancel, self.teach, self.consent, self.divide, self.redraft, self.employ, self.close),
                (10, 3, 9, 1, 2, 2, 1, 0.4),
            )[0]
            act()
            self.check_stays()
        self.check_access()

    def some_day(self) -> date:
        """Mostly near today, sometimes long ago or next year."""
        near = self.day + timedelta(days=self.random.randint(-10, 20))
        edges = [edge for year in YEARS for edge in (*year, year[0] - DAY, year[1] + DAY)]
        far = FIRST_DAY + timedelta(days=self.random.randint(0, 660))
        return self.random.choices((near, self.day, far, self.random.choice(edges)), (5, 5, 1, 2))[0]

    def some_order(self) -> tuple[OrderKind, tuple[Line, ...]]:
        day, of = self.some_day(), self.random.sample(list(self.students), self.random.choice((1, 1, 2, 3)))
        inside = bool(self.account.class_on(of[0], day - DAY))
        usual = [OrderKind.TRANSFER] * 6 + [*sorted(MOVING), *sorted(LEAVING)]
        likely = usual if inside else sorted(ENTERING)
        kind = self.random.choice(likely if self.random.random() < 0.9 else KINDS)
        groups = [one for one in self.classes.values() if one.first <= day <= one.last] or list(self.classes.values())
        lines = []
        for student in of:
            to = None if kind in LEAVING else self.random.choice(groups)
            own = day + timedelta(days=self.random.randint(-3, 3)) if self.random.random() < 0.1 else day
            line = Line(student, own, to, None)
            was = self.account.left(kind, line)
            lines.append(replace(line, was=was.of.pk if was else None))
        return kind, tuple(lines)

    def paper(self) -> None:
        """An order drafted; signed at once, or left lying to be signed another day."""
        self._order(*self.some_order())
        if self.random.random() < 0.75:
            self.sign()

    def _order(self, kind: OrderKind, lines: Sequence[Line]) -> None:
        drafts, day = self._drafts(lines), lines[0].day
        order = draft_order(self.actor, kind=kind, lines=drafts, number=self._number(), effective_on=day)
        self.drafts.append((order, kind, tuple(lines)))

    def _drafts(self, lines: Sequence[Line]) -> list[LineDraft]:
        return [LineDraft(line.student, line.to.pk if line.to else None, day=line.day) for line in lines]

    def _number(self) -> str:
        return f"{next(make.serial)}-у"

    def sign(self) -> None:
        order, kind, lines = self.drafts.pop()
        paper = Paper(order.pk, kind, lines, self.day)
        which = {"order_id": order.pk, "version": order.version, "even_with_grades": True}
        self.both(lambda: self.account.sign(paper), lambda even: sign_order(self.actor, **which, **even))

    def redraft(self) -> None:
        """A draft that lies there is changed or thrown away, or signed at last."""
        if not self.drafts:
            return
        self.random.shuffle(self.drafts)
        order, *_ = self.drafts[-1]
        what = self.random.choice(("sign", "change", "delete"))
        if what == "sign":
            self.sign()
            return
        self.drafts.pop()
        if what == "delete":
            delete_order(self.actor, order_id=order.pk, version=order.version)
            return
        kind, lines = self.some_order()
        order = update_order(
            self.actor, order_id=order.pk, version=order.version, kind=kind, lines=self._drafts(lines),
            number=self._number(), effective_on=lines[0].day,
        )  # fmt: skip
        self.drafts.append((order, kind, lines))

    def cancel(self) -> None:
        if not self.account.papers:
            return
        paper = self.random.choice(self.account.papers[-4:])
        order = Order.objects.get(pk=paper.pk)
        which = {"order_id": order.pk, "version": order.version, "number": self._number()}
        self.both(lambda: self.account.cancel(paper), lambda even: cancel_order(self.actor, **which, **even))

    def both(self, told: Callable[[], None], asked: Callable[[dict[str, bool]], object]) -> None:
        """The account and the product take it, or neither; where marks lose their day the product asks first."""
        before, written = dict(self.account.stays), (self.stays(), Entry.objects.count())
        try:
            told()
        except NotAllowed as why:
            self.refused += 1
            with pytest.raises(Refused):
                pytest.fail(f"{self.day}: signed, though {why}: {asked({'even_with_marks': True})}")
            assert (self.stays(), Entry.objects.count()) == written
            return
        self.signed += 1
        if self._lost(before):
            with pytest.raises(Refused) as refused:
                asked({})
            assert refused.value.code == "marks", refused.value
            assert (self.stays(), Entry.objects.count()) == written
            asked({"even_with_marks": True})
        else:
            asked({})

    def _lost(self, before: dict[int, tuple[Stay, ...]]) -> list[tuple[int, int, date, int]]:
        def held(stays: tuple[Stay, ...], group: int, day: date) -> bool:
            return any(stay.of.pk == group and stay.holds(day) for stay in stays)

        return [
            one
            for one in self.marks
            if held(before[one[0]], one[1], one[2]) and not held(self.account.stays[one[0]], one[1], one[2])
        ]

    def teach(self) -> None:
        """A mark in today's lesson for somebody; taken where the account has them in the class, refused elsewhere."""
        groups = [one for one in self.classes.values() if one.first <= self.day <= one.last]
        if not groups or any(first == groups[0].first and self.day <= last for first, last in self.account.closed):
            return
        group, course = (found := self.random.choice(groups)), self.courses[found.pk]
        lesson = Lesson.objects.filter(course=course, date=self.day).first() or make.make_lesson(course, self.day)
        if lesson.works.count() > 5:
            return  # a lesson has no more than eight
        actor = make.actor_of(self.teacher, Role.TEACHER)
        here = [pk for pk in self.students if self.account.class_on(pk, self.day) == group.pk]
        for student in {*self.random.sample(here, min(2, len(here))), self.random.choice(list(self.students))}:
            made, value = one(actor, work(lesson, self.kind.pk)), self.random.randint(2, 5)
            answer = one(actor, mark(None, self.students[student], str(value), work_id=made["work"][0]))
            is_here = self.account.class_on(student, self.day) == group.pk
            assert answer["status"] == ("applied" if is_here else "refused"), (self.day, student, answer)
            if is_here:
                self.marks.append((student, group.pk, self.day, value))

    def consent(self) -> None:
        student = self.random.choice(list(self.students))
        if student in self.agreed:
            withdraw_consent(self.actor, student_id=student, withdrawn_on=self.day)
            self.agreed.discard(student)
        else:
            self._agree(student)

    def _agree(self, student: int) -> None:
        give_consent(self.actor, student_id=student, given_on=self.day)
        self.agreed.add(student)

    def employ(self) -> None:
        """Hired on a day, dismissed on another; the wrong way round is refused."""
        hired, left = (
            self.random.choice((None, self.day, self.day + timedelta(days=self.random.randint(-20, 20))))
            for _ in range(2)
        )
        person = self.clerk.person
        names = PersonDraft(person.surname, person.name, person.patronymic)
        card = StaffDraft(position="Методист", hired_on=hired, dismissed_on=left)
        if hired and left and left < hired:
            with pytest.raises(Refused):
                update_staff(self.actor, staff_id=self.clerk.pk, person=names, card=card)
            return
        update_staff(self.actor, staff_id=self.clerk.pk, person=names, card=card)
        self.works = hired, left

    def divide(self) -> None:
        """Somebody of a class into one of its two subgroups from today."""
        here = [group for group, of in self.classes.items() if of.first <= self.day <= of.last]
        group = self.random.choice(here) if here else None
        members = [pk for pk in self.students if group and self.account.class_on(pk, self.day) == group.pk]
        if group and members and not self._is_closed(group):
            chosen = self.random.sample(members, self.random.randint(1, len(members)))
            part = self.random.choice(list(group.subgroups.all()))
            set_members(self.actor, subgroup_id=part.pk, student_ids=chosen, starts_on=self.day)

    def _is_closed(self, group: ClassGroup) -> bool:
        group.year.refresh_from_db()
        return group.year.closed_at is not None

    def close(self) -> None:
        """The eldest term that is over and open, or the year after its last."""
        over = Term.objects.filter(
            school=self.school, ends_on__lt=self.day, closed_at=None, scheme__year__closed_at=None
        )
        term = over.select_related("scheme__year").order_by("ends_on").first()
        if term:
            close_term(self.actor, term_id=term.pk)
            self.account.closed.append((term.scheme.year.starts_on, term.ends_on))
            return
        of = next(
            (group.year for group, of in self.classes.items() if of.last < self.day and not self._is_closed(group)),
            None,
        )
        if of:
            close_year(self.actor, year_id=of.pk, even_if_open=True)
            self.account.closed.append((of.starts_on, of.ends_on))

    # ── what must be true ─────────────────────────────────────────────

    def stays(self) -> list[tuple[int, int, date, date]]:
        rows = Membership.objects.filter(school=self.school).select_related("class_group__year")
        return sorted(
            (
                row.student_id,
                row.class_group_id,
                row.starts_on,
                min(row.ends_on or date.max, row.class_group.year.ends_on),
            )
            for row in rows
        )

    def check_stays(self) -> None:
        told = [
            (student, stay.of.pk, stay.first, stay.last)
            for student, stays in self.account.stays.items()
            for stay in stays
        ]
        assert self.stays() == sorted(told), self.day
        self.check_places()

    def check_places(self) -> None:
        """Nobody is in a subgroup on a day in none of the stays in its class, nor in both of a division."""
        places = list(SubgroupMembership.objects.select_related("subgroup__class_group__year"))
        for place in places:
            group = place.subgroup.class_group
            stays = [stay for stay in self.account.stays[place.student_id] if stay.of.pk == group.pk]
            last = min(place.ends_on or date.max, group.year.ends_on)
            assert any(stay.holds(place.starts_on) and stay.holds(last) for stay in stays), (self.day, place.pk, stays)
        for place, other in combinations(places, 2):
            ours = (place.student_id, place.subgroup.class_group_id)
            if ours == (other.student_id, other.subgroup.class_group_id):
                first, second = sorted((place, other), key=lambda held: held.starts_on)
                assert (first.ends_on or date.max) < second.starts_on, (self.day, first.pk, second.pk)

    def check_access(self) -> None:
        moment = make.moment_on(self.day)
        may = {pk: pk in self.agreed and self.account.studies(pk, self.day) for pk in self.students}
        for pk, student in self.students.items():
            roles = {held.role for held in roles_held(student.person.login.account_id, moment)}
            assert (Role.STUDENT in roles) == may[pk], (self.day, pk, self.account.stays[pk])
        hired, left = self.works
        works = (hired is None or hired <= self.day) and (left is None or self.day < left)
        held = {one.role for one in roles_held(self.clerk.person.login.account_id, moment)}
        assert (Role.METHODOLOGIST in held) == works, (self.day, self.works)
        for guardian in Guardian.objects.filter(pk__in=self.guardians).select_related("person__login"):
            roles = {held.role for held in roles_held(guardian.person.login.account_id, moment)}
            children = self.guardians[guardian.pk]
            assert (Role.GUARDIAN in roles) == any(may[child.pk] for child in children), (self.day, guardian.pk)

    def check_marks(self) -> None:
        """On each page everybody's marks of the year count that were put on a day of theirs, on whichever page."""
        for first, _ in YEARS:
            groups = {of.pk for of in self.classes.values() if of.first == first}
            for group in groups:
                page = book.Book(grid(make.actor_of(self.teacher, Role.TEACHER), self.courses[group].pk, "year"))
                for line in page.lines:
                    # Of some there is something written, though they were never here.
                    if any(stay.of.pk == group for stay in self.account.stays[line.id]):
                        self._check_line(page, line, self._counted(line.id, groups))

    def _check_line(self, page: book.Book, line: book.Line, counted: list[int]) -> None:
        sums = page.sums(line)
        assert sums.marks == len(counted), (line, counted)
        mean = (Decimal(sum(counted)) / len(counted)).quantize(Decimal("0.01"), ROUND_HALF_UP) if counted else None
        assert sums.plain == mean, (line, counted)

    def _counted(self, student: int, groups: set[int]) -> list[int]:
        return [
            value
            for whose, group, day, value in self.marks
            if whose == student and group in groups and self.account.class_on(student, day) == group
        ]


def seeds() -> range:
    first = number_from("LETOPIS_WALK", 1)
    return range(first, first + number_from("LETOPIS_WALKS", 2))


@pytest.mark.parametrize("seed", seeds())
def test_any_orders_on_any_day_are_as_the_account_has_them(moment: time_machine.Traveller, seed: int) -> None:
    moment.move_to(make.moment_on(FIRST_DAY))
    walk = Walk(moment, seed)
    day = FIRST_DAY
    while day < LAST_DAY:
        walk.on(day)
        day += timedelta(days=walk.random.randint(1, 16))
    walk.check_marks()
    assert min(walk.signed, walk.refused, 3 * len(walk.marks)) > 10
    # Whatever the walk has written is in the ledger as it stands; what the factories made is not.
    assert not [one for one in verify(walk.school.pk).findings if one.table in WRITTEN]
    assert Mark.objects.filter(school=walk.school).count() == len(walk.marks)
