"""The school's own words in strings that tags take; builtin. Plain text names them itself: `{{ words.group.gen }}`."""

from django import template

from letopis.school.organisation import words

register = template.Library()


@register.filter
def phrase(text: str) -> str:
    """`{% empty_state "В {group.pre} пока никого"|phrase %}`."""
    return words.phrase(str(text))
