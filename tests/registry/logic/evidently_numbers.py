"""Has Evidently compare two halves of a real table, and keeps what it says for the tests.

Evidently brings a hundred packages along and takes no part in the portal, so tests read what it
said: run this with a Python that has it (`pip install 'evidently==0.7.*' 'pandas<3'`) to ask anew.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.datasets import load_breast_cancer, load_wine

KEPT = Path(__file__).with_suffix(".json")
METHODS = ("ks", "psi", "jensenshannon", "wasserstein")


def halves() -> dict[str, tuple[Any, Any]]:
    """Columns of two tables that scikit-learn ships, each cut in two by its first column."""
    found = {}
    for name, load in (("cancer", load_breast_cancer), ("wine", load_wine)):
        table = load()
        early = table.data[:, 0] < np.median(table.data[:, 0])
        for place, column in list(enumerate(table.feature_names))[1:11]:
            key = f"{name}: {column}"
            found[key] = (table.data[early, place], table.data[~early, place])
    return found


def categories() -> tuple[list[str], list[str]]:
    """The kinds of wine in the two halves."""
    table = load_wine()
    early = table.data[:, 0] < np.median(table.data[:, 0])
    kinds = np.array([f"kind {one}" for one in table.target])
    return list(kinds[early]), list(kinds[~early])


def asked_of_evidently() -> dict[str, Any]:
    """A report of each method, as Evidently writes it."""
    import evidently  # noqa: PLC0415
    import pandas as pd  # noqa: PLC0415
    from evidently import DataDefinition, Dataset, Report  # noqa: PLC0415
    from evidently.metrics import ValueDrift  # noqa: PLC0415

    reports = {}
    for table in ("cancer", "wine"):
        columns = {key: two for key, two in halves().items() if key.startswith(table)}
        definition = DataDefinition(numerical_columns=list(columns))
        sets = [
            Dataset.from_pandas(
                pd.DataFrame({key: two[side] for key, two in columns.items()}), definition
            )
            for side in (1, 0)
        ]
        metrics = [ValueDrift(column=key, method=how) for key in columns for how in METHODS]
        reports[table] = json.loads(Report(metrics).run(*sets).json())
    definition = DataDefinition(categorical_columns=["kind"])
    sets = [
        Dataset.from_pandas(pd.DataFrame({"kind": kinds}), definition)
        for kinds in reversed(categories())
    ]
    metrics = [ValueDrift(column="kind", method=how) for how in ("psi", "jensenshannon")]
    reports["kinds"] = json.loads(Report(metrics).run(*sets).json())
    return {"version": evidently.__version__, "reports": reports}


if __name__ == "__main__":
    KEPT.write_text(json.dumps(asked_of_evidently(), indent=1, sort_keys=True) + "\n")
    sys.stdout.write(f"{KEPT}\n")
