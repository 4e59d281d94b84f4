"""Slips of a class: who has a login, who has not, and the handing out (П3.3.4, С3.3)."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from letopis.kernel.rights import Right
from letopis.school.access import kept_slips
from letopis.school.classes.logins import ClassLogins, class_logins
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.slips import chosen_people, handed_to, kept_page, kept_pdf, lacks, print_once


@require_http_methods(["GET", "POST"])
@for_rights(Right.ISSUE_SLIPS, Right.ISSUE_OWN_SLIPS)
def of_class(request: ActorRequest, class_id: int) -> HttpResponse:
    """List the class's logins; POST issues slips for the chosen people and shows them once."""
    logins = class_logins(request.actor, class_id)

    def page() -> HttpResponse:
        lacking = list(dict.fromkeys(row.child for row in logins.rows if not row.has_consent))
        return render(request, "account/class_slips.html", {"logins": logins, "lacking": lacking, **lacks(request)})

    if request.method == "POST":
        about = _about(logins)
        chosen = chosen_people(request) & about.keys()
        return print_once(
            request,
            lambda: handed_to(request, chosen),
            title=f"Листки с паролями, {logins.class_name}",
            back=request.path,
            again=request.path,
            about=about,
            page=page,
        )
    return page()


@require_safe
@for_rights(Right.ISSUE_SLIPS, Right.ISSUE_OWN_SLIPS)
def kept(request: ActorRequest, batch_id: int) -> HttpResponse:
    """Show the slips just issued."""
    return kept_page(request, batch_id)


@require_safe
@for_rights(Right.ISSUE_SLIPS, Right.ISSUE_OWN_SLIPS)
def pdf(request: ActorRequest, batch_id: int) -> HttpResponse:
    """The same on paper."""
    return kept_pdf(request, batch_id)


@require_POST
@for_rights(Right.ISSUE_SLIPS, Right.ISSUE_OWN_SLIPS)
def put_away(request: ActorRequest, batch_id: int) -> HttpResponse:
    """Show the passwords no more."""
    shown = kept_slips.opened(request.actor, batch_id, "").shown
    kept_slips.put_away(request.actor, batch_id)
    return redirect(shown["back"])


def _about(logins: ClassLogins) -> dict[int, str]:
    """Whom each slip is handed to, in the order of the class; a guardian's goes home with the first child."""
    about: dict[int, str] = {}
    for row in logins.rows:
        about.setdefault(row.person_id, ", ".join(filter(None, (logins.class_name, row.of or row.distinction))))
    return about
