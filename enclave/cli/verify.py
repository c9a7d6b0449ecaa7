"""`enclave verify`: prove that an enclave is isolated, or show the path where it is not."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec.structs import replace

from enclave.cli.files import read_at_most
from enclave.cli.short_run import short_run
from enclave.errors import InputError

if TYPE_CHECKING:
    from enclave.graph.model import Graph
    from enclave.verify.model import Verification

app = typer.Typer(add_completion=False, rich_markup_mode=None)
COLORS = {"x ": typer.colors.RED, "+ ": typer.colors.GREEN, "? ": typer.colors.YELLOW}
FEW = 0.15
"""The part of the answers that is rather worked out again in each run than written."""
BINARY = {
    b"\x1f\x8b": "it is packed; unpack it with `gunzip`",
    b"PK": "it is packed, as plans are that `terraform plan -out` saves; give what `terraform show -json` prints of it",
}
"""What is no text, by how it begins, and what to do."""
WIDE = (b"\xff\xfe", b"\xfe\xff")
"""How a text in UTF-16 begins, as the `>` of older PowerShell writes it."""
HEADS = {"REFUTED": typer.colors.RED, "PROVED": typer.colors.GREEN, "UNKNOWN": typer.colors.YELLOW}


class Format(StrEnum):
    """How the verification is printed."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    MARKDOWN = "markdown"


@app.command()
@short_run()
def verify(
    spec: Annotated[Path | None, typer.Argument(help="an enclave.yaml", show_default=False)] = None,
    *,
    arm: Annotated[Path | None, typer.Option(help="an ARM template, anybody's")] = None,
    parameters: Annotated[Path | None, typer.Option(help="the parameter file of the ARM template")] = None,
    terraform_plan: Annotated[Path | None, typer.Option(help="a plan as `terraform show -json` prints it")] = None,
    observed: Annotated[Path | None, typer.Option(help="an export of what runs today")] = None,
    cache: Annotated[Path | None, typer.Option(help="a directory that remembers the last run: only what changed is verified again")] = None,
    data: Annotated[Path | None, typer.Option(help="data directory of the gateway, where console and alerts find the proof")] = None,
    output: Annotated[Format, typer.Option("--format", help="how to print it")] = Format.TEXT,
) -> None:
    """Prove that the enclave is isolated, or show the path where it is not. Exit 0 only if everything is proved."""
    given = [source for source in (spec, arm, terraform_plan, observed) if source is not None]
    if len(given) != 1:
        wrong = "several sources are given" if given else "no source is given"
        raise InputError(wrong, hint="give one of SPEC, --arm FILE, --terraform-plan FILE, --observed FILE")
    if parameters is not None and arm is None:
        raise InputError("`--parameters` belongs to `--arm`", hint="give the ARM template that the parameters are for")
    if arm is not None:
        graph = _template(arm, parameters)
    elif terraform_plan is not None:
        graph = _planned(terraform_plan)
    else:
        graph = _composed(given[0]) if observed is None else _observed(observed)
    verification = _verified(graph, cache)
    verification = replace(verification, assumptions=(*graph.notes, *verification.assumptions))
    if data is not None:
        from enclave.cli.leaving import PROOF, leave

        leave(data, PROOF, {"source": str(given[0]), **verification.document()})
    if output is Format.SARIF:
        from enclave.report.sarif import render as as_sarif

        say = partial(typer.echo, err=True)
        typer.echo(as_sarif(verification, str(given[0]), sources=graph.sources, line=_lines(graph, verification), say=say))
    elif output is Format.JSON:
        from enclave.report.json import render as as_json

        typer.echo(as_json(verification))
    elif output is Format.MARKDOWN:
        from enclave.report.markdown import render as as_markdown

        typer.echo(as_markdown(verification, str(given[0])), nl=False)
    else:
        from enclave.report.text import render as as_text

        told = as_text(verification, str(given[0]))
        typer.echo("\n".join(map(_colored, told.splitlines())) if sys.stdout.isatty() else told)
    raise typer.Exit(0 if verification.verdict == "proved" else 1)


