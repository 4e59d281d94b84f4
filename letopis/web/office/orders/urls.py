"""Addresses of the feature."""

from django.urls import path

from letopis.web.office.orders import views

urlpatterns = [
    path("", views.orders, name="office_orders"),
    path("new/", views.order_new, name="office_order_new"),
    path("<id:order_id>/", views.order, name="office_order"),
    path("<id:order_id>/edit/", views.order_edit, name="office_order_edit"),
    path("<id:order_id>/sign/", views.order_sign, name="office_order_sign"),
    path("<id:order_id>/cancel/", views.order_cancel, name="office_order_cancel"),
    path("<id:order_id>/delete/", views.order_delete, name="office_order_delete"),
]
