"""Bodies of observations: read as they come, never further than what may be sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any, ClassVar, Final

from rest_framework.parsers import BaseParser

from coe_portal.errors import InvalidInput
from registry.logic.evidently import report_record
from registry.logic.observation_files import (
    MOST_BYTES,
    Layout,
    Record,
    RecordErrors,
    UnreadableError,
    read,
    unpack,
)

MAGIC: Final = b"\x1f\x8b"


@contextmanager
def refusals() -> Iterator[None]:
    """What cannot be read, as the API says it."""
    try:
        yield
    except UnreadableError as error:
        raise InvalidInput(str(error), code="registry.unreadable") from error
    except RecordErrors as error:
        told = {str(number): [text] for number, text in error.errors.items()}
        raise InvalidInput("Some observations are wrong.", errors=told) from error


@dataclass(frozen=True)
class Sent:
    """A body that is not read yet: the sender's rights are asked first."""

    content: bytes
    layout: Layout

    def records(self) -> Sequence[Record]:
        """All records, or InvalidInput that names those that are wrong by their number."""
        with refusals():
            return read(self._unpacked(), self.layout)

    def report(self, at: str) -> Record:
        """An Evidently report as a record, or InvalidInput."""
        with refusals():
            return report_record(self._unpacked(), at)

    def _unpacked(self) -> bytes:
        return unpack(self.content) if self.content.startswith(MAGIC) else self.content


class ObservationParser(BaseParser):
    """Plain, or packed by gzip."""

    layout: ClassVar[Layout]

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,  # noqa: ARG002
        parser_context: Mapping[str, Any] | None = None,  # noqa: ARG002
    ) -> Any:
        """One byte more than what may be sent is enough to refuse it."""
        return Sent(stream.read(MOST_BYTES + 1), self.layout)


class JsonParser(ObservationParser):
    media_type = "application/json"
    layout = Layout.JSON


class LinesParser(ObservationParser):
    media_type = "application/x-ndjson"
    layout = Layout.NDJSON


class CsvParser(ObservationParser):
    media_type = "text/csv"
    layout = Layout.CSV


PARSERS: Final = [JsonParser, LinesParser, CsvParser]
