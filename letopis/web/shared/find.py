"""«Найти»: whoever one may see, from any page (Ctrl K). What is typed goes in the body: no name is in an address."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from letopis.kernel.actor import Actor
from letopis.kernel.rights import Right
from letopis.school.classes.queries import Found, find
from letopis.school.people.rules import phone_text
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.navigation import address_for

# What the dialog sends with its requests: it wants the lines alone.
DIALOG = "X-Letopis-Find"


@dataclass(frozen=True, slots=True)
class Line:
    """What was found, as the page shows it."""

    url: str
    icon: str
    name: str
    about: str


@for_rights(Right.READ_STUDENTS, Right.READ_STAFF, Right.READ_OWN_CLASS)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def find_page(request: ActorRequest) -> HttpResponse:
    """Show the field, and what was found; the dialog gets the lines alone."""
    text = request.POST.get("text", "")
    found = find(request.actor, text)
    lines = [line for one in found.rows if (line := _line(request.actor, one)).url]
    context = {"text": text, "lines": lines, "more": found.more, "asked": bool(text.strip())}
    return render(request, "shared/find_lines.html" if DIALOG in request.headers else "shared/find.html", context)


_PAGES = {
    "class": ("office_class", "my_class_page"),
    "student": ("office_student", "my_class_student"),
    "guardian": ("office_person_guardian",),
    "staff": ("office_person_staff",),
}
_ICONS = {"class": "class", "student": "person", "guardian": "person", "staff": "key"}


def _line(actor: Actor, one: Found) -> Line:
    ways = [address_for(actor, page, one.id) for page in _PAGES[one.kind]]
    if one.student_id:
        # A class teacher comes to a parent by the child's card.
        ways.append(address_for(actor, "my_class_student", one.student_id))
    about = ", ".join(filter(None, (one.about, phone_text(one.phone))))
    return Line(next(filter(None, ways), ""), _ICONS[one.kind], one.name, about)
