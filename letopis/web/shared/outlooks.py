"""Forecasts as pages show them: the distribution as a bar with words, what would change it, «а что, если»."""

from collections.abc import Sequence
from html import escape as esc
from json import dumps

from django.utils.safestring import SafeString

from letopis.school.forecast import rules
from letopis.school.forecast.model import LEVELS, UNRATED
from letopis.school.forecast.rules import AT_RISK, FEW, WARNED, Mark, Outlook, Step
from letopis.school.organisation.settings import SchoolSettings
from letopis.web.shared.wording import counted

_FIVES = "пятёрка,пятёрки,пятёрок"
_MARKS = "отметка,отметки,отметок"
# From the worst to the best; the letters of the classes of the bar.
_PARTS = ((UNRATED, "none"), (2, "2"), (3, "3"), (4, "4"), (5, "5"))
# The width of the bar; a part narrower than the second has no room for its figure.
WIDE, _NARROW = 240, 22


def chances(outlook: Outlook) -> SafeString:
    """The distribution as a bar of parts with their marks; read aloud as «2: 5 %, 3: 30 %»."""
    at, parts = 0.0, []
    for mark, name in _PARTS:
        wide = WIDE * outlook.chances[mark]
        if wide >= 1:
            parts.append(f'<rect class="outlook__{name}" x="{at:.1f}" y="0" width="{wide:.1f}" height="16"/>')
            if wide >= _NARROW:
                middle = at + wide / 2
                parts.append(f'<text x="{middle:.1f}" y="12" text-anchor="middle">{rules.mark_text(mark)}</text>')
        at += wide
    return SafeString(
        f'<svg class="outlook" viewBox="0 0 {WIDE} 16" role="img" aria-label="{shares(outlook)}">{"".join(parts)}</svg>'
    )


def shares(outlook: Outlook) -> str:
    """«2: 5 %, 3: 30 %, 4: 65 %»."""
    found = {mark: round(100 * outlook.chances[mark]) for mark, _ in _PARTS}
    return ", ".join(f"{rules.mark_text(mark)}: {share} %" for mark, share in found.items() if share)


def short(outlook: Outlook) -> SafeString:
    """The most probable mark and how probable it is, for a narrow cell; all of it where one points at it."""
    share = round(100 * outlook.share)
    return SafeString(
        f'<span title="{shares(outlook)}"><b>{rules.mark_text(outlook.likely)}</b> '
        f'<span class="note">{share}\xa0%</span></span>'
    )


def is_at_risk(outlook: Outlook) -> bool:
    """Whether a «2» is probable enough to look at."""
    return outlook.risk >= AT_RISK


def is_unrated(outlook: Outlook) -> bool:
    """Whether there are so few marks that there may be none of the term."""
    return outlook.unrated >= FEW


def told(outlook: Outlook) -> str:
    """The outlook in words, for who teaches."""
    return rules.told(outlook)


def told_kindly(outlook: Outlook) -> str:
    """The outlook in words, for the child and the family: nothing is lost before the term is over."""
    if outlook.unrated >= WARNED and not outlook.is_over:
        return "отметок пока мало, чтобы вывести отметку за период"
    if outlook.risk >= WARNED and not outlook.is_over:
        return "сейчас выходит ниже тройки, это ещё можно исправить"
    return rules.told(outlook)


def steps_told(outlook: Outlook, least: int) -> str:
    """What would change it: «чтобы вышло 5: 2 пятёрки за работы с весом 3 или 4 с весом 1»; "" where nothing would."""
    lacking = least - outlook.known.number
    few = f"для отметки за период нужно ещё: {counted(lacking, _MARKS)}" if lacking > 0 and outlook.coming else ""
    better: dict[int, list[Step]] = {}
    for step in outlook.steps:
        better.setdefault(step.mark, []).append(step)
    lines = [f"чтобы вышло {mark}: {' или '.join(map(_step, steps))}" for mark, steps in sorted(better.items())]
    return "; ".join(filter(None, (few, *lines)))


def _step(step: Step) -> str:
    return f"{counted(step.fives, _FIVES)} с весом {_weight(step.weight)}"


def _weight(hundredths: int) -> str:
    """«3», «1,5»."""
    return f"{hundredths / rules.HUNDREDTHS:g}".replace(".", ",")


def what_if(marks: Sequence[Mark], settings: SchoolSettings, weights: Sequence[int], whose: str) -> SafeString:
    """The place where marks are tried and the average is seen at once; nothing is sent. Shown by its script.

    `weights`: those to choose from, hundredths; `whose`: what it is of, for who hears the page.
    """
    offered = sorted({*weights, rules.HUNDREDTHS}) if settings.weighted_term_mark else [rules.HUNDREDTHS]
    options = "".join(
        f'<option value="{one}"{" selected" * (one == rules.HUNDREDTHS)}>вес {_weight(one)}</option>' for one in offered
    )
    choice = f'<select class="input" data-weight aria-label="Вес работы">{options}</select>' if len(offered) > 1 else ""
    buttons = "".join(
        f'<button class="button button--small" type="button" data-mark="{mark}">{mark}</button>'
        for mark in reversed(LEVELS)
    )
    known = esc(dumps([[mark.value, mark.weight] for mark in marks]))
    return SafeString(
        f'<div class="what-if no-print" data-what-if="{known}" data-border="{settings.rounding_border}" '
        f'data-least="{settings.term_mark_least}" role="group" aria-label="А что, если: {esc(whose)}" hidden>'
        f'<span class="what-if__name">А что, если</span>{buttons}{choice}'
        '<button class="button button--small button--quiet" type="button" data-clear hidden>Убрать</button>'
        '<output class="what-if__said" aria-live="polite"></output></div>'
    )
