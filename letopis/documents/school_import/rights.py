"""What the one who loads a base may write of it: each part asks for the right of the form that does the same (ACC-02).

A load is no way round: the study office keeps students and the load, but neither cards of staff nor the school's own,
and whoever loads appoints nobody to what a form would not let them, least of all themselves.
"""

from letopis.kernel.actor import Actor
from letopis.kernel.rights import Right
from letopis.school.access import policy as access
from letopis.school.people import policy as people


class Rights:
    """The rights of `actor`; None is the program itself, which founds schools and loads whole bases."""

    def __init__(self, actor: Actor | None) -> None:
        self.actor = actor

    def may(self, right: Right) -> bool:
        """Say whether rows that need this right are planned; each bulk action asks for its own once more."""
        return self.actor is None or self.actor.may(right)

    def may_appoint(self, person_id: int | None) -> bool:
        """Say whether this person may be given a role of the whole school."""
        return self.actor is None or access.may_appoint(self.actor, person_id)

    def is_self(self, person_id: int | None) -> bool:
        """Say whether what the person would be given (a page, a class, lessons, a child) would be given to oneself."""
        return self.actor is not None and people.is_oneself(self.actor, person_id)
