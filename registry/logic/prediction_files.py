"""Pure: a file of predictions read line by line, so that memory holds counts and never rows.

A file is text in UTF-8, cells apart by comma, semicolon or tab, gzip-packed or not. Everything
about it is bounded: bytes before and after unpacking, the length of a line, rows, groups.
"""

from __future__ import annotations

import codecs
import csv
import math
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import IO, Final

from registry.logic.fairness import MOST_GROUPS, Outcomes, Plan

MOST_BYTES: Final = 50 * 1024 * 1024
MOST_UNPACKED: Final = 200 * 1024 * 1024
MOST_ROWS: Final = 1_000_000
MOST_COLUMNS: Final = 200
MOST_VALUES: Final = 1_000
LONGEST_LINE: Final = 64 * 1024
LONGEST_NAME: Final = 100
BLOCK: Final = 64 * 1024
GZIP: Final = 16 + zlib.MAX_WBITS
DELIMITERS: Final = ",;\t"
UNSTORABLE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
KNOWN: Final[Mapping[bytes, str]] = {
    b"PK": "This is a zip or Excel file. Save the table as CSV.",
    b"PAR1": "This is a Parquet file. Save the table as CSV.",
    b"\xd0\xcf\x11\xe0": "This is an old Excel file. Save the table as CSV.",
    b"\xff\xfe": "This is UTF-16 text. Save it as UTF-8.",
    b"\xfe\xff": "This is UTF-16 text. Save it as UTF-8.",
}
NOT_STATED: Final = "(not stated)"
TOGETHER: Final = " × "


class FileError(ValueError):
    """The file cannot be used; the text says what and where, its parameters apart."""

    def __init__(self, text: str, /, **parameters: object) -> None:
        super().__init__(text % parameters if parameters else text)
        self.text, self.parameters = text, parameters


