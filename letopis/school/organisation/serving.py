"""The school that is worked for: its words and its time."""

from collections.abc import Iterator
from contextlib import contextmanager

from letopis.kernel.clock import in_zone, is_in_zone
from letopis.school.organisation.words import current, in_words_of, words_of


@contextmanager
def serving(kind: str, zone: str) -> Iterator[None]:
    """Speak the words of a kind of school (SchoolKind) and live in its `zone` (IANA name) until the block ends.

    Every way into the product enters it once: the middleware, a command, a job.
    """
    if is_in_zone(zone) and current() is words_of(kind):  # a page's operations, in the page's own school
        yield
        return
    with in_words_of(kind), in_zone(zone):
        yield
