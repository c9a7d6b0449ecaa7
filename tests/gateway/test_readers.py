"""The scanner and the model read the same: what our reader takes, Python's, orjson's and JavaScript's read as it does."""

from __future__ import annotations

import base64
import json
import math
import random
import shutil
import subprocess
from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import msgspec
import pytest

from enclave.gateway import strict_json
from enclave.gateway.strict_json import BadJsonError

REFUSED = "refused"
ODD: tuple[bytes, ...] = (
    b'{"a":1,"a":2}', b'{"a":1,"\\u0061":2}', b'{"x":[{"y":{"b":1,"b":2}}]}', b'{"__proto__":{"a":1}}', b'{"__proto__":1,"__proto__":2}',
    b'{"a":' + b"[" * 900 + b"]" * 900 + b',"a":1}', b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b',"a":1}',
    b'{"a":' + b"9" * 5_000 + b',"a":1}', b'{"a":' + b"9" * 5_000 + b"}", b'{"a":0.' + b"1" * 5_000 + b"}",
    b'{"a":' + b'[{"b":' * 31 + b"1" + b"}]" * 31 + b"}", b'{"a":' + b'[{"b":' * 40 + b"1" + b"}]" * 40 + b"}",
    b'{"a":1e400}', b'{"a":-1e400}', b'{"a":1e-400}', b'{"a":-0}', b'{"a":1E5}', b'{"a":4.111111111111111e15}', b'{"a":9007199254740993}',
    b'{"a":9007199254740993.0}', b'{"a":9223372036854775808}', b'{"a":18446744073709551616}', b'{"a":NaN}', b'{"a":NaN,"a":1}',
    b'{"a":Infinity}', b'{"a":-Infinity}', b'{"a":0x10}', b'{"a":01}', b'{"a":+1}', b'{"a":.5}', b'{"a":5.}', b'{"a":1_0}',
    b'\xef\xbb\xbf{"a":1}', '{"a":1}'.encode("utf-16"), '{"a":1}'.encode("utf-16-le"), '{"a":1}'.encode("utf-32"),
    b'{"a":"\\ud800"}', b'{"a":"\\udc00\\ud800"}', b'{"a":"\\ud83dx"}', b'{"a":"\\ud83d\\ude00"}', b'{"a":"\xed\xa0\x80"}',
    b'{"a":"\xc0\xaf"}', b'{"\\ud800":1}', b'{"a":"\\u0000"}', b'{"a":"\x00"}', b'{"a":"\t"}', b'{"a":"\x7f"}', b'{"a":"\\x41"}',
    b'{"a":"\\/"}', b'{"a":"\\U0041"}', b'{"a":"\\u41"}', b'{"a":"\\u 041"}', b'{"a":"\\u0_41"}', b'{"a":"\\u+041"}',
    b'{"a":1} x', b'{"a":1}{"b":2}', b'{"a":1}\n{"b":2}', b'{"a":1}\x00', b'{"a":1,}', b'{"a":[1,]}', b'{"a":1/*x*/}', b"{'a':1}", b"{a:1}",
    b' \t\r\n{"a":1} \r\n', b'\x0b{"a":1}', b'\xc2\xa0{"a":1}', b'{"":1,"":2}', b'{"a":1,"a\\u0000":2}', '{"é":1,"e\u0301":2}'.encode(),
    b'{"A":1,"a":2}', b'{"a":true,"a":false}', b"[1]", b'"x"', b"", b"{", b'{"a"}', b'{"a":}', b'{:1}', b'{"a":tru}', b'{"a":\\u0031}',
)  # fmt: skip
"""Bodies that some readers take and others do not, or read in other ways."""
SCRIPT = """
const utf8 = new TextDecoder("utf-8", {fatal: true, ignoreBOM: true}), hex = text => Buffer.from(text, "utf16le").toString("hex");
const plain = value => value === null || typeof value === "boolean" ? value
  : typeof value === "number" ? ["number", Object.is(value, -0) ? "-0" : String(value)]
  : typeof value === "string" ? ["text", hex(value)]
  : Array.isArray(value) ? ["list", ...value.map(plain)]
  : ["object", ...Object.keys(value).sort((a, b) => hex(a) < hex(b) ? -1 : 1).map(key => [hex(key), plain(value[key])])];
for (const line of require("fs").readFileSync(0, "latin1").split("\\n").filter(Boolean)) {
  let told = "refused";
  try { told = plain(JSON.parse(utf8.decode(Buffer.from(line.slice(1), "base64")))); } catch {}
  console.log(JSON.stringify(told));
}
"""


