"""Who is in the building now: printed, and kept on the device for when there is no network."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from letopis.kernel.rights import Right
from letopis.school.attendance.queries.building import building
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.keeping import keepable


@require_safe
@for_rights(Right.READ_BUILDING, Right.READ_CLASS_ATTENDANCE)
def building_page(request: ActorRequest) -> HttpResponse:
    """The evacuation list by class, as of now."""
    return keepable(request, render(request, "teacher/attendance/building.html", {"building": building(request.actor)}))
