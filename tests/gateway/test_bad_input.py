"""Raw bytes to a whole `enclave serve`, from callers and from a model service: the right status, OpenAI's error, a record, nothing hung."""

from __future__ import annotations

import asyncio
import gzip
import json
import re
import resource
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from enclave.audit.read import events
from enclave.gateway.issuer import Issuer
from enclave.spec.load import load

MAIL = "jane@example.com"
ANSWER = json.dumps({
    "id": "c", "object": "chat.completion", "created": 1, "model": "gpt-4o",
    "choices": [{"index": 0, "message": {"role": "assistant", "content": f"write to {MAIL}"}, "finish_reason": "stop"}],
    "usage": {"prompt_tokens": 20, "completion_tokens": 10, "total_tokens": 30},
}).encode()  # fmt: skip


def piece(text: str = "", finish: str | None = None, usage: object = None) -> bytes:
    choices = [{"index": 0, "delta": {"content": text}, "finish_reason": finish}] if usage is None else []
    chunk = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "gpt-4o", "choices": choices, "usage": usage}
    return b"data: " + json.dumps(chunk, ensure_ascii=False).encode() + b"\n\n"


SAID = piece("grüß ") + piece(MAIL[:7]) + piece(MAIL[7:] + " now") + piece(finish="stop")
STREAM = SAID + piece(usage={"prompt_tokens": 20, "completion_tokens": 10, "total_tokens": 30}) + b"data: [DONE]\n\n"
OK, SSE = b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n"


def sized(body: bytes, head: bytes = OK, more: bytes = b"", off: int = 0) -> bytes:
    return head + more + b"content-length: %d\r\n\r\n" % (len(body) + off) + body


