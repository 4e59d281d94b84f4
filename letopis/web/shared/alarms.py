"""What is red somewhere, told where the office and the director begin: each with the page that says more.

A new one is a line of SOURCES: a query that takes the actor and returns words (or a list of them), "" where all is well
or it is not the actor's to know, and the name of the page's address.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.safestring import SafeString

from letopis.documents.backup.queries import trouble_of_copies
from letopis.documents.carriers.queries import trouble_of_archive
from letopis.documents.stamps.queries import trouble_of_stamps
from letopis.kernel.actor import Actor
from letopis.kernel.rights import Right
from letopis.school.control.periods import trouble_of_periods
from letopis.school.history.nightly import trouble_of_ledger, trouble_of_log
from letopis.school.witnessing.alarms import troubles
from letopis.web.shared.navigation import address_for
from letopis.web.shared.templatetags.letopis import alert


@dataclass(frozen=True, slots=True)
class Alarm:
    """What is wrong, and where more is said."""

    text: str
    url: str


SOURCES: tuple[tuple[Callable[[Actor], str | list[str]], str], ...] = (
    (troubles, "office_settings_log"),
    (trouble_of_log, "office_settings_log"),
    (trouble_of_ledger, "office_settings_log"),
    (trouble_of_copies, "office_backups"),
    (trouble_of_archive, "office_carriers"),
    (trouble_of_stamps, "office_settings_log"),
    (trouble_of_periods, "office_periods"),
)


def alarms(actor: Actor) -> list[Alarm]:
    """Return what is wrong just now and `actor` may know."""
    told = ((_texts(source(actor)), address_for(actor, page)) for source, page in SOURCES)
    return [Alarm(text, url) for texts, url in told for text in texts if text and url]


def _texts(told: str | list[str]) -> list[str]:
    return [told] if isinstance(told, str) else told


def alarms_of_reader(actor: Actor) -> SafeString:
    """Return the alarms as a page shows them to who has no overview of the base: the director begins with the journals.

    Nothing is asked where the actor may not know.
    """
    if not actor.may(Right.READ_UPKEEP):
        return SafeString("")
    shown = "".join(f'<div class="part">{alert("danger", *one)}</div>' for one in _with_links(actor))
    return SafeString(f'<div class="part__head">{shown}</div>' if shown else "")


def _with_links(actor: Actor) -> Iterator[tuple[str, str, str]]:
    for one in alarms(actor):
        yield one.text, one.url, "Подробнее"
