"""The journal's protocol over HTTP (docs/developer/journal-protocol.md): JSON in, JSON out."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from uuid import UUID

import msgspec
import orjson
from django.db import OperationalError
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.http.request import RawPostDataException
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_POST

from letopis.kernel.actor import Actor
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.locks import RETRY_AFTER, is_locked
from letopis.school.access.held import HeldRole
from letopis.school.diary.files import homework_file
from letopis.school.journal.queries.changes import absence_story, changes, mark_story
from letopis.school.journal.queries.grid import grid
from letopis.school.lessons.actions.corrections import ask_correction
from letopis.school.lessons.actions.files import attach_file, remove_file
from letopis.school.lessons.queries.files import upload_limit
from letopis.school.sync.by_role import apply_in_roles, not_held, role_for
from letopis.school.sync.reading import DocumentError, parse
from letopis.web.shared.addresses import whole_number
from letopis.web.shared.keeping import AS

P = ParamSpec("P")
MAX_BODY = 1024 * 1024
SIGN_IN = "Войдите ещё раз: введённое сохранится."
OTHER = "На этом компьютере вошли под другим логином. Введённое дождётся вас: войдите под своим."
NOT_THERE = "Такой страницы нет."
ASKED_TO_CORRECT = "Просьба отправлена заместителю директора."
ASKED_TO_OPEN = (
    "Просьба отправлена администратору журнала. Откроет страницу: запись внесёте одним нажатием, в «Просьбах»."
)
NOT_SAVED = 422
MULTIPART_SLACK = 64 * 1024
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def answer(document: Any, status: int = 200) -> HttpResponse:
    """Return a document as JSON."""
    return HttpResponse(msgspec.json.encode(document), content_type="application/json", status=status)


def problem(status: int, message: str, **more: Any) -> HttpResponse:
    """Return what is wrong as JSON."""
    return answer({"message": message, **more}, status)


def busy() -> HttpResponse:
    """Return 503: the database is being written to, the same may be asked again soon."""
    response = problem(503, "База занята большой загрузкой. Введённое сохранится чуть позже.")
    response["Retry-After"] = str(RETRY_AFTER)
    return response


def of_account(view: Callable[Concatenate[HttpRequest, int, P], HttpResponseBase]) -> View[P]:
    """Give the view the account that is signed in; strangers get 401, what is not visible 404, refusals 422, as JSON.

    401 also where the page belongs to another account than the one signed in by now: nothing of it may be done under
    that one's name. 503 with Retry-After where somebody else writes: the browser's queue sends the same again.
    """

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return problem(401, SIGN_IN)
        account = request.headers.get(AS, "").partition("/")[0]
        if account and account != str(request.user.pk):
            return problem(401, OTHER, code="account")
        try:
            return view(request, request.user.pk, *args, **kwargs)
        except NotVisible:
            return problem(404, NOT_THERE)
        except Refused as reason:
            return problem(NOT_SAVED, reason.message, code=reason.code, field=reason.field)
        except OperationalError as error:
            if not is_locked(error):
                raise
            return busy()

    return guarded


def signed_in(view: Callable[Concatenate[HttpRequest, Actor, P], HttpResponseBase]) -> View[P]:
    """Give the view its actor, in the role that the page was opened in; as `of_account` otherwise.

    The page's word is no right: a role that the account does not hold today is refused with code «role».
    """

    @wraps(view)
    def as_actor(request: HttpRequest, account_id: int, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        _, person, role = (*request.headers.get(AS, "").split("/"), "", "", "")[:3]
        current: HeldRole | None = getattr(request, "held", None)
        found = role_for(getattr(request, "roles", []), current, whole_number(person), role)
        if current is None:
            return problem(401, SIGN_IN)
        if found is None:
            raise not_held(role)
        return view(request, found.actor, *args, **kwargs)

    return of_account(as_actor)


@require_POST
@of_account
def journal_operations(request: HttpRequest, account_id: int) -> HttpResponse:
    """Apply operations, each once, in the role it was typed in. 400 with `problems` for another body, 413 over 1 MB."""
    if _length(request) > MAX_BODY:
        return problem(413, "Слишком много за один раз: отправьте по частям.")
    try:
        operations = parse(orjson.loads(request.body))
    except (orjson.JSONDecodeError, RawPostDataException):
        return problem(400, "Это не JSON.", problems=[])
    except DocumentError as wrong:
        return problem(400, "Список операций не разобран.", problems=wrong.problems)
    roles, current = getattr(request, "roles", []), getattr(request, "held", None)
    applied = apply_in_roles(account_id, operations, held=roles, current=current)
    return answer({"answers": applied.answers, "cursor": applied.cursor})


@require_POST
@signed_in
def journal_requests(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Ask whoever can help for an operation that was refused: {"operation", "reason"} → {"told"}."""
    try:
        sent = orjson.loads(request.body)
        (operation,) = parse({"operations": [sent["operation"]]})
        reason = str(sent["reason"])
    except (orjson.JSONDecodeError, RawPostDataException, DocumentError, KeyError, TypeError, ValueError):
        return problem(400, "Страница устарела: обновите её и повторите.")
    row = ask_correction(actor, operation=operation, reason=reason)
    return answer({"told": ASKED_TO_OPEN if row.opening_id else ASKED_TO_CORRECT})


