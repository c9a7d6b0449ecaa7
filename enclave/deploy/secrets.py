"""Values of secrets for one deployment: from a parameter file or the environment, never printed, never stored."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from enclave.errors import InputError

VARIABLE = "ENCLAVE_PARAM_"


def variable(name: str) -> str:
    """The environment variable of a parameter: `sqlPassword` -> `ENCLAVE_PARAM_SQL_PASSWORD`."""
    return VARIABLE + re.sub(r"[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])", "_", name).upper()


def secret_values(
    wanted: Mapping[str, str], given: Mapping[str, Any], environment: Mapping[str, str], where: str
) -> dict[str, str]:
    """The value of every secret that is wanted (name -> what it is for).

    `given` is the document of a parameter file, ARM's form or names to values. Raises InputError naming all that are
    missing, without any value.
    """
    values = dict(_read(given, where))
    unknown = sorted(set(values) - set(wanted))
    if unknown:
        raise InputError(f"there is no secret `{unknown[0]}` in this enclave", where, f"it takes {_names(wanted) or 'none'}")
    found = {name: values.get(name) or environment.get(variable(name), "") for name in wanted}
    missing = [name for name, value in found.items() if not value]
    if missing:
        lines = [f"`{name}`" + (f" ({wanted[name]})" if wanted[name] else "") for name in missing]
        variables = ", ".join(variable(name) for name in missing)
        raise InputError(
            f"{len(missing)} secret{'' if len(missing) == 1 else 's'} without a value: {', '.join(lines)}", where,
            f"give them with `--parameters FILE` or in the environment: {variables}",
        )
    return found


def hidden(value: Any, secrets: Collection[str]) -> Any:
    """What Azure says, a text or JSON, without any of the secrets."""
    if isinstance(value, str):
        for secret in sorted(secrets, key=len, reverse=True):
            value = value.replace(secret, "(secret)") if secret else value
        return value
    if isinstance(value, Mapping):
        return {hidden(key, secrets): hidden(item, secrets) for key, item in value.items()}
    return [hidden(item, secrets) for item in value] if isinstance(value, list | tuple) else value


def _read(given: Mapping[str, Any], where: str) -> Iterator[tuple[str, str]]:
    section = given.get("parameters", given) if "$schema" in given or "parameters" in given else given
    if not isinstance(section, Mapping):
        raise InputError("the parameters are not an object", where)
    for name, item in section.items():
        value = item.get("value") if isinstance(item, Mapping) else item
        if not isinstance(value, str) or not value:
            raise InputError(f"the value of `{name}` is not a text", where, "a parameter file has `{\"value\": \"...\"}` for each")
        yield name, value


def _names(wanted: Mapping[str, str]) -> str:
    return ", ".join(f"`{name}`" for name in wanted)
