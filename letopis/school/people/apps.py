from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "letopis.school.people"
    label = "people"

    def ready(self) -> None:
        from letopis.school.people import ledger  # noqa: F401  registers the official tables
