"""Tags of the diary's pages."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from letopis.school.journal.diary.children import Child
from letopis.school.journal.diary.pieces import Mark

register = template.Library()


@register.simple_tag
def mark_figure(mark: Mark, child: Child) -> SafeString:
    """`{% mark_figure mark child %}`: a mark as it stands in the diary; red where the child's school wants it so."""
    css = "mark"
    if mark.is_new:
        css += " mark--new"
    if mark.is_low:
        css += " mark--weak" if child.settings.show_weak_marks_red_to_family else " mark--low"
    return format_html('<span class="{}">{}</span>', css, mark.shown or "·")
