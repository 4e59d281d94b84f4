"""Marks of conduct in the school's scale; pure. They are never in averages. Решает организация."""

from collections import Counter
from collections.abc import Iterable, Mapping

from letopis.kernel.errors import Refused
from letopis.school.grading.enums import ConductScale

SCALES: Mapping[str, tuple[str, ...]] = {
    ConductScale.PASS_FAIL: ("зч", "нз"),
    ConductScale.WORDS: ("прим", "удовл", "неуд"),
    ConductScale.FIVE: ("5", "4", "3", "2"),
}
NAMES: Mapping[str, str] = {
    "прим": "примерное",
    "удовл": "удовлетворительное",
    "неуд": "неудовлетворительное",
    "зч": "зачёт",
    "нз": "незачёт",
}


def conduct_value(scale: str, text: str) -> str:
    """Return a mark of conduct as it is kept, "" for none. Raises Refused for what the scale does not have."""
    value = text.strip().casefold().rstrip(".")
    if value and value not in SCALES[scale]:
        message = f"Отметки «{text.strip()[:10]}» нет: можно {', '.join(SCALES[scale])}."
        raise Refused(message, code="scale", field="value")
    return value


def conduct_name(value: str) -> str:
    """Return «примерное» of «прим», a figure as it is."""
    return NAMES.get(value, value)


def told(opinions: Iterable[str], scale: str) -> str:
    """Return «прим 5, удовл 2» of opinions, the best first; "" of none."""
    counts = Counter(filter(None, opinions))
    return ", ".join(f"{value} {counts[value]}" for value in SCALES[scale] if counts[value])


def prevailing(opinions: Iterable[str], scale: str) -> str:
    """Return the opinion that more teachers have than any other, "" where none is."""
    counts = Counter(value for value in opinions if value in SCALES[scale])
    (first, number), *rest = [*counts.most_common(2), ("", 0)][:2]
    return first if number and all(other < number for _, other in rest) else ""
