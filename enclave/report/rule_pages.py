"""Pages of the rules, written out of their data: why, how to mend it, a failing and a passing example in Bicep and Terraform.

`python -m enclave.report.rule_pages` writes them to `docs/rules/`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from enclave.emit.bicep import text as bicep
from enclave.emit.names import camel, noun, snake, words
from enclave.emit.terraform import text as terraform
from enclave.emit.values import Expression
from enclave.verify.references import CONTROLS, POLICIES
from enclave.verify.rule import Native, Rule, Template
from enclave.verify.rules import RULES
from enclave.verify.settings import Changed, Setting

FOLDER = Path("docs") / "rules"
FRAME = ("type", "apiVersion", "name", "location", "scope", "tags", "identity")
"""What an azapi resource has beside its body."""


def pages() -> dict[str, str]:
    """Every page by its file name."""
    return {f"{rule.id}.md": page(rule) for rule in RULES}


def page(rule: Rule) -> str:
    """The page of a rule."""
    module = rule.id.replace("-", "_")
    blocks = (
        f"# {rule.id}: {rule.title}",
        f"**Severity** {rule.severity.label}. A finding decides no verdict.",
        f"**Why**: {rule.why}.",
        f"**Fix**: {rule.fix}.",
        *_settings(rule.settings),
        "## Fails",
        *_example(rule.fails),
        "## Passes",
        *_example(rule.passes),
        *_native(rule.azurerm),
        "## References",
        "\n".join(f"- {line}" for line in _references(rule)),
        f"Source: `enclave/verify/rules/{module}.py`. Test: `tests/verify/rules/test_{module}.py`.",
    )
    return "\n\n".join(blocks) + "\n"


def _settings(settings: tuple[Setting, ...]) -> Iterator[str]:
    if not settings:
        return
    rows = ["| resource | property | must be | when it is not written, Azure takes |", "|---|---|---|---|"]
    for setting in settings:
        must = f"{setting.must}{_only(setting.when)}".replace("|", "\\|")
        rows.append(f"| `{setting.type}` | `{setting.shown}` | {must} | {_default(setting)} |")
    yield "\n".join(rows)


def _only(conditions: tuple[Setting, ...]) -> str:
    said = " and ".join(f"`{condition.shown}` is {condition.must}" for condition in conditions)
    return f", where {said}" if said else ""


def _default(setting: Setting) -> str:
    if setting.absent is None:
        return "nothing to judge"
    word = str(setting.absent) if isinstance(setting.absent, Changed) else f"`{setting.absent}`" if setting.absent else "nothing"
    return f"{word} ([source](https://{setting.source}))" if setting.source else word


def _example(resources: Template) -> Iterator[str]:
    names = _names(resources)
    yield "```bicep\n" + "\n\n".join(_bicep(resource, names) for resource in resources) + "\n```"
    yield "```hcl\n" + "\n\n".join(_terraform(resource, names) for resource in resources) + "\n```"


def _names(resources: Template) -> dict[tuple[str, str], str]:
    """Type and name of each resource, lower case -> what it is called here."""
    found: dict[tuple[str, str], str] = {}
    for resource in resources:
        called = noun(resource["type"])
        if called in found.values():
            called = f"{called} {str(resource['name']).rpartition('/')[2]}"
        found[_key(resource["type"], resource["name"])] = called
    return found


def _key(kind: str, name: str) -> tuple[str, str]:
    return kind.lower(), name.lower()


def _bicep(resource: Mapping[str, Any], names: Mapping[tuple[str, str], str]) -> str:
    kind = f"{resource['type']}@{resource['apiVersion']}"
    symbol = camel(words(names[_key(resource["type"], resource["name"])]))
    shown = {key: _evaluated(value, _bicep_term, names) for key, value in resource.items() if key not in ("type", "apiVersion", "scope")}
    if "scope" in resource:
        target = _target(resource["scope"], names)
        shown = {"name": shown.pop("name"), "scope": Expression(camel(words(target)) if target else "target"), **shown}
    return "\n".join(bicep.lines(f"resource {symbol} '{kind}' = ", shown, 0))


def _terraform(resource: Mapping[str, Any], names: Mapping[tuple[str, str], str]) -> str:
    kind = f"{resource['type']}@{resource['apiVersion']}"
    symbol = snake(words(names[_key(resource["type"], resource["name"])]))
    given: list[terraform.Attribute] = [("type", kind), ("name", str(resource["name"]).rpartition("/")[2])]
    given.append(("parent_id", Expression(_parent(resource, names))))
    if "location" in resource:
        given.append(("location", resource["location"]))
    if "identity" in resource:
        given += [terraform.Gap(), terraform.Block("identity", tuple(resource["identity"].items()))]
    body = {key: _evaluated(value, _terraform_term, names) for key, value in resource.items() if key not in FRAME}
    if body:
        given += [terraform.Gap(), ("body", body)]
    return "\n".join(terraform.block(f'resource "azapi_resource" "{symbol}"', given))


def _parent(resource: Mapping[str, Any], names: Mapping[tuple[str, str], str]) -> str:
    """What it lies in: another resource of the example, or something that is given."""
    if "scope" in resource:
        target = _target(resource["scope"], names)
        return f"azapi_resource.{snake(words(target))}.id" if target else "var.target_id"
    kind, name = str(resource["type"]), str(resource["name"])
    if kind.count("/") < 2:
        return "var.scope_id"
    above = names.get(_key(kind.rpartition("/")[0], name.rpartition("/")[0]))
    return f"azapi_resource.{snake(words(above))}.id" if above else "var.parent_id"


def _target(expression: str, names: Mapping[tuple[str, str], str]) -> str | None:
    """The resource of the example that `[resourceId('type', 'name')]` names."""
    kind, _, name = expression.removeprefix("[resourceId(").removesuffix(")]").replace("'", "").partition(", ")
    return names.get(_key(kind, name))


def _evaluated(value: object, term: Callable[[str, Mapping[tuple[str, str], str]], object], names: Mapping[tuple[str, str], str]) -> object:
    """A value with ARM's expressions as the language has them."""
    if isinstance(value, Mapping):
        return {key: _evaluated(item, term, names) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_evaluated(item, term, names) for item in value]
    return term(value, names) if isinstance(value, str) and value.startswith("[") else value


