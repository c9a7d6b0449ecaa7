from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.extension_secrets import RULE
from enclave.verify.samples import extension

CASES: tuple[tuple[Any, str | None], ...] = (
    (
        extension(settings={"commandToExecute": "curl -H 'x' --data Password=Winter2026x http://a"}),
        "settings.commandToExecute: its value holds a key or a password",
    ),
    (extension(settings={"fileUris": ["https://st.blob.core.windows.net/a.sh"]}), None),
    (
        extension(settings={"storageAccountKey": "[listKeys('x', '2024-01-01').keys[0].value]"}),
        "settings.storageAccountKey: keys of a service are written into it",
    ),
    (extension(protectedSettings={"storageAccountKey": "abc"}), None),
    (extension(settings="[parameters('x')]"), "? `parameters('x')` cannot be evaluated"),
    (extension(settings={"accessToken": "[parameters('x')]"}), "? `parameters('x')` cannot be evaluated"),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected
