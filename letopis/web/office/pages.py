"""What the pages of all features of the office share."""

from letopis.kernel.errors import NotVisible
from letopis.web.shared.actors import ActorRequest


def only_keepers_send(request: ActorRequest, *, may_keep: bool) -> bool:
    """Return `may_keep`; NotVisible for a form sent by one who may only read the page."""
    if request.method == "POST" and not may_keep:
        raise NotVisible
    return may_keep
