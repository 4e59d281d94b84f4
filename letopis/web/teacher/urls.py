"""Addresses of this audience."""

from django.urls import URLPattern, URLResolver, path

from letopis.web.teacher import api, class_care, corrections, my_class, pages, plan_list, plan_loading, plans, topics

urlpatterns: list[URLPattern | URLResolver] = [
    # What is asked for all day long: they are looked through in this order.
    path("journal/operations", api.journal_operations, name="journal_operations"),
    path("today/", pages.today, name="today"),
    path("journal/<id:course_id>/", pages.journal, name="journal"),
    path("lesson/<id:lesson_id>/", pages.lesson, name="lesson"),
    path("journal/<id:course_id>/changes", api.journal_changes, name="journal_changes"),
    path("service-worker.js", pages.service_worker, name="service_worker"),
    path("unsent/", pages.unsent, name="unsent"),
    path("class/", my_class.my_class, name="my_class"),
    path("class/<id:class_id>/", my_class.my_class, name="my_class_page"),
    path("class/<id:class_id>/subgroups/", my_class.my_subgroups, name="my_class_subgroups"),
    path("class/<id:class_id>/check/", class_care.class_check_page, name="my_class_check"),
    path("class/<id:class_id>/reports/", class_care.class_reports, name="my_class_reports"),
    path("class/reports/<id:report_id>/withdraw/", class_care.report_withdraw, name="my_class_report_withdraw"),
    path("class/students/<id:student_id>/", my_class.class_student, name="my_class_student"),
    path("plans/", plan_list.plans, name="plans"),
    path("plans/<id:plan_id>/", plans.plan, name="plan"),
    path("plans/<id:plan_id>/head/", plans.plan_head, name="plan_head"),
    path("plans/<id:plan_id>/copy/", plans.plan_copy, name="plan_copy"),
    path("plans/<id:plan_id>/add/<id:after>/", plans.plan_add, name="plan_add"),
    path("plans/<id:plan_id>/lessons/<id:lesson_id>/", plans.plan_lesson, name="plan_lesson"),
    path("plans/<id:plan_id>/lessons/<id:lesson_id>/move/", plans.plan_move, name="plan_move"),
    path("plans/<id:plan_id>/lessons/<id:lesson_id>/remove/", plans.plan_remove, name="plan_remove"),
    path("plans/courses/<id:course_id>/load/", plan_loading.plan_load, name="plan_load"),
    path("plans/courses/<id:course_id>/answers/", plan_loading.plan_answers, name="plan_answers"),
    path("plans/courses/<id:course_id>/save/", plan_loading.plan_save, name="plan_save"),
    path("plans/courses/<id:course_id>/new/", plan_loading.plan_new, name="plan_new"),
    path("journals/", pages.journal_list, name="journals"),
    path("lesson/<id:lesson_id>/data.json", pages.lesson_data, name="lesson_data"),
    path("journal/<id:course_id>/topics.json", topics.journal_topics, name="journal_topics"),
    path("journal/advice", topics.advice, name="journal_advice"),
    # What the journal's screens and the server say to each other, beside the first ones.
    path("journal/<id:course_id>/grid.json", api.journal_grid, name="journal_grid"),
    path("journal/<id:course_id>/story", api.journal_story, name="journal_story"),
    path("journal/marks/<id:mark_id>/", corrections.late_mark_page, name="journal_mark"),
    path("journal/corrections/", corrections.corrections, name="journal_corrections"),
    path("journal/corrections/<id:request_id>/", corrections.answer_request, name="journal_correction"),
    path("journal/homework/<id:homework_id>/files", api.homework_files, name="homework_files"),
    path("files/homework/<id:file_id>/", api.homework_file_view, name="homework_file"),
    path("files/homework/<id:file_id>/remove", api.homework_file_remove, name="homework_file_remove"),
]