@require_GET
@signed_in
def journal_grid(request: HttpRequest, actor: Actor, course_id: int) -> HttpResponse:
    """The grid of a page for `?period=`."""
    return answer(grid(actor, course_id, request.GET.get("period", "")))


@require_GET
@signed_in
def journal_changes(request: HttpRequest, actor: Actor, course_id: int) -> HttpResponse:
    """What changed on a page after `?since=`."""
    return answer(changes(actor, course_id, _number(request, "since")))


@require_GET
@signed_in
def journal_story(request: HttpRequest, actor: Actor, course_id: int) -> HttpResponse:
    """The story of a mark (`?work=&student=`) or of an absence (`?lesson=&student=`)."""
    student_id = _number(request, "student")
    if "work" in request.GET:
        return answer(mark_story(actor, course_id, _number(request, "work"), student_id))
    return answer(absence_story(actor, course_id, _number(request, "lesson"), student_id))


def _number(request: HttpRequest, name: str) -> int:
    """Return a whole number of the query. Raises NotVisible for anything else."""
    number = whole_number(request.GET.get(name, ""))
    if number is None:
        raise NotVisible
    return number


def _length(request: HttpRequest) -> int:
    return whole_number(request.headers.get("Content-Length", "")) or 0


# ── files of homework ─────────────────────────────────────────────────
# The size is looked at before the check of the token reads the form: a huge file is not even taken in.
@csrf_exempt
@require_POST
@signed_in
def homework_files(request: HttpRequest, actor: Actor, homework_id: int) -> HttpResponseBase:
    """Give a file (multipart `file`, `upload_id`) with a task: {"id", "name", "size", "removed"}; 413 over the limit.

    The same `upload_id` gives the file once, however often it is sent.
    """
    most = upload_limit(actor)
    if _length(request) > most + MULTIPART_SLACK:
        return problem(413, f"Файл больше {most // 2**20} МБ: уменьшите его или дайте ссылку в тексте задания.")
    return _attach(request, actor, homework_id)


@csrf_protect
def _attach(request: HttpRequest, actor: Actor, homework_id: int) -> HttpResponse:
    uploaded = request.FILES.get("file")
    if uploaded is None:
        return problem(400, "Выберите файл.")
    upload_id = _upload_id(request)
    row = attach_file(actor, homework_id=homework_id, name=uploaded.name or "", content=uploaded, upload_id=upload_id)
    return answer({"id": row.pk, "name": row.name, "size": row.size, "removed": row.is_removed})


def _upload_id(request: HttpRequest) -> UUID | None:
    text = request.POST.get("upload_id", "")
    try:
        return UUID(text) if text else None
    except ValueError as wrong:
        raise Refused("Страница устарела: обновите её и приложите файл снова.", code="upload_id") from wrong


@require_GET
@signed_in
def homework_file_view(request: HttpRequest, actor: Actor, file_id: int) -> HttpResponseBase:
    """Serve a file to whom the task belongs, always as a download."""
    row = homework_file(actor, file_id)
    try:
        content = row.file.open("rb")
    except FileNotFoundError as lost:
        raise NotVisible from lost
    response = FileResponse(content, as_attachment=True, filename=row.name, content_type=row.content_type)
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
@signed_in
def homework_file_remove(request: HttpRequest, actor: Actor, file_id: int) -> HttpResponse:
    """Take a file away from a task."""
    remove_file(actor, file_id=file_id)
    return answer({"id": file_id, "removed": True})
