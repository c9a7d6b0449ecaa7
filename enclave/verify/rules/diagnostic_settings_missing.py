"""Rule diagnostic-settings-missing: a service or firewall sends its logs nowhere."""

from __future__ import annotations

from collections.abc import Iterator

from enclave.finding import Severity
from enclave.graph.azure_facts import DIAGNOSTICS
from enclave.graph.body import flag, items
from enclave.graph.model import Resource
from enclave.graph.resources import diagnostic_settings
from enclave.verify.network.world import World
from enclave.verify.rule import Native, References, Rule, Told, told
from enclave.verify.samples import ai_account, diagnostic_setting


def check(world: World) -> Iterator[Told]:
    """One finding for one resource that can send logs and has no setting that does."""
    settings: dict[str, list[Resource]] = {}
    for setting in world.estate.graph.of_type(diagnostic_settings.TYPE):
        settings.setdefault(setting.scope.lower(), []).append(setting)
    for resource in world.estate.graph.of_type(*(kind for kind, known in DIAGNOSTICS.items() if known.logs)):
        yield from told(resource, _judge(settings.get(resource.id.lower(), [])))


def _judge(settings: list[Resource]) -> Iterator[str]:
    if not settings:
        yield "no diagnostic setting sends its logs anywhere"
    elif not any(_sends(setting) for setting in settings):
        yield "its diagnostic settings send no log"


def _sends(setting: Resource) -> bool:
    return any(flag(part, "enabled", True) for part in items(setting.body, "properties.logs"))


RULE = Rule(
    id="diagnostic-settings-missing",
    title="a service or firewall sends its logs nowhere",
    severity=Severity.MEDIUM,
    why="what is not recorded cannot be investigated or shown to an auditor",
    fix="add a `Microsoft.Insights/diagnosticSettings` that sends `allLogs` or `audit` to the workspace",
    check=check,
    references=References(
        mcsb=("LT-3",),
        cis=("5.0 6.1.4",),
        policies=(
            "1b4d1c4e-934c-4703-944c-27c82c06bebb",
            "cf820ca0-f99e-4f3e-84fb-66e913812d21",
            "b4330a05-a843-4bc8-bf9a-cacce50c67f4",
            "afe0c3be-ba3b-4544-ba52-0c99672a8ad6",
        ),
        pages=("learn.microsoft.com/azure/azure-monitor/essentials/diagnostic-settings",),
    ),
    fails=(ai_account(),),
    passes=(
        ai_account(),
        diagnostic_setting("[resourceId('Microsoft.CognitiveServices/accounts', 'ai-cases')]"),
    ),
    azurerm=(Native("azurerm_monitor_diagnostic_setting", "enabled_log.category_group", "allLogs"),),
)
