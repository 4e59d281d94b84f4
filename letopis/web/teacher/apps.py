from django.apps import AppConfig


class TeacherConfig(AppConfig):
    name = "letopis.web.teacher"
    label = "web_teacher"
