"""One way to send a form: one transaction, one kind of answer to what is wrong, one row however often it is sent.

A form is known again by its CSRF token, which Django masks anew in every page, and by what is typed in it. A form over
rows carries what they were when it was opened (`opened.py`): what was recorded since is not undone by it.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, TypeVar, cast

from django import forms
from django.contrib import messages
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, resolve_url
from django.views.decorators.http import require_http_methods

from letopis.kernel.errors import Refused
from letopis.kernel.locks import take_turn
from letopis.web.shared.forms import ConfirmField
from letopis.web.shared.opened import NAME as VERSION
from letopis.web.shared.opened import Opened, version_of

T = TypeVar("T")
View = TypeVar("View", bound=Callable[..., Any])
Target = str | tuple[Any, ...]
AnyForm = forms.BaseForm | forms.BaseFormSet[Any]

_methods = require_http_methods(["GET", "HEAD", "POST"])

KEPT = 24 * 3600  # seconds
TWICE = "Эта форма уже отправлена: записано один раз. Чтобы записать ещё раз, откройте страницу заново."


def form_page(view: View) -> View:
    """Mark a view whose form goes through submit(): the page on GET, the form on POST (tests find them all by it).

    A form that was sent before is answered here: what it was about may be gone since. One that carries a version has
    its turn: what the view reads to compare it with stands still until it is written.
    """

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with _turn(request):
            if key := _key(request):
                address = cache.get(key)
                if address:
                    return _twice(request, address)
            answer: HttpResponse = view(request, *args, **kwargs)
            return answer

    marked = _methods(page)
    marked.takes_form = True  # type: ignore[attr-defined]
    return cast(View, marked)


@contextmanager
def _turn(request: HttpRequest) -> Iterator[None]:
    """One form with a version at a time in a school, from the reading of its rows to the end of the transaction."""
    actor = getattr(request, "actor", None)
    if request.method != "POST" or VERSION not in request.POST or actor is None:
        yield
        return
    with transaction.atomic():
        take_turn(f"forms:{actor.school_id}")
        yield


def _key(request: HttpRequest) -> str:
    """Name the form that is sent; "" where none is, or where nothing tells it from another of the same fields."""
    return f"sent:{form_key(request)}" if "csrfmiddlewaretoken" in request.POST else ""


def _twice(request: HttpRequest, address: str) -> HttpResponse:
    messages.info(request, TWICE)
    return redirect(address)


def typed(request: HttpRequest) -> QueryDict | None:
    """Return what the form was sent with; None for a page that is only opened."""
    return request.POST if request.method == "POST" else None


def submit(
    request: HttpRequest,
    form: AnyForm | None,
    action: Callable[[], T],
    *,
    page: Callable[[], HttpResponse],
    to: Target | Callable[[T], Target],
    done: str | Callable[[T], str] = "",
    atomic: bool = True,
    opened: Opened | None = None,
) -> HttpResponse:
    """Answer a page with a form: the page on GET; on POST the action in one transaction, then a redirect.

    `form`: None for a button without fields. `page` renders the page, with the form as it is then. `to`: where to go
    after success, a path, the name of an address, or that name with its arguments; `done`: the message there, "" none.

    What is wrong with the form, or refused by the action, changes nothing: the page comes again with what was typed,
    status 422, the message at its field (`Refused.field`) or at the top, the focus on it. A form sent twice acts once:
    the second is led to where the first went, and says so; sent at the same moment, it waits for the first.
    `atomic`: False where the action begins work beside the request, which has to see what was written.

    A form that was `opened_on` rows changed since writes nothing either: status 409, the page with what was there, what
    is recorded and what was typed; sent again from there, it is written. `opened`: the version of a form that is none.
    """
    if request.method != "POST":
        return page()
    if form is None or form.is_valid():
        version = opened or version_of(form)
        if version and (conflict := version.conflict(request, form)):
            version.clash = conflict
            response = page()
            response.status_code = 409
            return response
        try:
            return _act(request, action, to, done, atomic=atomic)
        except Refused as refused:
            _show(request, form, refused)
    return wrong(form, page)


def wrong(form: AnyForm | None, page: Callable[[], HttpResponse]) -> HttpResponse:
    """Return the page again with what is wrong in the form: status 422, the focus on the first wrong field."""
    if form is not None:
        _focus(form)
    response = page()
    response.status_code = 422
    return response


def _act(
    request: HttpRequest,
    action: Callable[[], T],
    to: Target | Callable[[T], Target],
    done: str | Callable[[T], str],
    *,
    atomic: bool,
) -> HttpResponse:
    key = _key(request)
    # The mark of the form sent stands in the same database: in a transaction it comes and goes with what is written.
    with transaction.atomic() if atomic else _unmarked(key):
        if key and not cache.add(key, "", KEPT):
            return _twice(request, cache.get(key) or request.get_full_path())
        result = action()
        target = to(result) if callable(to) else to
        address = resolve_url(target) if isinstance(target, str) else resolve_url(*target)
        if key:
            cache.set(key, address, KEPT)
    if text := done(result) if callable(done) else done:
        messages.success(request, text)
    return redirect(address)


@contextmanager
def _unmarked(key: str) -> Iterator[None]:
    """Take the mark back where the action failed."""
    try:
        yield
    except BaseException:
        cache.delete(key)
        raise


def form_key(request: HttpRequest) -> str:
    """Return the same text for the same form of the same page sent again with the same fields by the same account."""
    files = sorted((name, one.name, one.size) for name, sent in request.FILES.lists() for one in sent)
    form = json.dumps([request.user.pk, request.get_full_path(), sorted(request.POST.lists()), files])
    return hashlib.sha256(form.encode()).hexdigest()


@contextmanager
def at_field(name: str, label: str = "") -> Iterator[None]:
    """Put a refusal of one of several acts of a form at its field; `label` says in the message which of them it was."""
    try:
        yield
    except Refused as refused:
        text = f"{label}: {refused.message}" if label else refused.message
        raise Refused(text, code=refused.code, field=name) from refused


def _show(request: HttpRequest, form: AnyForm | None, refused: Refused) -> None:
    if form is None:
        messages.error(request, refused.message, extra_tags="focus")
    elif isinstance(form, forms.BaseFormSet):
        form.non_form_errors().append(refused.message)
    else:
        for field in form.fields.values():
            if isinstance(field, ConfirmField) and field.code == refused.code:
                field.ask()
        shown = [bound.name for bound in form.visible_fields()]
        form.add_error(refused.field if refused.field in shown else None, refused.message)


def _focus(form: AnyForm) -> None:
    """The first wrong field gets the focus with the page, without a script; an error of the whole form comes first."""
    several = isinstance(form, forms.BaseFormSet)
    at_top = form.non_form_errors() if isinstance(form, forms.BaseFormSet) else form.non_field_errors()
    hidden = [] if isinstance(form, forms.BaseFormSet) else [one for one in form.hidden_fields() if one.errors]
    if at_top or hidden:
        form.focus_top = True  # type: ignore[union-attr]
        return
    for one in form.forms if several else [form]:  # type: ignore[union-attr]
        for bound in one:
            if bound.errors:
                bound.field.widget.attrs["autofocus"] = True
                return
