"""Addresses of the feature."""

from django.urls import path

from letopis.web.office.signatures import views

urlpatterns = [
    path("", views.signatures, name="office_signatures"),
    path("add/", views.add, name="office_signatures_add"),
    path("lists/add/", views.list_add, name="office_signatures_list"),
    path("own/", views.own, name="office_signatures_own"),
    path("<id:certificate_id>/withdraw/", views.withdraw, name="office_signatures_withdraw"),
]
