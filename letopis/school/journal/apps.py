from django.apps import AppConfig


class JournalConfig(AppConfig):
    """The label and the migrations that lessons, marks, sync and the diary share (decisions/0005)."""

    name = "letopis.school.journal"
    label = "journal"

    def ready(self) -> None:
        from letopis.school.lessons import ledger as lessons  # noqa: F401  registers the official tables
        from letopis.school.lessons import operations as of_lessons  # noqa: F401  what their screens may send
        from letopis.school.marks import leaving  # noqa: F401  what orders ask of marks
        from letopis.school.marks import ledger as marks  # noqa: F401
        from letopis.school.marks import operations as of_marks  # noqa: F401
