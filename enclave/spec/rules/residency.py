"""Which regions may serve a project."""

from __future__ import annotations

from collections.abc import Iterator

from enclave.spec.rules.subject import Subject
from enclave.spec.source import Keys, Problem
from enclave.spec.suggest import did_you_mean, listed


def regions_exist(subject: Subject) -> Iterator[Problem]:
    """A project names regions of the file, each once."""
    regions = subject.spec.regions
    for name, project in subject.spec.projects.items():
        seen: dict[str, Keys] = {}
        for keys, region in _regions_of(name, project.region, project.failover_regions):
            if region not in regions:
                hint = did_you_mean(region, regions)
                yield subject.problem(keys, f"there is no region `{region}`", hint, (("regions",),))
            elif region in seen:
                message = f"project `{name}` names region `{region}` twice, first at {subject.place(seen[region])}"
                yield subject.problem(keys, message, "leave one out")
            seen.setdefault(region, keys)
        for region in project.shares:
            if region not in seen:
                where: Keys = ("projects", name, "shares", region)
                hint = f"the project has {listed(seen)}"
                yield subject.problem(where, f"region `{region}` does not serve project `{name}`, so it gets no share", hint)


def regions_comply(subject: Subject) -> Iterator[Problem]:
    """Every region that may serve a project has every tag that the hub and the project require."""
    spec = subject.spec
    for name, project in spec.projects.items():
        required: dict[str, Keys] = dict.fromkeys(spec.hub.compliance, ("hub", "compliance"))
        required.update(dict.fromkeys(project.compliance, ("projects", name, "compliance")))
        complying = [key for key, region in spec.regions.items() if required.keys() <= set(region.compliance)]
        for keys, key in _regions_of(name, project.region, project.failover_regions):
            if key not in spec.regions:
                continue
            for tag in sorted(required.keys() - set(spec.regions[key].compliance)):
                message = f"region `{key}` does not have the tag `{tag}`, which project `{name}` requires ({subject.place(required[tag])})"
                hint = f"choose {listed(complying)}" if complying else "no region has every tag that the project requires"
                yield subject.problem(keys, message, hint, (required[tag], ("regions", key), ("regions", key, "compliance")))


def _regions_of(name: str, region: str, others: tuple[str, ...]) -> Iterator[tuple[Keys, str]]:
    yield ("projects", name, "region"), region
    for index, other in enumerate(others):
        yield ("projects", name, "failover_regions", index), other
