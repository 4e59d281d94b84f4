"""Tags of the teacher's lists: what stands there on many lines is written by `letopis.web.teacher.fragments`."""

from collections.abc import Sequence

from django import template
from django.utils.safestring import SafeString

from letopis.school.journal.queries.journals import JournalOfList
from letopis.web.teacher.fragments import journals, plans

register = template.Library()
register.simple_tag(plans.hours_state)


@register.simple_tag
def journals_table(rows: Sequence[JournalOfList], title: str, teacher: bool) -> SafeString:
    """`{% journals_table mine "Мои предметы" False %}`: journals as a table, with who teaches or without."""
    return SafeString(journals.journals_table(rows, title, teacher))
