"""Migrating without rendering all models anew for each constraint, index and trigger.

Django keeps classes of all models as they are at each step, and makes those anew that hang together with a model that
changes. Here everything hangs together, by the municipality, so each of some 450 steps made some 150 classes, which
took most of the time of a first start. A constraint, index or trigger changes no field and no relation: it is noted in
the state, and at the class that is there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db.migrations import AddConstraint, AddIndex, RemoveConstraint, RemoveIndex
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger, RemoveTrigger

_STEPS: tuple[Any, ...] = (AddConstraint, RemoveConstraint, AddIndex, RemoveIndex, AddTrigger, RemoveTrigger)


@contextmanager
def classes_kept() -> Iterator[None]:
    """Let such steps change the state, and keep the classes."""
    were = {step: step.state_forwards for step in _STEPS}
    for step, forwards in were.items():
        step.state_forwards = _quietly(forwards)
    try:
        yield
    finally:
        for step, forwards in were.items():
            step.state_forwards = forwards


def _quietly(forwards: Callable[..., None]) -> Callable[..., None]:
    def state_forwards(step: Any, app_label: str, state: ProjectState) -> None:
        vars(state)["reload_model"] = lambda *_names, **_delay: (
            None
        )  # of this state, while this step changes it
        try:
            forwards(step, app_label, state)
        finally:
            del vars(state)["reload_model"]
        if "apps" in vars(state):  # else no class was made yet
            options = state.models[app_label, step.model_name_lower].options
            meta = state.apps.get_model(app_label, step.model_name)._meta
            meta.constraints, meta.indexes = options.get("constraints", []), options.get("indexes", [])

    return state_forwards
