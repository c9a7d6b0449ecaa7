"""Rules for secrets in the format of gitleaks 8 (github.com/gitleaks/gitleaks, README.md, Configuration), each as a detector.

What has no meaning here is told and left out: paths, commits, and rules that only others refer to.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import re2

from enclave.dlp.bounded import compiled
from enclave.dlp.detector import MEDIUM, PROXIMITY, Detector, Pattern
from enclave.dlp.secrets.randomness import entropy
from enclave.dlp.syntax import PatternError, parse
from enclave.dlp.trees import Place, least, most, places
from enclave.errors import InputError, InputErrors

ENTITY = "api_key"
FOLLOWING = 32
"""Characters that may follow a group for it to be the value, where the rule does not say which group is."""
BESIDE = 250
"""Characters before a match that a `line` of an allowlist has at most. What stands behind it on its line is not looked at."""
_TOP = ("title", "description", "extend", "rules", "allowlist", "allowlists", "minVersion", "maxTargetMegabytes")
_RULE = (
    "id", "description", "regex", "secretGroup", "entropy", "keywords", "path", "tags", "allowlist", "allowlists", "skipReport", "required",
    "requires", "report", "verify", "examples",
)
_ALLOW = ("description", "condition", "commits", "paths", "regexTarget", "regexes", "stopwords", "targetRules")
_EXTEND = ("path", "url", "useDefault", "disabledRules")


@dataclass(frozen=True)
class Rules:
    """What a file of rules comes to."""

    detectors: tuple[Detector, ...]
    notes: tuple[str, ...]
    """What of it has no meaning here, for people."""


@dataclass(frozen=True)
class _Allow:
    """What is no secret after all."""

    target: str
    regexes: tuple[re2._Regexp, ...]
    stopwords: re2._Regexp | None
    all: bool
    """Both must hold."""
    rules: frozenset[str]
    """Only of these; empty: of all."""

    def allows(self, secret: str, match: str, line: str) -> bool:
        """Whether it says so."""
        text = {"match": match, "line": line}.get(self.target, secret)
        held = [bool(expression.search(_bytes(text))) for expression in self.regexes]
        checks = [any(held)] if held else []
        if self.stopwords is not None:
            checks.append(bool(self.stopwords.search(_bytes(secret.lower()))))
        return bool(checks) and (all(checks) if self.all else any(checks))


@dataclass(frozen=True)
class _Judge:
    """What must hold of a match beside the expression."""

    entropy: float
    keywords: tuple[str, ...]
    allows: tuple[_Allow, ...]
    lead_in: int
    group: tuple[re2._Regexp, int] | None = None
    """Where the whole match is reported although one group of it is the secret: what that is then, for lists of what is none."""

    def __call__(self, text: str, begin: int, start: int, end: int, close: int) -> bool:
        if self.keywords:
            around = text[max(0, start - PROXIMITY) : close].lower()
            if not any(keyword in around for keyword in self.keywords):
                return False
        secret = text[start:end]
        if self.entropy and entropy(secret) <= self.entropy:
            return False
        if not self.allows:
            return True
        if self.group is not None and (found := self.group[0].search(_bytes(text[begin:close]))):
            secret = (found.group(self.group[1]) or b"").decode("utf-8", "surrogatepass") or secret
        line_start = max(text.rfind("\n", 0, begin) + 1, begin - BESIDE)
        before = begin
        while before > max(0, begin - self.lead_in) and (text[before - 1].isalnum() or text[before - 1] in "_.-"):
            before -= 1
        return not any(allow.allows(secret, text[before:close], text[line_start:close]) for allow in self.allows)


def load(text: str, where: str) -> Rules:
    """The rules of a file. Raises InputErrors with every rule that cannot be taken, by its id and why."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"not valid TOML: {str(error)[:1].lower()}{str(error)[1:]}", where) from None
    reader = _Reader(where)
    return reader.read(document)


