"""How old the keys are that are in use, and by when each must be replaced: by the log, by what runs, by what a vault lists.

What a file configures is not looked at here (rule `key-without-rotation`): a key that nobody saw is neither young nor old.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

import msgspec
from msgspec import Struct

from enclave.compose.gateway_pod import KEYS
from enclave.errors import InputError
from enclave.graph.model import Graph
from enclave.graph.resources import key_vault_keys, key_vault_secrets
from enclave.report.controls.ends import State

if TYPE_CHECKING:
    from enclave.report.controls.evidence import Given

Of = Literal["log", "gateway", "azure"]
YEAR = 365
"""Days after which a key is to be replaced where nothing else is configured: the least that NIST SP 800-57 part 1 revision 5, table 1,
gives for a private signature key (one to three years), and less than for a symmetric key that encrypts (up to two)."""
LOG_KEY, VAULT_KEY, CONTENT_KEY = KEYS
"""Secrets of a region's vault, in the order of `KEYS`."""
LOG_QUERY = (
    "EnclaveEvents | summarize First = min(TimeGenerated), Rotations = countif(Kind == 'key_rotated'), "
    "Rotated = maxif(TimeGenerated, Kind == 'key_rotated'), Record = maxif(RecordNumber, Kind == 'key_rotated')"
)
_OBJECT = re.compile(r"objectName: (\S+)\n +objectType: secret\n")
_PERIOD = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?")
_LISTED = re.compile(r"https://([^./]+)\.[^/]+/(keys|secrets)/([^/]+)(?:/[^/]+)?/?")


class Listed(Struct, frozen=True):
    """A key or secret of a vault, as somebody was told of it."""

    vault: str
    """In small letters: names of vaults do not tell large ones from them."""
    kind: str
    """`keys` or `secrets`."""
    name: str
    created: datetime | None
    expires: datetime | None
    source: str
    """The file, and what shows it."""


class KeyAge(Struct, frozen=True):
    """One key that is in use."""

    name: str
    where: str
    days: int | None
    """After which it is to be replaced; None: only its own end counts."""
    since: datetime | None = None
    """When it came into use; None: nothing shows that."""
    exact: bool = True
    """False: it may be older than that."""
    expires: datetime | None = None
    source: str = ""
    """What shows that; empty: nothing does."""

    @property
    def due(self) -> datetime | None:
        """When it must be replaced."""
        replaced = self.since + timedelta(days=self.days) if self.since is not None and self.days is not None else None
        return min((each for each in (replaced, self.expires) if each is not None), default=None)

    def state(self, now: datetime) -> State:
        """Whether that is past; unknown when nothing shows it, or it may be earlier."""
        if self.due is not None and self.due <= now:
            return State.PAST
        seen = self.since is not None and self.since <= now and self.exact
        return State.AHEAD if seen and self.due is not None else State.UNKNOWN

    def told(self, now: datetime) -> str:
        """That in words."""
        if not self.source:
            return f"{self.name}: nothing shows when it was made"
        if self.since is not None and self.since > now:
            return f"{self.name}: made on {self.since.date()} by {self.source}, which is in the future"
        age = "made at an unknown time" if self.since is None else f"{(now - self.since).days} days old{'' if self.exact else ' or older'}"
        end = "it never has to be replaced" if self.due is None else f"{'was' if self.due <= now else 'is'} due on {self.due.date()}"
        return f"{self.name}: {age} by {self.source}, {end}"


def key_ages(of: Of, given: Given) -> tuple[KeyAge, ...]:
    """The keys of one kind that are in use, each with the best that shows its age."""
    return tuple(KINDS[of](given))


def again(of: Of, given: Given) -> str:
    """The command that shows it again."""
    if of == "log":
        return f'enclave audit query --data {given.data or "DIR"} "{LOG_QUERY}"'
    kinds = ("secret",) if of == "gateway" else ("key", "secret")
    return "; ".join(f"az keyvault {kind} list --vault-name VAULT -o json > {kind}s.json" for kind in kinds)


def _log(given: Given) -> Iterator[KeyAge]:
    place = f"`{given.data / 'keys' / KEYS[LOG_KEY]}`" if given.data is not None else "the gateway's data directory"
    key = KeyAge("the log's key", place, YEAR)
    log = given.log
    if given.data is None or isinstance(log, str) or not log.ok:
        yield key
        return
    row = next(iter(given.ask(LOG_QUERY).documents()), {})
    if row.get("Rotations"):
        source = f"record {row['Record']} (`key_rotated`) of the log with root {log.root[:16]}"
        yield msgspec.structs.replace(key, since=_time(row["Rotated"]), source=source)
    elif row.get("First"):
        # it was made for this log, or before: a pod gets a key that was there
        source = f"the first record of the log with root {log.root[:16]}, in which no other key followed"
        yield msgspec.structs.replace(key, since=_time(row["First"]), exact=False, source=source)
    else:
        yield key


def _gateway(given: Given) -> Iterator[KeyAge]:
    """What signs the log, what seals surrogates and ids of answers, what wraps kept content: in each vault that pods ask, and here."""
    for vault, name in sorted(_asked(given.graph)):
        yield _shown(given.listed, vault, "secrets", name, YEAR)
    for name in (VAULT_KEY, CONTENT_KEY) if given.data is not None else ():
        file = next((path for path in _files(given.data or Path(), KEYS[name]) if path.is_file()), None)
        if file is not None:
            # a file that was put back is younger than its key: it can be too old, and never young
            changed = datetime.fromtimestamp(file.stat().st_mtime, UTC)
            yield KeyAge(f"`{file.name}`", f"`{file}`", YEAR, changed, False, None, "the time of its file")


