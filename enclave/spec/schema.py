"""The JSON Schema of `enclave.yaml` (draft 2020-12) for editors, and the reference page, both out of the models.

`python -m enclave.spec.schema` writes them into `docs/`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from enclave.spec.address_plan import BLOCK_PREFIX, HUB, LAYOUT
from enclave.spec.base import FORMS
from enclave.spec.components import AGENTS_NEED, ASKS, NEEDS
from enclave.spec.entities import ALIASES, GROUPS
from enclave.spec.handling import ACT_FROM, CLASSES, LOG_FROM, SENSITIVE
from enclave.spec.models import ContentFilters, Spec
from enclave.spec.presets import BUDGET, COMPONENTS, DLP, FILTERS, FLAGS, PLATFORMS, RETENTION, SCENARIOS, SECURITY, WAYS
from enclave.spec.rules import RULES

SCHEMA_FILE = "enclave.schema.json"
REFERENCE_FILE = "spec.md"


def schema() -> dict[str, Any]:
    """The schema. Every key has a description, and a default or stands in `required`."""
    document = Spec.model_json_schema(by_alias=True)
    readable: dict[str, Any] = _readable({"$schema": GenerateJsonSchema.schema_dialect, **document})
    return {"$schema": readable.pop("$schema"), "title": "enclave.yaml", **readable}


def schema_text() -> str:
    """The file that editors read."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def reference_text() -> str:
    """The reference page, in Markdown."""
    return "\n".join(_reference(schema())) + "\n"


def write(directory: Path) -> None:
    """Write both files."""
    (directory / SCHEMA_FILE).write_text(schema_text(), encoding="utf-8")
    (directory / REFERENCE_FILE).write_text(reference_text(), encoding="utf-8")


def _readable(value: Any) -> Any:
    """Pydantic's schema without generated titles, with money as a number and patterns explained."""
    if isinstance(value, list):
        return [_readable(item) for item in value]
    if not isinstance(value, dict):
        return value
    kinds = [part.get("type") for part in value.get("anyOf", ()) if isinstance(part, dict)]
    if "number" in kinds and "string" in kinds:
        money = next(part for part in value["anyOf"] if part.get("type") == "number")
        others = [part for part in value["anyOf"] if part.get("type") not in ("number", "string")]
        value = {**value, "anyOf": [money, *others]}
    named = {key: item for key, item in value.items() if not (key == "title" and isinstance(item, str))}
    if isinstance(named.get("pattern"), str) and named["pattern"] in FORMS:
        named["patternErrorMessage"] = f"use {FORMS[named['pattern']]}"
    return {key: _readable(item) for key, item in named.items()}


def _reference(document: Mapping[str, Any]) -> Iterator[str]:
    yield "# enclave.yaml, key by key"
    yield ""
    yield "Written by `make schema` out of `enclave/spec/models.py`; do not edit. An editor completes and checks the file as you"
    yield f"type when its first line is `# yaml-language-server: $schema=<path to>/docs/{SCHEMA_FILE}`."
    for heading, part in _parts(document, "", document):
        yield from ("", f"## {heading or 'the file'}", "", part["description"], "", *_key_table(keys_of(part), document))
    yield from _presets()
    yield from _entities()
    yield from _rules()
    yield from _addresses()


def keys_of(part: Mapping[str, Any]) -> Mapping[str, Any]:
    """The group of keys in a definition; a component's stands beside `true` and `false`."""
    return next((option for option in part.get("anyOf", ()) if "properties" in option), part)