class _Reader:
    """Goes through one document and gathers what is wrong with it."""

    def __init__(self, where: str) -> None:
        self._where = where
        self._problems: list[InputError] = []
        self._notes: list[str] = []
        self._paths = 0

    def read(self, document: Mapping[str, Any]) -> Rules:
        self._known(document, _TOP, "the file")
        extends = self._extends(self._table(document, "extend", "the file"))
        shared = self._allows(document, "the file")
        detectors: list[Detector] = []
        seen: set[str] = set()
        for number, rule in enumerate(self._tables(document, "rules", "the file"), 1):
            name = rule.get("id")
            if not isinstance(name, str) or not name:
                self._complain(f"rule {number} has no `id`", "give it one: the log names what found a value by it")
            elif name in seen:
                self._complain(f"the rule `{name}` stands there twice", "keep one")
            else:
                seen.add(name)
                detector = self._rule(name, rule, shared, extends=extends)
                detectors += [detector] if detector else []
        if self._paths:
            self._notes.append(f"{self._paths} conditions on paths and commits are left out: there are none in a conversation")
        if self._problems:
            raise InputErrors(self._problems)
        return Rules(tuple(detectors), tuple(self._notes))

    def _extends(self, extend: Mapping[str, Any]) -> bool:
        self._known(extend, _EXTEND, "`extend`")
        for key in ("path", "url"):
            if extend.get(key):
                self._complain(f"`extend.{key}` is not followed", "name that file in `rules` as well, and leave the key out")
        if extend.get("useDefault"):
            self._notes.append("`extend.useDefault`: gitleaks' own rules are not here; the scanner's detectors of `api_key` stand for them")
        if extend.get("disabledRules"):
            self._notes.append("`extend.disabledRules` switches nothing off: the scanner's own detectors have other names")
        return bool(extend)

    def _rule(self, name: str, rule: Mapping[str, Any], shared: Sequence[_Allow], *, extends: bool) -> Detector | None:
        where = f"the rule `{name}`"
        self._known(rule, _RULE, where)
        allows = (*self._allows(rule, where), *(allow for allow in shared if not allow.rules or name in allow.rules))
        expression, group, threshold = rule.get("regex"), rule.get("secretGroup", 0), rule.get("entropy", 0)
        self._paths += bool(rule.get("path"))
        if rule.get("skipReport") or rule.get("report") is False:
            self._notes.append(f"{where} is left out: it only serves others (`skipReport`)")
            return None
        if rule.get("required") or rule.get("requires"):
            self._notes.append(f"{where} is taken without the others that it requires")
        if rule.get("verify"):
            self._notes.append(f"{where} is taken without `verify`: no service is asked whether a secret works")
        if not expression and (rule.get("path") or extends):
            self._notes.append(f"{where} is left out: it has no `regex`")
            return None
        keywords = self._texts(rule, "keywords", where)
        if not isinstance(expression, str) or not expression:
            self._complain(f"{where} has neither `regex` nor `path`", "write what its secrets look like into `regex`")
        elif type(group) is not int or group < 0:
            self._complain(f"`secretGroup` of {where} must be the number of a group")
        elif type(threshold) not in (int, float) or not 0 <= threshold <= 8:
            self._complain(f"`entropy` of {where} must be a number from 0 to 8")
        else:
            lowered = tuple(keyword.lower() for keyword in keywords)
            try:
                judge = _Judge(float(threshold), lowered, allows, _lead_in(expression), _secret(expression, group) if allows else None)
                found = compiled(expression, lambda places: _value(places, group), judge, lead_in=False)
            except PatternError as error:
                self._complain(f"{where} is not taken: {error}", error.hint)
            else:
                context = PROXIMITY if keywords else 0
                lines = BESIDE + judge.lead_in if any(allow.target for allow in allows) else 0
                return Detector(
                    entity=ENTITY, id=name, title=name, about=str(rule.get("description", "")), source=self._where,
                    positives=(), negatives=(), patterns=(
                        Pattern(
                            anchor=found.anchor, reach=found.reach, exact=found.exact, shape=found.shape, confidence=MEDIUM,
                            lead=found.lead + max(context, lines), why=f"the rule `{name}` of a file",
                        ),
                    ),
                )
        return None

    def _allows(self, table: Mapping[str, Any], where: str) -> tuple[_Allow, ...]:
        found = [*self._tables(table, "allowlists", where), *([self._table(table, "allowlist", where)] if "allowlist" in table else [])]
        return tuple(allow for one in found if (allow := self._allow(one, where)) is not None)

    def _allow(self, table: Mapping[str, Any], where: str) -> _Allow | None:
        where = f"an allowlist of {where}"
        self._known(table, _ALLOW, where)
        condition, target = table.get("condition", "OR"), table.get("regexTarget", "")
        if str(condition).upper() not in ("OR", "AND", "||", "&&"):
            self._complain(f"`condition` of {where} must be `OR` or `AND`")
        if target not in ("", "secret", "match", "line"):
            self._complain(f"`regexTarget` of {where} must be `secret`, `match` or `line`")
        regexes = [self._expression(text, where) for text in self._texts(table, "regexes", where)]
        words = sorted({word.lower() for word in self._texts(table, "stopwords", where)})
        both = str(condition).upper() in ("AND", "&&")
        elsewhere = [key for key in ("paths", "commits") if self._texts(table, key, where)]
        self._paths += len(elsewhere)
        if (both and elsewhere) or not (regexes or words):
            return None  # a path or a commit never fits here, so neither does the whole
        stopwords = self._expression("|".join(map(re2.escape, words)), where) if words else None
        rules = frozenset(self._texts(table, "targetRules", where))
        return _Allow("" if target == "secret" else str(target), tuple(one for one in regexes if one is not None), stopwords, both, rules)

    def _expression(self, text: str, where: str) -> re2._Regexp | None:
        options = re2.Options()
        options.log_errors = False
        options.max_mem = 16 << 20
        try:
            return re2.compile(text, options)
        except re2.error as error:
            what = error.args[0].decode() if isinstance(error.args[0], bytes) else str(error.args[0])
            self._complain(f"an expression of {where} is not taken: {what}")
            return None

    def _known(self, table: Mapping[str, Any], keys: Sequence[str], where: str) -> None:
        for key in table:
            if key not in keys:
                near = difflib.get_close_matches(key, keys, n=1)
                hint = f"did you mean `{near[0]}`?" if near else f"there are {', '.join(f'`{one}`' for one in keys)}"
                self._complain(f"unknown key `{key}` in {where}", hint)

    def _table(self, table: Mapping[str, Any], key: str, where: str) -> Mapping[str, Any]:
        found = table.get(key, {})
        if isinstance(found, dict):
            return found
        self._complain(f"`{key}` of {where} must be a table, `[{key}]`")
        return {}

    def _tables(self, table: Mapping[str, Any], key: str, where: str) -> list[Mapping[str, Any]]:
        found = table.get(key, [])
        if isinstance(found, list) and all(isinstance(one, dict) for one in found):
            return found
        self._complain(f"`{key}` of {where} must be tables, `[[{key}]]`")
        return []

    def _texts(self, table: Mapping[str, Any], key: str, where: str) -> list[str]:
        found = table.get(key, [])
        if isinstance(found, list) and all(isinstance(one, str) for one in found):
            return [one for one in found if one]
        self._complain(f"`{key}` of {where} must be a list of texts")
        return []

    def _complain(self, message: str, hint: str = "") -> None:
        self._problems.append(InputError(message, self._where, hint))