@dataclass(frozen=True)
class Head:
    """The columns of a file, and its first rows."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    delimiter: str


@dataclass(frozen=True)
class Tally:
    """How many people of each group of each feature were decided about in which way."""

    rows: int
    overall: Outcomes
    features: Mapping[str, Mapping[str, Outcomes]]


def head_of(file: IO[bytes], *, rows: int = 5) -> Head:
    """The columns and first rows; FileError for what is no table."""
    delimiter, table = _table(file)
    columns = _columns(next(table, []))
    first = tuple(tuple(row) for row in islice(table, rows))
    if not first:
        raise FileError("There are no rows below the names of the columns.")
    return Head(columns, first, delimiter)


def tally_of(
    file: IO[bytes], plan: Plan, *, progress: Callable[[int], None] = lambda _rows: None
) -> Tally:
    """Count everybody; FileError names the line that cannot be used.

    `progress` is told the number of rows from time to time.
    """
    delimiter, table = _table(file)
    columns = _columns(next(table, []))
    reading = _Reading(plan, columns, has_comma=delimiter != ",")
    for number, row in enumerate(table, start=1):
        if number > MOST_ROWS:
            raise FileError("A file has at most %(most)d rows.", most=MOST_ROWS)
        if len(row) != len(columns):
            raise FileError(
                "Row %(row)d: %(needed)d cells are needed, not %(found)d.",
                row=number,
                needed=len(columns),
                found=len(row),
            )
        reading.take(number, row)
        if number % BLOCK == 0:
            progress(number)
    return reading.tally()


class _Reading:
    """Counts rows by what was decided and by group; what is seen again is not read again."""

    def __init__(self, plan: Plan, columns: Sequence[str], *, has_comma: bool) -> None:
        self.plan, self.has_comma = plan, has_comma
        self.decision = columns.index(plan.decision)
        self.truth = columns.index(plan.truth) if plan.truth else None
        self.features = [columns.index(name) for name in plan.features]
        self.counts: Counter[tuple[str | int, ...]] = Counter()
        self.seen: dict[tuple[int, str], bool] = {}
        self.values: dict[int, set[str]] = {place: set() for place in self.features}
        self.rows = 0

    def take(self, number: int, row: Sequence[str]) -> None:
        self.rows = number
        if self.plan.cutoff is None:
            decided = self._is_positive(self.decision, row[self.decision], number)
        else:
            decided = self._score(row[self.decision], number) >= self.plan.cutoff
        right = (
            decided
            if self.truth is None
            else self._is_positive(self.truth, row[self.truth], number)
        )
        groups = [self._group(place, row[place].strip(), number) for place in self.features]
        self.counts[(int(decided), int(right), *groups)] += 1
        if len(self.counts) > MOST_GROUPS * MOST_VALUES:
            raise FileError("The chosen columns have too many combinations of values.")

    def _is_positive(self, place: int, text: str, number: int) -> bool:
        found = self.seen.get((place, text))
        if found is None:
            if not text.strip():
                raise FileError("Row %(row)d: a cell is empty that has to say yes or no.",
                                row=number)  # fmt: skip
            found = self.seen[place, text] = _same(text, self.plan.positive)
            if len(self.seen) > MOST_VALUES:
                raise FileError(
                    "There are too many different answers. If they are scores, give a threshold."
                )
        return found

    def _score(self, text: str, number: int) -> float:
        try:
            score = float(text.replace(",", ".") if self.has_comma else text)
        except ValueError:
            score = math.nan
        if math.isnan(score):
            raise FileError(
                "Row %(row)d: %(text)r is no score.", row=number, text=text[:LONGEST_NAME]
            )
        return score

    def _group(self, place: int, text: str, number: int) -> str:
        values = self.values[place]
        if text not in values:
            if len(text) > LONGEST_NAME or UNSTORABLE.search(text):
                raise FileError(
                    "Row %(row)d: the name of a group has at most %(most)d characters.",
                    row=number,
                    most=LONGEST_NAME,
                )
            values.add(text)
            if len(values) > MOST_GROUPS:
                raise self._too_many(self.plan.features[self.features.index(place)])
        return text or NOT_STATED

    def _too_many(self, feature: str) -> FileError:
        return FileError(
            "%(feature)s has more than %(most)d groups. Put them into bands first, "
            "such as ages 30-39.",
            feature=feature,
            most=MOST_GROUPS,
        )

    def tally(self) -> Tally:
        """What was counted; FileError for a file in which nothing can be compared."""
        if not self.rows:
            raise FileError("There are no rows below the names of the columns.")
        self._refuse_unknown_answer()
        names = list(self.plan.features)
        places: list[tuple[str, tuple[int, ...]]] = [
            (name, (index,)) for index, name in enumerate(names)
        ]
        if self.plan.together and len(names) > 1:
            places.append((TOGETHER.join(names), tuple(range(len(names)))))
        return Tally(
            self.rows,
            self._outcomes(self.counts.items()),
            {name: self._groups(name, chosen) for name, chosen in places},
        )

    def _refuse_unknown_answer(self) -> None:
        """A misspelt answer would leave everybody unselected, and so equal."""
        asked = [] if self.plan.cutoff is not None else [self.decision]
        asked += [] if self.truth is None else [self.truth]
        for place in asked:
            answers = {text: is_it for (where, text), is_it in self.seen.items() if where == place}
            if not any(answers.values()):
                some = ", ".join(sorted(answers)[:5])
                raise FileError(
                    "No row of %(column)s says %(positive)s. It says: %(some)s.",
                    column=self.plan.truth if place == self.truth else self.plan.decision,
                    positive=self.plan.positive,
                    some=some[:LONGEST_NAME],
                )

    def _groups(self, name: str, chosen: tuple[int, ...]) -> dict[str, Outcomes]:
        parted: dict[str, list[tuple[tuple[str | int, ...], int]]] = {}
        for key, count in self.counts.items():
            group = TOGETHER.join(str(key[2 + index]) for index in chosen)
            parted.setdefault(group, []).append((key, count))
        if len(parted) > MOST_GROUPS:
            raise self._too_many(name)
        return {group: self._outcomes(parted[group]) for group in sorted(parted)}

    def _outcomes(self, counts: Iterable[tuple[tuple[str | int, ...], int]]) -> Outcomes:
        cells: Counter[tuple[bool, bool]] = Counter()
        for (decided, right, *_groups), count in counts:
            cells[bool(decided), bool(right)] += count
        return Outcomes(
            true_positive=cells[True, True],
            false_positive=cells[True, False],
            true_negative=cells[False, False],
            false_negative=cells[False, True],
            has_truth=self.truth is not None,
        )


def _same(one: str, other: str) -> bool:
    """Whether two cells say the same: as numbers, or as words in any case."""
    one, other = one.strip().casefold(), other.strip().casefold()
    try:
        return one == other or float(one) == float(other)
    except ValueError:
        return False


def _table(file: IO[bytes]) -> tuple[str, Iterator[list[str]]]:
    """What parts the cells, and the rows."""
    lines = _lines(_blocks(file))
    first = next(lines, "")
    delimiter = max(DELIMITERS, key=first.count)
    return delimiter, _rows(first, lines, delimiter)


def _rows(first: str, lines: Iterator[str], delimiter: str) -> Iterator[list[str]]:
    def all_lines() -> Iterator[str]:
        yield first
        yield from lines

    reader = csv.reader(all_lines(), delimiter=delimiter, strict=True)
    try:
        for row in reader:
            if row:
                yield row
    except csv.Error as error:
        raise FileError(
            "Line %(line)d is no CSV: %(problem)s.", line=reader.line_num, problem=error
        ) from error


def _columns(names: Sequence[str]) -> tuple[str, ...]:
    columns = tuple(name.strip() for name in names)
    if len(columns) < 2:  # noqa: PLR2004
        raise FileError(
            "The first line has to name the columns: a prediction, and at least one group."
        )
    if len(columns) > MOST_COLUMNS:
        raise FileError("A file has at most %(most)d columns.", most=MOST_COLUMNS)
    for name in columns:
        if not name or len(name) > LONGEST_NAME or UNSTORABLE.search(name):
            raise FileError("The name of a column has 1 to %(most)d characters.", most=LONGEST_NAME)
    if len(set(columns)) < len(columns):
        raise FileError("A column is named twice.")
    return columns


def _lines(blocks: Iterable[bytes]) -> Iterator[str]:
    """Lines of bounded length."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")("strict")
    rest, number = "", 1
    try:
        for block in blocks:
            *whole, rest = (rest + decoder.decode(block)).split("\n")
            for line in whole:
                yield _line(line, number) + "\n"
                number += 1
            _line(rest, number)
        rest += decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise FileError("Line %(line)d is not UTF-8 text.", line=number) from error
    if rest:
        yield _line(rest, number)


