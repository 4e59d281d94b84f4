"""A row of a copy as the rules take it."""

from letopis.documents.carriers.models import Copy
from letopis.documents.carriers.rules import Held


def held(copy: Copy) -> Held:
    """Return how a copy stands; its carrier is fetched."""
    carrier = copy.carrier
    return Held(carrier.name, carrier.place, carrier.kind, copy.state, copy.checked_at, copy.away_since)
