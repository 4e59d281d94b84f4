"""What the pages of all features of the office share: who reads them, the year they are about."""

from django.http import Http404

from letopis.kernel.errors import NotVisible
from letopis.school.organisation import queries
from letopis.school.organisation.models import AcademicYear
from letopis.web.shared.actors import ActorRequest
from letopis.web.shared.addresses import whole_number


def year_of(request: ActorRequest) -> AcademicYear | None:
    """Return the year the office's pages are about: ?year=… or the current one. One query."""
    asked = whole_number(request.GET.get("year", ""))
    if asked is not None:
        return queries.year_of(request.actor.school_id, asked)
    return queries.current_year(request.actor.school_id)


def need_year(request: ActorRequest) -> AcademicYear:
    """Return the year; 404 for a school without one, whose pages lead to opening it."""
    year = year_of(request)
    if year is None:
        raise Http404
    return year


def this_year(request: ActorRequest) -> AcademicYear:
    """Return the current year; NotVisible for a school without one."""
    year = queries.current_year(request.actor.school_id)
    if year is None:
        raise NotVisible
    return year


def only_keepers_send(request: ActorRequest, *, may_keep: bool) -> bool:
    """Return `may_keep`; NotVisible for a form sent by one who may only read the page."""
    if request.method == "POST" and not may_keep:
        raise NotVisible
    return may_keep
