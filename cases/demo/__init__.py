"""Voorbeeldstad, the municipality of the demo: two years of cases that did not happen, to people who do not exist.

Plain Python: a day in, a municipality out. The same day gives the same municipality; its people are the same on every
day. The Dutch here is data of the demo, as a municipality's own would be, so it is not inside gettext.

- places.py, staff.py, groups.py: wijken and buurten, teams and workers, target groups and policies
- names.py, people.py: the residents
- plan.py: who has which story
- scene.py, draft.py, diary.py, workdays.py: what stories are made of
- stories.py: the stories (kept, less, near) with what the rules must say of each; reasons.py: why
- notes.py, sentences.py, moments.py: hours, and what people wrote down
- town.py: the whole municipality
"""

from cases.demo.town import CaseFile, Demo, make

__all__ = ["CaseFile", "Demo", "make"]