def _files(data: Path, name: str) -> tuple[Path, Path]:
    return data / "keys" / name, data / name


def _azure(given: Given) -> Iterator[KeyAge]:
    """Keys that encrypt what services keep; and every other key and secret that was shown."""
    told = set()
    for key in given.graph.of_type(key_vault_keys.TYPE):
        vault, name = key.name.split("/")[0].lower(), key.name.rpartition("/")[2]
        told.add((vault, "keys", name))
        yield _shown(given.listed, vault, "keys", name, _rotates(key.body))
    gateway = {(vault, "secrets", name) for vault, name in _asked(given.graph)}
    rest = {(each.vault, each.kind, each.name) for each in given.listed} - told - gateway
    for vault, kind, name in sorted(rest):
        yield _shown(given.listed, vault, kind, name, YEAR)


def _shown(listed: Iterable[Listed], vault: str, kind: str, name: str, days: int | None) -> KeyAge:
    """The version in use: the one that was made last."""
    where = f"vault `{vault}`"
    found = [each for each in listed if (each.vault, each.kind, each.name) == (vault, kind, name)]
    if not found:
        return KeyAge(f"`{name}`", where, days)
    last = max(found, key=lambda each: each.created or datetime.min.replace(tzinfo=UTC))
    return KeyAge(f"`{name}`", where, days, last.created, True, last.expires, last.source)


def _asked(graph: Graph) -> set[tuple[str, str]]:
    """Vault and secret of everything that pods mount."""
    found = set()
    for asking in graph.of_type("Kubernetes/SecretProviderClass"):
        spec: Any = asking.body.get("spec")
        parameters = spec.get("parameters") if isinstance(spec, Mapping) else None
        if isinstance(parameters, Mapping):
            names = _OBJECT.findall(str(parameters.get("objects", "")))
            found |= {(str(parameters.get("keyvaultName")).lower(), name) for name in names}
    return found


def _rotates(body: Mapping[str, Any]) -> int | None:
    """Days after which the vault replaces a key by itself; without that a year."""
    properties = body.get("properties")
    policy = properties.get("rotationPolicy") if isinstance(properties, Mapping) else None
    actions = policy.get("lifetimeActions") if isinstance(policy, Mapping) else None
    for action in actions if isinstance(actions, list | tuple) else ():
        if str(action["action"]["type"]).lower() == "rotate":
            return period_days(str(action["trigger"].get("timeAfterCreate") or "")) or YEAR
    return YEAR


def period_days(text: str) -> int | None:
    """Days of an ISO 8601 period of whole days, a month with 31 of them; None when it is none."""
    found = _PERIOD.fullmatch(text)
    if found is None or text == "P":
        return None
    years, months, weeks, days = (int(part or 0) for part in found.groups())
    return 366 * years + 31 * months + 7 * weeks + days


def of_graph(graph: Graph, source: str) -> tuple[Listed, ...]:
    """The keys and secrets of an export of what runs."""
    kinds = {key_vault_keys.TYPE: "keys", key_vault_secrets.TYPE: "secrets"}
    found = []
    for resource in graph.of_type(*kinds):
        properties: Any = resource.body.get("properties")
        attributes = properties.get("attributes") if isinstance(properties, Mapping) else None
        if not isinstance(attributes, Mapping) or "/" not in resource.name:
            continue
        if attributes.get("enabled") is False:
            continue
        vault, _, name = resource.name.partition("/")
        kind = kinds[next(each for each in kinds if each.lower() == resource.type.lower())]
        found.append(Listed(vault.lower(), kind, name, _time(attributes.get("created")), _time(attributes.get("exp")), f"`{source}`"))
    return tuple(found)


def read_listed(text: str, where: str) -> tuple[Listed, ...]:
    """What `az keyvault key list`, `secret list` and `list-versions` print, or the vault's own answer. Raises InputError.

    Those that are not enabled are in use by nobody and are left out. What does not say when it was made stays in, as unknown.
    """
    try:
        document = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InputError(f"not JSON: {error}", where) from error
    if isinstance(document, dict) and document.get("nextLink"):
        raise InputError("only a part of the list", where, "list all pages: `az keyvault key list --vault-name VAULT -o json`")
    rows = document.get("value") if isinstance(document, dict) else document
    if not isinstance(rows, list):
        raise InputError("not a list of keys or secrets", where, "give what `az keyvault key list --vault-name VAULT -o json` prints")
    found = []
    for number, row in enumerate(rows):
        address = row.get("kid") or row.get("id") if isinstance(row, dict) else None
        matched = _LISTED.fullmatch(address) if isinstance(address, str) else None
        attributes = row.get("attributes") if isinstance(row, dict) else None
        if matched is None or not isinstance(attributes, dict):
            raise InputError(f"row {number + 1} is no key or secret of a vault", where)
        if attributes.get("enabled") is False:
            continue
        vault, kind, name = matched.groups()
        ends = attributes.get("expires", attributes.get("exp"))
        found.append(Listed(vault.lower(), kind, name, _time(attributes.get("created")), _time(ends), f"`{where}`"))
    return tuple(found)


def _time(value: Any) -> datetime | None:
    """A time as Azure writes it: seconds since 1970, or RFC 3339."""
    try:
        if isinstance(value, bool) or value is None:
            return None
        if isinstance(value, int | float):
            return datetime.fromtimestamp(value, UTC)
        if str(value).isdigit():
            return datetime.fromtimestamp(int(value), UTC)
        found = datetime.fromisoformat(str(value))
        return found if found.tzinfo is not None else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError, OSError):
        return None


KINDS: Mapping[Of, Callable[[Given], Iterator[KeyAge]]] = MappingProxyType({"log": _log, "gateway": _gateway, "azure": _azure})
"""Where each kind is looked for."""
