"""`enclave init`: a commented, complete, valid enclave.yaml for a scenario."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, cast, get_args

import typer

from enclave.errors import EnclaveError, InputError

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def init(
    *,
    scenario: Annotated[str, typer.Option(metavar="ai-training|ai-inference|ai-development", help="what the enclave is for")],
    security_level: Annotated[str | None, typer.Option(metavar="maximum|high", help="default: as the scenario says")] = None,
    network_isolation: Annotated[str | None, typer.Option(metavar="complete|managed|selective")] = None,
    data_classification: Annotated[str | None, typer.Option(metavar="public|internal|confidential|highly-sensitive")] = None,
    performance_tier: Annotated[str | None, typer.Option(metavar="standard|premium")] = None,
    collaboration_tools: Annotated[str | None, typer.Option(metavar="enabled|disabled")] = None,
    compliance: Annotated[str, typer.Option(metavar="gdpr,hipaa,...", help="tags that the region has and every project requires")] = "",
    region: Annotated[str, typer.Option(metavar="NAME", help="Azure region by its programmatic name")] = "westeurope",
    output: Annotated[Path, typer.Option("--output", "-o", help="where to write; never overwrites")] = Path("enclave.yaml"),
) -> None:
    """Write a commented enclave.yaml for a scenario."""
    from enclave.regions import REGIONS
    from enclave.spec import models
    from enclave.spec.dlp import DataClassification
    from enclave.spec.starter import starter

    switches = {
        "security_level": _chosen("--security-level", security_level, models.SecurityLevel),
        "network_isolation": _chosen("--network-isolation", network_isolation, models.NetworkIsolation),
        "data_classification": _chosen("--data-classification", data_classification, DataClassification),
        "performance_tier": _chosen("--performance-tier", performance_tier, models.PerformanceTier),
        "collaboration_tools": _chosen("--collaboration-tools", collaboration_tools, models.Switch),
    }
    tags = [tag.strip() for tag in compliance.split(",") if tag.strip()]
    text = starter(
        cast(models.Scenario, _chosen("--scenario", scenario, models.Scenario)),
        {key: value for key, value in switches.items() if value is not None},
        list(dict.fromkeys(_one_of("--compliance", tag, get_args(models.ComplianceTag)) for tag in tags)),
        _one_of("--region", region, list(REGIONS)),
    )
    _write(output, text)
    typer.echo(f"wrote {output}: put your tenant and groups in, then `enclave check {output}`", err=True)


def _chosen(option: str, value: str | None, choices: Any) -> str | None:
    return None if value is None else _one_of(option, value, get_args(choices))


def _one_of(option: str, value: str, choices: Sequence[str]) -> str:
    from enclave.spec.suggest import did_you_mean

    if value not in choices:
        raise InputError(f"`{option}` cannot be `{value}`", hint=did_you_mean(value, choices))
    return value


def _write(output: Path, text: str) -> None:
    try:
        with output.open("x", encoding="utf-8") as stream:
            stream.write(text)
    except FileExistsError:
        raise InputError("the file exists and is not overwritten", str(output), "name another with `-o`, or move it away") from None
    except (FileNotFoundError, NotADirectoryError):
        raise InputError("there is no such directory", str(output.parent), "make it first") from None
    except OSError as error:
        raise EnclaveError(f"the file cannot be written: {error.strerror}", str(output)) from error
