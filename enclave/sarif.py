"""A SARIF 2.1.0 log as code scanning takes it: a line for each result, and no more of them than it accepts, the worst before others.

Format: https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html. Limits: docs.github.com/code-security,
"SARIF results exceed limits" and "SARIF file is too large". What is left out is counted in the log itself and told to whoever asked.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterable, Sequence
from pathlib import PurePath
from typing import Any, Final
from urllib.parse import quote

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
MOST: Final = 25_000
"""Results of one run that are taken; with one more the whole file is refused. Rules have the same limit."""
SHOWN: Final = 5_000
"""Results of one run that are shown: the worst."""
PACKED: Final = 10 * 2**20
"""Bytes of a file that is taken, packed with gzip."""
SPARE: Final = 2**19
"""Bytes that are kept free for what a packer has taken and not yet given."""
LEVELS: Final = ("error", "warning", "note", "none")
Say = Callable[[str], None]
Object = dict[str, Any]


def write(
    name: str, version: str, rules: Sequence[Object], results: Iterable[Object], *,
    invocation: Object | None = None, properties: Object | None = None, say: Say = lambda _: None,
) -> str:
    """One log of one run. `rules`: descriptors, with `security-severity`; `say` is told in a line what code scanning will not show."""
    found = [*results]
    kept = found
    head = _line([*rules, properties])
    if _fitting(head, found) < len(found):
        kept = _worst(rules, found)
        kept = kept[: _fitting(head, kept)]
    left = len(found) - len(kept)
    if left:
        used = {result["ruleId"] for result in kept}
        rules = [rule for rule in rules if rule["id"] in used]
    numbers = {rule["id"]: number for number, rule in enumerate(rules)}
    for result in kept:
        if result["ruleId"] in numbers:
            result["ruleIndex"] = numbers[result["ruleId"]]
    how: Object = {"executionSuccessful": True} | (invocation or {})
    if told := _told(left, len(found)):
        say(told)
    if left:
        how["toolExecutionNotifications"] = [{"level": "error", "message": {"text": told}}]
    run: Object = {
        "tool": {"driver": {"name": name, "semanticVersion": version, "rules": [*rules]}},
        "invocations": [how], "columnKind": "unicodeCodePoints", "results": kept,
    }  # fmt: skip
    return _text(run | ({"properties": properties} if properties else {}))


def uri(path: str) -> str:
    """A file as SARIF names it: relative to where the command ran, unless its path is absolute."""
    pure = PurePath(path)
    return pure.as_uri() if pure.is_absolute() else quote(pure.as_posix())


def _worst(rules: Sequence[Object], results: list[Object]) -> list[Object]:
    """The results, the worst first."""
    scores = {rule["id"]: float(rule["properties"]["security-severity"]) for rule in rules}
    return sorted(results, key=lambda result: (LEVELS.index(result["level"]), -scores.get(result["ruleId"], 0.0)))


def _fitting(head: str, results: list[Object]) -> int:
    """How many of the results are taken, from the first on, after the rest of the log."""
    lines = [_line(each).encode() for each in results[:MOST]]
    if len(head) + sum(map(len, lines)) < PACKED - SPARE:
        return len(lines)
    packer = zlib.compressobj(wbits=31)
    size = len(packer.compress(head.encode()))
    for number, line in enumerate(lines):
        size += len(packer.compress(line))
        if size > PACKED - SPARE:
            return number
    return len(lines)


def _told(left: int, found: int) -> str:
    if left:
        return (
            f"SARIF: {left:,} of {found:,} results are left out, the least severe: code scanning takes {MOST:,} results and "
            f"{PACKED // 2**20} MB packed, and shows {SHOWN:,}; every one is in `--format json`"
        )
    return f"SARIF: code scanning shows the {SHOWN:,} most severe of {found:,} results" if found > SHOWN else ""


def _text(run: Object) -> str:
    """The log, each rule and result on a line of its own: whitespace would be half of it."""
    parts = [f'{_line(key)}:{_line(value)}' for key, value in run.items() if key not in ("tool", "results")]
    driver = dict(run["tool"]["driver"])
    rules = _rows(driver.pop("rules"))
    tool = f'"tool":{{"driver":{_line(driver)[:-1]},"rules":{rules}}}}}'
    whole = ",\n".join((tool, *parts, f'"results":{_rows(run["results"])}'))
    return f'{{"$schema":{_line(SCHEMA)},"version":"2.1.0","runs":[{{\n{whole}\n}}]}}'


def _rows(values: Iterable[Object]) -> str:
    rows = ",\n".join(map(_line, values))
    return f"[\n{rows}\n]" if rows else "[]"


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
