"""Croissant descriptions: what is read out of them, what is refused, and what goes out again."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import pytest
from hypothesis import given, strategies as st

from registry.logic.croissant import MOST_BYTES, CroissantError, Described, read_croissant
from registry.logic.croissant_writing import CONTEXT, croissant_of
from registry.logic.dataset_lines import Column, DatasetFile

DIGEST = "c617db2c7470716250f6f001be51304c76bcc8815527ab8bae734bdca0735737"
# The shape of the standard's own first example, with other things in it.
BIRDS = {
    "@context": dict(CONTEXT),
    "@type": "sc:Dataset",
    "conformsTo": "http://mlcommons.org/croissant/1.0",
    "name": "Garden birds",
    "description": "Birds that people counted in their gardens.\r\nOne row a visit.",
    "license": "https://creativecommons.org/licenses/by-sa/4.0/",
    "url": "https://birds.example/data",
    "version": "2.1.0",
    "datePublished": "2025-03-01T00:00:00",
    "citeAs": "@misc{birds}",
    "creator": [{"@type": "sc:Person", "name": "Ada Lark"}, {"name": "Bo Wren"}],
    "keywords": ["birds"],
    "isLiveDataset": False,
    "rai:personalSensitiveInformation": ["Names of the people who counted"],
    "distribution": [
        {
            "@type": "cr:FileObject",
            "@id": "visits.csv",
            "name": "visits.csv",
            "contentSize": "117743 B",
            "contentUrl": "https://birds.example/visits.csv",
            "encodingFormat": "text/csv",
            "sha256": DIGEST,
        }
    ],
    "recordSet": [
        {
            "@type": "cr:RecordSet",
            "name": "kinds",
            "dataType": "sc:Enumeration",
            "field": [{"name": "kinds/label", "dataType": "sc:Text"}],
        },
        {
            "@type": "cr:RecordSet",
            "name": "visits",
            "field": [
                {"name": "kind", "description": "Of bird | as told", "dataType": "sc:Text"},
                {"@id": "visits/seen_on", "dataType": ["sc:Date", "wd:Q1"]},
                {"name": "counts", "dataType": "sc:Integer", "repeated": True},
                {
                    "name": "place",
                    "subField": [{"name": "place/latitude", "dataType": "cr:Float32"}],
                },
            ],
        },
    ],
}


def content(**changes):
    document = {**BIRDS, **changes}
    return json.dumps({key: one for key, one in document.items() if one is not None}).encode()


def test_a_description_fills_the_facts_of_a_dataset():
    assert read_croissant(content()) == Described(
        name="Garden birds",
        description="Birds that people counted in their gardens.\nOne row a visit.",
        licence="CC-BY-SA-4.0",
        url="https://birds.example/data",
        source="Ada Lark, Bo Wren",
        version="2.1.0",
        citation="@misc{birds}",
        published_on=dt.date(2025, 3, 1),
        personal_note="Names of the people who counted",
        digest=f"sha256:{DIGEST}",
        size=117_743,
        columns=(
            Column("kind", "text", text="Of bird / as told"),
            Column("seen_on", "date"),
            Column("counts", "list of integer"),
            Column("place"),
            Column("place/latitude", "number"),
        ),
        files=(DatasetFile("visits.csv", "https://birds.example/visits.csv", 117_743, DIGEST),),
        conforms_to="1.0",
        left=("isLiveDataset", "keywords"),
    )


def test_names_with_prefixes_and_full_addresses_are_the_same_names():
    plain = read_croissant(content())
    for spelled in ("sc:{}", "https://schema.org/{}"):
        names = ("name", "description", "license", "url", "version", "creator")
        changed = {spelled.format(name): BIRDS[name] for name in names}
        assert read_croissant(content(**dict.fromkeys(names), **changed)) == plain


def test_version_1_1_graphs_and_texts_in_several_languages():
    node = {**BIRDS, "name": {"en": "Birds", "fr": "Oiseaux"}, "@type": ["sc:Dataset"]}
    node["conformsTo"] = {"@id": "http://mlcommons.org/croissant/1.1"}
    document = {"@context": {}, "@graph": [{"@type": "sc:Person", "name": "Ada"}, node]}
    found = read_croissant(json.dumps(document).encode())
    assert (found.name, found.conforms_to) == ("Birds", "1.1")


def test_columns_of_several_record_sets_bear_its_name_and_none_is_lost():
    fields = [{"name": "id"}, {"name": "id"}]
    sets = [{"name": "a", "field": fields}, {"name": "b", "field": {"name": "id"}}]
    columns = read_croissant(content(recordSet=sets)).columns
    assert [column.name for column in columns] == ["a/id", "a/id (2)", "b/id"]


def test_files_inside_others_do_not_count():
    files = [{"name": "all.zip", "contentSize": "2 MB"}, {"name": "a", "containedIn": "all.zip"}]
    found = read_croissant(content(distribution=files))
    assert ([one.name for one in found.files], found.size, found.digest) == (
        ["all.zip"],
        2_000_000,
        "",
    )


@pytest.mark.parametrize(
    ("said", "licence"),
    [
        ("apache-2.0", "apache-2.0"),
        ("https://spdx.org/licenses/MIT.html", "MIT"),
        ("https://choosealicense.com/licenses/mit/", "mit"),
        ("https://creativecommons.org/publicdomain/zero/1.0/", "CC0-1.0"),
        ({"@type": "CreativeWork", "name": "Own terms"}, "Own terms"),
        ({"@type": "CreativeWork", "url": "https://spdx.org/licenses/ODbL-1.0"}, "ODbL-1.0"),
        (["cc-by-4.0", "mit"], "cc-by-4.0"),
        (7, "7"),
        (None, ""),
    ],
)
def test_licences(said, licence):
    assert read_croissant(content(license=said)).licence == licence


@pytest.mark.parametrize("said", [None, "None", "n/a", [], ["No."]])
def test_no_personal_data(said):
    changed = {"rai:personalSensitiveInformation": said}
    assert read_croissant(content(**changed)).personal_note == ""


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "HTTP//x", " "]
)
def test_addresses_of_no_use_are_left_out(address):
    files = [{"name": "a.csv", "contentUrl": address, "sha256": "no digest"}]
    found = read_croissant(content(url=address, distribution=files))
    assert found.url == ""
    assert not found.files[0].is_on_the_web
    assert ":" not in found.files[0].url
    assert found.files[0].sha256 == ""


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (b"", "not_json"),
        (b"PK\x03\x04", "not_json"),
        (b"\xff\xfe", "not_utf8"),
        (b"[1, 2", "not_json"),
        (b'{"a": NaN}', "not_json"),
        (b"9" * 5000, "not_json"),
        (b"[" * 200_000, "not_json"),
        (b"[" * 100 + b"]" * 100, "too_deep"),
        (b"x" * (MOST_BYTES + 1), "too_large"),
        (b"7", "no_dataset"),
        (b'{"name": "x"}', "no_dataset"),
        (b'[{"@type": "sc:Person"}]', "no_dataset"),
        (content(conformsTo=None), "no_croissant"),
        (content(conformsTo="http://other.example/1.0"), "no_croissant"),
        (content(conformsTo="http://mlcommons.org/croissant/9.0"), "other_version"),
        (content(name=None), "no_name"),
        (content(name=" \x00 "), "no_name"),
        (content(distribution=[{"name": str(n)} for n in range(501)]), "too_many_files"),
        (
            content(recordSet={"field": [{"name": str(n)} for n in range(2001)]}),
            "too_many_columns",
        ),
    ],
)
def test_what_is_no_description_is_refused(sent, code):
    with pytest.raises(CroissantError) as refused:
        read_croissant(sent)
    assert refused.value.code == code


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
NAMES = [name for name in BIRDS if name not in {"@type", "conformsTo", "name", "@context"}]


@given(st.dictionaries(st.sampled_from(NAMES), JSON, max_size=4))
def test_whatever_stands_in_a_property_the_rest_is_read(changes):
    found = read_croissant(json.dumps({**BIRDS, **changes}).encode())
    assert found.name == "Garden birds"
    assert len(found.description) <= 10_000
    assert len({column.name for column in found.columns}) == len(found.columns)


def test_what_goes_out_is_read_as_it_was():
    found = read_croissant(content())
    again = read_croissant(json.dumps(croissant_of(found)).encode())
    typed = tuple(replace(column, type=column.type or "text") for column in found.columns)
    assert again == replace(found, left=(), columns=typed)


def test_no_id_has_spaces_and_every_field_has_a_type():
    """As the field's own reader asks."""
    files = (DatasetFile("all visits.csv"),)
    written = croissant_of(Described(name="x", columns=(Column("seen on"),), files=files))
    (field,) = written["recordSet"][0]["field"]
    assert (field["@id"], field["name"], field["dataType"]) == (
        "records/field-1",
        "seen on",
        "sc:Text",
    )
    assert written["distribution"][0]["@id"] == field["source"]["fileObject"]["@id"] == "file-1"


def test_what_is_not_known_is_left_out():
    bare = croissant_of(Described(name="Letters"))
    assert set(bare) == {"@context", "@type", "conformsTo", "name"}


def test_a_column_of_the_only_file_says_where_it_is_found():
    found = read_croissant(content())
    (records,) = croissant_of(found)["recordSet"]
    assert records["field"][0]["source"] == {
        "fileObject": {"@id": "file-1"},
        "extract": {"column": "kind"},
    }
