"""What is red somewhere, told where the office begins: each with the page that says more.

A new one is a line of SOURCES: a query that takes the actor and returns words, "" where all is well or it is not the
actor's to know, and the name of the page's address.
"""

from collections.abc import Callable
from dataclasses import dataclass

from letopis.documents.backup.queries import trouble_of_copies
from letopis.documents.carriers.queries import trouble_of_archive
from letopis.kernel.actor import Actor
from letopis.school.history.nightly import trouble_of_ledger, trouble_of_log
from letopis.web.shared.navigation import address_for


@dataclass(frozen=True, slots=True)
class Alarm:
    """What is wrong, and where more is said."""

    text: str
    url: str


SOURCES: tuple[tuple[Callable[[Actor], str], str], ...] = (
    (trouble_of_log, "office_settings_log"),
    (trouble_of_ledger, "office_settings_log"),
    (trouble_of_copies, "office_backups"),
    (trouble_of_archive, "office_carriers"),
)


def alarms(actor: Actor) -> list[Alarm]:
    """Return what is wrong just now and `actor` may know."""
    told = ((source(actor), address_for(actor, page)) for source, page in SOURCES)
    return [Alarm(text, url) for text, url in told if text and url]
