from django.apps import AppConfig


class AccountConfig(AppConfig):
    name = "letopis.web.account"
    label = "web_account"
