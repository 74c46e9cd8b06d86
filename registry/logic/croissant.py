"""Pure: what a Croissant description (1.0 and 1.1) says of a dataset.

The file is JSON-LD. It is read without resolving its context, and nothing is fetched: names are
known by their last part, so that `sc:name`, `https://schema.org/name` and `name` are the same.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, count
from typing import Any, Final

from registry.logic.dataset_lines import (
    CONTROL,
    LONGEST_ADDRESS,
    LONGEST_NAME,
    LONGEST_TEXT,
    LONGEST_TYPE,
    MOST_COLUMNS,
    MOST_FILES,
    SHA256,
    WEB,
    Column,
    DatasetFile,
    plain,
    read_size,
)

MOST_BYTES: Final = 1_000_000
MOST_PROSE: Final = 10_000
DEEPEST: Final = 40
DEEPEST_FIELD: Final = 4
FIRST_YEAR, LAST_YEAR = 1900, 2199
CROISSANT: Final = re.compile(r"https?://mlcommons\.org/croissant/(?P<version>\d+(?:\.\d+)?)/?")
VERSIONS: Final = ("1.0", "1.1")
NO_PERSONAL: Final = frozenset({"", "none", "no", "n/a", "not applicable"})
# What stands in a file and has a place here; the rest is named as not taken over.
TAKEN: Final = frozenset({
    "name", "description", "license", "url", "version", "datePublished", "citeAs", "citation",
    "creator", "publisher", "distribution", "recordSet", "conformsTo", "sameAs",
    "personalSensitiveInformation",
})  # fmt: skip
TYPES: Final[Mapping[str, str]] = {
    "Text": "text",
    "Integer": "integer",
    "Int8": "integer",
    "Int16": "integer",
    "Int32": "integer",
    "Int64": "integer",
    "UInt8": "integer",
    "UInt16": "integer",
    "UInt32": "integer",
    "UInt64": "integer",
    "Float": "number",
    "Float16": "number",
    "Float32": "number",
    "Float64": "number",
    "Number": "number",
    "Boolean": "boolean",
    "Date": "date",
    "DateTime": "moment",
    "Time": "time",
    "URL": "address",
    "ImageObject": "image",
    "AudioObject": "sound",
    "VideoObject": "video",
    "BoundingBox": "box",
    "Split": "split",
}
SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
STORES: Final = re.compile(r"(?:https?|s3a?|gs|abfss?|wasbs?|hdfs|ftps?|doi):", re.IGNORECASE)
SPDX: Final = re.compile(
    r"https?://(?:www\.)?(?:spdx\.org|choosealicense\.com)/licenses/([\w.+-]+?)(?:\.html|\.json)?/?"
)
CREATIVE_COMMONS: Final = (
    (re.compile(r"https?://creativecommons\.org/licenses/([\w-]+)/([\d.]+)(?:/.*)?"), "CC-{}-{}"),
    (re.compile(r"https?://creativecommons\.org/publicdomain/zero/1\.0(?:/.*)?"), "CC0-1.0"),
)


class CroissantError(ValueError):
    """The file is no description that can be read; `code` says why, `detail` where."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}")
        self.code, self.detail = code, detail


@dataclass(frozen=True, kw_only=True)
class Described:
    """What a file says of a dataset. `left` names what it says and what has no place here."""

    name: str
    description: str = ""
    licence: str = ""
    url: str = ""
    source: str = ""
    version: str = ""
    citation: str = ""
    published_on: dt.date | None = None
    personal_note: str = ""
    digest: str = ""
    size: int | None = None
    columns: tuple[Column, ...] = ()
    files: tuple[DatasetFile, ...] = ()
    conforms_to: str = ""
    left: tuple[str, ...] = ()


def read_croissant(content: bytes) -> Described:
    """What the file says; CroissantError for one that is none, or that is larger than 1 MB."""
    facts = _facts(_dataset(_parsed(content)))
    version = _conforms(facts.get("conformsTo"))
    name = plain(_text(facts.get("name")), LONGEST_NAME)
    if not name:
        raise CroissantError("no_name")
    files = _files(facts.get("distribution"))
    return Described(
        name=name,
        description=_prose(facts.get("description"), MOST_PROSE),
        licence=_licence(facts.get("license")),
        url=_address(facts.get("url")) or _address(facts.get("sameAs")),
        source=_people(facts.get("creator")) or _people(facts.get("publisher")),
        version=plain(_text(facts.get("version")), 60),
        citation=_prose(facts.get("citeAs") or facts.get("citation"), 4000),
        published_on=_day(_text(facts.get("datePublished"))),
        personal_note=_personal(facts.get("personalSensitiveInformation")),
        digest=_digest(files),
        size=_total(files),
        columns=_columns(facts.get("recordSet")),
        files=files,
        conforms_to=version,
        left=tuple(sorted(key for key in facts if key[:1] != "@" and key not in TAKEN)),
    )


