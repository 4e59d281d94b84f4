"""Addresses of this audience."""

from django.urls import URLPattern, URLResolver, path

from letopis.web.teacher import api, pages, topics

urlpatterns: list[URLPattern | URLResolver] = [
    path("today/", pages.today, name="today"),
    path("journals/", pages.journal_list, name="journals"),
    path("lesson/<int:lesson_id>/", pages.lesson, name="lesson"),
    path("lesson/<int:lesson_id>/data.json", pages.lesson_data, name="lesson_data"),
    path("journal/<int:course_id>/", pages.journal, name="journal"),
    path("journal/<int:course_id>/topics.json", topics.journal_topics, name="journal_topics"),
    path("journal/advice", topics.advice, name="journal_advice"),
    # What the journal's screens and the server say to each other.
    path("journal/operations", api.journal_operations, name="journal_operations"),
    path("journal/<int:course_id>/grid.json", api.journal_grid, name="journal_grid"),
    path("journal/<int:course_id>/changes", api.journal_changes, name="journal_changes"),
    path("journal/<int:course_id>/story", api.journal_story, name="journal_story"),
    path("journal/homework/<int:homework_id>/files", api.homework_files, name="homework_files"),
    path("files/homework/<int:file_id>/", api.homework_file_view, name="homework_file"),
    path("files/homework/<int:file_id>/remove", api.homework_file_remove, name="homework_file_remove"),
]
