"""The list of accounts: who may sign in, with what state of the login."""

from django.utils.safestring import SafeString, mark_safe

from letopis.kernel.clock import local
from letopis.school.access.queries import CARDS, STATES, AccountRow
from letopis.web.shared.listing import ListColumn, ListFilter, link, note
from letopis.web.shared.markup import shown
from letopis.web.shared.templatetags.letopis import ago, login_state

FILTERS = (
    ListFilter("search", "Имя или логин"),
    ListFilter("card", "Кто", tuple(CARDS.items())),
    ListFilter("state", "Вход", tuple(STATES.items()), nothing="Любой"),
)
_ALL = mark_safe('<input type="checkbox" data-all aria-label="Отметить всех на странице">')


def _name(row: AccountRow) -> str:
    return ", ".join(filter(None, (row.full_name, row.distinction)))


def _code(row: AccountRow) -> str | SafeString:
    return SafeString(f"<code>{shown(row.login)}</code>") if row.login else ""


def _on_phone(row: AccountRow) -> str | SafeString:
    """Login and roles under the name, where there is no room for columns of theirs."""
    if not row.login:
        return SafeString("")
    roles = f" · {', '.join(row.roles).lower()}" if row.roles else ""
    return SafeString(f'<div class="phone-only">{_code(row)}{shown(roles)}</div>')


def _tick(row: AccountRow) -> SafeString:
    field = f'<input type="checkbox" id="p{row.person_id}" name="person" value="{row.person_id}"'
    return SafeString(f'{field} aria-label="Выдать листок: {shown(_name(row))}">')


def _entry(row: AccountRow) -> str:
    """How somebody's signing in stands, in the words of the page."""
    if not row.login:
        return "Логина нет"
    if row.is_blocked:
        return "Вход запрещён"
    if row.is_over:
        return "Срок листка вышел"
    if row.waits:
        return "Листок не использован"
    return "Входит сам" if row.last_login else "Ещё не входил"


COLUMNS: list[ListColumn[AccountRow]] = [
    ListColumn(
        "mark",
        _ALL,
        lambda row: "",
        _tick,
        css="narrow",
        for_sheet=False,
    ),
    ListColumn(
        "name",
        "Кто",
        _name,
        lambda row: link("office_account", row.person_id, _name(row), note(", ".join(row.cards)) + _on_phone(row)),
        width=36,
    ),
    ListColumn("cards", "Карточка", lambda row: ", ".join(row.cards), width=24, for_page=False),
    ListColumn("roles", "Роли", lambda row: ", ".join(row.roles), width=36, css="desktop-only"),
    ListColumn(
        "login",
        "Логин",
        lambda row: row.login,
        _code,
        width=20,
        css="desktop-only",
    ),
    ListColumn("entry", "Вход", _entry, login_state, width=22),
    ListColumn("slip", "Листок по", lambda row: row.slip_until, width=12, for_page=False),
    ListColumn(
        "last_login",
        "Последний вход",
        lambda row: local(row.last_login) if row.last_login else None,
        lambda row: ago(row.last_login),
        width=18,
        css="desktop-only",
    ),
]
