"""The whole: legal, unique, complete, stable, without secrets, and the same every time."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from graphlib import TopologicalSorter
from inspect import getdoc, getmodule
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enclave.compose import PASSES, WHOLE_PASSES, compose
from enclave.compose.passes.diagnostics import diagnostics
from enclave.compose.traffic import PASSAGES
from enclave.emit.requests import is_template
from enclave.graph.azure_facts import NAMING
from enclave.graph.body import last_segment
from enclave.graph.model import Graph, Resource, Unresolved
from enclave.spec.address_plan import AGENTS
from enclave.spec.models import Spec
from enclave.verify import verify

LOCATIONS = ["westeurope", "northeurope", "swedencentral", "eastus", "westus3"]
slugs = st.from_regex(r"\A[a-z][a-z0-9-]{1,22}[a-z0-9]\Z")
region_keys = st.from_regex(r"\A[a-z][a-z0-9]{0,9}(_[a-z0-9]{1,9})?\Z")


@st.composite
def specs(draw: st.DrawFn) -> Spec:
    keys = draw(st.lists(region_keys, min_size=1, max_size=3, unique=True))
    region = st.sampled_from(keys)
    deployment = st.fixed_dictionaries({"model": st.just("gpt-4o"), "version": st.just("1"), "capacity": st.integers(1, 100)})
    access = st.fixed_dictionaries({"group": st.uuids(), "role": st.sampled_from(["user", "contributor", "auditor"])})
    project = st.fixed_dictionaries({
        "region": region,
        "failover_regions": st.lists(region, max_size=2, unique=True),
        "deployments": st.dictionaries(st.sampled_from(["gpt-4o", "chat", "Embed_1.0"]), deployment, max_size=2),
        "access": st.lists(access, max_size=3),
        "retention": st.fixed_dictionaries({"audit_days": st.none() | st.integers(1, 4383)}),
        "unsafe_allow_public_access": st.none() | st.just({"reason": "a test"}),
    })
    names = st.from_regex(r"\A([a-z0-9]{1,8}\.){1,2}com\Z")
    way_in = st.fixed_dictionaries({
        "through": st.just("application-gateway"),
        "from": st.lists(st.sampled_from(["203.0.113.0/24", "203.0.113.0/25", "198.51.100.7/32", "52.0.0.0/8"]), min_size=1, max_size=3),
        "why": st.text("ab ", min_size=3, max_size=300).filter(lambda text: len(text.strip()) >= 3),
    })
    return Spec.model_validate({
        "enclave": "v1",
        "name": draw(slugs),
        "identity": {"tenant": draw(st.uuids()), "audience": "api://x"},
        "regions": {key: {"location": draw(st.sampled_from(LOCATIONS))} for key in keys},
        "network": {
            "egress": [{"fqdn": name, "why": "a test"} for name in draw(st.lists(names, max_size=3, unique=True))],
            "ingress": draw(st.lists(way_in, max_size=2)),
        },
        "hub": {"retention": {"audit_days": 365, "request_response_days": 90, "metrics_days": 90}},
        "projects": draw(st.dictionaries(slugs, project, max_size=3)),
    })


def leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, Mapping):
        for item in value.values():
            yield from leaves(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from leaves(item)
    else:
        yield value


def check(graph: Graph) -> None:
    """What holds for every graph that is composed."""
    needs = {one.id: {*one.depends_on, *(ref.resource for ref in one.refs())} - {one.id} for one in graph}
    TopologicalSorter(needs).prepare()  # raises on a circle
    for resource in graph:
        rule = NAMING.get(resource.type.lower())
        assert rule is None or rule.allows(last_segment(resource.name)), resource.id
        assert not [leaf for leaf in leaves(resource.body) if isinstance(leaf, Unresolved | tuple)], resource.id
        for target in (*(ref.resource for ref in resource.refs()), *resource.depends_on):
            known = target == "" or target.startswith("/providers/Microsoft.Authorization/roleDefinitions/")
            assert known or graph.get(target), (resource.id, target)
        assert all(not ref.path.startswith("properties") or graph.get(ref.resource) for ref in resource.refs())
        assert resource.module
    stamps = {resource.id: resource.stamp for resource in graph}
    for resource in graph:
        others = {stamps[ref.resource] for ref in resource.refs() if ref.resource in stamps} - {"", resource.stamp}
        assert others == set() or resource.stamp == "", resource.id


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(specs())
def test_every_spec_gives_a_sound_graph_and_always_the_same(spec: Spec) -> None:
    graph = compose(spec)
    check(graph)
    assert compose(spec) == graph


def test_the_bank_is_sound(bank_graph: Graph) -> None:
    check(bank_graph)
    assert {resource.stamp for resource in bank_graph} == {"europe", "us_healthcare", ""}


def test_the_bank_is_proved_its_archive_included(bank_graph: Graph) -> None:
    proof = verify(bank_graph)
    assert (proof.verdict, proof.unmodelled) == ("proved", ())
    for account in bank_graph.of_type("Microsoft.Storage/storageAccounts"):
        about = [result.number for result in proof.obligations if result.subject.endswith(account.id)]
        assert {1, 2, 3, 4} <= {*about}


WITHOUT_TAGS = ("Microsoft.Authorization/policyAssignments", "Microsoft.Maintenance/configurationAssignments")
"""What has a place and takes no tags: it is on something, or says it with something's identity."""