def _parts(document: Mapping[str, Any], prefix: str, part: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every group of keys, in the order of the file; a part that stands in several places is told at the first."""
    seen: set[str] = set()
    queue = [(prefix, part)]
    while queue:
        where, current = queue.pop(0)
        yield (f"`{where}`" if where else ""), current
        below = []
        for key, value in keys_of(current)["properties"].items():
            name, steps = _target(value)
            if name is not None and name not in seen:
                seen.add(name)
                below.append((f"{where}.{key}{steps}".lstrip("."), document["$defs"][name]))
        queue = below + queue


def _target(value: Mapping[str, Any]) -> tuple[str | None, str]:
    """The definition that a key's value refers to, and the steps to it: `[]` for a list, `.<name>` for a mapping."""
    if "$ref" in value:
        return str(value["$ref"]).rsplit("/", 1)[-1], ""
    for option in value.get("anyOf", ()):
        if (found := _target(option))[0] is not None:
            return found
    if isinstance(value.get("items"), Mapping):
        return _target(value["items"])[0], "[]"
    inside = value.get("additionalProperties") or next(iter(value.get("patternProperties", {}).values()), None)
    return (_target(inside)[0], ".<name>") if isinstance(inside, Mapping) else (None, "")


def _key_table(part: Mapping[str, Any], document: Mapping[str, Any]) -> Iterator[str]:
    yield "| key | value | default | meaning |"
    yield "|---|---|---|---|"
    required = part.get("required", ())
    for key, value in part["properties"].items():
        default = "required" if key in required else _default(value)
        yield f"| `{key}` | {_kind(value, document)} | {default} | {value.get('description', '')} |"


def _default(value: Mapping[str, Any]) -> str:
    default = value.get("default")
    if default is None or isinstance(default, Mapping):
        return "-"
    return f"`{json.dumps(default) if not isinstance(default, str) else default}`"


def _kind(value: Mapping[str, Any], document: Mapping[str, Any]) -> str:
    name, steps = _target(value)
    if name is not None:
        return {"": "keys", "[]": "list of keys", ".<name>": "keys by name"}[steps]
    if "enum" in value or "const" in value:
        return ", ".join(f"`{choice}`" for choice in value.get("enum", [value.get("const")]))
    options = [option for option in value.get("anyOf", ()) if option.get("type") != "null"]
    if options:
        return _kind(options[0], document)
    if value.get("type") == "array":
        return "list of names" if "pattern" in value["items"] else f"list of {_kind(value['items'], document)}"
    limits = [f"at least {value['minimum']:g}"] if "minimum" in value else []
    limits += [f"at most {value['maximum']:,}"] if "maximum" in value else []
    words = {"uuid": "id", "ipv4network": "IPv4 range"}
    kinds = {"string": "text", "integer": "whole number", "boolean": "true or false"}
    kind = words.get(value.get("format", ""), kinds.get(value.get("type", ""), "number"))
    return " ".join([FORMS.get(value.get("pattern", ""), kind), *([f"({', '.join(limits)})"] if limits else [])])


def _presets() -> Iterator[str]:
    yield from ("", "## Scenarios", "", "What a scenario sets; what the file says overrides it.", "")
    yield f"| key | {' | '.join(f'`{scenario}`' for scenario in SCENARIOS)} |"
    yield "|---" * (len(SCENARIOS) + 1) + "|"
    for switch in next(iter(SCENARIOS.values())):
        yield f"| `{switch}` | {' | '.join(values[switch] for values in SCENARIOS.values())} |"
    yield f"| `projects.<name>.platform` | {' | '.join(PLATFORMS[scenario] for scenario in SCENARIOS)} |"
    for name, scenarios in COMPONENTS.items():
        yield f"| `components.{name}` | {' | '.join('yes' if scenario in scenarios else '' for scenario in SCENARIOS)} |"
    yield ""
    yield from ("Some components ask what only you can answer; without the answer no scenario builds them:", "")
    yield from ("| component | asks for |", "|---|---|")
    for name, asked in ASKS.items():
        yield f"| `{name}` | {', '.join(f'`{path}`' for path in asked)} |"
    yield from ("", f"A project with agents brings {', '.join(f'`{name}`' for name in AGENTS_NEED)}. Flags build more:")
    yield from ("", "| flag | components |", "|---|---|")
    for flag, values in FLAGS.items():
        for value, names in values.items():
            yield f"| `{flag}: {value}` | {', '.join(f'`{name}`' for name in names)} |"
    for way, names in WAYS.items():
        yield f"| `network.ingress` `through: {way}` | {', '.join(f'`{name}`' for name in names)} |"
    yield from ("", "A component needs others; a scenario builds it only with them, and a file that switches them off is refused:", "")
    yield from ("| component | needs |", "|---|---|")
    for name, needs in NEEDS.items():
        yield f"| `{name}` | {', '.join(f'`{need}`' for need in needs)} |"
    yield from ("", "## Hardening", "", "What `security_level` sets. Keys of your own are also the default for data that is")
    yield from (f"{' or '.join(SENSITIVE)}.", "", f"| key | {' | '.join(SECURITY)} |", "|---" * (len(SECURITY) + 1) + "|")
    for switch in SECURITY["maximum"]:
        yield f"| `security.{switch}` | {' | '.join('yes' if values[switch] else '' for values in SECURITY.values())} |"
    yield from ("", "## Defaults of the hub", "")
    yield from ("What is not written of `hub.dlp`, `hub.content_filters`, `hub.budget` and `hub.retention`:", "")
    yield "| key | default |"
    yield "|---|---|"
    for action in DLP[CLASSES[0]]:
        by_class = {name: ", ".join(f"`{group}`" for group in DLP[name][action]) or "none" for name in CLASSES}
        said = "; ".join(f"{groups} for data that is {name}" for name, groups in by_class.items())
        yield f"| `hub.dlp.{action}` | {said if len(set(by_class.values())) > 1 else 'none'}, without what the file puts elsewhere |"
    for key in ContentFilters.model_fields:
        by_level = {level: str(getattr(filters, key)).lower() for level, filters in FILTERS.items()}
        said = ", ".join(f"{value} at `{level}`" for level, value in by_level.items())
        yield f"| `hub.content_filters.{key}` | {said if len(set(by_level.values())) > 1 else by_level.popitem()[1]} |"
    for part, defaults in (("budget", BUDGET), ("retention", RETENTION)):
        for key, value in defaults.model_dump(exclude_none=True).items():
            yield f"| `hub.{part}.{key}` | {value} |"


def _entities() -> Iterator[str]:
    yield from ("", "## Entities", "", "What the lists of a `dlp` can name, beside entities of your own. A group stands for all of its")
    yield f"entities; one that is named in the same `dlp` is handled as its name says. Values are acted on from a confidence of {ACT_FROM}"
    yield from (f"and logged from {LOG_FROM}, where the file names no other. `docs/detectors/` tells how each is found.", "")
    yield from ("| group | entities |", "|---|---|")
    also = {entity: alias for alias, entity in ALIASES.items()}
    for group, entities in GROUPS.items():
        names = [f"`{entity}`" + (f" (also `{also[entity]}`)" if entity in also else "") for entity in entities]
        yield f"| `{group}` | {', '.join(names)} |"


def _rules() -> Iterator[str]:
    yield from ("", "## What must hold between the keys", "")
    yield from ("`enclave check` says where it does not. Every rule is one function in `enclave/spec/rules/`.", "")
    for rule in RULES:
        yield f"- **{rule.__name__.replace('_', ' ')}**: {' '.join((rule.__doc__ or '').split())}"


def _addresses() -> Iterator[str]:
    yield from ("", "## How the address space is carved", "")
    yield f"Each region has one block: its own `address_space`, or the next /{BLOCK_PREFIX} of `network.address_space` in the order of the"
    yield "file, so a region that is added at the end moves nothing. In a larger block every part is larger by the same factor. What"
    yield "is not listed is kept free. The firewall has the fifth address of its subnet, the gateway the last one of its that Azure"
    yield f"gives out. In a /{BLOCK_PREFIX}:"
    yield from ("", "| network | size | subnets |", "|---|---|---|")
    for name, (prefix, _), subnets in LAYOUT:
        label = "hub" if name == HUB else f"spoke `{name}`"
        yield f"| {label} | /{prefix} | {', '.join(f'`{subnet}` /{length}' for subnet, (length, _) in subnets)} |"


if __name__ == "__main__":
    write(Path("docs"))
