"""`letopis verify --against FILE …`: does today's ledger go on from checkpoints that somebody has kept?

The files come from outside, perhaps years later and through somebody's mail: each fault has its own words and its own
exit status. The root is made anew of the entries' digests; the tiles must lead to it as well.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from letopis.kernel.clock import local
from letopis.school.history import merkle
from letopis.school.history.log import notes
from letopis.school.history.log.notes import Head, NotANote, Note, Verifier
from letopis.school.history.log.tree import StoredTree, entries_by_id
from letopis.school.history.models import Checkpoint, Entry, LogKey
from letopis.school.history.snapshots import consistent_view
from letopis.school.organisation.serving import serving

# The exit status of each answer; a script may rely on them (docs/developer/history.md).
STATUS = {
    "continues": 0,
    "log_forked": 1,
    "not_a_checkpoint": 2,
    "other_log": 3,
    "signature_forged": 4,
    "key_unknown": 5,
    "log_rolled_back": 6,
    "several_checkpoints": 7,
    "split_view": 8,
    "tree_damaged": 9,
}
_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that somebody has kept: its name and what is in it."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What is to be said of a file. `code` is one of STATUS."""

    name: str
    code: str
    message: str
    school_id: int | None = None

    @property
    def status(self) -> int:
        """The exit status."""
        return STATUS[self.code]


@dataclass(frozen=True, slots=True)
class _Signed:
    """A checkpoint whose signature is right: by which key of which school; how the file was read (`remark`)."""

    name: str
    head: Head
    key: LogKey
    remark: str


class _Wrong(Exception):
    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def verify_against(files: Sequence[Kept], *, school_id: int | None = None) -> list[Answer]:
    """Return an answer for each file, and one more for each two of them that cannot be of one tree.

    The school is found by the name of the log; `school_id`: it must be this one.
    """
    with consistent_view():
        keys = list(LogKey.objects.select_related("school").order_by("school_id", "number"))
        answers: list[Answer] = []
        signed: list[_Signed] = []
        for file in files:
            try:
                signed.append(_read(file, keys, school_id))
            except _Wrong as wrong:
                answers.append(Answer(file.name, wrong.code, f"{file.name}: {wrong.message}"))
        compared = []
        for one in signed:
            with serving(one.key.school.kind, one.key.school.time_zone):
                compared.append((one, _compare(one)))
        return answers + [answer for _, answer in compared] + list(_split_views(compared))


# ── reading what was kept ─────────────────────────────────────────────


def _read(file: Kept, keys: list[LogKey], school_id: int | None) -> _Signed:
    text, remark = _text(file.content)
    if len(re.findall(r"\n\n(?=— )", text)) > 1:
        raise _Wrong(
            "several_checkpoints",
            "в файле несколько контрольных точек. Положите каждую в свой файл и назовите их вместе: "
            "letopis verify --against ФАЙЛ ФАЙЛ.",
        )
    try:
        note = notes.parse(text)
        head = notes.head_of(note)
    except NotANote as fault:
        raise _Wrong("not_a_checkpoint", f"это не контрольная точка: {fault}. Найдите её целую копию.") from None
    return _Signed(file.name, head, _key(note, head, keys, school_id), remark)


def _text(content: bytes) -> tuple[str, str]:
    """The text as it was signed, whatever a mail program or an editor has made of its line ends."""
    if len(content) > notes.MAX_SIZE:
        raise _Wrong("not_a_checkpoint", "файл слишком велик для контрольной точки.")
    encoding = next((name for mark, name in _MARKS.items() if content.startswith(mark)), "utf-8")
    try:
        raw = content.decode(encoding)
    except UnicodeDecodeError:
        raise _Wrong("not_a_checkpoint", "это не текст: контрольная точка — несколько строк в UTF-8.") from None
    text = raw.replace("\r\n", "\n").replace("\r", "\n").strip("\n") + "\n"
    if encoding == "utf-8" and text == raw:
        return text, ""
    return text, " Файл пересохраняли (концы строк, метка кодировки); на подпись это не повлияло."


def _key(note: Note, head: Head, keys: list[LogKey], school_id: int | None) -> LogKey:
    """The key that has signed. Raises _Wrong: another log's, unknown, forged."""
    ours = [key for key in keys if key.verifier.partition("+")[0] == head.origin]
    if not ours:
        raise _Wrong(
            "other_log",
            f"это контрольная точка другого журнала ({head.origin}): в этой базе такого нет. Проверьте, тот ли "
            "это файл и та ли база.",
        )
    if school_id is not None and ours[0].school_id != school_id:
        raise _Wrong("other_log", f"это контрольная точка другого журнала этой базы: --school {ours[0].school_id}.")
    verified = [(key, note.is_signed_by(Verifier.of(key.verifier))) for key in ours]
    if any(right is False for _, right in verified):
        raise _Wrong(
            "signature_forged",
            "подпись не сходится с текстом: число записей, корень или сама подпись изменены. Доверять файлу нельзя.",
        )
    signers = [key for key, right in verified if right]
    if not signers:
        raise _Wrong(
            "key_unknown",
            "подписана ключом, которого нет среди ключей этого журнала, нынешнего и прежних: или файл подделан, или "
            "подменён ключ в базе. Сверьте открытый ключ с тем, что записали раньше.",
        )
    return signers[-1]


