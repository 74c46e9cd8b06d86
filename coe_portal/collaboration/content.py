"""Which files may be attached: their type is read from their bytes, the name only has to agree."""

from __future__ import annotations

from pathlib import PurePath

import filetype

OFFICE = "application/vnd.openxmlformats-officedocument"
# By content: type → name endings that agree with it.
BINARY_TYPES = {
    "application/pdf": {".pdf"},
    "image/png": {".png"},
    "image/jpeg": {".jpg", ".jpeg"},
    "image/gif": {".gif"},
    "image/webp": {".webp"},
    f"{OFFICE}.wordprocessingml.document": {".docx"},
    f"{OFFICE}.spreadsheetml.sheet": {".xlsx"},
    f"{OFFICE}.presentationml.presentation": {".pptx"},
    "application/vnd.oasis.opendocument.text": {".odt"},
    "application/vnd.oasis.opendocument.spreadsheet": {".ods"},
    "application/vnd.oasis.opendocument.presentation": {".odp"},
}
# Text has no signature: what is readable as UTF-8 is taken for what its name says.
TEXT_TYPES = {
    ".txt": "text/plain",
    ".md": "text/markdown",
    ".csv": "text/csv",
    ".json": "application/json",
}
ACCEPTED_ENDINGS = tuple(
    sorted({ending for endings in BINARY_TYPES.values() for ending in endings} | set(TEXT_TYPES))
)


def content_type_of(name: str, content: bytes) -> str | None:
    """The type of an acceptable file, or None: unknown, disguised or not readable."""
    ending = PurePath(name).suffix.lower()
    if ending in TEXT_TYPES:
        return TEXT_TYPES[ending] if _is_text(content) else None
    kind = filetype.guess(content)
    if kind is None or ending not in BINARY_TYPES.get(kind.mime, ()):
        return None
    return str(kind.mime)


def _is_text(content: bytes) -> bool:
    if b"\0" in content:
        return False
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
