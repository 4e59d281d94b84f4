"""Addresses of the feature."""

from django.urls import path

from letopis.web.office.classes import views

urlpatterns = [
    path("", views.class_list, name="office_classes"),
    path("consents/", views.consents, name="office_consents"),
    path("new/", views.class_edit, name="office_class_new"),
    path("<id:class_id>/", views.class_card, name="office_class"),
    path("<id:class_id>/edit/", views.class_edit, name="office_class_edit"),
    path("<id:class_id>/tutor/", views.class_tutor, name="office_class_tutor"),
    path("<id:class_id>/enrol/", views.class_enrol, name="office_class_enrol"),
    path("<id:class_id>/subgroups/", views.class_subgroups, name="office_class_subgroups"),
]
