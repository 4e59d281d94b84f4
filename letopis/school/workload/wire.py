"""What the screen of a lesson gets of the load of a day (docs/developer/journal-protocol.md)."""

from datetime import date

from letopis.school.sync.wire import Document, Row


class LoadTaskRow(Row):
    """A task of another page due that day. `is_estimated`: its teacher said the minutes."""

    subject: str
    minutes: int
    is_estimated: bool


class LoadDocument(Document):
    """What the class has to do for a day beside the task of this lesson: of the student who has the most.

    `usual`: what a task of this page is taken to cost. `norm`: of the grade, None where there is none.
    """

    day: date | None
    others: int
    tasks: list[LoadTaskRow]
    usual: int
    norm: int | None
    source: str
