"""The schedule of assessment works of a school of 1,000 students: seconds to propose it, statements to show it."""

import time
from dataclasses import dataclass

from django.db import transaction

from bench import measure
from bench.budgets import Works
from bench.scenarios import Ask, MeasureError, Scenario, is_page
from bench.school import address
from letopis.demo.store import ZONE
from letopis.kernel.actor import Actor
from letopis.kernel.clock import in_zone, now
from letopis.kernel.rights import Right
from letopis.school.access.held import roles_held
from letopis.school.access.models import Account
from letopis.school.organisation.models import AcademicYear
from letopis.school.workload.actions.proposing import propose_schedule
from letopis.school.workload.queries import half_of


@dataclass(frozen=True, slots=True)
class Proposed:
    """The second half-year: seconds by the clock and of the processor, works put and left, statements of the page."""

    budget: Works
    seconds: float
    processor: float
    works: int
    left: int
    queries: int

    @property
    def is_kept(self) -> bool:
        """Say whether the budget holds."""
        return self.seconds <= self.budget.seconds and self.queries <= self.budget.queries


def measured(budget: Works) -> Proposed:
    """Propose the schedule, look at it, and take it back. Raises MeasureError where nobody may, or nothing is put."""
    account = Account.objects.get(username="deputy")
    actor = _keeper(account)
    with in_zone(ZONE.key), transaction.atomic():
        year = AcademicYear.objects.filter(school_id=actor.school_id).latest("starts_on")
        began, busy = time.perf_counter(), time.process_time()
        offer = propose_schedule(actor, year=year, half=half_of(year, 2))
        seconds, processor = time.perf_counter() - began, time.process_time() - busy
        page = Scenario("works", account, iter([Ask(f"{address('assessments')}?half=2")] * 3), is_page)
        queries = len(measure.queries(page))
        transaction.set_rollback(True)
    return Proposed(budget, seconds, processor, len(offer.works), len(offer.left), queries)


def _keeper(account: Account) -> Actor:
    found = [one.actor for one in roles_held(account.pk, now()) if one.actor.may(Right.KEEP_WORKLOAD)]
    if not found:
        raise MeasureError("nobody of the measured school keeps the schedule of works")
    return found[0]
