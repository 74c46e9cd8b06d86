"""Pure: a dataset of the catalogue as a Croissant 1.0 description."""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping
from typing import Any, Final

from registry.logic.croissant import Described
from registry.logic.dataset_lines import Column, DatasetFile

CONFORMS_TO: Final = "http://mlcommons.org/croissant/1.0"
CONTEXT: Final[Mapping[str, Any]] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
DATA_TYPES: Final[Mapping[str, str]] = {
    "integer": "sc:Integer",
    "number": "sc:Float",
    "boolean": "sc:Boolean",
    "date": "sc:Date",
    "moment": "sc:DateTime",
    "time": "sc:Time",
    "address": "sc:URL",
    "image": "sc:ImageObject",
    "sound": "sc:AudioObject",
    "video": "sc:VideoObject",
    "box": "cr:BoundingBox",
    "split": "cr:Split",
}
RECORDS: Final = "records"
LIST: Final = "list of "
ANY_FILE: Final = "application/octet-stream"


def croissant_of(facts: Described) -> dict[str, Any]:
    """What is known of it in the words of Croissant; what is not known is left out."""
    known = {
        "name": facts.name,
        "description": facts.description,
        "license": facts.licence,
        "url": facts.url,
        "version": facts.version,
        "citeAs": facts.citation,
        "datePublished": facts.published_on.isoformat() if facts.published_on else "",
        "creator": {"@type": "sc:Organization", "name": facts.source} if facts.source else {},
        "rai:personalSensitiveInformation": facts.personal_note,
        "distribution": [_file(one, number) for number, one in enumerate(facts.files, start=1)],
        "recordSet": [_records(facts)] if facts.columns else [],
    }
    head = {"@context": CONTEXT, "@type": "sc:Dataset", "conformsTo": CONFORMS_TO}
    return head | {key: value for key, value in known.items() if value}


def _file(file: DatasetFile, number: int) -> dict[str, Any]:
    """Known by its number: readers take no spaces in an `@id`."""
    known = {
        "contentUrl": file.url or file.name,
        "contentSize": "" if file.size is None else f"{file.size} B",
        "encodingFormat": mimetypes.guess_type(file.name)[0] or ANY_FILE,
        "sha256": file.sha256,
    }
    head = {"@type": "cr:FileObject", "@id": f"file-{number}", "name": file.name}
    return head | {key: value for key, value in known.items() if value}


def _records(facts: Described) -> dict[str, Any]:
    only = "file-1" if len(facts.files) == 1 else ""
    return {
        "@type": "cr:RecordSet",
        "@id": RECORDS,
        "name": RECORDS,
        "field": [
            _field(column, number, only) for number, column in enumerate(facts.columns, start=1)
        ],
    }


def _field(column: Column, number: int, file: str) -> dict[str, Any]:
    """With where it is found, when all columns are in one file. What has no type is text."""
    node: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": f"{RECORDS}/field-{number}",
        "name": column.name,
        "dataType": DATA_TYPES.get(column.type.removeprefix(LIST), "sc:Text"),
    }
    if column.text:
        node["description"] = column.text
    if column.type.startswith(LIST):
        node["repeated"] = True
    if file:
        node["source"] = {"fileObject": {"@id": file}, "extract": {"column": column.name}}
    return node
