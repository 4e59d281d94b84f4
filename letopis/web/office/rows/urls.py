"""Addresses of the feature."""

from django.urls import path

from letopis.web.office.rows import views

urlpatterns = [
    path("<slug:book>/<id:pk>/", views.row, name="office_row"),
    path("<slug:book>/<id:pk>/undo/", views.undo, name="office_row_undo"),
    path("<slug:book>/<id:pk>/remove/", views.remove, name="office_row_remove"),
]
