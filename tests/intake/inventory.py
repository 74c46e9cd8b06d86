"""The published inventory of 2024 when it is at hand, else a generated table of the same format."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from intake.integrations.mappings import builtin_document
from tests.shared_data import shared

FILE_NAME = "federal_ai_inventory_2024.csv"
STAGES = ("Initiated", "Acquisition and/or Development", "Operation and Maintenance", "Retired", "")
IMPACTS = ("Neither", "Both", "Rights-Impacting", "")


@dataclass(frozen=True)
class Inventory:
    """A file and what is known about it."""

    path: Path
    rows: int
    repeated: int
    organizations: int
    is_published: bool


def published() -> Inventory | None:
    """The real file, if this machine has it."""
    path = shared(FILE_NAME)
    return Inventory(path, 2133, 7, 41, is_published=True) if path else None


def generated(path: Path, rows: int = 300) -> Inventory:
    """Write a table with the columns, the encoding and the faults of the published one."""
    document = builtin_document("us-federal-2024")
    names = {column for rule in document["rules"] for column in columns_of(rule)}
    names |= {*document["kept"], document["organization"], document["organization_name"]}
    headers = [*document["recognise"], *sorted(names - set(document["recognise"]))]
    with path.open("w", encoding="cp1252", newline="") as file:
        writer = csv.DictWriter(file, headers, restval="")
        writer.writeheader()
        for number in range(rows - 2):
            writer.writerow(sample_row(document, number))
        writer.writerow(sample_row(document, 3))
        writer.writerow(sample_row(document, 4) | {purpose_column(document): "Another purpose"})
    return Inventory(path, rows, 1, 4, is_published=False)


def columns_of(rule: dict) -> list[str]:
    return rule.get("columns") or [rule["column"]]


def purpose_column(document: dict) -> str:
    return document["key"]["disambiguate"][0]


def sample_row(document: dict, number: int) -> dict[str, str]:
    rules = {rule["target"]: columns_of(rule)[0] for rule in document["rules"]}
    return {
        rules["title"]: f"Reading assistant \u2013 no. {number}",
        document["organization"]: f"AG{number % 4}",
        document["organization_name"]: f"Agency for matter {number % 4}",
        rules["business_unit"]: f"Bureau {number % 7}" if number % 11 else "",
        purpose_column(document): f"Reads the letters of kind {number}.\nSaves an hour a day.",
        rules["stage"]: STAGES[number % len(STAGES)],
        rules["planned_start"]: "7/16/1905" if number % 13 == 0 else f"{number % 12 + 1}/1/2024",
        rules["answers.significant_effect"]: IMPACTS[number % len(IMPACTS)],
        rules["answers.personal_data"]: ("Yes", "No", "N/A", "")[number % 4],
        rules["answers.regulated_domain"]: ("Law & Justice", "Mission-Enabling", "")[number % 3],
    }
