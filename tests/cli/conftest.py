"""Commands run in this process: starting one of its own costs a second, and most tests are about what a command says."""

from __future__ import annotations

import io
import os
import signal
import sys
from collections.abc import Callable, Mapping
from subprocess import CompletedProcess

import pytest

from enclave.cli.main import main

ORDERS = (signal.SIGTERM, signal.SIGINT)


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., CompletedProcess[str]]:
    """Run `enclave ARGUMENTS` with what stands on its stdin, in an environment without any ENCLAVE_ variable but those given."""

    def run(*arguments: str, stdin: str = "", environment: Mapping[str, str] | None = None) -> CompletedProcess[str]:
        for name in [name for name in os.environ if name.startswith("ENCLAVE_")]:
            monkeypatch.delenv(name)
        for name, value in (environment or {}).items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        handlers = {number: signal.getsignal(number) for number in ORDERS}
        capsys.readouterr()
        status = 0
        try:
            main(arguments)
        except SystemExit as ended:
            status = ended.code if isinstance(ended.code, int) else 1
        finally:
            for number, handler in handlers.items():
                signal.signal(number, handler)
        out, err = capsys.readouterr()
        return CompletedProcess(list(arguments), status, out, err)

    return run
