"""`enclave deploy`: checks, what-if, and deployment by phase."""

from __future__ import annotations

import json
import os
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from enclave.errors import EnclaveError, InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from enclave.deploy.phase import Phase
    from enclave.deploy.run import Order
    from enclave.deploy.session import Session
    from enclave.deploy.what_if import Foresight
    from enclave.graph.model import Graph
    from enclave.spec.models import Spec

app = typer.Typer(add_completion=False, rich_markup_mode=None)
YES = ("y", "yes")


@app.command()
def deploy(
    spec: Annotated[Path, typer.Argument(help="the enclave.yaml")],
    *,
    what_if: Annotated[bool, typer.Option("--what-if", help="only show what would change")] = False,
    phase: Annotated[int | None, typer.Option(min=1, max=4, help="only this phase; those before it must be deployed")] = None,
    subscription: Annotated[str | None, typer.Option(metavar="ID", help="default: AZURE_SUBSCRIPTION_ID")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="do not ask before each phase")] = False,
    parameters: Annotated[Path | None, typer.Option(metavar="FILE", help="values of secrets, as an ARM parameter file")] = None,
    data: Annotated[Path, typer.Option(help="directory that keeps a record of what was deployed")] = Path(".enclave"),
    redeploy: Annotated[bool, typer.Option("--redeploy", help="deploy phases that are deployed already again")] = False,
    unproved: Annotated[str, typer.Option(metavar="REASON", help="deploy although `enclave verify` does not prove it")] = "",
    kubernetes: Annotated[bool, typer.Option("--kubernetes", help="apply the objects of the clusters with kubectl")] = False,
    image: Annotated[list[str] | None, typer.Option(metavar="NAME=sha256:...", help="digest of an image that the clusters run")] = None,
    cloud: Annotated[str, typer.Option(metavar="public|usgov", help="which Azure")] = "public",
    poll: Annotated[float, typer.Option(min=0.01, metavar="SECONDS", help="time between two looks at a deployment")] = 5.0,
    wait: Annotated[float, typer.Option(min=0, metavar="SECONDS", help="longest wait for another deployment")] = 3600.0,
) -> None:
    """Deploy by phase, what-if first. Running it again goes on where it stopped, and changes nothing when all is there."""
    from enclave.compose import compose
    from enclave.deploy.cloud import cloud as cloud_named
    from enclave.deploy.kubernetes import image_digests
    from enclave.deploy.phase import descriptions, plan_phases
    from enclave.deploy.run import Order
    from enclave.deploy.secrets import secret_values
    from enclave.deploy.session import sign_in
    from enclave.deploy.subscription import subscription_id
    from enclave.spec.load import load

    document = load(spec)
    target = subscription_id(subscription, os.environ)
    digests = image_digests(image or [])
    place = cloud_named(cloud, os.environ)
    graph = compose(document.spec)
    if not what_if:
        _proved(graph, unproved)
        if not yes and not sys.stdin.isatty():
            raise InputError("nobody is there to confirm the phases", hint="run it at a terminal, or with `--yes`")
    phases = plan_phases(graph, document.spec.name)
    chosen = [one for one in phases if phase in (None, one.number)]
    wanted = {name: said for name, said in descriptions(graph).items() if any(name in one.secrets for one in chosen)}
    values = secret_values(wanted, _document(parameters), os.environ, str(parameters or "--parameters"))
    session = sign_in(place, target, _tell)
    try:
        order = Order(values, what_if, redeploy, unproved, poll, wait)
        _deploy(session, phases, chosen, order, (document.spec, graph, data, yes))
        if not what_if and phase in (None, 4):
            _objects(session, graph, digests, data / "deploy" / f"{document.spec.name}-{target}-kubernetes", kubernetes)
    finally:
        session.close()


