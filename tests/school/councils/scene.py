"""A school whose 7А has marks of its first term and of the year, and a council prepared by the study office."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from letopis.kernel.clock import now
from letopis.kernel.roles import Role
from letopis.school.councils import actions
from letopis.school.councils.actions.meetings import Head
from letopis.school.councils.actions.voting import Vote
from letopis.school.councils.enums import CouncilAbout, CouncilKind, CouncilState
from letopis.school.councils.models import Council, Decision, Proposal
from letopis.school.councils.rules import Votes
from letopis.school.curriculum.models import Course
from letopis.school.grading.enums import PeriodKind
from letopis.school.grading.models import NO_TERM, PeriodMark
from letopis.school.organisation.models import Term
from tests import factories as make

UNTIL = date(2026, 12, 20)


@dataclass
class CouncilScene:
    """`good` has passed, `owing` has a 2 in algebra; each has a mark of the term and of the year in both subjects."""

    school: Any
    group: Any
    algebra: Course
    russian: Course
    office: Any
    tutor: Any
    teacher: Any
    good: Any
    owing: Any
    parent: Any

    @property
    def actor(self) -> Any:
        return make.actor_of(self.office, Role.STUDY_OFFICE)

    @property
    def term(self) -> Term:
        return Term.objects.get(scheme=self.group.scheme, number=1)

    def prepared(self, about: str = CouncilAbout.TERM, **columns: Any) -> Council:
        """A council with the proposals of the class, all of its members present."""
        council = self.called(about, **columns)
        actions.propose_classes(self.actor, council_id=council.pk, class_ids=[self.group.pk])
        members = {one.pk: True for one in (self.office, self.tutor, self.teacher)}
        actions.set_members(self.actor, council_id=council.pk, members=members)
        council.refresh_from_db()
        return council

    def called(self, about: str = CouncilAbout.TERM, **columns: Any) -> Council:
        """A council without proposals."""
        head = {
            "kind": CouncilKind.SMALL,
            "about": about,
            "date": make.TODAY,
            "term_id": self.term.pk if about == CouncilAbout.TERM else None,
            "agenda": "Итоги I четверти",
            "chair_id": self.office.pk,
            "secretary_id": self.tutor.pk,
        }
        return actions.prepare_council(self.actor, year_id=self.group.year_id, head=Head(**{**head, **columns}))

    def opened(self, about: str = CouncilAbout.TERM, **columns: Any) -> Council:
        """A council in session."""
        council = self.prepared(about, **columns)
        return actions.open_council(self.actor, council_id=council.pk, version=council.version)

    def of(self, council: Council, student: Any) -> Proposal:
        return Proposal.objects.get(council=council, student=student)

    def decide(self, council: Council, student: Any, *, kind: str = "", **more: Any) -> Decision:
        row = self.of(council, student)
        vote = Vote(kind=kind or row.kind, votes=more.pop("votes", Votes(3)), until=UNTIL, text=more.pop("text", ""))
        return actions.decide(self.actor, proposal_id=row.pk, version=row.version, vote=vote, **more)

    def closed(self, about: str = CouncilAbout.TERM, number: str = "3", **columns: Any) -> Council:
        """A council that has decided of everybody as proposed."""
        council = self.opened(about, **columns)
        for row in council.proposals.filter(is_withdrawn=False):
            self.decide(council, row.student)
        assert council.state == CouncilState.SESSION
        return actions.close_council(self.actor, council_id=council.pk, version=council.version, number=number)


def council_scene(students: int = 0) -> CouncilScene:
    """`students`: more of those who have passed."""
    school = make.make_school()
    tutor, teacher = make.make_staff(school), make.make_staff(school)
    group = make.make_class(school, "7А", tutor=tutor)
    algebra = make.make_course(group, "Алгебра", teacher=teacher)
    russian = make.make_course(group, "Русский язык", teacher=tutor)
    good, owing = make.make_student(group), make.make_student(group)
    office = make.make_officer(school, Role.STUDY_OFFICE)
    s = CouncilScene(school, group, algebra, russian, office, tutor, teacher, good, owing, make.make_guardian(owing))
    for student in (good, *make.make_students(group, students)):
        marked(s, student, "4")
    marked(s, owing, "2")
    return s


def marked(s: CouncilScene, student: Any, algebra: str, russian: str = "5") -> None:
    """Marks of the first term and of the year."""
    for course, value in ((s.algebra, algebra), (s.russian, russian)):
        for kind, term in ((PeriodKind.TERM, s.term), (PeriodKind.YEAR, None)):
            PeriodMark.objects.create(
                school=s.school,
                course=course,
                student=student,
                kind=kind,
                term=term,
                slot=term.pk if term else NO_TERM,
                value=value,
                set_at=now(),
            )