# ── comparing it with today ───────────────────────────────────────────


def _compare(kept: _Signed) -> Answer:
    school_id, head = kept.key.school_id, kept.head
    total = Entry.objects.filter(school=school_id).count()
    if head.size > total:
        text = (
            f"подписана на {head.size} записях, в истории их сегодня {total}: последние записи изъяты или базу вернули "
            "из старой копии."
        )
        return _answer(kept, "log_rolled_back", text)
    root, last = root_of_entries(school_id, head.size)
    if root != head.root:
        text = (
            f"первые {head.size} записей истории уже не те, что были подписаны. История переписана. Что именно, "
            "скажет letopis verify --full."
        )
        return _answer(kept, "log_forked", text + _later_key(kept.key))
    newest = Checkpoint.objects.filter(school=school_id).order_by("-number").first()
    if newest is None or newest.size < head.size:
        text = "записи те же, но сама точка и все после неё изъяты из базы. Выполните letopis verify --full."
        return _answer(kept, "tree_damaged", text)
    try:
        tree = StoredTree(school_id, newest.last_entry_id)
        path = merkle.consistency_proof(tree, head.size, newest.size)
        leads = merkle.is_consistent(head.size, newest.size, head.root, bytes(newest.root), path)
    except LookupError:
        leads = False
    if not leads:
        text = "записи те же, но дерево в базе повреждено: от этой точки к последней пути нет. letopis verify --full."
        return _answer(kept, "tree_damaged", text)
    text = (
        f"сегодняшняя история её продолжает. Первые {head.size} записей ({_until(last)}) те же, что были подписаны "
        f"ключом № {kept.key.number}; с тех пор добавлено {total - head.size}. Путь до последней точки: {len(path)} "
        f"хэшей.{kept.remark} Что говорят таблицы, сверяет letopis verify --full."
    )
    return _answer(kept, "continues", text)


def root_of_entries(school_id: int, size: int) -> tuple[bytes, Entry | None]:
    """Return the root over the digests of the school's first `size` entries, and the last of these entries."""
    growing, last_id = merkle.Frontier(), 0
    rows = entries_by_id(school_id).order_by("id").values_list("id", "digest")[:size]
    for entry_id, digest in rows.iterator(chunk_size=20000):
        last_id = entry_id
        growing.push(merkle.leaf_hash(bytes(digest)))
    return growing.root(), Entry.objects.filter(pk=last_id).only("id", "at").first()


def _until(last: Entry | None) -> str:
    return f"до № {last.pk} от {local(last.at):%d.%m.%Y %H:%M}" if last else "ни одной"


def _later_key(key: LogKey) -> str:
    """What the ledger says of a key that came after: a base set back on purpose leaves its reason there."""
    later = LogKey.objects.filter(school=key.school_id, number__gt=key.number).order_by("number").first()
    if later is None:
        return ""
    entry = Entry.objects.filter(school=key.school_id, kind="history.logkey", object_id=later.pk).first()
    reason = f", причина: «{entry.reason}»" if entry and entry.reason else ""
    return f" После неё ключ сменили: № {later.number}, {local(later.at):%d.%m.%Y}{reason}."


def _split_views(compared: Iterable[tuple[_Signed, Answer]]) -> Iterable[Answer]:
    """Two checkpoints, both signed by the school, of which no one tree can be: two readers were shown two ledgers."""
    for (one, first), (other, second) in combinations(compared, 2):
        if one.head.origin != other.head.origin:
            continue
        same_size = one.head.size == other.head.size
        forked = {first.code, second.code} == {"continues", "log_forked"}
        if (same_size and one.head.root != other.head.root) or (not same_size and forked):
            yield Answer(
                f"{one.name}, {other.name}",
                "split_view",
                f"{one.name} и {other.name}: обе подписаны его ключом, но не могут быть точками одного журнала "
                f"({one.head.size} и {other.head.size} записей). Двум читателям показали две истории. Сохраните оба "
                "файла: вместе они — доказательство.",
                one.key.school_id,
            )


def _answer(kept: _Signed, code: str, text: str) -> Answer:
    return Answer(kept.name, code, f"{kept.name}: {text}", kept.key.school_id)
