"""Pure: what every uploaded text has to be before anybody looks into it."""

from __future__ import annotations

import re
from typing import Final

UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")
LONGEST_LINE: Final = 50_000


class UnreadableError(ValueError):
    """The file as a whole cannot be read; its text says why."""


def decoded(content: bytes, most: int) -> str:
    """The text of a file in UTF-8, its lines as Unix ends them."""
    if len(content) > most:
        raise UnreadableError(f"The file is larger than {most:,} bytes.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableError("The file is no text in UTF-8.") from error
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    check_text(text, most)
    return text


def check_text(text: str, most: int) -> None:
    """UnreadableError for what is too long or cannot be stored."""
    if len(text) > most:
        raise UnreadableError(f"The text is longer than {most:,} characters.")
    if UNSTORABLE.search(text):
        raise UnreadableError("The text holds a character that cannot be stored.")
    for number, line in enumerate(text.split("\n"), start=1):
        if len(line) > LONGEST_LINE:
            raise UnreadableError(f"Line {number} is longer than {LONGEST_LINE:,} characters.")