# what a model service says, whether to a stream, the status and the code that a caller hears; a stream's last event where it has begun
UPSTREAM: dict[str, tuple[list[bytes], bool, int, str]] = {
    "good": ([sized(ANSWER)], False, 200, ""),
    "informational first": ([b"HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n" * 3, sized(ANSWER)], False, 200, ""),
    "informational for ever": ([b"HTTP/1.1 100 Continue\r\nx: " + b"x" * 4_000 + b"\r\n\r\n"] * 40, False, 502, "upstream_broken"),
    "informational with a length": ([b"HTTP/1.1 103 Early Hints\r\ncontent-length: 5\r\n\r\n", sized(ANSWER)], False, 200, ""),
    "trailers": (
        [OK + b"transfer-encoding: chunked\r\n\r\n%x\r\n" % len(ANSWER) + ANSWER + b"\r\n0\r\nx: " + MAIL.encode() + b"\r\n\r\n"],
        False,
        200,
        "",
    ),
    "HTTP/1.0": ([b"HTTP/1.0 200 OK\r\n\r\n" + ANSWER], False, 200, ""),
    "HTTP/1.0, cut off": ([b"HTTP/1.0 200 OK\r\n\r\n" + ANSWER[:-9]], False, 502, "upstream_garbage"),
    "a folded line": ([sized(ANSWER, more=b"x: a\r\n b\r\n")], False, 502, "upstream_broken"),
    "a length and chunks": ([sized(ANSWER, more=b"transfer-encoding: chunked\r\n")], False, 502, "upstream_broken"),
    "a part of it": ([sized(ANSWER, b"HTTP/1.1 206 Partial Content\r\n")], False, 502, "upstream_206"),
    "no content": ([b"HTTP/1.1 204 No Content\r\n\r\n"], False, 502, "upstream_204"),
    "an error with 200": ([sized(json.dumps({"error": {"message": MAIL}}).encode())], False, 502, "upstream_garbage"),
    "gzip that nobody asked for": ([sized(gzip.compress(ANSWER), more=b"content-encoding: gzip\r\n")], False, 502, "upstream_garbage"),
    "shorter than it says": ([sized(ANSWER, off=9)], False, 502, "upstream_broken"),
    "longer than it says": ([sized(ANSWER, off=-9)], False, 502, "upstream_garbage"),
    "two lengths": ([sized(ANSWER, more=b"content-length: 3\r\n")], False, 502, "upstream_broken"),
    "a huge head": ([OK + b"x: " + b"x" * 100_000 + b"\r\n", sized(ANSWER, b"")], False, 502, "upstream_broken"),
    "no HTTP": ([b"\x00\xff\r\n\r\n"], False, 502, "upstream_broken"),
    "nothing": ([], False, 502, "upstream_broken"),
    "elsewhere": ([sized(b"", b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\n")], False, 502, "upstream_302"),
    "another protocol": ([b"HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\n\r\n"], False, 502, "upstream_broken"),
    "a page": ([sized(f"<html>{MAIL}".encode(), more=b"content-type: text/html\r\n")], False, 502, "upstream_garbage"),
    "deep": ([sized(b"[" * 100_000)], False, 502, "upstream_garbage"),
    "chunks of garbage": ([OK + b"transfer-encoding: chunked\r\n\r\nzz\r\n"], False, 502, "upstream_broken"),
    "stream": ([sized(STREAM, SSE)], True, 200, ""),
    "stream, byte by byte": ([SSE + b"\r\n", *(STREAM[index : index + 1] for index in range(len(STREAM)))], True, 200, ""),
    "stream, carriage returns": ([sized(STREAM.replace(b"\n", b"\r"), SSE)], True, 200, ""),
    "stream, HTTP/1.0": ([b"HTTP/1.0 200 OK\r\ncontent-type: text/event-stream\r\n\r\n" + STREAM], True, 200, ""),
    "stream, a byte order mark in two": ([SSE + b"\r\n\xef\xbb", b"\xbf" + STREAM], True, 200, ""),
    "stream, whole": ([sized(ANSWER, OK + b"content-type: application/json\r\n")], True, 502, "upstream_garbage"),
    "stream, no count": ([sized(SAID + b"data: [DONE]\n\n", SSE)], True, 200, ""),
    "stream, gzip": ([sized(gzip.compress(STREAM), SSE, b"content-encoding: gzip\r\n")], True, 200, "upstream_broken"),
    "stream, dies": ([SSE + b"content-length: 9999\r\n\r\n" + SAID], True, 200, "upstream_broken"),
    "stream, dies in a character": ([SSE + b"\r\n" + piece("é")[:-12].rpartition("é".encode())[0] + b"\xc3"], True, 200, "upstream_broken"),
    "stream, garbage": ([sized(SAID + b"data: \xff<html>\n\n", SSE)], True, 200, "upstream_broken"),
    "stream, no end": ([SSE + b"\r\n" + SAID], True, 200, "upstream_broken"),
    "stream, for ever": ([SSE + b"\r\n", *[piece("") * 400] * 60], True, 200, "upstream_broken"),
}

KEYS = b'"model": "gpt-4o", "messages": [{"role": "user", "content": "x"}]'
GOOD = b"{" + KEYS + b"}"


def post(
    body: bytes = GOOD, *lines: bytes, target: bytes = b"/v1/chat/completions", host: bytes = b"host: a", length: bool = True
) -> bytes:
    head = [b"POST " + target + b" HTTP/1.1", host, b"api-key: TOKEN", *lines, *([b"content-length: %d" % len(body)] if length else [])]
    return b"\r\n".join(head) + b"\r\n\r\n" + body


def chunked(*parts: bytes) -> bytes:
    return post(b"".join(parts), b"transfer-encoding: chunked", length=False)


def chunk(data: bytes, extension: bytes = b"") -> bytes:
    return b"%x%b\r\n%b\r\n" % (len(data), extension, data)


# what a caller sends; the statuses of the answers, in order
CALLER: dict[str, tuple[bytes, list[int]]] = {
    "good": (post(), [200]),
    "pipelined": (post() + post(b"{") + post(), [200, 400, 200]),
    "pipelined behind what is ambiguous": (post(GOOD, b"transfer-encoding: chunked") + post(), [400]),
    "chunks": (chunked(chunk(GOOD[:9], b";a=b"), chunk(GOOD[9:]), b"0\r\nx: y\r\n\r\n"), [200]),
    "trailers that frame": (chunked(chunk(GOOD), b"0\r\ncontent-length: 9\r\nhost: b\r\n\r\n"), [400]),
    "a bad size of a chunk": (chunked(b"zz\r\n"), [400]),
    "an extension without an end": (chunked(b"3;" + b"x" * 200_000), [400]),
    "a size of a chunk beyond all numbers": (chunked(b"ffffffffffffffff1\r\n"), [400]),
    "a chunk that ends in a line feed": (chunked(b"%x\r\n%b\n0\r\n\r\n" % (len(GOOD), GOOD)), [400]),
    "a size of a chunk with a space": (chunked(b"%x \r\n%b\r\n0\r\n\r\n" % (len(GOOD), GOOD)), [400]),
    "many trailers": (chunked(chunk(GOOD), b"0\r\n" + b"a: b\r\n" * 20_000 + b"\r\n"), [431]),
    "trailers with a token": (chunked(chunk(GOOD), b"0\r\nauthorization: Bearer x\r\n\r\n"), [200]),
    "no transfer encoding": (post(GOOD, b"transfer-encoding: identity", length=False), [400]),
    "two transfer encodings": (post(GOOD, b"transfer-encoding: identity, chunked", length=False), [400]),
    "a transfer encoding in quotes": (post(GOOD, b'transfer-encoding: "chunked"', length=False), [400]),
    "a transfer encoding before its colon": (post(GOOD, b"transfer-encoding : chunked", length=False), [400]),
    "chunks in HTTP/1.0": (chunked(chunk(GOOD), b"0\r\n\r\n").replace(b"HTTP/1.1", b"HTTP/1.0"), [400]),
    "a length with a sign": (post(GOOD, b"content-length: +9", length=False), [400]),
    "a list of lengths": (post(GOOD, b"content-length: 9, 9", length=False), [400]),
    "an offer of HTTP/2 with a length and chunks": (
        post(GOOD, b"connection: upgrade", b"upgrade: h2c", b"transfer-encoding: chunked"), [400],
    ),
    "lengths that differ": (post(GOOD, b"content-length: 3"), [400]),
    "hosts that differ": (post(GOOD, b"host: b"), [400]),
    "no host": (post(host=b"x: y"), [400]),
    "a folded line": (post(GOOD, b"x: a", b" b"), [400]),
    "bare line feeds": (post().replace(b"\r\n", b"\n"), [400]),
    "NUL in a header": (post(GOOD, b"x: a\x00b"), [400]),
    "an absolute target": (post(target=b"http://elsewhere.example/v1/chat/completions"), [200]),
    "an authority": (b"CONNECT a:443 HTTP/1.1\r\nhost: a\r\n\r\n", [400]),
    "a target that climbs": (post(target=b"/v1/../metrics"), [404]),
    "a target with NUL": (post(target=b"/v1/\x00"), [400]),
    "a target with an encoded name": (post(target=b"/v1/chat%2fcompletions"), [404]),
    "an encoding": (post(gzip.compress(GOOD), b"content-encoding: gzip"), [415]),
    "two tokens": (post(GOOD, b"authorization: Bearer x.y.z"), [401]),
    "a huge head": (post(GOOD, b"x: " + b"x" * 70_000), [431]),
    "many headers": (post(GOOD, *[b"x: y"] * 120), [431]),
    "a gigabyte": (post(length=False).replace(GOOD, b"").replace(b"\r\n\r\n", b"\r\ncontent-length: 1073741824\r\n\r\n") + b"x" * 9, [413]),
    "a gigabyte in chunks": (chunked(*[chunk(b"x" * 1_000_000)] * 6), [413]),
    "no UTF-8": (post(GOOD.replace(b"x", b"\xff")), [400]),
    "half a character": (post(GOOD.replace(b"x", b"\\ud800")), [400]),
    "a huge number": (post(b"{" + KEYS + b', "max_tokens": ' + b"9" * 5_000 + b"}"), [400]),
    "a number without end": (post(b"{" + KEYS + b', "temperature": 1e999}'), [400]),
    "not a number": (post(b"{" + KEYS + b', "temperature": NaN}'), [400]),
    "a key twice": (post(b"{" + KEYS + b', "model": "gpt-4o"}'), [400]),
    "a key twice, escaped": (post(b"{" + KEYS + b', "m\\u006fdel": "gpt-4o"}'), [400]),
    "a key twice, deep inside": (post(GOOD.replace(b'"role"', b'"content": "y", "role"')), [400]),
    "a hundred deep": (post(b"{" + KEYS + b', "user": ' + b"[" * 100 + b"]" * 100 + b"}"), [400]),
    "a hundred thousand deep": (post(b'{"a":' * 100_000), [400]),
    "UTF-16": (post(GOOD.decode().encode("utf-16")), [400]),
    "a byte order mark": (post(b"\xef\xbb\xbf" + GOOD), [400]),
    "half a character in a key": (post(b"{" + KEYS + b', "\\udc00": 1}'), [400]),
    "a surrogate in UTF-8": (post(GOOD.replace(b"x", b"\xed\xa0\x80")), [400]),
    "addresses as keys": (post(b"{" + KEYS + b"," + b",".join(b'"a%d@example.com":1' % index for index in range(20_000)) + b"}"), [200]),
    "an empty list, often": (post(b"{" + KEYS + b', "x": [' + b"[]," * 300_000 + b"[]]}"), [200]),
    "two documents": (post(GOOD + GOOD), [400]),
    "HTTP/2": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", [400]),
    "TLS": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", [400]),
}
CUT = {"a head": post()[:30], "a body": post()[:-5], "a chunk": chunked(b"9\r\nabc"), "nothing": b""}
"""Callers that go in the middle: nobody is answered."""
STATUS = re.compile(rb"HTTP/1\.1 (\d{3}) ")


@asynccontextmanager
async def model() -> AsyncIterator[int]:
    """Says what the message of a request names."""

    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = re.search(rb"content-length: (\d+)", head)
                body = json.loads(await reader.readexactly(int(length[1]) if length else 0))
                said = body["messages"][0]["content"]
                for part in UPSTREAM[said if said in UPSTREAM else "good"][0]:
                    writer.write(part)
                    await writer.drain()
                if said in UPSTREAM and said != "good":
                    break
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(speak, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


async def talk(port: int, data: bytes, count: int = 1, pause: float = 0.2) -> bytes:
    """Send bytes, and read until there are so many answers and silence, or the end."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    heard = b""
    try:
        writer.write(data)
        while part := await asyncio.wait_for(reader.read(65536), 30 if len(STATUS.findall(heard)) < count else pause):
            heard += part
    except (TimeoutError, ConnectionResetError, BrokenPipeError):
        pass
    writer.close()
    return heard


async def slowly(port: int, token: bytes) -> tuple[float, bytes]:
    """A head that never ends, a byte in half a second; when the server has had enough, and what it says."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    began, hearing = time.monotonic(), asyncio.create_task(reader.readuntil(b"}}"))
    for byte in post().replace(b"TOKEN", token):
        if hearing.done() or time.monotonic() - began > 20:
            break
        writer.write(bytes([byte]))
        await asyncio.sleep(0.5)
    heard = await asyncio.wait_for(hearing, 60)
    writer.close()
    return time.monotonic() - began, heard


def serving(bank: Path, data: Path, upstream: int, *more: str, workers: int = 2, files: int = 0) -> subprocess.Popen[str]:
    """A gateway of two processes, which says where it listens. `files`: that each may have open."""
    command = ["sh", "-c", f'ulimit -n {files}; exec "$@"', "sh"] if files else []
    command += [sys.executable, "-m", "enclave.cli.main", "serve", str(bank), "--data", str(data), "--port", "0", "--workers", str(workers)]
    command += ["--upstream", f"http://127.0.0.1:{upstream}/v1", *more]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


@pytest.mark.long
def test_nothing_that_callers_or_model_services_say_gets_through_hangs_or_goes_unrecorded(run, bank: Path, tmp_path: Path, deadline):
    spec = load(bank).spec

    async def main():
        async with model() as upstream:
            process = serving(bank, tmp_path, upstream)
            try:
                with deadline(process):
                    line = await asyncio.to_thread(process.stdout.readline)
                port = int(line.rsplit(":", 1)[1])
                token = Issuer.open(spec, tmp_path).issue("fraud-triage", "user", "jane")[0].encode()
                slow = asyncio.create_task(slowly(port, token))
                callers, told = {}, {}
                for name, (data, statuses) in CALLER.items():
                    callers[name] = await talk(port, data.replace(b"TOKEN", token), len(statuses))
                for data in CUT.values():
                    _, writer = await asyncio.open_connection("127.0.0.1", port)
                    writer.write(data.replace(b"TOKEN", token))
                    await writer.drain()
                    writer.close()
                for name, (_, is_stream, _, _) in UPSTREAM.items():
                    # one good answer on the same connection, and so of the same process: five bad ones in a row would open its circuit
                    good, asked = (
                        json.dumps({"model": "gpt-4o", "messages": [{"role": "user", "content": said}], "max_tokens": 50, **more}).encode()
                        for said, more in (("HTTP/1.0", {}), (name, {"stream": is_stream}))
                    )
                    sent = (post(good) + post(asked, b"connection: close")).replace(b"TOKEN", token)
                    told[name] = await talk(port, sent, 2, pause=30)
                last = await talk(port, post().replace(b"TOKEN", token))
                return callers, told, await slow, last
            finally:
                process.terminate()
                process.wait(120)
                process.stdout.close()

    callers, told, (seconds, slow), last = run(main, 300)
    assert {name: [int(one) for one in STATUS.findall(heard)] for name, heard in callers.items()} == {
        name: statuses for name, (_, statuses) in CALLER.items()
    }
    for name, heard in callers.items():
        for answer in heard.split(b"HTTP/1.1 ")[1:]:
            document = json.loads(answer.partition(b"\r\n\r\n")[2])
            assert answer.startswith(b"200") or {"message", "type", "param", "code"} == document["error"].keys(), name
    for name, (_, is_stream, status, code) in UPSTREAM.items():
        _, before, heard = told[name].split(b"HTTP/1.1 ", 2)
        assert before.startswith(b"200 "), (name, before)
        assert heard.startswith(b"%d " % status), (name, heard)
        assert MAIL.encode() not in heard, name
        if code:
            assert f'"code":"{code}"'.encode() in heard, (name, heard)
        else:
            assert (b"[DONE]" if is_stream else b"[REDACTED-EMAIL]") in heard, (name, heard)
    assert 8 < seconds < 20
    assert slow.startswith(b"HTTP/1.1 408 ")
    assert last.startswith(b"HTTP/1.1 200 ")
    ended = {}
    for event in events(tmp_path):
        if event.kind in ("completed", "refused"):
            ended[event.request_id] = event.status
    answers = [answer for heard in (*callers.values(), *told.values(), slow, last) for answer in heard.split(b"HTTP/1.1 ")[1:]]
    for answer in answers:
        name = re.search(rb"x-enclave-request-id: (\S+)", answer)
        assert name, answer
        assert ended[name[1].decode()] == int(answer[:3]), answer
    assert len(ended) == len(answers)  # who went before a request was whole is nobody


HALF_OPEN = 1_100
"""More than the files of a process that nobody lets have more."""


@pytest.fixture
def many_files() -> Iterator[None]:
    """This process may have enough of them."""
    usual = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(usual[0], min(usual[1], 4_096)), usual[1]))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, usual)


