"""Components: nothing is built without what it needs."""

from __future__ import annotations

from collections.abc import Iterator

from enclave.spec.components import AGENTS_NEED, ASKS, NEEDS
from enclave.spec.rules.subject import Subject
from enclave.spec.source import Keys, Problem


def components_have_what_they_need(subject: Subject) -> Iterator[Problem]:
    """A component is built only together with the components that it cannot work without."""
    components = subject.spec.components
    for name, needs in NEEDS.items():
        for need in needs:
            if getattr(components, name).enabled and not getattr(components, need).enabled:
                keys, other = ("components", name), ("components", need)
                message = f"`{name}` needs `{need}`, which is switched off ({subject.place(other)})"
                yield subject.problem(keys, message, f"switch `{need}` on, or `{name}` off", (other,))


def content_safety_has_an_account(subject: Subject) -> Iterator[Problem]:
    """Whoever wants the gateway to ask Content Safety builds it."""
    spec = subject.spec
    if spec.components.content_safety.enabled:
        return
    wanting: list[Keys] = [("hub",)] if spec.hub.content_safety else []
    wanting += [("projects", name) for name, project in spec.projects.items() if project.content_safety]
    for keys in wanting:
        other = ("components", "content_safety")
        message = f"the gateway cannot ask `content_safety`, which is switched off ({subject.place(other)})"
        yield subject.problem((*keys, "content_safety"), message, "switch `components.content_safety` on", (other,))


def owners_answer_what_is_asked(subject: Subject) -> Iterator[Problem]:
    """What a component asks of the owner alone stands in the file: a group of operators, a first month."""
    for name, asked in ASKS.items():
        for path in asked:
            part, key = path.split(".")
            owner = getattr(subject.spec, part)
            if getattr(subject.spec.components, name).enabled and getattr(owner, key) is None:
                hint = f"{key}: {type(owner).model_fields[key].description}"
                yield subject.problem(("components", name), f"`{name}` needs `{path}`", hint, ((part, key),))


def partners_reach_one_application(subject: Subject) -> Iterator[Problem]:
    """Guests of partners reach the gateway's application alone, so the file must say which one that is."""
    partners = subject.spec.components.external_identities.partners
    if partners and subject.spec.identity.application is None:
        hint = "application: client id of the app registration that the audience belongs to"
        keys = ("components", "external_identities", "partners")
        yield subject.problem(keys, "guests of partners would reach every application of the tenant", hint, (("identity", "application"),))


def traffic_manager_has_ways_in(subject: Subject) -> Iterator[Problem]:
    """Traffic Manager answers with ways in from outside, so there must be some; a CDN needs a front door."""
    ways = {ingress.through for ingress in subject.spec.network.ingress}
    for name, way in (("traffic_manager", "application-gateway"), ("cdn", "front-door")):
        if getattr(subject.spec.components, name).enabled and way not in ways:
            message = f"`{name}` needs a way in through `{way}`, and `network.ingress` has none"
            hint = f"add one to `network.ingress`, or switch `{name}` off"
            yield subject.problem(("components", name), message, hint, (("network", "ingress"),))


def agents_have_a_platform(subject: Subject) -> Iterator[Problem]:
    """Agents run in Foundry, and keep their files and threads in services of the owner."""
    for name, project in subject.spec.projects.items():
        keys = ("projects", name, "agents")
        if not project.agents:
            continue
        if project.platform != "foundry":
            message = f"agents need platform `foundry`, this project has `{project.platform}`"
            yield subject.problem(keys, message, "platform: foundry", (("projects", name, "platform"),))
        for need in AGENTS_NEED:
            if not getattr(subject.spec.components, need).enabled:
                message, hint = f"agents need `{need}`, which is switched off", f"switch `components.{need}` on"
                yield subject.problem(keys, message, hint, (("components", need),))
