"""Names of Azure resources are made of `name`, project and region: they must fit and must differ."""

from __future__ import annotations

from collections.abc import Iterator

from enclave.spec.rules.subject import Subject
from enclave.spec.source import Keys, Problem

LONGEST = 63
"""The longest name of an AI service: it is also a DNS label, `<name>.openai.azure.com` (RFC 1035, section 2.3.4)."""
PREFIX = "oai"
"""What the name of an AI service begins with, the longest of the names that all three words go into."""


def region_keys_differ(subject: Subject) -> Iterator[Problem]:
    """Resource names have no underscores, so `us_east` and `us-east` would be one region."""
    first: dict[str, str] = {}
    for key in subject.spec.regions:
        other = first.setdefault(key.replace("_", "-"), key)
        if other != key:
            keys: Keys = ("regions", key)
            message = f"regions `{other}` and `{key}` would get the same resource names: an underscore becomes a hyphen"
            yield Problem(subject.source.key(keys), message, "rename one", (keys, ("regions", other)))


def names_fit(subject: Subject) -> Iterator[Problem]:
    """The name of every project's AI service is a DNS label, and is its own."""
    spec = subject.spec
    first: dict[str, tuple[str, str]] = {}
    for name, project in spec.projects.items():
        for region in dict.fromkeys((project.region, *project.failover_regions)):
            service = "-".join((PREFIX, spec.name, name, region)).replace("_", "-")
            keys: Keys = ("projects", name)
            because: tuple[Keys, ...] = (("name",), ("regions",))
            if len(service) > LONGEST:
                message = f"the AI service of project `{name}` in `{region}` would be called `{service}`, {len(service)} characters"
                hint = f"Azure takes {LONGEST}: shorten `{spec.name}`, `{name}` or `{region}` by {len(service) - LONGEST}"
                yield Problem(subject.source.key(keys), message, hint, (keys, *because))
            other = first.setdefault(service, (name, region))
            if other[0] != name:
                message = f"project `{name}` in `{region}` and project `{other[0]}` in `{other[1]}` would both be called `{service}`"
                yield Problem(subject.source.key(keys), message, "rename one", (keys, ("projects", other[0]), *because))
