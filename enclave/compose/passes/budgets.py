"""Budgets over what Azure charges: for the subscription, for all models together, and for each project's models.

They only tell people, hours later. What refuses a call is the gateway, at the budgets of hub and projects
(`enclave/stages`): these here show whether Azure's bill says the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from math import ceil

from enclave.compose.passes.alerts import contacts_group
from enclave.compose.whole import Whole
from enclave.graph.model import Resource
from enclave.graph.resources import budgets
from enclave.graph.resources.budgets import Budget, Threshold

TAG = "project"
"""Tag of a project's account."""
FORECAST = 100
"""Per cent at which people are told of the forecast for the month's end."""


def cost_budgets(whole: Whole, _built: Sequence[Resource]) -> Iterator[Resource]:
    """The budgets that the file says an amount for."""
    spec = whole.spec
    settings, starts = spec.components.cost_budget, spec.governance.starts
    if not settings.enabled or starts is None:
        return
    projects = tuple(spec.projects)
    wanted: list[tuple[str, Decimal | int | None, tuple[str, ...]]] = [
        ("", spec.governance.monthly_usd, ()),
        ("models", spec.hub.budget.monthly_usd, projects),
        *((name, project.budget.monthly_usd, (name,)) for name, project in spec.projects.items()),
    ]
    thresholds = (*(Threshold(percent, forecast=False) for percent in settings.alert_at), Threshold(FORECAST, forecast=True))
    for key, amount, values in wanted:
        if amount is None:
            continue
        budget = Budget(
            id=f"/providers/{budgets.TYPE}/{whole.name(budgets.TYPE, *filter(None, (key,)))}",
            amount=ceil(amount),
            starts=f"{starts}-01",
            tag=TAG if values else "",
            tag_values=values,
            thresholds=thresholds,
            emails=spec.contacts,
            action_groups=contacts_group(spec) if spec.components.alerts.enabled else (),
            roles=("Owner",),
        )
        yield from budgets.write(budget, whole.place("governance/budgets", scope=""))
