"""`enclave check`: every problem of an enclave.yaml at once, or a summary of what it says."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from enclave.errors import InputError, InputErrors

if TYPE_CHECKING:
    from enclave.spec.load import Document
    from enclave.spec.models import Hub, Project
    from enclave.spec.policy import Policy

FEW = 6
"""More kinds of values than these are counted, not named."""

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def check(
    spec: Annotated[Path, typer.Argument(help="the enclave.yaml")],
    form: Annotated[Literal["text", "json"], typer.Option("--format", help="json prints one document, problems included")] = "text",
) -> None:
    """Say everything that is wrong with an enclave.yaml, with line and column, or what it comes to."""
    from enclave.spec.load import load

    try:
        document = load(spec)
        _try_detectors(document)
    except InputError as error:
        if form == "text":
            raise
        problems = [{"where": part.where, "message": part.message, "hint": part.hint} for part in error.parts()]
        typer.echo(json.dumps({"file": str(spec), "good": False, "problems": problems}, indent=2))
        raise typer.Exit(error.exit_code) from None
    if form == "json":
        typer.echo(json.dumps(summary(document), indent=2))
    else:
        typer.echo("\n".join(_text(document)))
        for note in _notes(document):
            typer.echo(note, err=True)


def _has_own(document: Document) -> bool:
    """Whether the file defines something to look for. Without that no scanner is loaded."""
    dlps = (document.spec.hub.dlp, *(project.dlp for project in document.spec.projects.values()))
    return any(dlp.entities or dlp.rules or dlp.recognisers for dlp in dlps)


def _try_detectors(document: Document) -> None:
    """Raises InputErrors with what of the file's own entities and rules is not taken, and with samples that say otherwise."""
    if not _has_own(document):
        return
    from enclave.gateway.detectors import failed_samples, own_detectors
    from enclave.gateway.recognisers import missing

    own_detectors(document)
    if problems := missing(document):
        raise InputErrors(problems)
    if failed := failed_samples(document):
        raise InputErrors(failed)


def _notes(document: Document) -> list[str]:
    expected = [*_unrecognised(document), *_unread(document), *_ending(document)]
    if not _has_own(document):
        return expected
    from enclave.gateway.detectors import notes

    return [*notes(document), *expected]


_BY_RECOGNISERS = ("person_name", "organization", "street_address")


def _unrecognised(document: Document) -> Iterator[str]:
    """Where the file names what mostly a recogniser finds, and asks for none."""
    hub = document.spec.hub.dlp
    for keys, dlp in (("hub", hub), *((("projects", name), project.dlp) for name, project in document.spec.projects.items())):
        path = (keys, "dlp") if isinstance(keys, str) else (*keys, "dlp")
        lists = {name: getattr(dlp, name) or () for name in ("block", "redact", "tokenise", "log")}
        named = [(key, index) for key, items in lists.items() for index, item in enumerate(items) if item.entity in _BY_RECOGNISERS]
        if named and not (hub.recognisers or dlp.recognisers):
            yield (
                f"{document.where(*path, *named[0])}: no recogniser is configured: names of people and organisations, and addresses, are "
                "found only where words beside them say so (`recognisers` in docs/dlp.md)"
            )


def _ending(document: Document) -> Iterator[str]:
    """Versions of models that have ended, or soon will, and dangerous choices that are over."""
    from enclave.spec.retirements import warning
    from enclave.spec.unsafe import unsafe_choices

    for choice in unsafe_choices(document.spec):
        if choice.is_over():
            place, name = document.where(*choice.keys), choice.keys[-1]
            yield f"{place}: `{name}` was accepted until {choice.until}: take it out, or have it accepted anew"
    for name, project in document.spec.projects.items():
        for key, each in project.deployments.items():
            if said := warning(each.model, each.version, each.sku):
                yield f"{document.where('projects', name, 'deployments', key)}: {said}"


def _unread(document: Document) -> Iterator[str]:
    """Where the file says what happens to what nobody looked at, and what is not installed here that looks into files."""
    from enclave.extract import pdf, picture

    dlps = (document.spec.hub.dlp, *(project.dlp for project in document.spec.projects.values()))
    if not any(part.uninspected for dlp in dlps for part in (dlp, *dlp.by_classification.values())):
        return
    for kind, module, needs in (
        ("PDF", pdf, "pip install 'secure-ai-enclave[files]'"),
        ("pictures", picture, "pip install 'secure-ai-enclave[pictures]', and the program `tesseract`"),
    ):
        if not module.is_readable():
            yield f"{kind} cannot be read on this machine and count as `uninspected`: {needs}"


def summary(document: Document) -> dict[str, Any]:
    """What a good file comes to, as one JSON document."""
    from enclave.regions import REGIONS
    from enclave.spec.address_plan import plan
    from enclave.spec.policy import effective_policies, policy_digest
    from enclave.spec.unsafe import unsafe_choices

    spec = document.spec
    addresses = plan(spec).regions
    switches = ("scenario", "security_level", "network_isolation", "data_classification", "performance_tier", "collaboration_tools")
    return {
        "file": document.path,
        "good": True,
        "name": spec.name,
        "switches": {key: getattr(spec, key) for key in switches},
        "regions": {
            key: {
                "location": region.location,
                "residency": REGIONS[region.location].boundary,
                "pair": region.pair,
                "address_space": str(addresses[key].space),
                "compliance": sorted(region.compliance),
            }
            for key, region in spec.regions.items()
        },
        "egress": [egress.fqdn for egress in spec.network.egress],
        "ingress": [str(source) for ingress in spec.network.ingress for source in ingress.sources],
        "projects": {name: _project(spec.hub, spec.projects[name], policy) for name, policy in effective_policies(spec).items()},
        "unsafe": [
            {
                "where": document.where(*choice.keys), "choice": choice.name, "reason": choice.reason,
                "until": str(choice.until) if choice.until is not None else None,
            }
            for choice in unsafe_choices(spec)
        ],
        "policy_digest": policy_digest(spec),
        "problems": [],
    }


