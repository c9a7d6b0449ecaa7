"""`enclave build`: writes the Bicep, Terraform and ARM JSON of an enclave, the objects of its clusters, and the requests beside them."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from enclave.cli.short_run import short_run

if TYPE_CHECKING:
    from enclave.graph.model import Graph

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
@short_run()
def build(
    spec: Annotated[Path, typer.Argument(help="the enclave.yaml")],
    output: Annotated[Path, typer.Option("-o", "--output", help="directory to write; one that this command wrote is replaced")],
) -> None:
    """Write Bicep, Terraform, ARM JSON, Kubernetes objects and requests, each into a directory of its own. All of it or nothing."""
    from enclave.cli.output import check_replaceable, replace_directory
    from enclave.compose import compose
    from enclave.emit import TARGETS, Printer
    from enclave.spec.load import load

    document = load(spec)
    check_replaceable(output.resolve() if output.is_symlink() else output, str(output))
    print(f"composing {spec}", file=sys.stderr)
    graph = compose(document.spec)
    printer = Printer(graph)
    files: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for target in TARGETS:
        print(f"printing {target}", file=sys.stderr)
        for path, text in printer.files(target).items():
            files[f"{target}/{path}"] = text
            counts[target] += 1
    replace_directory(output, files)
    typer.echo("\n".join(_summary(document.spec.name, graph)))
    typer.echo(f"wrote {len(files)} files to {output}: {', '.join(f'{name} {count}' for name, count in counts.items())}")


def _summary(name: str, graph: Graph) -> list[str]:
    modules: dict[str, Counter[str]] = {}
    for resource in graph:
        modules.setdefault(resource.module or "resources", Counter())[resource.stamp or "-"] += 1
    stamps = list(dict.fromkeys(resource.stamp or "-" for resource in graph))
    width = max(map(len, [*modules, name]))
    lines = [f"{name:<{width}}  " + "  ".join(f"{stamp:>{len(stamp)}}" for stamp in stamps)]
    for module, counts in modules.items():
        lines.append(f"{module:<{width}}  " + "  ".join(f"{counts[stamp] or '':>{len(stamp)}}" for stamp in stamps))
    return [line.rstrip() for line in [*lines, f"{len(graph.resources)} resources"]]
