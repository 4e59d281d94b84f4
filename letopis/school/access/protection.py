"""What the operator does when somebody cannot get in: lifts a lock, takes away a lost second factor. П3.2.2, П4.2.3."""

from allauth.core.internal import ratelimit
from allauth.mfa.models import Authenticator
from django.db import transaction

from letopis.kernel.actor import Actor
from letopis.kernel.clock import now
from letopis.kernel.errors import Refused
from letopis.kernel.rights import Right
from letopis.school.access import attempts, policy
from letopis.school.access.actions import end_sessions, served
from letopis.school.access.models import Account, AccountPerson
from letopis.school.history.ledger import record
from letopis.school.history.tracking import snapshot


def lift_lock(actor: Actor, *, person_id: int) -> None:
    """Let the person try again at once, wherever from.

    Raises NotVisible, Refused as issue_slips(), and Refused for somebody without a login. What
    somebody guessed goes on counting for the browser and the address.
    """
    served(actor, [person_id])
    with transaction.atomic():
        link = _link(actor, person_id)
        record(actor, link, "lock_lifted", before=snapshot(link))
        attempts.lift([link.account.username])
    # Codes of the second factor are counted by the library itself.
    ratelimit.clear(None, app="allauth.account", action="login_failed", key=f"mfa-auth-user-{link.account_id}")


def reset_second_factor(actor: Actor, *, person_id: int, reason: str) -> None:
    """Take away a lost second factor: a password is enough again. Sessions end; the owner is told at the next sign-in.

    Raises NotVisible for anybody but the operator; Refused without a reason, for oneself (a session left open must not
    be enough), where there is none, and as issue_slips().
    """
    policy.require(actor, Right.RESET_FACTORS)
    reason = reason.strip()[:500]
    if not reason:
        raise Refused("Напишите, что произошло: это останется в истории.", code="no_reason", field="reason")
    served(actor, [person_id])
    with transaction.atomic():
        link = _link(actor, person_id)
        if link.account_id == actor.account_id:
            raise Refused("Себе вход с подтверждением снимает другой оператор или системный администратор.", code="own")
        factors = Authenticator.objects.filter(user=link.account_id)
        if not factors.exists():
            raise Refused("Вход с подтверждением у этого человека не включён.", code="no_factor")
        record(actor, link, "second_factor_reset", before=snapshot(link), reason=reason)
        factors.delete()
        Account.objects.filter(pk=link.account_id).update(factor_reset_at=now())
        end_sessions([link.account_id])


def _link(actor: Actor, person_id: int) -> AccountPerson:
    found = AccountPerson.objects.filter(school=actor.school_id, person=person_id).select_related("account").first()
    if found is None:
        raise Refused("У этого человека ещё нет логина: выдайте листок.", code="no_login")
    return found
