"""Tags of the diary's pages."""

from django import template
from django.template.defaultfilters import linebreaksbr
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from letopis.school.journal.diary.children import Child
from letopis.school.journal.diary.pieces import Mark, Task
from letopis.web.shared.templatetags.letopis import icon, nbsp, size

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


@register.simple_tag
def task_text(task: Task) -> SafeString:
    """`{% task_text task %}`: what was set, whether for this child alone, and its files."""
    own = format_html(' <span class="badge">{}</span>', "лично") if task.is_own else ""
    files = format_html_join(
        "",
        ' <a class="entry__file nowrap" href="{}">{}{}, {}</a>',
        ((reverse("homework_file", args=[one.id]), icon("file"), one.name, size(one.size)) for one in task.files),
    )
    return format_html("{}{}{}", linebreaksbr(nbsp(task.text)), own, files)
