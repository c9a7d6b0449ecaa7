"""The image is built line by line, on Debian's Python in place of the pinned base, and gets ready as the pod starts it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

MISSING = [name for name in ("buildah", "mmdebstrap") if not shutil.which(name)]


@pytest.mark.long
@pytest.mark.skipif(bool(MISSING), reason=f"the image was not built: {MISSING} missing")
@pytest.mark.skipif(os.geteuid() != 0, reason="the image was not built: that needs root here")
def test_the_image_is_built_and_gets_ready(root: Path) -> None:
    ran = subprocess.run(
        [root / "scripts" / "image-check.sh", root / "examples" / "bank" / "enclave.yaml", "18481", "18482"],
        cwd=root, capture_output=True, text=True, timeout=1500, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr[-3000:]
    assert re.search(r"^ready after \d+ seconds$", ran.stdout, re.M)
    assert ran.stdout.rstrip().endswith("good"), "its log verifies"
