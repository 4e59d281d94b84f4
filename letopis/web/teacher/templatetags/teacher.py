"""Template filters of the teacher's pages."""

from django import template

register = template.Library()


@register.filter
def inside(name: str) -> str:
    """A subject in the middle of a sentence: «алгебра», «иностранный язык», but «ОБЗР» as it is."""
    return name if len(name) < 2 or name[1].isupper() else name[0].lower() + name[1:]
