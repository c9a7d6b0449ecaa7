"""A project can only tighten what the hub says. Every looser value is named, with the hub's and its line."""

from __future__ import annotations

from collections.abc import Iterator

from enclave.spec.entities import canonical
from enclave.spec.models import ContentFilters, Dlp
from enclave.spec.policy import Action, Threshold, hub_policy, stated_policy
from enclave.spec.rules.subject import Subject
from enclave.spec.source import Keys, Problem

LISTS: tuple[tuple[str, Action], ...] = (("block", Action.BLOCK), ("redact", Action.REDACT), ("log", Action.LOG))
CEILINGS = ("daily_usd", "monthly_usd", "request_tokens")
DAYS = ("audit_days", "request_response_days", "metrics_days")


def each_entity_once(subject: Subject) -> Iterator[Problem]:
    """An entity stands in one list of a `dlp`, once."""
    parts: list[tuple[Keys, Dlp]] = [(("hub", "dlp"), subject.spec.hub.dlp)]
    parts += [(("projects", name, "dlp"), project.dlp) for name, project in subject.spec.projects.items()]
    for keys, dlp in parts:
        first: dict[str, tuple[str, Keys]] = {}
        for action, place, entity in _entries(keys, dlp):
            other, before = first.setdefault(canonical(entity), (action, place))
            if before != place:
                message = f"`{entity}` is in `{other}` ({subject.place(before)}) and in `{action}`"
                if other == action:
                    message = f"`{entity}` is twice in `{action}`, first at {subject.place(before)}"
                yield subject.problem(place, message, "keep it in one list", (before,))


def dlp_tightens(subject: Subject) -> Iterator[Problem]:
    """A project handles no entity more loosely than the hub."""
    hub: dict[str, tuple[Action, Keys]] = {}
    actions = dict(LISTS)
    for action, place, entity in _entries(("hub", "dlp"), subject.spec.hub.dlp):
        hub[canonical(entity)] = (actions[action], place)
    for name, project in subject.spec.projects.items():
        for action, place, entity in _entries(("projects", name, "dlp"), project.dlp):
            strictest, where = hub.get(canonical(entity), (Action.ALLOW, place))
            if actions[action] < strictest:
                word = strictest.name.lower()
                message = f"project `{name}` would only {action} `{entity}`, which the hub says to {word} ({subject.place(where)})"
                yield subject.problem(place, message, f"a project can only tighten: {word} it, or leave it out", (where,))


def content_filters_tighten(subject: Subject) -> Iterator[Problem]:
    """A project's content filter stops everything that the hub's stops."""
    above = hub_policy(subject.spec.hub).content_filters
    for name, project in subject.spec.projects.items():
        own = stated_policy(project).content_filters
        for key in ContentFilters.model_fields:
            written = getattr(project.content_filters, key)
            if written is not None and own.get(key, Threshold.OFF) < above.get(key, Threshold.OFF):
                theirs = getattr(subject.spec.hub.content_filters, key)
                what = f"content filter `{key}` of `{_word(written)}` lets through what the hub's `{_word(theirs)}` stops"
                yield _looser(subject, ("projects", name, "content_filters", key), what, f"make it `{_word(theirs)}`, or leave it out")


def budget_tightens(subject: Subject) -> Iterator[Problem]:
    """A project's ceiling is not above the hub's."""
    for name, project in subject.spec.projects.items():
        for key in CEILINGS:
            own, ceiling = getattr(project.budget, key), getattr(subject.spec.hub.budget, key)
            if own is not None and ceiling is not None and own > ceiling:
                what = f"`{key}` of {own} is above the hub's {ceiling}"
                yield _looser(subject, ("projects", name, "budget", key), what, "lower it, or raise the hub's")


def retention_tightens(subject: Subject) -> Iterator[Problem]:
    """A project keeps its records as long as the hub says, or longer."""
    for name, project in subject.spec.projects.items():
        for key in DAYS:
            own, least = getattr(project.retention, key), getattr(subject.spec.hub.retention, key)
            if own is not None and least is not None and own < least:
                what = f"`{key}` of {own} is below the hub's {least}"
                yield _looser(subject, ("projects", name, "retention", key), what, "keep them as long, or leave it out")


def _word(value: object) -> str:
    return str(value).lower()


def _looser(subject: Subject, keys: Keys, what: str, hint: str) -> Problem:
    above: Keys = ("hub", *keys[2:])
    return subject.problem(keys, f"project `{keys[1]}` loosens hub policy: {what} ({subject.place(above)})", hint, (above,))


def _entries(keys: Keys, dlp: Dlp) -> Iterator[tuple[str, Keys, str]]:
    for action, _ in LISTS:
        for index, entity in enumerate(getattr(dlp, action) or ()):
            yield action, (*keys, action, index), entity