def _project(hub: Hub, project: Project, policy: Policy) -> dict[str, Any]:
    return {
        "region": project.region,
        "failover_regions": list(project.failover_regions),
        "data_classification": project.data_classification,
        "entities": [entity.name for entity in (*hub.dlp.entities, *project.dlp.entities)],
        "deployments": {key: deployment.model_dump(mode="json") for key, deployment in project.deployments.items()},
        "policy": policy.document(),
        "access": [{"group": str(access.group), "role": access.role} for access in project.access],
    }


def _text(document: Document) -> Iterator[str]:
    facts = summary(document)
    yield f"{document.path} is good: {facts['name']}"
    yield "  " + ", ".join(f"{key.replace('_', ' ')} {value}" for key, value in facts["switches"].items())
    yield ""
    yield "regions"
    yield from _table(_region_row(key, region) for key, region in facts["regions"].items())
    yield f"out of it   {', '.join(facts['egress']) or 'nothing'}"
    yield f"into it     {', '.join(facts['ingress']) or 'nothing from outside'}"
    for name, project in facts["projects"].items():
        yield ""
        yield f"project {name}, in {', then '.join([project['region'], *project['failover_regions']])}"
        yield from _table(_project_rows(project))
    yield ""
    yield "unsafe choices" if facts["unsafe"] else "unsafe choices: none"
    for choice in facts["unsafe"]:
        end = f", until {choice['until']}" if choice["until"] else ""
        yield f"  {choice['where']}: {choice['choice']}: {choice['reason']}{end}"
    yield f"policy digest {facts['policy_digest']}"


def _region_row(key: str, region: dict[str, Any]) -> tuple[str, ...]:
    pair = f"pair {region['pair'] or 'none'}"
    return key, region["location"], region["residency"], pair, region["address_space"], " ".join(region["compliance"])


def _project_rows(project: dict[str, Any]) -> Iterator[tuple[str, str]]:
    from enclave.spec.entities import ENTITIES
    from enclave.spec.handling import ACT_FROM, LOG_FROM

    policy = project["policy"]
    yield "requires", ", ".join(policy["compliance"]) or "no compliance tag"
    for key, deployment in project["deployments"].items():
        yield "deploys", f"{key}: {deployment['model']} {deployment['version']}, {deployment['sku']}, capacity {deployment['capacity']}"
    yield "handles", f"{project['data_classification']} data"
    for action, least in sorted({step for steps in policy["dlp"].values() for step in steps.items()}, key=_strictest):
        entities = [entity for entity, steps in policy["dlp"].items() if steps.get(action) == least and list(steps)[-1] == action]
        sure = "" if least == (LOG_FROM if action == "log" else ACT_FROM) else f", from a confidence of {least}"
        yield f"{action}s" if entities else "", ", ".join(_grouped(entities)) + sure
    unwatched = [entity for entity in (*ENTITIES, *project["entities"]) if entity not in policy["dlp"]]
    yield "lets pass" if unwatched else "", ", ".join(unwatched) if len(unwatched) <= FEW else f"{len(unwatched)} other kinds of values"
    yield "uninspected", "is refused" if policy["refuse_uninspected"] else "passes, and is logged"
    yield "spends", _ceilings(policy)
    days = f"audit {policy['audit_days']}, requests {policy['request_response_days']}, metrics {policy['metrics_days']}"
    yield "keeps", f"{days} days"
    roles = [access["role"] for access in project["access"]]
    yield "admits", ", ".join(f"{roles.count(role)} group{'s' * (roles.count(role) > 1)} of {role}s" for role in dict.fromkeys(roles))


def _strictest(step: tuple[str, int]) -> tuple[int, int]:
    from enclave.spec.handling import Action

    return -Action[step[0].upper()], step[1]


def _grouped(entities: list[str]) -> list[str]:
    """The entities, and groups instead of all of their entities."""
    from enclave.spec.entities import GROUPS

    whole = {entity: group for group, members in GROUPS.items() if len(members) > 1 and set(members) <= set(entities) for entity in members}
    return list(dict.fromkeys(f"all {whole[entity].replace('_', ' ')}" if entity in whole else entity for entity in entities))


def _ceilings(policy: dict[str, Any]) -> str:
    from enclave.spec.spending import NANO_USD

    day, month, tokens = policy["daily_nanousd"], policy["monthly_nanousd"], policy["request_tokens"]
    parts = [f"${Decimal(amount) / NANO_USD:,f} a {window}" for amount, window in ((day, "day"), (month, "month")) if amount is not None]
    return "at most " + ", ".join([*parts, f"{tokens:,} tokens a request"])


def _table(rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    kept = [row for row in rows if row[0]]
    widths = [max(len(row[column]) for row in kept) for column in range(len(kept[0]))] if kept else []
    for row in kept:
        yield "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
