"""Places in messages."""

from __future__ import annotations

from typing import Any

from enclave.spec.rules.subject import Subject
from enclave.spec.source import SourceMap

MAP = SourceMap("a.yaml", {("hub",): (7, 1), ("hub", "models"): (8, 3)}, {("hub",): (7, 6), ("hub", "models"): (8, 11)}, {})


def test_a_problem_stands_at_the_value_or_at_the_nearest_parent(make: Any) -> None:
    subject = Subject(make({}), MAP)
    assert subject.problem(("hub", "models"), "wrong").position == (8, 11)
    assert subject.problem(("hub", "budget", "daily_usd"), "wrong").position == (7, 1)
    assert subject.problem(("projects",), "wrong").position == (1, 1)


def test_it_remembers_what_it_was_concluded_from(make: Any) -> None:
    problem = Subject(make({}), MAP).problem(("name",), "wrong", "mend it", (("hub",),))
    assert (problem.hint, problem.involved) == ("mend it", (("name",), ("hub",)))


def test_what_is_not_written_is_called_the_default(make: Any) -> None:
    subject = Subject(make({}), MAP)
    assert subject.place(("hub", "models")) == "a.yaml:8:11"
    assert subject.place(("hub", "budget", "daily_usd")) == "the default"