def plain(value: Any) -> Any:
    """What was read, so that two readers can be compared: numbers as doubles, texts by their code units, keys in order."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return ["number", float(value)]
    if isinstance(value, str):
        return ["text", _hex(value)]
    if isinstance(value, list):
        return ["list", *map(plain, value)]
    return ["object", *sorted([_hex(key), plain(one)] for key, one in value.items())]


def _hex(text: str) -> str:
    return text.encode("utf-16-le", "surrogatepass").hex()


def by(reader: Callable[[bytes], Any]) -> Callable[[bytes], Any]:
    def read(raw: bytes) -> Any:
        try:
            return plain(reader(raw))
        except (ValueError, RecursionError, OverflowError):
            return REFUSED

    return read


def ours(raw: bytes) -> Any:
    """Nothing but a refusal may come of what is not read."""
    try:
        return plain(strict_json.read(raw)[0])
    except BadJsonError:
        return REFUSED


OTHERS: dict[str, Callable[[bytes], Any]] = {"json": by(json.loads)}
if find_spec("orjson") is not None:  # another package brings it
    OTHERS["orjson"] = by(import_module("orjson").loads)


def mutated(count: int) -> list[bytes]:
    """Bodies that were good, with some bytes of other ones in them."""
    dice, seeds = random.Random("readers"), [raw for raw in ODD if len(raw) < 200]
    found = []
    for _ in range(count):
        one, other = dice.choice(seeds), dice.choice(seeds)
        start, end = sorted((dice.randint(0, len(one)), dice.randint(0, len(one))))
        piece = dice.randint(0, len(other))
        found.append(one[:start] + other[piece : piece + dice.randint(0, 12)] + one[end:])
    return found


def outgoing(raw: bytes) -> bytes | None:
    """What goes up of a body; None: it is refused."""
    try:
        return msgspec.json.encode(strict_json.read(raw)[0])
    except BadJsonError:
        return None


def differing(bodies: Iterable[bytes]) -> list[tuple[str, bytes, Any, Any]]:
    """Bodies that we take, and that another reads otherwise; the same of what goes up."""
    found = []
    for raw in bodies:
        own, sent = ours(raw), outgoing(raw)
        if own == REFUSED or sent is None:
            continue
        found += [(name, raw, own, told) for name, read in OTHERS.items() for said in (raw, sent) if (told := read(said)) != own]
    return found


@pytest.mark.parametrize("count", [1_000, pytest.param(200_000, marks=pytest.mark.long)])
def test_python_reads_what_we_read(count):
    bodies = [*ODD, *mutated(count)]
    assert differing(bodies) == []
    assert sum(ours(raw) != REFUSED for raw in bodies) > count // 50


def javascript(node: str, bodies: Sequence[bytes]) -> list[Any]:
    lines = "".join(f"-{base64.b64encode(raw).decode()}\n" for raw in bodies)
    done = subprocess.run([node, "-e", SCRIPT], input=lines, capture_output=True, text=True, timeout=120, check=True)
    return [_numbers(json.loads(line)) for line in done.stdout.splitlines()]


def _numbers(told: Any) -> Any:
    """JavaScript's numbers, as it writes them, read again."""
    if isinstance(told, list) and told[:1] == ["number"]:
        return ["number", float(told[1]) if "Inf" not in told[1] else math.inf]
    return list(map(_numbers, told)) if isinstance(told, list) else told


@pytest.mark.long
def test_javascript_reads_what_we_read():
    node = shutil.which("node")
    if node is None:
        pytest.skip("not run: needs Node.js")
    bodies = [raw for raw in (*ODD, *mutated(20_000)) if ours(raw) != REFUSED]
    sent = [outgoing(raw) or b"" for raw in bodies]
    for said in (bodies, sent):
        told = javascript(node, said)
        assert len(told) == len(bodies)
        assert [(raw, own, theirs) for raw, theirs in zip(bodies, told, strict=True) if (own := ours(raw)) != theirs] == []
