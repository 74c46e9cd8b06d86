"""Fewer models to render while Django migrates: every one of ours leads to every other.

Before each operation Django renders all models anew that are related to the one that changes. By
way of the organization these are all, hundreds of times over: most of the time that it takes to
prepare an empty database. An operation on one table needs that table's model only.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.migrations.state import ProjectState

with_all_related = ProjectState.reload_model


def alone(state: ProjectState, app_label: str, model_name: str, delay: bool = False) -> None:  # noqa: FBT001, FBT002
    """Render the model alone if it is new, or if its relations stay: what Django calls `delay`.

    Python code in a migration finds all models rendered anew, because the state is delayed.
    """
    if "apps" not in vars(state):  # nothing is rendered yet
        return
    if not delay and model_name in state.apps.all_models[app_label]:
        with_all_related(state, app_label, model_name, delay)
        return
    state.is_delayed = True
    with state.apps.bulk_update():
        state.apps.unregister_model(app_label, model_name)
        state.models[app_label, model_name].render(state.apps)


@contextmanager
def few_models_rendered() -> Iterator[None]:
    """Let Django migrate like this."""
    ProjectState.reload_model = alone  # type: ignore[assignment, method-assign]
    try:
        yield
    finally:
        ProjectState.reload_model = with_all_related  # type: ignore[method-assign]
