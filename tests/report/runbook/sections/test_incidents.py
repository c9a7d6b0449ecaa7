"""The section on incidents: every command is one that there is, every query one that runs."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from enclave.audit.query import query
from enclave.cli.main import COMMANDS, app
from enclave.report.controls import Given
from enclave.report.runbook.sections.incidents import INCIDENTS, section


def test_the_incidents_that_were_asked_for() -> None:
    assert {"leaked-value", "overspend", "drift", "vulnerable-image", "refuted-proof", "lost-region"} <= {each.id for each in INCIDENTS}
    assert all(each.steps and each.tell and each.over for each in INCIDENTS)


def test_every_query_runs_on_a_log(write_log: Callable[..., Path]) -> None:
    data = write_log()
    queries = [step.kql for each in INCIDENTS for step in each.steps if step.kql]
    assert queries
    for text in queries:
        if text.startswith("EnclaveEvents"):
            query(data, text)


LINES = [line for each in INCIDENTS for step in each.steps for line in step.run.splitlines() if line]


@pytest.mark.parametrize("line", sorted(set(LINES)))
def test_every_command_is_one_that_there_is(line: str) -> None:
    words = shlex.split(line.partition(" < ")[0])
    assert words[0] == "enclave"
    assert words[1] in dict(COMMANDS)
    found: Any = get_command(app)
    found = found.get_command(None, words[1])
    rest = words[2:]
    while hasattr(found, "commands"):
        found = found.commands[rest.pop(0)]
    options = {name for parameter in found.params for name in (*parameter.opts, *parameter.secondary_opts)}
    assert {word for word in rest if re.match(r"--?[a-z]", word)} <= options


def test_the_file_and_the_contacts_stand_in_the_steps(given: Callable[..., Given]) -> None:
    text = repr(section(given(source="my.yaml")))
    assert "enclave check my.yaml" in text
    assert "SPEC" not in text
    assert "CONTACTS" not in text
