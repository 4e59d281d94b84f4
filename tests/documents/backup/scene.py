"""A class in its third lesson, all of it in the ledger: what can be verified."""

from django.core.files.base import ContentFile

from letopis.kernel.actor import Actor
from letopis.school.history.ledger import Change, record, record_many
from letopis.school.history.log.checkpoints import make_checkpoint
from letopis.school.history.tracking import all_tracked
from letopis.school.lessons.models import HomeworkFile
from letopis.school.organisation.models import School
from tests import factories as make
from tests.school.journal.scene import Scene, scene


def recorded(made: Scene | None = None) -> Scene:
    """Make one, or take `made`, and enter each row; a checkpoint signs all."""
    made = made or scene()
    assert made.actor.account_id, "an account is made with it"
    task = make.make_homework(made.lesson)
    HomeworkFile.objects.create(
        school=made.school,
        homework=task,
        file=ContentFile(b"%PDF-1.7 ...", name="x.pdf"),
        name="Задание.pdf",
        content_type="application/pdf",
        size=12,
    )
    actor = Actor.system(made.school.pk)
    for model in all_tracked():
        if model is School:
            record(actor, made.school, "create")
            continue
        rows = model._default_manager.filter(school_id=made.school.pk)
        record_many(actor, [Change(row=row, action="create") for row in rows])
    # PostgreSQL: an automatic ANALYZE of so many new rows may hold the table for the second that the maker waits.
    assert any(make_checkpoint(made.school.pk) for _ in range(5))
    return made
