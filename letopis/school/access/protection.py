"""What the operator does to an account: lifts a lock, takes away a lost second factor, closes it. П3.2.2, П4.2.3."""

from allauth.core.internal import ratelimit
from allauth.mfa.models import Authenticator
from django.db import transaction

from letopis.kernel.actor import Actor
from letopis.kernel.clock import now
from letopis.kernel.errors import Refused
from letopis.kernel.rights import Right
from letopis.school.access import attempts, policy, rules
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


def block(actor: Actor, *, person_id: int, reason: str) -> None:
    """Close the account in this school until unblock(): nobody signs in with it, what is open ends at once.

    In other schools of the same account the person goes on. Raises NotVisible; Refused without a reason, for oneself
    and as served().
    """
    policy.require(actor, Right.ISSUE_SLIPS)
    reason = rules.told(reason, otherwise="Напишите, почему вход запрещается: это останется в истории.")
    served(actor, [person_id], of_others=True)
    with transaction.atomic():
        link = _link(actor, person_id)
        if link.account_id == actor.account_id:
            raise Refused("Свой вход не запрещают: попросите другого оператора.", code="own")
        _set_blocked(actor, link, is_blocked=True, reason=reason)
        end_sessions([link.account_id])


def unblock(actor: Actor, *, person_id: int) -> None:
    """Open a closed account again: the password stays what it was. Raises NotVisible, Refused as served()."""
    policy.require(actor, Right.ISSUE_SLIPS)
    served(actor, [person_id], of_others=True)
    with transaction.atomic():
        _set_blocked(actor, _link(actor, person_id), is_blocked=False, reason="")


def _set_blocked(actor: Actor, link: AccountPerson, *, is_blocked: bool, reason: str) -> None:
    """What stands so already is no change: a form sent twice writes once."""
    if link.is_blocked == is_blocked:
        return
    before = snapshot(link)
    link.is_blocked = is_blocked
    link.save(update_fields=["is_blocked"])
    record(actor, link, "account_blocked" if is_blocked else "account_unblocked", before=before, reason=reason)


def reset_second_factor(actor: Actor, *, person_id: int, reason: str) -> None:
    """Take away a lost second factor: a password is enough again. Sessions end; the owner is told at the next sign-in.

    Raises NotVisible for anybody but the operator; Refused without a reason, for oneself (a session left open must not
    be enough), where there is none, and as issue_slips().
    """
    policy.require(actor, Right.RESET_FACTORS)
    reason = rules.told(reason, otherwise="Напишите, что произошло: это останется в истории.")
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
    links = AccountPerson.objects.select_for_update(of=("self",)).select_related("account")
    found = links.filter(school=actor.school_id, person=person_id).first()
    if found is None:
        raise Refused("У этого человека ещё нет логина: выдайте листок.", code="no_login")
    return found
