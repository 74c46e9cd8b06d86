"""Versions by the names that the script gives them: `key:2`."""

from __future__ import annotations

from demo.inventory import Release, Specimen
from demo.script import Script
from registry.models.models import ModelVersion


class Releases:
    """Finds them; models of use cases that are left out are left out, too."""

    def __init__(self, script: Script) -> None:
        cases = {case.key for case in script.cases}
        self._models = {model.key: model for model in script.models if set(model.about) <= cases}

    def knows(self, named: str) -> bool:
        """Whether its model is told."""
        return named.partition(":")[0] in self._models

    def told(self, named: str) -> tuple[Specimen, Release]:
        """What the script says of the model and the version."""
        key, _colon, number = named.partition(":")
        specimen = self._models[key]
        return specimen, specimen.releases[int(number) - 1]

    def version(self, named: str) -> ModelVersion:
        """The version in the database."""
        key, _colon, number = named.partition(":")
        rows = ModelVersion.objects.select_related("model")
        found: ModelVersion = rows.get(model__name=self._models[key].name, number=number)
        return found
