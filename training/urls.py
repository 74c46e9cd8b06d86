"""Addresses of training below `/<org>/training/`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

app_name = "training"

courses: list[URLPattern | URLResolver] = []

enrollments: list[URLPattern | URLResolver] = []

sessions: list[URLPattern | URLResolver] = []

certificates: list[URLPattern | URLResolver] = []

skills: list[URLPattern | URLResolver] = []

community: list[URLPattern | URLResolver] = []

urlpatterns = [*courses, *enrollments, *sessions, *certificates, *skills, *community]
