"""Addresses of release checklists."""

from __future__ import annotations

from django.urls import path

from governance.views import checklists as views

CASE = "cases/<str:reference>/checklists/<str:gate>/"
ITEM = f"{CASE}items/<slug:item>/"

urlpatterns = [
    path("release-checklist/", views.ItemsPage.as_view(), name="checklist_items"),
    path("release-checklist/waiting/", views.WaitingList.as_view(), name="checklists_waiting"),
    path("release-checklist/adopt/", views.AdoptChecklistView.as_view(), name="checklist_adopt"),
    path("release-checklist/new/", views.AddItemView.as_view(), name="checklist_item_new"),
    path(
        "release-checklist/items/<slug:item>/edit/",
        views.ChangeItemView.as_view(),
        name="checklist_item_edit",
    ),
    path(
        "release-checklist/items/<slug:item>/remove/",
        views.RemoveItemView.as_view(),
        name="checklist_item_remove",
    ),
    path(CASE, views.ChecklistPage.as_view(), name="checklist"),
    path(f"{CASE}confirm/", views.ConfirmView.as_view(), name="checklist_confirm"),
    path(ITEM, views.AnswerItemView.as_view(), name="checklist_answer"),
    path(f"{ITEM}return/", views.ReturnAnswerView.as_view(), name="checklist_return"),
]
