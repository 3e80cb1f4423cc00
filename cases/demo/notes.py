"""The note with a contact: put together from sentences, so that no case soon repeats itself."""

from __future__ import annotations

import datetime as dt
import random

from cases.demo import sentences
from cases.demo.draft import Attempt
from cases.demo.groups import Group
from cases.demo.people import Person
from cases.rules import Medium

ALWAYS_NOTED = frozenset({"intake", "closing", "first_call", "cut_first", "in_between"})
FORMAL_FROM = 60  # years; older residents are "mevrouw" and "meneer"


class Notebook:
    """Write the notes of one case."""

    def __init__(self, rng: random.Random, person: Person, group: Group, today: dt.date) -> None:
        self._rng = rng
        self._themes = group.themes
        self._decks: dict[tuple[str, ...], list[str]] = {}
        he, him, his = ("zij", "haar", "haar") if person.woman else ("hij", "hem", "zijn")
        self._words = {"hij": he, "hem": him, "zijn": his}
        self._named = {**self._words, "naam": _address(person, today)}
        self._unnamed = {**self._words, "naam": he}

    def write(self, attempt: Attempt) -> str:
        """Write a note; two in five ordinary moments have none."""
        if attempt.mark in ALWAYS_NOTED:
            return self._fill(self._draw(sentences.MARKED[attempt.mark]))
        if self._rng.random() < (0.1 if attempt.mark == "search" else 0.4):
            return ""
        if attempt.mark == "search" or not attempt.reached:
            bank = sentences.SEARCHED if attempt.mark == "search" else sentences.MISSED
            return self._fill(self._draw(bank[attempt.medium]))
        if attempt.mark in sentences.MARKED:
            return self._fill(self._draw(sentences.MARKED[attempt.mark]))
        return self._fill(*self._report(attempt.medium))

    def _report(self, medium: Medium) -> list[str]:
        """Say how it was, what it was about, and perhaps what comes next."""
        opening = self._draw(sentences.OPENINGS[medium])
        if medium is Medium.MESSAGE:
            return [opening]
        parts = [opening] if self._rng.random() < 0.42 else []
        theme = self._rng.choice(self._themes)
        together = medium is Medium.HOME_VISIT and self._rng.random() < 0.35
        parts.append(self._draw((sentences.TOGETHER if together else sentences.SAID)[theme]))
        if self._rng.random() < 0.22:
            parts.append(self._draw(sentences.CLOSINGS))
        return parts

    def _draw(self, bank: tuple[str, ...]) -> str:
        """Take the next sentence of a bank; none comes back before all have been used."""
        deck = self._decks.setdefault(bank, [])
        if not deck:
            deck += self._rng.sample(bank, len(bank))
        return deck.pop()

    def _fill(self, *parts: str) -> str:
        """Name the resident once, and after that by a pronoun; begin each sentence with a capital."""
        words = self._named
        written = []
        for part in parts:
            for sentence in part.replace(". ", ".\n").split("\n"):
                filled = sentence.format(**words)
                written.append(filled[0].upper() + filled[1:])
                if "{naam}" in sentence:
                    words = self._unnamed
        return " ".join(written)


def _address(person: Person, today: dt.date) -> str:
    """Call someone by the first name, and older people as one does."""
    if (today - person.birth_date).days < FORMAL_FROM * 365:
        return person.first_name
    title = "mevrouw" if person.woman else "meneer"
    return f"{title} {person.last_name[0].upper()}{person.last_name[1:]}"
