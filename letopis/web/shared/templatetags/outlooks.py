"""Forecasts in templates."""

from collections.abc import Sequence

from django import template
from django.utils.safestring import SafeString

from letopis.school.forecast.rules import Mark, Outlook
from letopis.school.organisation.settings import SchoolSettings
from letopis.web.shared import outlooks

register = template.Library()
register.filter("chances", outlooks.chances)
register.filter("outlook", outlooks.told)
register.filter("kindly", outlooks.told_kindly)
register.filter("short_outlook", outlooks.short)
register.filter("at_risk", outlooks.is_at_risk)
register.filter("unrated", outlooks.is_unrated)


@register.filter
def steps(outlook: Outlook, settings: SchoolSettings) -> str:
    """What would change it."""
    return outlooks.steps_told(outlook, settings.term_mark_least)


@register.simple_tag
def what_if(marks: Sequence[Mark], settings: SchoolSettings, weights: Sequence[int], whose: str) -> SafeString:
    """`{% what_if line.marks page.settings page.weights line.name %}`."""
    return outlooks.what_if(marks, settings, weights, whose)
