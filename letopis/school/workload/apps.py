from django.apps import AppConfig


class WorkloadConfig(AppConfig):
    name = "letopis.school.workload"
    label = "workload"

    def ready(self) -> None:
        from letopis.school.workload import ledger  # noqa: F401  registers the official tables