def _verified(graph: Graph, directory: Path | None) -> Verification:
    from enclave.verify import Verifier
    from enclave.verify import verify as prove

    if directory is None:
        return prove(graph)
    from enclave.verify.cache import read, write

    before, why = read(directory)
    if why:
        typer.echo(f"{directory}: not used: {why}", err=True)
    verifier = Verifier(before)
    verification = verifier.verify(graph)
    # a file of a graph that is nearly this one serves the next run as well, and takes longer to write than the difference to work out
    if (before is None or verifier.asked > len(before.answers) * FEW) and (record := verifier.record) is not None:
        write(directory, record)
    return verification


def _composed(spec: Path) -> Graph:
    from enclave.compose import compose
    from enclave.spec.load import load
    from enclave.spec.unsafe import unsafe_choices

    document = load(spec)
    for choice in unsafe_choices(document.spec):
        typer.echo(f"{document.where(*choice.keys)}: {choice.name}: {choice.reason}", err=True)
    return compose(document.spec)


def _template(arm: Path, parameters: Path | None) -> Graph:
    from enclave.importers.arm import read_arm
    from enclave.importers.jsonc import LARGEST

    given = _read(parameters, LARGEST) if parameters else None
    return read_arm(_read(arm, LARGEST), given, name=str(arm), parameters_name=str(parameters))


def _planned(plan: Path) -> Graph:
    from enclave.importers.jsonc import LARGEST_EXPORT
    from enclave.importers.terraform.read import read_plan

    return read_plan(_read(plan, LARGEST_EXPORT), name=str(plan))


def _observed(export: Path) -> Graph:
    from enclave.importers.jsonc import LARGEST_EXPORT
    from enclave.importers.observed import read_observed

    return read_observed(_read(export, LARGEST_EXPORT), name=str(export))


def _lines(graph: Graph, verification: Verification) -> Callable[[str], int | None]:
    """The line of a place: `azuredeploy.json#/resources/3` -> 41. Files that cannot be read again have no lines."""
    from enclave.importers.lines import LARGEST, lines_of

    places = {*graph.sources.values(), *(finding.location for finding in verification.findings)}
    wanted: dict[str, set[str]] = {}
    for place in places:
        file, mark, fragment = place.partition("#")
        if mark:
            wanted.setdefault(file, set()).add(fragment)
    found: dict[str, int] = {}
    for file, fragments in wanted.items():
        if not Path(file).is_file():
            continue  # a pipe is read once
        with suppress(InputError):
            lines = lines_of(_read(Path(file), LARGEST), fragments)
            found |= {f"{file}#{fragment}": line for fragment, line in lines.items()}
    return found.get


def _read(path: Path, largest: int) -> str:
    """The text of a file. A file that is too large is refused before it is read, and no more is read of what has no size."""
    data = b""
    try:
        size = path.stat().st_size
        if size <= largest:
            data = read_at_most(path, largest)
            size = len(data)
        if size > largest:
            told = f"{size // 2**20} MB, more" if size > largest + 1 else "more"
            raise InputError(f"has {told} than the {largest // 2**20} MB that are read", str(path))
        return data.decode("utf-16" if data.startswith(WIDE) else "utf-8-sig")
    except OSError as error:
        raise InputError(f"cannot read `{path}`: {error.strerror}") from error
    except UnicodeDecodeError as error:
        hint = next((hint for start, hint in BINARY.items() if data.startswith(start)), "save it as UTF-8")
        raise InputError("not a text file in UTF-8 or UTF-16", str(path), hint) from error


def _colored(line: str) -> str:
    """A line for a terminal, its verdict in color."""
    color = COLORS.get(line.lstrip()[:2]) if line.startswith("  ") else HEADS.get(line.partition(" ")[0])
    return typer.style(line, fg=color) if color else line
