"""Lessons name the pictures that they show."""

from __future__ import annotations

from training.logic.pictures import Shown, pictures_in


def test_the_pictures_of_the_course_are_found_wherever_they_stand():
    text = (
        "![A *flow*](picture:flow) and ![](picture:mute)\n\n"
        "| a |\n|---|\n| [![In a table](picture:cell)](https://example.org) |\n\n"
        "- ![ref][one]\n\n[one]: picture:by-reference\n"
    )
    assert list(pictures_in(text)) == [
        Shown("flow", "A *flow*"),
        Shown("mute", ""),
        Shown("cell", "In a table"),
        Shown("by-reference", "ref"),
    ]


def test_images_elsewhere_and_code_are_none():
    text = "![x](https://example.org/x.png) `![x](picture:code)`\n\n    ![x](picture:block)\n"
    assert list(pictures_in(text)) == []
