from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    name = "letopis.school.organisation"
    label = "organisation"
