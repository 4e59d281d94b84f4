"""Files of homework."""

from uuid import UUID, uuid4

from django.core.files import File
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from letopis.kernel.actor import Actor
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.uploads import keep_upload
from letopis.school.history.ledger import record
from letopis.school.history.tracking import snapshot
from letopis.school.history.turns import write_in_turn
from letopis.school.lessons import file_types, pictures
from letopis.school.lessons.actions.targets import Target, target_of
from letopis.school.lessons.models import Homework, HomeworkFile

MEGABYTE = 1024 * 1024


def attach_file(
    actor: Actor, *, homework_id: int, name: str, content: File[bytes], upload_id: UUID | None = None
) -> HomeworkFile:
    """Give a file with a task, kept under a random name. Raises NotVisible, Refused (size, type, number of files).

    A picture is kept as every browser shows it, without where it was taken (`pictures`). That takes a second, so it is
    done between two looks at the right: nobody waits for it, and nobody without the right has the server do it.
    With an `upload_id` that was given before, the file of that time is returned as it now is (it may have been removed
    since) and nothing changes. Raises Refused (`op_id`) where that was another task.
    """
    try:
        with transaction.atomic():
            task, target = _task(actor, homework_id)
            _writer(target)
            if given := _given(task, upload_id):
                return given
            _require_room(task, target, content)
        ending, kept = ready(name, content)
        with transaction.atomic():
            task, target = _task(actor, homework_id)
            writer = _writer(target)
            given = _given(task, upload_id)
            return given or _give(writer, task, target, name=name, ending=ending, content=kept, upload_id=upload_id)
    except IntegrityError:
        # The same upload came twice at once: the other one was first.
        if given := _given(task, upload_id):
            return given
        raise


def _given(task: Homework, upload_id: UUID | None) -> HomeworkFile | None:
    """Return the file an upload has already given to the task."""
    if upload_id is None:
        return None
    row = HomeworkFile.objects.filter(school_id=task.school_id, upload_id=upload_id).first()
    if row is not None and row.homework_id != task.pk:
        raise Refused("Этот файл приложен к другому заданию: выберите его заново.", code="op_id", field="file")
    return row


def ready(name: str, content: File[bytes]) -> tuple[str, File[bytes]]:
    """Return the ending of a file by its content, and the file as it is to be kept. Raises Refused (type, content)."""
    file = content.file
    if not file_types.is_picture_named(name, file):  # type: ignore[arg-type]
        return file_types.checked_type(name, file)[0], content  # type: ignore[arg-type]
    made, ending = pictures.as_shown(file)  # type: ignore[arg-type]
    content.seek(0)
    return ending, content if made is None else ContentFile(made)


def _give(
    writer: Actor,
    task: Homework,
    target: Target,
    *,
    name: str,
    ending: str,
    content: File[bytes],
    upload_id: UUID | None,
) -> HomeworkFile:
    _require_room(task, target, content)
    row = HomeworkFile(
        school_id=task.school_id,
        homework=task,
        upload_id=upload_id,
        name=file_types.clean_name(name, ending),
        content_type=file_types.TYPES[ending].content_type,
    )
    keep_upload(row, f"{uuid4().hex}.{ending}", content)
    try:
        row.save()
        record(writer, row, "created", course_id=task.course_id, op_id=upload_id)
    except BaseException:
        row.file.delete(save=False)
        raise
    return row


def remove_file(actor: Actor, *, file_id: int) -> None:
    """Take a file away from a task; the row and the file stay, nobody is served it. Raises NotVisible, Refused."""
    with transaction.atomic():
        row = HomeworkFile.objects.filter(school_id=actor.school_id, pk=file_id, is_removed=False).first()
        if row is None:
            raise NotVisible
        task, target = _task(actor, row.homework_id)
        writer = _writer(target)
        before = snapshot(row)
        row.is_removed = True
        row.save(update_fields=["is_removed"])
        record(writer, row, "removed", before=before, course_id=task.course_id)


def _writer(target: Target) -> Actor:
    """Whom the ledger names, where the period is open."""
    writer = target.writer()
    target.verdict()
    return writer


def _task(actor: Actor, homework_id: int) -> tuple[Homework, Target]:
    write_in_turn(actor.school_id)
    task = Homework.objects.filter(school_id=actor.school_id, pk=homework_id).first()
    if task is None:
        raise NotVisible
    target = target_of(actor, task.lesson_id)
    if task.is_removed:
        raise Refused("Это задание удалили: обновите страницу.", code="removed")
    return task, target


def _require_room(task: Homework, target: Target, content: File[bytes]) -> None:
    most = target.settings.max_file_mb
    if content.size > most * MEGABYTE:
        raise Refused(f"Файл больше {most} МБ: уменьшите его или дайте ссылку в тексте задания.", code="size")
    if HomeworkFile.objects.filter(homework=task, is_removed=False).count() >= file_types.MAX_FILES:
        raise Refused(f"К заданию прикладывают не больше {file_types.MAX_FILES} файлов.", code="too_many")
