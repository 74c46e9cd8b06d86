"""Bodies as the API takes them: JSON that the database can hold, not nested beyond all measure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

from coe_portal.plain_text import is_storable


class StorableJSONParser(JSONParser):
    """Refuses what no field could hold, wherever it stands: many fields take any JSON."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """The value of a body; ParseError says what is wrong with it."""
        try:
            value = super().parse(stream, media_type, parser_context)
            storable = is_storable(value)
        except RecursionError:
            raise ParseError(_("This JSON is nested too deeply.")) from None
        if not storable:
            raise ParseError(
                _("A text holds a character that cannot be stored, or a number has no end.")
            )
        return value
