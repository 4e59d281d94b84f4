"""Who has written the lines of a history, told apart: the ledger holds «Иванова М. П.», and two may be called so."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Protocol

from letopis.school.access.models import AccountPerson
from letopis.school.people.models import initials_apart, names_of


class Written(Protocol):
    """What says who has written it: an entry of the ledger, a load."""

    account_id: int | None
    actor_name: str


def names_apart(school_id: int, written: Iterable[Written]) -> Mapping[int | None, str]:
    """Return by account the names of those who are called alike and are several; of all others the line's own holds.

    No query where nobody is, as nearly everywhere; one where somebody is.
    """
    accounts: dict[str, set[int]] = defaultdict(set)
    for one in written:
        if one.account_id is not None and one.actor_name:
            accounts[one.actor_name].add(one.account_id)
    alike = {pk for several in accounts.values() if len(several) > 1 for pk in several}
    if not alike:
        return {}
    rows = AccountPerson.objects.filter(school=school_id, account__in=alike)
    people = {
        pk: named for pk, *named in rows.values_list("account_id", *names_of("person"), "person__staff__position")
    }
    shown = initials_apart({pk: [part or "" for part in named] for pk, named in people.items()})
    return {pk: shown[pk] for pk in alike if pk in shown}
