"""What a message about a query shows is the user's own: names that only the query's steps have are kept from it, here and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from enclave.audit.query_blame import place
from enclave.audit.query_text import tokens
from enclave.errors import InputError

COLUMNS = "`| getschema` in its place shows the columns that there are"
_NAME = r"_?kql_\w*"
_HIDDEN = re.compile(rf"(?<!\w){_NAME}")
_LISTED = re.compile(rf"(?:(?<=: )|(?<=, ))([`\"]?){_NAME}\1(?:, |$)")
"""One of the names between commas."""
_SHOWN = re.compile(r"`[^`]*`")
_GIVEN = re.compile(rf"\([^`]*?(?<!\w){_NAME}[^`]*")
"""What a call is given, to its end."""

Change = tuple[str, str]
"""A text that was put into a query, and what the user wrote in its place."""


def is_hidden(name: str) -> bool:
    """Whether only the steps of a query have this name."""
    return _HIDDEN.match(name) is not None


def refuse_hidden(kql: str) -> None:
    """Raises InputError when a query itself says such a name."""
    start = 0
    for kind, text in tokens(kql):
        if kind == "name" and is_hidden(text):
            raise InputError(f"the name `{text}` is not supported", place(kql, start), "names that begin like this are the program's own")
        start += len(text)


def absent(kql: str, name: str, hint: str) -> InputError:
    """Of a table or column that is not there; of a `let`, the table that it begins with: why nobody knows its columns."""
    if not hint.startswith("unknown table"):
        return InputError(f"`{name}` is not there", "query", hint)
    passed = [name]
    while (found := re.search(rf"\blet\s+{re.escape(passed[-1])}\s*=[\s(]*(\w+)", kql)) and found[1] not in passed:
        passed.append(found[1])
    table = passed[-1] if passed[-1][0].isupper() else name  # else it is an operator, a function or a number
    known = [each for each in re.findall(r"'(\w+)'", hint) if each not in re.findall(r"\blet\s+(\w+)", kql)]
    return InputError(f"there is no table `{table}`", "query", f"known: {', '.join(known)}" if known else hint)


def in_own_words(error: InputError, changes: Callable[[], Sequence[Change]]) -> InputError:
    """The error without such names. `changes` gives what was put into the query, in its order; it is asked when there is such a name."""
    if not _HIDDEN.search(str(error)):
        return error
    made = [*reversed(changes())]

    def told(text: str) -> str:
        for new, old in made:
            text = text.replace(new, old)
        text = _LISTED.sub("", text).removesuffix(", ")
        # what is still there nobody wrote in this form
        return _HIDDEN.sub("...", _SHOWN.sub(lambda shown: _GIVEN.sub("(...)", shown[0]), text))

    hint = told(error.hint)
    return InputError(told(error.message), error.where, COLUMNS if hint.endswith(": ") else hint)
