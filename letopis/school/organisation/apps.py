from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    name = "letopis.school.organisation"
    label = "organisation"

    def ready(self) -> None:
        from letopis.school.organisation import ledger  # noqa: F401  registers the official tables
