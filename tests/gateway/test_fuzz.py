"""The readers of foreign bytes under Atheris, which looks for inputs that go new ways through them, for a fixed number of runs."""

from __future__ import annotations

import struct
import subprocess
import sysconfig
from pathlib import Path

import pytest

FIELD = b'--x\r\ncontent-disposition: form-data; name="a"\r\n\r\nv\r\n'
FORM = FIELD + FIELD.replace(b'"a"', b'"f"; filename="n"') + b"--x--\r\n"
WAV = struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", 40, b"WAVE", b"fmt ", 16, 1, 1, 8_000, 16_000, 2, 16, b"data", 4) + b"\0\0\0\0"
REQUEST = b"POST /v1/x?y=z HTTP/1.1\r\nHost: a\r\n"
SEEDS = {
    "requests": [
        REQUEST + b"Content-Length: 3\r\n\r\nabc" + REQUEST + b"Transfer-Encoding: chunked\r\n\r\n3;e=f\r\nabc\r\n0\r\nT: u\r\n\r\n",
        b"GET http://h/p HTTP/1.0\r\nConnection: keep-alive\r\nExpect: 100-continue\r\n\r\n",
        REQUEST + b"Content-Length: 1\r\nContent-Length: 1\r\nX: a\r\n b\r\nUpgrade: h2c\r\n\r\na",
    ],
    "answers": [
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;x\r\nab\r\n1\r\nc\r\n0\r\nT: u\r\n\r\n",
        b"HTTP/1.0 503 Busy\r\nRetry-After: 1\r\n\r\nuntil the end",
    ],
    "json": [b'{"a":1,"b":[{"c":"\\u00e9"},null,true,-1.5e3]}', b'{"a":1,"\\u0061":2}'],
    "events": [b"\xef\xbb\xbfdata: a\n\ndata:b\r\rdata: c\r\n: x\r\nevent: y\r\n\r\n"],
    "form": [FORM],
    "sound": [WAV, (b"\xff\xfb\x90\x00" + b"\0" * 413) * 2, b"ID3\x04\0\0\0\0\0\x02xx\xff\xe3\x18\0" + b"\0" * 68],
}
RUNS = 10_000


@pytest.mark.long
@pytest.mark.parametrize("name", SEEDS)
def test_atheris_finds_nothing(root, tmp_path, name):
    python = root / ".venv-fuzz" / "bin" / "python"
    if not python.is_file():
        pytest.skip("not run: needs Atheris (`make fuzz`)")
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for number, seed in enumerate(SEEDS[name]):
        (corpus / str(number)).write_bytes(seed)
    target = Path(__file__).parent / "fuzz" / "target.py"
    command = [str(python), str(target), name, str(corpus), f"-runs={RUNS}", "-seed=1", "-max_len=2048"]
    # of the project's own environment only what the readers import: both are of the same Python
    environment = {"PYTHONPATH": f"{root}:{sysconfig.get_path('purelib')}", "PATH": "/usr/bin:/bin"}
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, cwd=tmp_path, env=environment)
    assert done.returncode == 0, done.stderr[-3000:]
    assert f"Done {RUNS} runs" in done.stderr