def test_everything_that_takes_tags_is_tagged(bank_graph: Graph) -> None:
    for resource in bank_graph:
        if resource.location is not None and resource.type not in WITHOUT_TAGS and last_segment(resource.name) != "master":
            wanted = {"enclave", "data-classification", "scenario"} | ({"region"} if resource.stamp else set())
            assert wanted <= set(resource.body["tags"]), resource.id


def settled(graph: Graph) -> dict[str, Resource]:
    """What must not change when something is added: all but what carries the policy digest."""
    return {found.id: found for found in graph if "enclave-policy-digest" not in json.dumps(dict(found.body), default=str)}


def test_azure_takes_the_bank(bank_graph: Graph, problems: Callable[..., list[str]]) -> None:
    assert problems(filter(is_template, bank_graph)) == []


@settings(deadline=None, max_examples=10, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(specs())
def test_azure_takes_every_graph(problems: Callable[..., list[str]], spec: Spec) -> None:
    assert problems(filter(is_template, compose(spec))) == []


@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(specs(), slugs)
def test_adding_a_project_or_a_region_changes_nothing_that_is_there(spec: Spec, name: str) -> None:
    before = compose(spec)
    project = {"region": next(iter(spec.regions))}
    more = spec.model_dump(by_alias=True)
    more["regions"] = {**more["regions"], "zz_added": {"location": "uksouth"}}
    more["projects"] = {**more["projects"], **({} if name in spec.projects else {name: project})}
    after = settled(compose(Spec.model_validate(more)))
    for resource_id, resource in settled(before).items():
        assert after[resource_id] == resource


@settings(deadline=None, max_examples=8, suppress_health_check=[HealthCheck.too_slow])
@given(specs())
def test_whatever_is_composed_is_proved_unless_the_owner_opens_it(spec: Spec) -> None:
    opened = any(project.unsafe_allow_public_access for project in spec.projects.values())
    assert verify(compose(spec)).verdict == ("refuted" if opened else "proved")


def test_diagnostics_come_last_and_every_pass_stands_once() -> None:
    assert PASSES[-1] is diagnostics
    assert len(set(PASSES)) == len(PASSES)


def paragraph(step: Callable[..., Any]) -> str:
    """The first sentence of the file that a pass is written in."""
    text = " ".join((getdoc(getmodule(step)) or "").split("\n\n")[0].split())
    return re.split(r"(?<=[a-z0-9)])\.(?:\s|$)", text)[0]


def test_the_page_names_every_pass_in_order_and_every_passage(root: Path) -> None:
    page = (root / "docs" / "compose.md").read_text(encoding="utf-8").splitlines()
    told = [line for line in page if re.match(r"\| `[a-z_]+` \| [A-Z]", line)]
    assert told == [f"| `{step.__name__}` | {paragraph(step)} |" for step in (*PASSES, *WHOLE_PASSES)]
    for passage in PASSAGES:
        source = f"{passage.source}<project>" if passage.source == AGENTS else passage.source
        assert f"| `{source}` | `{passage.target}` | {', '.join(passage.ports)} | {passage.why} |" in page
