"""Static files for production: hashed names, compressed, and the stylesheet as one file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import (  # type: ignore[import-untyped]
    CompressedManifestStaticFilesStorage,
)

STYLESHEET = "css/app.css"
# Extensions that no page loads; comments in them look like imports of files that do not exist.
UNUSED = "django_htmx/ext/"
IMPORT = re.compile(r'@import url\("(?P<path>[^"]+)"\) layer\((?P<layer>\w+)\);')


class PortalStaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Writes what app.css imports into it, so that a page asks for one stylesheet."""

    support_js_module_import_aggregation = True

    def post_process(
        self,
        paths: dict[str, Any],
        dry_run: bool = False,  # noqa: FBT001, FBT002  (the signature of Django)
        **options: Any,
    ) -> Iterator[Any]:
        paths = {path: place for path, place in paths.items() if not path.startswith(UNUSED)}
        if STYLESHEET in paths and not dry_run:
            stylesheet = self._text(paths, STYLESHEET)
            flat = flatten(stylesheet, lambda path: self._text(paths, f"css/{path}"))
            self.delete(STYLESHEET)
            self.save(STYLESHEET, ContentFile(flat.encode()))
            paths = {**paths, STYLESHEET: (self, STYLESHEET)}
        yield from super().post_process(paths, dry_run, **options)

    @staticmethod
    def _text(paths: dict[str, Any], name: str) -> str:
        storage, path = paths[name]
        with storage.open(path) as file:
            return str(file.read(), "utf-8")


def flatten(stylesheet: str, read: Any) -> str:
    """The stylesheet with each import replaced by what it imports, in its layer."""

    def inline(match: re.Match[str]) -> str:
        return f"@layer {match['layer']} {{\n{read(match['path'])}\n}}"

    return IMPORT.sub(inline, stylesheet)
