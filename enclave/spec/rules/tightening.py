"""A project can only tighten what the hub says. Every looser value is named, with the hub's and its line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from enclave.spec.dlp import DataClassification, Dlp, Surrogates
from enclave.spec.entities import GROUPS
from enclave.spec.handling import NEVER, Action, Handling, Said, handlings, parts, said
from enclave.spec.models import Allowance, Budget, ContentFilters, Rate, RateLimits
from enclave.spec.policy import Threshold, hub_policy, stated_policy
from enclave.spec.rules.subject import Subject
from enclave.spec.source import Keys, Problem

CEILINGS = ("daily_usd", "monthly_usd", "request_tokens")
ALLOWANCES = ("daily_usd", "monthly_usd")
DAYS = ("audit_days", "request_response_days", "metrics_days")


@dataclass(frozen=True)
class _Looser:
    """What an item of a project would loosen, of all its entities alike."""

    keys: Keys
    place: Keys
    strictest: Action
    """Of the hub; the item's own where only the confidence is higher."""
    least: int
    confidence: int


def dlp_tightens(subject: Subject) -> Iterator[Problem]:
    """A project handles no entity more loosely than the hub: neither with a looser action nor only from a higher confidence."""
    hub = subject.spec.hub.dlp
    for name, project in subject.spec.projects.items():
        usual = project.data_classification or subject.spec.data_classification
        found: dict[_Looser, list[Said]] = {}
        for part in parts(project.dlp):
            classification = part.least if part.where else usual
            above = handlings(hub, classification)
            for one in said(part.actions, project.dlp.confidence):
                keys: Keys = ("projects", name, "dlp", *part.where, one.action.name.lower(), one.index)
                looser = _looser_handling(hub, keys, one, above.get(one.entity, Handling()), classification)
                if looser is not None:
                    found.setdefault(looser, []).append(one)
        for looser, those in found.items():
            yield _loosened(subject, looser, those)


def _looser_handling(hub: Dlp, keys: Keys, one: Said, above: Handling, classification: DataClassification) -> _Looser | None:
    strictest, least = above.action(NEVER - 1), above.least(one.action)
    if one.action >= strictest and not (one.is_own and least < one.confidence):
        return None
    place = _said_at(hub, one.entity, strictest, classification)
    return _Looser(keys, place, max(strictest, one.action), least, one.confidence)


def _loosened(subject: Subject, looser: _Looser, those: list[Said]) -> Problem:
    one, does, word = those[0], those[0].action.name.lower(), looser.strictest.name.lower()
    what = f"`{one.item.entity}`"
    if one.item.entity in GROUPS and len(those) < len(GROUPS[one.item.entity]):
        others = f" and {len(those) - 1} more" if len(those) > 1 else ""
        what = f"`{one.entity}`{others} of `{one.item.entity}`"
    if one.action < looser.strictest:
        message = f"would only {does} {what}, which the hub says to {word}"
        hint = f"a project can only tighten: {word} it, or leave it out"
    else:
        message = f"would {does} {what} only from a confidence of {looser.confidence}, and the hub from {looser.least}"
        hint = f"a project can only tighten: make it at most {looser.least}, or leave it out"
    message = f"project `{looser.keys[1]}` {message} ({subject.place(looser.place)})"
    return subject.problem(looser.keys, message, hint, (looser.place,))


def _said_at(dlp: Dlp, entity: str, action: Action, classification: DataClassification) -> Keys:
    """Where the hub says so: the item of the strictest action, and else of the strictest."""
    entries: list[tuple[bool, Action, Keys]] = [
        (one.action == action, one.action, ("hub", "dlp", *part.where, one.action.name.lower(), one.index))
        for part in parts(dlp, classification) for one in said(part.actions, dlp.confidence) if one.entity == entity
    ]
    return max(entries, key=lambda entry: entry[:2])[2] if entries else ("hub", "dlp")


def uninspected_tightens(subject: Subject) -> Iterator[Problem]:
    """A project lets nothing pass uninspected that the hub refuses."""
    for name, project in subject.spec.projects.items():
        above = hub_policy(subject.spec.hub, project.data_classification or subject.spec.data_classification).refuse_uninspected
        if above and project.dlp.uninspected == "log":
            keys: Keys = ("projects", name, "dlp", "uninspected")
            what = "`uninspected` of `log` lets through what the hub's `refuse` stops"
            yield _looser(subject, keys, what, "make it `refuse`, or leave it out")


