"""The image and the pod that the compiler writes agree: user, ports, command, what may be written."""

from __future__ import annotations

import re
from pathlib import Path

from enclave.compose import gateway_pod


def test_the_image_is_what_the_pod_expects(root: Path) -> None:
    text = (root / "Containerfile").read_text(encoding="utf-8")
    bases = re.findall(r"^FROM (\S+)", text, re.M)
    assert len(bases) == 2
    assert all(re.fullmatch(r"python:3\.11-slim-bookworm@sha256:[0-9a-f]{64}", base) for base in bases)
    assert len({*bases}) == 1
    assert f"\nUSER {gateway_pod.USER}:{gateway_pod.USER}\n" in text
    assert text.rindex("\nUSER ") > text.rindex("\nRUN "), "nothing is made by the user that runs it"
    assert f"\nEXPOSE {gateway_pod.POD_PORT} {gateway_pod.METRICS_PORT}\n" in text
    assert '\nENTRYPOINT ["enclave"]\n' in text
    assert "PATH=/opt/enclave/bin:" in text
    assert "--require-hashes --no-deps" in text
    copied = {source for line in re.findall(r"^COPY (?!--from)(.+) \S+$", text, re.M) for source in line.split()}
    allowed = {line.removeprefix("!") for line in (root / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert copied == allowed, "nothing else of the checkout gets near the build"
