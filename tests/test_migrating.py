"""Migrating keeps the classes of models at steps that change no field, and the state is the same for it."""

from __future__ import annotations

from django.db import models
from django.db.migrations import AddConstraint, AddField, CreateModel, RemoveConstraint
from django.db.migrations.state import ProjectState

from wijkzorg.tenancy.migrating import classes_kept

_RULE = models.CheckConstraint(condition=models.Q(number__gt=0), name="number_above_zero")


def _state() -> ProjectState:
    """Return a state with a model whose class was made."""
    state = ProjectState()
    CreateModel(
        "Thing", [("id", models.AutoField(primary_key=True)), ("number", models.IntegerField())]
    ).state_forwards("rooms", state)
    state.apps.get_model("rooms", "Thing")
    return state


def test_a_constraint_is_in_the_state_and_at_the_class_which_stays() -> None:
    state = _state()
    thing = state.apps.get_model("rooms", "Thing")
    with classes_kept():
        AddConstraint("thing", _RULE).state_forwards("rooms", state)
    assert state.models["rooms", "thing"].options["constraints"] == [_RULE]
    assert state.apps.get_model("rooms", "Thing") is thing
    assert thing._meta.constraints == [_RULE], "a later step that changes a field asks for their names"
    with classes_kept():
        RemoveConstraint("thing", _RULE.name).state_forwards("rooms", state)
    assert state.models["rooms", "thing"].options["constraints"] == thing._meta.constraints == []


def test_a_field_makes_the_class_anew_with_the_constraints_that_were_noted() -> None:
    state = _state()
    with classes_kept():
        AddConstraint("thing", _RULE).state_forwards("rooms", state)
        AddField("thing", "word", models.TextField(default="")).state_forwards("rooms", state)
    thing = state.apps.get_model("rooms", "Thing")
    assert [field.name for field in thing._meta.get_fields()] == ["id", "number", "word"]
    assert [one.name for one in thing._meta.constraints] == ["number_above_zero"]


def test_outside_it_django_makes_classes_as_it_always_does() -> None:
    state = _state()
    thing = state.apps.get_model("rooms", "Thing")
    with classes_kept():
        pass
    AddConstraint("thing", _RULE).state_forwards("rooms", state)
    assert state.apps.get_model("rooms", "Thing") is not thing
