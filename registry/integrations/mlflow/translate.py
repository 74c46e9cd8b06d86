"""MLflow's JSON to our values and back. Pure: no database, no request."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from registry.choices import VersionStage, VersionStatus
from registry.logic.mlflow_names import BadValue, is_reserved

STAGES: Final = {
    "none": VersionStage.NONE,
    "staging": VersionStage.STAGING,
    "production": VersionStage.PRODUCTION,
    "archived": VersionStage.ARCHIVED,
}
STAGE_WORDS: Final = {stage: word.capitalize() for word, stage in STAGES.items()}
STATUS_WORDS: Final = {
    VersionStatus.PENDING: "PENDING_REGISTRATION",
    VersionStatus.READY: "READY",
    VersionStatus.FAILED: "FAILED_REGISTRATION",
}
SEE: Final = "See the API docs for more information about request parameters."


@dataclass(frozen=True)
class Version:
    """A version as clients see it."""

    name: str
    number: int
    created_at: dt.datetime
    updated_at: dt.datetime
    stage: str
    status: str
    source: str
    tags: Mapping[str, str]
    description: str = ""
    run_id: str = ""
    run_link: str = ""
    model_id: str = ""
    status_message: str = ""
    aliases: Sequence[str] = ()


@dataclass(frozen=True)
class Model:
    """A registered model, or a prompt, as clients see it."""

    name: str
    created_at: dt.datetime
    updated_at: dt.datetime
    tags: Mapping[str, str]
    description: str = ""
    aliases: Mapping[str, int] = field(default_factory=dict)
    latest_versions: Sequence[Version] = ()


def model_json(model: Model) -> dict[str, Any]:
    """What is empty is left out, as protocol buffers do."""
    return _told(
        {
            "name": model.name,
            "creation_timestamp": milliseconds(model.created_at),
            "last_updated_timestamp": milliseconds(model.updated_at),
            "description": model.description,
            "latest_versions": [version_json(version) for version in model.latest_versions],
            "tags": _tags_json(model.tags),
            "aliases": [
                {"alias": alias, "version": str(number)}
                for alias, number in sorted(model.aliases.items())
            ],
        }
    )


def version_json(version: Version) -> dict[str, Any]:
    """The number is text, and the times are numbers."""
    return _told(
        {
            "name": version.name,
            "version": str(version.number),
            "creation_timestamp": milliseconds(version.created_at),
            "last_updated_timestamp": milliseconds(version.updated_at),
            "current_stage": STAGE_WORDS[VersionStage(version.stage)],
            "description": version.description,
            "source": version.source,
            "run_id": version.run_id,
            "run_link": version.run_link,
            "model_id": version.model_id,
            "status": STATUS_WORDS[VersionStatus(version.status)],
            "status_message": version.status_message,
            "tags": _tags_json(version.tags),
            "aliases": sorted(version.aliases),
        }
    )


def milliseconds(moment: dt.datetime) -> int:
    """Since the epoch, whole."""
    return int(moment.timestamp() * 1000)


def stage_of(word: str) -> VersionStage:
    """The stage that a client names, in any case."""
    stage = STAGES.get(word.lower())
    if stage is None:
        words = ", ".join(STAGE_WORDS.values())
        raise BadValue(f"Invalid Model Version stage: {word}. Value must be one of {words}.")
    return stage


def without_ours(tags: Mapping[str, str]) -> dict[str, str]:
    """Without those by which the portal says what governance decided: a copy resends them."""
    return {key: value for key, value in tags.items() if not is_reserved(key)}


def _told(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value not in ("", [], None)}


def _tags_json(tags: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"key": key, "value": value} for key, value in sorted(tags.items())]


class Arguments:
    """What a request says, each value checked when it is asked for."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = values

    @classmethod
    def of_query(cls, lists: Mapping[str, Sequence[str]]) -> Arguments:
        """From a query string, in which a list is a parameter that comes several times."""
        return cls({key: list(values) for key, values in lists.items()})

    @classmethod
    def of_body(cls, body: object) -> Arguments:
        """From JSON; anything but an object says nothing."""
        return cls(body if isinstance(body, Mapping) else {})

    def text(self, name: str, default: str = "", *, most: int | None = None) -> str:
        """A text, or the default where there is none."""
        value = self._one(name)
        if value is None:
            return default
        if not isinstance(value, str):
            raise _bad(name, value)
        if most is not None and len(value) > most:
            raise BadValue(f"'{name}' exceeds the maximum length of {most} characters")
        return clean(name, value)

    def required(self, name: str) -> str:
        """A text that is not empty."""
        value = self.text(name)
        if not value:
            raise BadValue(f"Missing value for required parameter '{name}'. {SEE}")
        return value

    def version(self) -> str:
        """The number of a version as text; programs also send it as a number."""
        value = self._one("version")
        return str(value) if type(value) is int else self.required("version")

    def number(self, name: str, default: int, *, least: int, most: int) -> int:
        """A whole number between bounds."""
        value = self._one(name)
        if value is None:
            return default
        text = str(value) if type(value) is int else value
        if not isinstance(text, str) or not text.isascii() or not text.isdigit():
            raise _bad(name, value)
        if len(text) > len(str(most)) or not least <= int(text) <= most:
            raise _bad(name, value)
        return int(text)

    def flag(self, name: str) -> bool:
        """True or false; false where nothing is said."""
        value = self._one(name)
        if value is None or isinstance(value, bool):
            return bool(value)
        if isinstance(value, str) and value.lower() in {"true", "false"}:
            return value.lower() == "true"
        raise _bad(name, value)

    def texts(self, name: str) -> list[str]:
        """A list of texts; one text is a list of one."""
        value = self.values.get(name)
        values = [] if value is None else value if isinstance(value, list) else [value]
        if not all(isinstance(one, str) for one in values):
            raise _bad(name, value)
        return [clean(name, one) for one in values]

    def tags(self) -> dict[str, str]:
        """`[{"key": …, "value": …}]`; of two with one key the later counts."""
        listed = self.values.get("tags") or []
        if not isinstance(listed, list):
            raise _bad("tags", listed)
        pairs = [Arguments.of_body(one) for one in listed]
        return {pair.required("key"): pair.text("value") for pair in pairs}

    def _one(self, name: str) -> Any:
        value = self.values.get(name)
        return value[0] if isinstance(value, list) and len(value) == 1 else value


def clean(name: str, value: str) -> str:
    """The text, if a database can hold it."""
    if "\x00" in value:
        raise BadValue(f"Invalid value for parameter '{name}' supplied: it holds a NUL character.")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise BadValue(
            f"Invalid value for parameter '{name}' supplied: it is not valid Unicode."
        ) from error
    return value


def _bad(name: str, value: object) -> BadValue:
    shown = f'"{value[:100]}"' if isinstance(value, str) else str(value)[:100]
    return BadValue(
        f"Invalid value {shown} for parameter '{name}' supplied:  "
        f"Hint: Value was of type '{type(value).__name__}'. {SEE}"
    )
