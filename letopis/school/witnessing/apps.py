from django.apps import AppConfig


class WitnessingConfig(AppConfig):
    name = "letopis.school.witnessing"
    label = "witnessing"

    def ready(self) -> None:
        from letopis.school.history.verification import register_check
        from letopis.school.witnessing import ledger  # noqa: F401  registers the official tables
        from letopis.school.witnessing.checking import check_cosignatures, check_memory

        register_check(check_cosignatures)
        register_check(check_memory)
