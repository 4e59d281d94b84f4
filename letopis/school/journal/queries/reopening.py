"""Pages of closed periods that somebody asks to be opened again (А3.2.2)."""

from collections.abc import Mapping
from dataclasses import dataclass

from letopis.kernel.actor import Actor
from letopis.kernel.errors import NotVisible
from letopis.kernel.rights import Right
from letopis.school.journal.queries.requests import Requests, requests_of
from letopis.school.periods.models import ReopenRequest


@dataclass(frozen=True, slots=True)
class Opening:
    """A request of the list. `asked_by`, `answered_by`: told apart."""

    row: ReopenRequest
    asked_by: str
    answered_by: str


def reopen_requests(actor: Actor) -> Requests[Opening]:
    """Return the requests: an administrator's of the whole school, a teacher's own. Raises NotVisible. Two queries."""
    if not actor.may(Right.CLOSE_PERIODS, Right.WRITE_OWN_PAGES, Right.WRITE_CLASS_PAGES, Right.CORRECT_LATE):
        raise NotVisible
    rows = ReopenRequest.objects.select_related("course__class_group", "course__subject", "course__subgroup", "term")
    return requests_of(actor, rows, Right.CLOSE_PERIODS, _opening)


def _opening(row: ReopenRequest, names: Mapping[int, str]) -> Opening:
    return Opening(row, names.get(row.asked_by_id or 0, ""), names.get(row.answered_by_id or 0, ""))
