"""What a budget names must be there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from zoneinfo import available_timezones

from enclave.spec.models import Allowance
from enclave.spec.rules.subject import Subject
from enclave.spec.source import Keys, Problem
from enclave.spec.suggest import did_you_mean, nearest


def time_zone_is_known(subject: Subject) -> Iterator[Problem]:
    """`hub.budget.time_zone` is a name of the IANA time zone database."""
    zone = subject.spec.hub.budget.time_zone
    if zone is None or zone in (zones := available_timezones()):  # hundreds of files are opened for them
        return
    known = sorted(zones)
    near = nearest(zone, known) or next((name for name in known if name.rpartition("/")[2].lower() == zone.lower().replace(" ", "_")), None)
    hint = f"did you mean `{near}`?" if near else "write an area and a city, `Europe/Berlin`, or `UTC`"
    yield subject.problem(("hub", "budget", "time_zone"), f"`{zone}` is no time zone", hint)


def budgets_name_approved_models(subject: Subject) -> Iterator[Problem]:
    """A ceiling of a model is that of one of `hub.models`."""
    models = subject.spec.hub.models
    budgets: dict[Keys, Mapping[str, Allowance] | None] = {("hub", "budget"): subject.spec.hub.budget.per_model}
    budgets |= {("projects", name, "budget"): project.budget.per_model for name, project in subject.spec.projects.items()}
    for where, allowances in budgets.items():
        for model in allowances or ():
            if model not in models:
                message = f"model `{model}` is not in `hub.models`, so its ceiling would hold nothing"
                yield subject.problem((*where, "per_model", model), message, did_you_mean(model, models), (("hub", "models"),))
