from django.apps import AppConfig


class SharedConfig(AppConfig):
    name = "letopis.web.shared"
    label = "web_shared"

    def ready(self) -> None:
        from letopis.web.shared import proxies  # noqa: F401  registers the check of its settings
