"""What the school takes as files of homework."""

from letopis.kernel.actor import Actor
from letopis.school.organisation.models import School
from letopis.school.organisation.stored_settings import settings_of


def upload_limit(actor: Actor) -> int:
    """Return the largest file of the school, bytes. One query."""
    return settings_of(School.objects.get(pk=actor.school_id)).max_file_mb * 1024 * 1024
