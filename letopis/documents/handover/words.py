"""What steps are called, in the school's own words."""

from dataclasses import dataclass

from letopis.documents.handover.enums import Step
from letopis.school.organisation.words import phrase


@dataclass(frozen=True, slots=True)
class StepWords:
    """`title` of what is done, `todo` of what is to do, `short` over a column, `verb` on a button, `done` after it,
    `about`: what it says.
    """

    title: str
    todo: str
    short: str
    verb: str
    done: str
    about: str


_WORDS = {
    Step.PROGRAMMES: StepWords(
        "Проверено выполнение программ",
        "Проверить программы",
        "Программы",
        "Отметить проверку программ",
        "Выполнение программ проверено",
        "Темы и часы соответствуют рабочим программам.",
    ),
    Step.CHECKED: StepWords(
        "Проверен",
        "Проверить",
        "Проверен",
        "Отметить проверку",
        "Проверено",
        "Отметки объективны, страницы заполнены, исправления закончены.",
    ),
    Step.ACCEPTED: StepWords(
        "Принят для сдачи в архив",
        "Принять",
        "Принят",
        "Принять",
        "Принято",
        "«Журнал проверен и принят для сдачи в архив».",
    ),
    Step.PRINTED: StepWords(
        "Напечатан",
        "Напечатать",
        "Напечатан",
        "Отметить печать",
        "Отмечено, что напечатано",
        "Том {group.gen} из комплекта {whole_school_gen}: число листов и отпечаток файла запомнятся.",
    ),
    Step.CERTIFIED: StepWords(
        "Заверен",
        "Заверить",
        "Заверен",
        "Отметить заверение",
        "Заверено",
        "Прошит, пронумерован, подписан и скреплён печатью.",
    ),
    Step.HANDED: StepWords(
        "Сдан в архив",
        "Сдать в архив",
        "Сдан",
        "Сдать в архив",
        "Сдано в архив",
        "По акту приёма-передачи, с индексом дела и местом хранения.",
    ),
}


def words_of(step: Step) -> StepWords:
    """Return what a step is called."""
    return _WORDS[step]


def about(step: Step) -> str:
    """Return what a step says, in the school's own words."""
    return phrase(_WORDS[step].about)