def _value(found: Iterable[Place], group: int) -> Sequence[int]:
    """The group that the rule names; without one the first that took part, if only context stands outside of it; else the whole match."""
    if group:
        named = [place for place in found if place.number == group]
        if not named:
            raise PatternError(f"there is no group {group}", "count the groups that capture, from 1")
        if named[0].repeated:
            raise PatternError(f"the group {group} stands in a repetition", "put the repetition into the group")
        return [group]
    outer = [place for place in found if not place.within and not place.name]
    return [place.number for place in outer] if all(map(_is_value, outer)) else []


def _secret(expression: str, group: int) -> tuple[re2._Regexp, int] | None:
    """The one group of an expression of which the whole match is reported, and what finds it. Raises PatternError."""
    found = list(places(parse(expression)))
    outer = [place.number for place in found if not place.within and not place.name]
    if _value(found, group) or len(outer) != 1:
        return None
    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(f"(?m){expression}", options), outer[0]
    except re2.error:
        return None  # told when all of the rule is read


def _is_value(place: Place) -> bool:
    behind = most(place.behind)
    return not place.repeated and least(place.group) > 0 and behind is not None and behind <= FOLLOWING


def _lead_in(expression: str) -> int:
    """Characters of names before a keyword that the `match` of an allowlist has: the usual beginning of rules for assignments."""
    return 50 * expression[:60].count(r"[\w.-]{0,50}?")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