def _line(line: str, number: int) -> str:
    if len(line) > LONGEST_LINE:
        raise FileError(
            "Line %(line)d is longer than %(most)d characters.", line=number, most=LONGEST_LINE
        )
    return line


def _blocks(file: IO[bytes]) -> Iterator[bytes]:
    """The content in blocks, unpacked no further than what may be read."""
    file.seek(0)
    first = file.read(BLOCK)
    for beginning, problem in KNOWN.items():
        if first.startswith(beginning):
            raise FileError(problem)
    packed = _bounded(file, first, MOST_BYTES)
    if first.startswith(b"\x1f\x8b"):
        yield from _unpacked(packed)
    else:
        yield from packed


def _bounded(file: IO[bytes], first: bytes, most: int) -> Iterator[bytes]:
    block, size = first, 0
    while block:
        size += len(block)
        if size > most:
            raise FileError("A file has at most %(most)d MB.", most=most // 1024**2)
        yield block
        block = file.read(BLOCK)


def _unpacked(packed: Iterable[bytes]) -> Iterator[bytes]:
    unpacker, size = zlib.decompressobj(GZIP), 0
    try:
        for block in packed:
            waiting = block
            while waiting and not unpacker.eof:
                piece = unpacker.decompress(waiting, BLOCK)
                waiting = unpacker.unconsumed_tail
                size += len(piece)
                if size > MOST_UNPACKED:
                    raise FileError(
                        "Unpacked, this is larger than %(most)d MB.",
                        most=MOST_UNPACKED // 1024**2,
                    )
                yield piece
    except zlib.error as error:
        raise FileError("This is no gzip file.") from error
    if not unpacker.eof:
        raise FileError("The gzip file is cut off.")
