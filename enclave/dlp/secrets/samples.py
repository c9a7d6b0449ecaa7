"""Samples of secrets: made-up values in files, commands, code, logs and prose, and texts that look like it and hold none.

Values are drawn anew from the form with a fixed seed: nobody's secret stands in the source, nor in a page written from it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import cycle, islice
from random import Random
from typing import overload
from zlib import crc32

from enclave.dlp.secrets.form import Form

EACH = 4
"""Samples of each kind."""
_TRIES = 100
_CERTAIN = (
    "{upper}_TOKEN=«{value}»\n", '{{"id": 7, "token": "«{value}»"}}', "{lower}:\n  token: «{value}»\n",
    "curl -H \"X-Token: «{value}»\" https://api.example.com/v1",
    'client = Client("«{value}»", timeout=30)', "2026-11-21 10:15:30 ERROR 401 for «{value}» (attempt 2)", "use `«{value}»` for now",
    "<token>«{value}»</token>", "run it with --token «{value}»", "my key is «{value}», thanks",
    "env:\n  - name: TOKEN\n    value: '«{value}»'\n",
    "https://api.example.com/v1/items?access_token=«{value}»&page=2", "| prod | «{value}» |", "const token = '«{value}»';",
)
_NAMED = (
    "{upper}_API_KEY=«{value}»\n", '{{"{lower}": {{"token": "«{value}»"}}}}', "{lower}:\n  enabled: true\n  api_key: «{value}»\n",
    "env:\n  - name: {upper}_SECRET\n    value: \"«{value}»\"\n", "our {lower} api key is «{value}», thanks",
    '<add key="{lower}ApiKey" value="«{value}»"/>',
    "export {upper}_TOKEN='«{value}»'", "{lower} = new Client({{ apiKey: \"«{value}»\" }});", "{lower} --api-key «{value}» --verbose",
    'variable "{lower}_token" {{}}\n{lower}_token = "«{value}»"\n', "curl https://{lower}.example.com/v1?api_key=«{value}»&x=1",
    "// {lower}\nAuthorization: Token «{value}»\n",
)
_CERTAIN_NOT = ("see x{value}", "z{value}", "id {short}.", "{short}!{rest}")
_NAMED_NOT = (
    "id {value}", "{lower} commit {value}", '"{lower}_id": "{value}"', "{upper}_API_KEY={short}", "{upper}_API_KEY={value}x_{value}",
    "{upper}_TOKEN=${{{{ secrets.{upper} }}}}", "{lower}_token_hash: {value}", "{upper}_API_KEY=x{value}-{value}",
)


def _values(forms: Sequence[Form], seed: str, accept: Callable[[Form, str], int]) -> list[str]:
    """Made-up values of the forms in turn that look drawn."""
    draw = Random(seed)  # noqa: S311 (made-up values, not keys)
    found: list[str] = []
    for form in islice(cycle(forms), max(EACH, len(forms))):
        tried = (form.example(draw) for _ in range(_TRIES))
        found.append(next(value for value in tried if accept(form, value)))
    return found


class Samples(Sequence[str]):
    """Texts with a value that is found, or with none, made when they are first asked for. Other templates come first for another name."""

    def __init__(
        self, name: str, notations: Sequence[str], words: Sequence[str], accept: Callable[[Form, str], int], found: bool
    ) -> None:
        self._name, self._notations, self._accept = name, notations, accept
        self._service = re.sub("[^a-z0-9]", "_", (words[0] if words else name).lower())
        self._templates = (_NAMED if found else _NAMED_NOT) if words else (_CERTAIN if found else _CERTAIN_NOT)

    @cached_property
    def _texts(self) -> tuple[str, ...]:
        turn = crc32(self._name.encode())
        texts = []
        forms = tuple(map(Form.of, self._notations))
        half = min(form.shortest for form in forms) // 2
        for number, value in enumerate(_values(forms, self._name, self._accept)):
            texts.append(self._templates[(turn + number) % len(self._templates)].format(
                value=value, short=value[:half], rest=value[half:], lower=self._service, upper=self._service.upper(),
            ))
        return tuple(texts)

    @overload
    def __getitem__(self, index: int) -> str: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...

    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        return self._texts[index]

    def __len__(self) -> int:
        return len(self._texts)