@pytest.mark.long
@pytest.mark.parametrize("said", [b"", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"], ids=["nothing", "half a hello"])
def test_handshakes_that_nobody_ends_keep_no_caller_out(run, bank: Path, tmp_path: Path, deadline, certificate, many_files, said):
    """1,100 of them, of a process that may have 1,024 files, while a caller with a new connection for each call goes on."""
    token = b""

    async def ask(port: int) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=certificate.client)
        writer.write(post(GOOD, b"connection: close").replace(b"TOKEN", token))
        try:
            return await reader.read()
        finally:
            writer.close()

    async def main():
        nonlocal token
        async with model() as upstream:
            tls = ("--tls-certificate", str(certificate.file), "--tls-key", str(certificate.key))
            process = serving(bank, tmp_path, upstream, *tls, workers=1, files=1_024)
            flood: list[socket.socket] = []
            try:
                with deadline(process):
                    line = await asyncio.to_thread(process.stdout.readline)
                port = int(line.rsplit(":", 1)[1])
                token = Issuer.open(load(bank).spec, tmp_path).issue("fraud-triage", "user", "jane")[0].encode()
                told = [await ask(port)]
                for _ in range(HALF_OPEN // 50):
                    for _ in range(50):
                        flood.append(socket.create_connection(("127.0.0.1", port), timeout=30))
                        flood[-1].sendall(said)
                    told.append(await ask(port))
                return told
            finally:
                for one in flood:
                    one.close()
                process.terminate()
                process.wait(120)
                process.stdout.close()

    told = run(main, 240)
    assert [one[:13] for one in told] == [b"HTTP/1.1 200 "] * (1 + HALF_OPEN // 50)
    records = [event for event in events(tmp_path) if event.kind == "completed"]
    assert [record.status for record in records] == [200] * len(told)
