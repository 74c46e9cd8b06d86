"""What a component needs and a template cannot say."""

from __future__ import annotations

from django import template

register = template.Library()