def surrogates_tighten(subject: Subject) -> Iterator[Problem]:
    """A project does not let more of values come back than the hub does, nor for longer."""
    above = hub_policy(subject.spec.hub).surrogates
    for name, project in subject.spec.projects.items():
        said, own = project.dlp.surrogates or Surrogates(), stated_policy(project).surrogates
        looser = (
            ("form", said.form == "alike" and not above.alike, "`form` of `alike` tells more of a value than the hub's `word`"),
            ("minutes", said.minutes and own.minutes > above.minutes, f"`minutes` of {own.minutes} is above the hub's {above.minutes}"),
            ("tool_arguments", said.tool_arguments and not above.tool_arguments, "`tool_arguments` lets values where the hub lets none"),
        )
        for key, is_looser, what in looser:
            if is_looser:
                yield _looser(subject, ("projects", name, "dlp", "surrogates", key), what, "tighten it, or leave it out")


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


def content_safety_tightens(subject: Subject) -> Iterator[Problem]:
    """A project does not switch the hub's Content Safety off."""
    for name, project in subject.spec.projects.items():
        if subject.spec.hub.content_safety and project.content_safety is False:
            what = "`content_safety` of `false` switches the hub's off"
            yield _looser(subject, ("projects", name, "content_safety"), what, "leave it out")


def surfaces_tighten(subject: Subject) -> Iterator[Problem]:
    """A project has no surface that the hub does not name, and batches and vector stores only with the files that they read."""
    hub = subject.spec.hub.surfaces
    for keys, named in ((("hub",), hub), *((("projects", name), one.surfaces) for name, one in subject.spec.projects.items())):
        for index in [index for index, surface in enumerate(named) if surface not in hub]:
            yield _looser(subject, (*keys, "surfaces", index), f"the hub has no `{named[index]}`", "leave it out", ("hub", "surfaces"))
        for surface in sorted({"batches", "vector_stores"}.intersection(named)) if "files" not in named else ():
            yield subject.problem((*keys, "surfaces"), f"`{surface}` read `files`, which are not named", "add `files`")


def budget_tightens(subject: Subject) -> Iterator[Problem]:
    """A project's ceiling is not above the hub's."""
    for name, project in subject.spec.projects.items():
        for key in CEILINGS:
            own, ceiling = getattr(project.budget, key), getattr(subject.spec.hub.budget, key)
            if own is not None and ceiling is not None and own > ceiling:
                what = f"`{key}` of {own} is above the hub's {ceiling}"
                yield _looser(subject, ("projects", name, "budget", key), what, "lower it, or raise the hub's")
        yield from _allowances_tighten(subject, name, project.budget)


def _allowances_tighten(subject: Subject, name: str, budget: Budget) -> Iterator[Problem]:
    hub = subject.spec.hub.budget
    above = _allowances(hub)
    for keys, allowance in _allowances(budget).items():
        theirs = above.get(keys)
        for key in ALLOWANCES if allowance is not None and theirs is not None else ():
            own, ceiling = getattr(allowance, key), getattr(theirs, key)
            if own is not None and ceiling is not None and own > ceiling:
                what = f"`{key}` of {own} is above the hub's {ceiling}"
                yield _looser(subject, ("projects", name, "budget", *keys, key), what, "lower it, or raise the hub's")


def _allowances(budget: Budget) -> dict[Keys, Allowance | None]:
    return {("per_caller",): budget.per_caller, **{("per_model", name): stated for name, stated in (budget.per_model or {}).items()}}


def rates_tighten(subject: Subject) -> Iterator[Problem]:
    """A project's limit per minute is not above the hub's."""
    above = _rates(subject.spec.hub.rate_limits)
    for name, project in subject.spec.projects.items():
        for keys, own in _rates(project.rate_limits).items():
            if own is not None and (ceiling := above.get(keys)) is not None and own > ceiling:
                what = f"`{keys[-1]}` of {own} is above the hub's {ceiling}"
                yield _looser(subject, ("projects", name, "rate_limits", *keys), what, "lower it, or raise the hub's")


def _rates(limits: RateLimits | None) -> dict[Keys, int | None]:
    parts: dict[Keys, Rate | None] = {} if limits is None else {
        (): limits, ("per_caller",): limits.per_caller, ("per_deployment",): limits.per_deployment,
    }  # fmt: skip
    return {(*where, key): getattr(part, key) for where, part in parts.items() if part is not None for key in Rate.model_fields}


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


def _looser(subject: Subject, keys: Keys, what: str, hint: str, above: Keys = ()) -> Problem:
    above = above or ("hub", *keys[2:])
    return subject.problem(keys, f"project `{keys[1]}` loosens hub policy: {what} ({subject.place(above)})", hint, (above,))
