"""The gateway's name and certificate."""

from __future__ import annotations

from collections.abc import Iterator

from enclave.spec.gateway_name import certificate_of, gateway_host
from enclave.spec.rules.egress import SHARED_SUFFIXES
from enclave.spec.rules.subject import Subject
from enclave.spec.source import Keys, Problem

HOST: Keys = ("network", "gateway", "host")


def front_doors_get_a_public_certificate(subject: Subject) -> Iterator[Problem]:
    """A front door goes on to nothing but a name with a certificate of an authority that the public trusts
    (learn.microsoft.com/azure/frontdoor/end-to-end-tls), and no such authority signs for a name that is nobody's."""
    spec = subject.spec
    for index, ingress in enumerate(spec.network.ingress):
        way: Keys = ("network", "ingress", index, "through")
        if ingress.through != "front-door":
            continue
        if certificate_of(spec) == "made":
            made: Keys = ("network", "gateway", "certificate")
            message = f"a front door accepts no certificate that `enclave deploy` made ({subject.place(way)})"
            yield subject.problem(made, message, "write `certificate: given`, and bring one of a public authority", (way,))
        elif not _is_public(gateway_host(spec)):
            message = f"a front door goes on by TLS to a name of yours, and the gateway's is `{gateway_host(spec)}`"
            yield subject.problem(way, message, "write `network.gateway: {host: ai.example.com}` with a domain of yours", (HOST,))
        return


def the_gateway_hides_no_other_name(subject: Subject) -> Iterator[Problem]:
    """The networks resolve the gateway's name, and all below it, themselves: a name there that leads elsewhere would be lost."""
    network, host = subject.spec.network, gateway_host(subject.spec)
    written: list[tuple[Keys, str]] = [
        *((("network", "egress", index, "fqdn"), egress.fqdn) for index, egress in enumerate(network.egress)),
        *((("network", "package_feeds", index), feed) for index, feed in enumerate(network.package_feeds)),
    ]
    hint = "give the gateway a name of its own: `network.gateway: {host: gateway.example.com}`"
    for keys, name in written:
        if _holds(host, name.removeprefix("*.")):
            message = f"`{name}` could not be reached: the networks take `{host}` and every name below it for the gateway"
            yield subject.problem(keys, message, hint, (HOST,))
    service = next((suffix for suffix in SHARED_SUFFIXES if _holds(host, suffix)), None)
    if service is not None:
        message = f"the networks would take every name under `{service}` for the gateway, whose name is `{host}`"
        yield subject.problem(HOST, message, hint)


def _is_public(host: str) -> bool:
    return host.rpartition(".")[2] not in ("internal", "local", "localhost", "test", "invalid", "example", "lan", "home", "corp")


def _holds(above: str, name: str) -> bool:
    return name == above or name.endswith(f".{above}")