def _proved(graph: Graph, unproved: str) -> None:
    from enclave.verify import verify

    verification = verify(graph)
    if verification.verdict == "proved":
        return
    open_ones = [result for result in verification.obligations if result.verdict.name != "proved"]
    lines = [f"  {one.number} {one.id}, {one.verdict.name}: {one.subject}: {one.verdict.reason}" for one in open_ones[:10]]
    more = [f"  and {len(open_ones) - 10} more"] if len(open_ones) > 10 else []
    said = "\n".join([f"the enclave is not proved, {verification.verdict}:", *lines, *more])
    if not unproved:
        raise EnclaveError(said, hint="see `enclave verify`; `--unproved REASON` deploys it all the same, and azure keeps the reason")
    _tell(f"{said}\n  deployed all the same: {unproved}")


def _document(path: Path | None) -> Any:
    if path is None:
        return {}
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise InputError(f"cannot read `{path}`: {error.strerror}") from error
    except ValueError:
        # the text of the error would quote the file
        raise InputError("not valid JSON", str(path)) from None
    if not isinstance(document, dict):
        raise InputError("the parameters are not an object", str(path))
    return document


def _deploy(
    session: Session, phases: Sequence[Phase], chosen: Sequence[Phase], order: Order, about: tuple[Spec, Graph, Path, bool]
) -> None:
    from enclave.deploy.certificates import certificates_ready
    from enclave.deploy.providers import readiness, register
    from enclave.deploy.run import Talk, deploy, missing_before
    from enclave.deploy.state import opened
    from enclave.deploy.subscription import check_subscription
    from enclave.graph.phases import COMPUTE
    from enclave.spec.gateway_name import certificate_hosts, certificate_of

    spec, graph, data, yes = about
    _tell(f"subscription {check_subscription(session, str(spec.identity.tenant))}")
    lacks = readiness(session, [resource for one in chosen for resource in one.resources])
    if lacks.misplaced:
        raise EnclaveError("\n".join(lacks.misplaced), hint="move the region in the file, or switch the component off")
    if lacks.unregistered and order.only_what_if:
        typer.echo(f"would register: {', '.join(lacks.unregistered)}")
    elif lacks.unregistered:
        register(session, lacks.unregistered, _tell, order.poll)
    if chosen and not order.only_what_if:
        missing = missing_before(session, phases, chosen[0].number)
        if missing:
            raise EnclaveError(f"{missing[0].heading}, has to be deployed first", hint="leave `--phase` out to deploy what is missing")

    def confirm(phase: Phase, foresight: Foresight) -> bool:
        if foresight.dangerous:
            _tell(f"{len(foresight.dangerous)} resources would be lost or have to be made again, see above")
        if yes:
            return True
        typer.echo(f"deploy {phase.heading}, to subscription {session.subscription}? [y/N] ", err=True, nl=False)
        return sys.stdin.readline().strip().lower() in YES

    def ready(phase: Phase) -> None:
        if phase.number >= COMPUTE:
            made_for = partial(certificate_hosts, spec) if certificate_of(spec) == "made" else None
            certificates_ready(session, graph, made_for, _tell)

    talk = Talk(typer.echo, _tell, confirm, ready)
    with opened(data, spec.name, session.subscription) as state:
        if not deploy(session, chosen, order, state, talk):
            raise typer.Exit(1)


def _objects(session: Session, graph: Graph, digests: dict[str, str], output: Path, at_once: bool) -> None:
    """Writes the objects of the clusters, and applies them or says how."""
    from enclave.deploy.keys import make_keys
    from enclave.deploy.kubernetes import apply, command, write_objects

    make_keys(session, graph, _tell)
    for cluster in write_objects(session, graph, digests, output):
        if at_once:
            _tell(f"applying the objects of {cluster.context}")
            typer.echo(apply(cluster))
            continue
        typer.echo(f"objects of {cluster.context}: {command(cluster)}")
        for name in cluster.missing:
            typer.echo(f"  first give `{name}`: run it again with `--image {name}=sha256:...`")


def _tell(line: str) -> None:
    typer.echo(line, err=True)