def _bicep_term(text: str, names: Mapping[tuple[str, str], str]) -> object:
    target = _target(text, names)
    if target is None and not text.startswith("[parameters("):
        return text
    return Expression(f"{camel(words(target))}.id" if target else text.split("'")[1])


def _terraform_term(text: str, names: Mapping[tuple[str, str], str]) -> object:
    target = _target(text, names)
    if target is None and not text.startswith("[parameters("):
        return text
    return Expression(f"azapi_resource.{snake(words(target))}.id" if target else f"var.{text.split(chr(39))[1]}")


def _native(natives: tuple[Native, ...]) -> Iterator[str]:
    yield "## With azurerm"
    if not natives:
        yield "The provider has no argument for it: use `azapi_resource` as above, or `azapi_update_resource`."
        return
    by_resource: dict[str, list[Native]] = {}
    for native in natives:
        by_resource.setdefault(native.resource, []).append(native)
    blocks = ["\n".join(terraform.block(f'resource "{name}" "example"', _nested(group))) for name, group in by_resource.items()]
    yield "```hcl\n" + "\n\n".join(blocks) + "\n```"


def _nested(natives: list[Native]) -> list[terraform.Attribute]:
    """Arguments with their blocks."""
    found: list[terraform.Attribute] = []
    blocks: dict[str, list[Native]] = {}
    for native in natives:
        head, _, rest = native.argument.partition(".")
        if rest:
            blocks.setdefault(head, []).append(Native(native.resource, rest, native.value))
        else:
            found.append((head, _literal(native.value)))
    return [*found, *(terraform.Block(head, tuple(_nested(group))) for head, group in blocks.items())]


def _literal(value: object) -> object:
    """A reference to another resource, or a call, stands without quotes."""
    if isinstance(value, str) and value.startswith(("azurerm_", "jsonencode(")):
        return Expression(value)
    return value


def _references(rule: Rule) -> Iterator[str]:
    for control in rule.references.mcsb:
        yield f"Microsoft cloud security benchmark {control}: {CONTROLS[control]}"
    for recommendation in rule.references.cis:
        version, _, number = recommendation.partition(" ")
        yield f"CIS Microsoft Azure Foundations Benchmark {version}.0, recommendation {number}"
    for policy in rule.references.policies:
        yield f"Azure Policy `{policy}`: {POLICIES[policy]}"
    for link in rule.references.pages:
        yield f"<https://{link}>"


def main() -> None:
    """Write every page, and take away pages of rules that are gone."""
    written = pages()
    for file in FOLDER.glob("*.md"):
        if file.name not in written:
            file.unlink()
    for name, text in written.items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