def _parsed(content: bytes) -> Any:
    if len(content) > MOST_BYTES:
        raise CroissantError("too_large")
    try:
        found = json.loads(content.decode("utf-8-sig"), parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        raise CroissantError("not_utf8") from error
    except (ValueError, RecursionError) as error:
        raise CroissantError("not_json", plain(str(error), 100)) from error
    if _depth(found) > DEEPEST:
        raise CroissantError("too_deep")
    return found


def _no_constant(name: str) -> None:
    msg = f"{name} is no number of JSON"
    raise ValueError(msg)


def _depth(value: Any) -> int:
    """How deep it is nested, counted without recursion and no further than needed."""
    layer, depth = [value], 0
    while layer and depth <= DEEPEST:
        layer, depth = [inner for one in layer for inner in _inside(one)], depth + 1
    return depth


def _inside(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _dataset(found: Any) -> dict[str, Any]:
    """The node of the dataset: the root, or the one of a graph."""
    graph = found.get("@graph") if isinstance(found, dict) else None
    for node in _nodes(graph or found):
        if "Dataset" in map(_short, _texts(node.get("@type"))):
            return node
    raise CroissantError("no_dataset")


def _conforms(value: Any) -> str:
    """The version of Croissant that it names; one that is not known here is refused."""
    named = [match["version"] for text in _texts(value) if (match := CROISSANT.fullmatch(text))]
    if not named:
        raise CroissantError("no_croissant")
    if not set(named) & set(VERSIONS):
        raise CroissantError("other_version", named[0])
    return next(one for one in named if one in VERSIONS)


def _files(value: Any) -> tuple[DatasetFile, ...]:
    """The files that stand for themselves, not those inside another."""
    nodes = [facts for facts in map(_facts, _nodes(value)) if "containedIn" not in facts]
    if len(nodes) > MOST_FILES:
        raise CroissantError("too_many_files", str(MOST_FILES))
    files: dict[str, DatasetFile] = {}
    for position, facts in enumerate(nodes, start=1):
        name = _free(_name(facts) or str(position), files)
        digest = _text(facts.get("sha256")).strip().lower()
        files[name] = DatasetFile(
            name=name,
            url=_place(_text(facts.get("contentUrl"))),
            size=read_size(_text(facts.get("contentSize"))),
            sha256=digest if SHA256.fullmatch(digest) else "",
        )
    return tuple(files.values())


def _columns(value: Any) -> tuple[Column, ...]:
    """The fields of all record sets but lists of codes; with the name of the set where several."""
    sets = [one for one in map(_facts, _nodes(value)) if not _is_enumeration(one)]
    columns: dict[str, Column] = {}
    for one in sets:
        own = _name(one)
        for column in _fields(one.get("field"), [own] if own else []):
            if len(columns) >= MOST_COLUMNS:
                raise CroissantError("too_many_columns", str(MOST_COLUMNS))
            full = f"{own}/{column.name}" if len(sets) > 1 and own else column.name
            name = _free(plain(full, LONGEST_NAME), columns)
            columns[name] = replace(column, name=name)
    return tuple(columns.values())


def _fields(value: Any, above: list[str], prefix: str = "") -> Iterator[Column]:
    """A field, and below it the fields that it is made of; `above` are the names it is below of."""
    for facts in map(_facts, _nodes(value)):
        own = _name(facts, above)
        if not own:
            continue
        name = plain(f"{prefix}{own}", LONGEST_NAME)
        yield Column(
            name,
            plain(_type(facts), LONGEST_TYPE),
            is_personal=False,
            text=plain(_text(facts.get("description")), LONGEST_TEXT),
        )
        if len(above) <= DEEPEST_FIELD:
            yield from _fields(facts.get("subField"), [*above, own], f"{name}/")


def _is_enumeration(record_set: Mapping[str, Any]) -> bool:
    return "Enumeration" in map(_short, _texts(record_set.get("dataType")))


def _type(facts: Mapping[str, Any]) -> str:
    """The word for its first known type, else the type as it stands there."""
    given = [_short(one) for one in _texts(facts.get("dataType"))]
    known = next((TYPES[one] for one in given if one in TYPES), "".join(given[:1]))
    is_list = facts.get("repeated") is True or facts.get("isArray") is True
    return f"list of {known}" if is_list and known else known


def _name(facts: Mapping[str, Any], above: Iterable[str] = ()) -> str:
    """Its name, or else its id; without the names that it is below of."""
    name = _text(facts.get("name")) or _text(facts.get("@id"))
    for one in above:
        name = name.removeprefix(f"{one}/")
    return plain(name, LONGEST_NAME)


def _free(name: str, taken: Container[str]) -> str:
    """The name, with a number when it is taken."""
    names = chain([name], (f"{name[: LONGEST_NAME - 6]} ({number})" for number in count(2)))
    return next(one for one in names if one not in taken)


def _digest(files: Sequence[DatasetFile]) -> str:
    """That of the only file; of several there is none."""
    return f"sha256:{files[0].sha256}" if len(files) == 1 and files[0].sha256 else ""


def _total(files: Sequence[DatasetFile]) -> int | None:
    """Of all files together, when every size is known."""
    sizes = [one.size for one in files if one.size is not None]
    return sum(sizes) if sizes and len(sizes) == len(files) else None


def _licence(value: Any) -> str:
    """The SPDX id of a known address, else what stands there."""
    found = _text(value).strip() or _text(
        next((_facts(one).get("url") for one in _nodes(value)), "")
    )
    if match := SPDX.fullmatch(found):
        return match[1]
    for known, spdx in CREATIVE_COMMONS:
        if match := known.fullmatch(found):
            return spdx.format(*(part.upper() for part in match.groups()))
    return plain(found, 200)


def _people(value: Any) -> str:
    """The names of people or organizations."""
    names = [plain(one, LONGEST_NAME) for one in _texts(value)]
    return plain(", ".join(filter(None, names)), 500)


def _personal(value: Any) -> str:
    """Which personal data it says it has; empty when it says none."""
    said = [plain(one, LONGEST_TEXT) for one in _texts(value)]
    return "\n".join(one for one in said if one.lower().rstrip(".") not in NO_PERSONAL)[:2000]


def _day(text: str) -> dt.date | None:
    try:
        day = dt.date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def _address(value: Any) -> str:
    """The first address of the web; any other scheme is left out."""
    found = (one.strip() for one in _texts(value))
    return next((one[:LONGEST_ADDRESS] for one in found if WEB.fullmatch(one)), "")


def _place(text: str) -> str:
    """An address of the web, or a path below the description; a scheme of another kind is none."""
    place = plain(text, LONGEST_ADDRESS)
    return "" if SCHEME.match(place) and not STORES.match(place) else place


def _prose(value: Any, longest: int) -> str:
    """A text with its lines, without control characters."""
    return CONTROL.sub(" ", _text(value).replace("\r\n", "\n")).strip()[:longest]


def _facts(node: Mapping[str, Any]) -> dict[str, Any]:
    """The properties of a node by the last part of their names."""
    return {_short(key): value for key, value in node.items()}


def _short(name: str) -> str:
    return re.split(r"[/#:]", name.rstrip("/#"))[-1]


def _nodes(value: Any) -> list[dict[str, Any]]:
    """One node or a list of them; anything else counts for nothing."""
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, dict)]


def _text(value: Any) -> str:
    return next(iter(_texts(value)), "")


def _texts(value: Any) -> list[str]:
    """Texts and numbers, alone or in a list; of a text in several languages the English one."""
    rows = value if isinstance(value, list) else [value]
    found = (_of_node(one) if isinstance(one, dict) else one for one in rows)
    return [str(one) for one in found if isinstance(one, str | int | float) and one is not True]


def _of_node(node: Mapping[str, Any]) -> Any:
    facts = _facts(node)
    known = [facts[key] for key in ("@value", "name", "en", "@id") if key in facts]
    return next((one for one in known if isinstance(one, str | int | float)), None)
