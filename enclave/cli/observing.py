"""`enclave report alerts` and `enclave report dashboards`: what Prometheus, Grafana and Azure Monitor are given."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from enclave.cli.files import make_directory, show

if TYPE_CHECKING:
    from enclave.spec.models import Spec
    from enclave.telemetry.rules import Rule

SpecFile = Annotated[Path, typer.Argument(help="the enclave.yaml")]
Folder = Annotated[Path, typer.Option("-o", "--output", help="folder to write into; it is made")]


def alerts(spec: SpecFile, *, output: Folder) -> None:
    """Write the alert rules of a file: `prometheus.rules.yaml`, and `azure-prometheus-rules.json`, an ARM template."""
    from enclave.report.alerts.azure import template
    from enclave.report.alerts.prometheus import rule_file
    from enclave.spec.load import load

    document = load(spec)
    rules = rules_of(document.spec)
    _write(output / "prometheus.rules.yaml", rule_file(rules))
    _write(output / "azure-prometheus-rules.json", _json(template(rules, document.spec.name)))


def dashboards(spec: SpecFile, *, output: Folder) -> None:
    """Write the dashboards: `grafana/*.json` to import into Grafana, and `azure-workbooks/*.json` for Azure Monitor."""
    from enclave.report.dashboards.grafana import dashboard
    from enclave.report.dashboards.pages import PAGES
    from enclave.report.dashboards.workbook import workbook
    from enclave.spec.load import load

    load(spec)
    for page in PAGES:
        _write(output / "grafana" / f"{page.id}.json", _json(dashboard(page)))
        book = workbook(page)
        if book is not None:
            _write(output / "azure-workbooks" / f"{page.id}.json", _json(book))


def rules_of(spec: Spec) -> tuple[Rule, ...]:
    """The alert rules as a file wants them."""
    from enclave.telemetry.rules import Change, chosen

    return chosen({name: Change(rule.enabled, rule.bound, rule.seconds, rule.severity) for name, rule in spec.alerts.rules.items()})


def _json(document: dict[str, Any]) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _write(path: Path, text: str) -> None:
    make_directory(path.parent)
    show(text, path)
