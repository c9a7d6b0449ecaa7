"""Policy enforcement points: where a decision is made, what decides, and how to see that it does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from enclave.report.controls.evidence import Given
from enclave.report.runbook.blocks import Part, Section, Table, Text
from enclave.spec.handling import LISTS, NEVER, Action, Handling

POINTS = (
    ("Azure Resource Manager", "Azure Policy denies what the file does not allow, whoever deploys it", "Azure Policy's compliance"),
    ("Microsoft Entra", "tokens for members of named groups; conditional access and activation where built", "sign-in and audit logs"),
    ("Edge", "application gateway or front door with a web application firewall, from declared addresses", "obligation 1"),
    ("Firewall", "what leaves, by name; what crosses between spokes, by address and port", "obligations 5 and 6"),
    ("Security groups and routes", "every subnet, both ways; nothing leaves but through the firewall", "obligations 5 and 6"),
    ("Private endpoints and DNS", "every service answers inside only, at the address that its name resolves to", "obligations 2 and 3"),
    ("Roles", "what each identity may do, and nothing more", "obligation 8"),
    ("Gateway", "every call of a model, in the order below", "the log: `verdicts` of each record"),
    ("Content filters of Azure", "prompts and answers, in the model's own service", "rule `content-filter-default`"),
    ("Cluster", "only images of the registry; pods are not root and cannot write their disk", "rule `cluster-azure-policy`"),
)
GATEWAY = (
    ("identity", "whose token it is"),
    ("permit", "images, sound, files, batches and vector stores: only where hub and project allow them"),
    ("access", "role, project, model"), ("residency", "regions whose tags cover the project's"),
    ("parse", "the request as the model will read it; nothing unseen"), ("rate", "requests and tokens in any minute"),
    ("dlp", "sensitive values: blocked, redacted, tokenised or logged"), ("safety", "Content Safety, where policy wants it"),
    ("budget", "the worst case fits every ceiling, or the call is refused"), ("upstream", "the record is on the disk; the call leaves"),
    ("answer", "the answer, also while it streams"), ("answer_safety", "Content Safety on the answer, where policy wants it"),
    ("settle", "what it really cost; the record of its end"),
)


def _handled(dlp: Mapping[str, Handling]) -> Iterator[str]:
    """The strictest action on each entity with the confidence that it takes."""
    for action, kind in LISTS.items():
        found = [(entity, handling.least(kind)) for entity, handling in dlp.items() if _strictest(handling) == kind]
        if found:
            yield f"**{action}** " + ", ".join(f"{entity} from {least}" for entity, least in found)


def _strictest(handling: Handling) -> Action:
    return next((kind for kind in LISTS.values() if handling.least(kind) < NEVER), Action.ALLOW)


def section(given: Given) -> Section:
    """The points and the gateway's order."""
    rows = []
    for name, policy in given.policies.items():
        entities = "; ".join(_handled(policy.dlp))
        ceilings = {"day": policy.daily_nanousd, "month": policy.monthly_nanousd}
        ceiling = ", ".join(f"${value / 1e9:g} a {window}" for window, value in ceilings.items() if value is not None)
        rows.append((f"`{name}`", ", ".join(sorted(policy.models or ())) or "any", entities or "nothing", ceiling or "none of its own"))
    return Section("enforcement", "Policy enforcement points", (
        Table(("Where", "What it decides", "How to see it"), POINTS),
        Part("In the gateway, in this order", (
            Text("An exception in any of them is a refusal. The record of a call says what each one decided and what it really looked at."),
            Table(("Stage", "What it decides"), tuple((f"`{name}`", what) for name, what in GATEWAY)),
        )),
        Part("What each project's policy comes to", (
            Text("Hub policy cascades; a project can only tighten it."),
            Table(("Project", "Models", "Sensitive values", "Ceilings"), tuple(rows), empty="There is no project."),
        )),
    ))  # fmt: skip
