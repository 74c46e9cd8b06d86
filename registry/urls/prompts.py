"""Prompts."""

from __future__ import annotations

from django.urls import path

from registry.urls.models import VERSION
from registry.views import prompts

PROMPT = "prompts/<str:reference>/"

urlpatterns = [
    path("prompts/", prompts.PromptList.as_view(), name="prompts"),
    path("prompts/new/", prompts.NewPromptView.as_view(), name="prompt_new"),
    path(PROMPT, prompts.PromptPage.as_view(), name="prompt"),
    path(f"{PROMPT}write/", prompts.WritePromptView.as_view(), name="prompt_write"),
    path(f"{VERSION}prompt/", prompts.VersionPrompt.as_view(), name="version_prompt"),
]
