"""`enclave dlp`: scan, redact, validate or restore text in files, directories and pipes, as it is or as lines of JSON. Values are never
printed."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from enclave.cli.texts import Reading, Source, sources
from enclave.errors import InputError, InputErrors

if TYPE_CHECKING:
    from enclave.dlp.detector import Detector
    from enclave.dlp.redact import Write
    from enclave.dlp.scan import Hide, Match, Scanner
    from enclave.dlp.stream import Released
    from enclave.gateway.conversations import Conversation
    from enclave.spec.surrogates import Standing

app = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True)

_HERE = "command line"
"""Whose surrogates these are."""
_LONGEST_SECRET = 1 << 26
"""Characters that a file may make us hold back: nobody waits for a file as for a stream."""


class Form(StrEnum):
    """Of input and output."""

    TEXT = "text"
    JSONL = "jsonl"


Files = Annotated[list[Path] | None, typer.Argument(help="files, directories; `-`, or none: standard input", show_default=False)]
Format = Annotated[Form, typer.Option("--format", help='text, or jsonl: lines of {"id","text"}')]
Spec = Annotated[Path | None, typer.Option("--spec", help="enclave.yaml whose policy and own entities hold", show_default=False)]
Project = Annotated[str, typer.Option("--project", help="project of the file; its hub without it", show_default=False)]
Rules = Annotated[list[Path] | None, typer.Option("--rules", help="file of rules in the format of gitleaks", show_default=False)]
Least = Annotated[int | None, typer.Option("--confidence", min=1, max=100, help="least confidence of a value", show_default=False)]
Entities = Annotated[str, typer.Option("--entities", help="only these, with commas between; all when empty", show_default=False)]
Tokenise = Annotated[bool, typer.Option("--tokenise", help="surrogates instead, which `restore` turns back into values")]
Alike = Annotated[bool, typer.Option("--alike", help="surrogates of the form of the values")]
Data = Annotated[Path, typer.Option("--data", help="directory of the vault and its key")]
Talk = Annotated[str, typer.Option("--conversation", help="values come back only where they were said", show_default=False)]
Minutes = Annotated[int, typer.Option("--minutes", min=1, max=43_200, help="how long values can be put back")]


@app.callback()
def dlp() -> None:
    """Find and hide values that must not leave: text in, findings or redacted text out."""


@app.command()
def scan(
    files: Files = None, *, form: Format = Form.TEXT, entities: Entities = "", spec: Spec = None, project: Project = "",
    rules: Rules = None, confidence: Least = None,
) -> None:
    """Say which values stand where. The exit code is 0 also when there are some."""
    _run(files, form, _plan(entities, spec, project, rules, confidence), text=False)


@app.command()
def redact(
    files: Files = None, *, form: Format = Form.TEXT, entities: Entities = "", spec: Spec = None, project: Project = "",
    rules: Rules = None, confidence: Least = None, tokenise: Tokenise = False, alike: Alike = False, data: Data = Path(".enclave"),
    conversation: Talk = "", minutes: Minutes = 1440,
) -> None:
    """Write the text with `[REDACTED-<ENTITY>]` where values stood. With `--tokenise`, surrogates stand for them; with `--spec` too,
    only for those that the policy tokenises."""
    from enclave.dlp.redact import gone
    from enclave.spec.surrogates import Standing

    plan = _plan(entities, spec, project, rules, confidence)
    if tokenise:
        kept = _conversation(plan.scanner, project, data, conversation, Standing(alike, minutes))
        plan = replace(plan, write=lambda match, value: (kept.stand_for if plan.tokenises(match) else gone)(match, value))
    elif alike or conversation:
        raise InputError("`--alike` and `--conversation` need `--tokenise`")
    _run(files, form, plan, text=True)


@app.command()
def validate(
    files: Files = None, *, form: Format = Form.TEXT, entities: Entities = "", spec: Spec = None, project: Project = "",
    rules: Rules = None, confidence: Least = None,
) -> None:
    """Like scan, and the exit code is 1 when there is any value that does not pass as it is; with `--spec`, any that is acted on."""
    if _run(files, form, _plan(entities, spec, project, rules, confidence), text=False):
        raise typer.Exit(1)


@app.command()
def restore(
    files: Files = None, *, form: Format = Form.TEXT, project: Project = "", data: Data = Path(".enclave"), conversation: Talk = ""
) -> None:
    """Put values back where surrogates stand that `redact --tokenise` wrote. Unknown ones, and those whose time is over, stay."""
    from enclave.dlp.scan import Scanner
    from enclave.gateway.conversations import VAULT
    from enclave.spec.surrogates import LOOSEST

    if not (data / VAULT).exists():
        raise InputError("there is no vault", str(data), "name the directory that `enclave dlp redact --tokenise` used with `--data`")
    kept = _conversation(Scanner([]), project, data, conversation, LOOSEST)
    problems: list[InputError] = []
    for source in sources(files, problems, folders=False):
        (_restore_lines if form is Form.JSONL else _restore_text)(source, kept, problems)
    if problems:
        raise InputErrors(problems)


def _conversation(scanner: Scanner, project: str, data: Path, name: str, standing: Standing) -> Conversation:
    from enclave.gateway.conversations import Conversations

    return Conversations(data, _HERE).of(project, (_HERE, name), standing, scanner)


def _restore_text(source: Source, kept: Conversation, problems: list[InputError]) -> None:
    restorer, reading = kept.restorer(), Reading(source)
    try:
        for piece in () if reading.is_document else reading.pieces():
            if reading.is_text:
                _write(reading.encode(restorer.push(piece)))
    except InputError as error:
        problems.append(error)
        return
    if reading.is_document or not reading.is_text:
        problems.append(_rewritten(source))
    else:
        _write(reading.encode(restorer.finish()))


def _restore_lines(source: Source, kept: Conversation, problems: list[InputError]) -> None:
    for identity, given in _documents(source, problems):
        restorer = kept.restorer()
        named = {"file": source.name} if source.is_one_of_many else {}
        _write(_json({**named, "id": identity, "text": restorer.push(given) + restorer.finish(), "restored": restorer.restored}))


@dataclass(frozen=True)
class Plan:
    """What is looked for, and from which confidence it is told and hidden."""

    scanner: Scanner
    tell: Hide
    hide: Hide
    actions: Callable[[Match], str] | None
    """What the policy does to a value, if there is one."""
    write: Write | None = None
    """What stands for a value instead of the placeholder."""
    refuse_uninspected: bool = True
    """What nobody can look into does not pass."""

    def tokenises(self, match: Match) -> bool:
        """Whether a surrogate may stand for a value: the policy says so, or there is none."""
        return self.actions is None or self.actions(match) == "tokenise"


def _plan(entities: str, spec: Path | None, project: str, rules: list[Path] | None, confidence: int | None) -> Plan:
    """Raises InputError for an entity, a project, a rule or a file that cannot be used."""
    from enclave.dlp import DETECTORS
    from enclave.dlp.scan import Scanner

    own: tuple[Detector, ...] = tuple(detector for path in rules or () for detector in _rules(path))
    asked = [name.strip() for name in entities.split(",")] if entities else None
    if spec is not None:
        return _policy_plan(spec, project, own, asked, confidence)
    if project:
        raise InputError("`--project` needs `--spec`", hint="name the enclave.yaml that the project stands in")
    scanner = Scanner(asked, (*DETECTORS, *own))
    least = dict.fromkeys(scanner.entities, confidence or 1)
    return Plan(scanner, least, least, None)


def _policy_plan(spec: Path, project: str, own: Sequence[Detector], asked: list[str] | None, confidence: int | None) -> Plan:
    from enclave.dlp import DETECTORS
    from enclave.dlp.scan import Scanner
    from enclave.gateway.detectors import own_detectors
    from enclave.gateway.recognisers import recognisers
    from enclave.spec.handling import NEVER, Action, Handling
    from enclave.spec.load import load
    from enclave.spec.policy import effective_policies, hub_policy

    document = load(spec)
    names = list(document.spec.projects)
    if project and project not in names:
        raise InputError(f"there is no project `{project}`", str(spec), f"there are: {', '.join(names) or 'none'}")
    policy = effective_policies(document.spec)[project] if project else hub_policy(document.spec.hub, document.spec.data_classification)
    detectors = (*DETECTORS, *own_detectors(document)[project], *own)
    defined = {entity.name for entity in document.spec.hub.dlp.entities} | {detector.entity for detector in own}
    if project:
        defined |= {entity.name for entity in document.spec.projects[project].dlp.entities}
    found_by = recognisers(document)[project]
    scanner = Scanner({*policy.dlp, *defined} if asked is None else asked, detectors, found_by)
    said = {entity: policy.dlp.get(entity, Handling()) for entity in scanner.entities}
    floor = confidence or 1

    def from_(action: Action) -> dict[str, int]:
        return {entity: max(floor, least) for entity, handling in said.items() if (least := handling.least(action)) < NEVER}

    tell = {**dict.fromkeys({*defined, *(asked or ())} & {*scanner.entities}, floor), **from_(Action.LOG)}
    return Plan(
        scanner, tell, from_(Action.TOKENISE), lambda match: said[match.entity].action(match.confidence).name.lower(),
        refuse_uninspected=policy.refuse_uninspected,
    )


def _rules(path: Path) -> Sequence[Detector]:
    from enclave.dlp import gitleaks

    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise InputError("not UTF-8", str(path), "save the file as UTF-8") from None
    except OSError as error:
        raise InputError(f"cannot be read: {(error.strerror or 'unknown reason').lower()}", str(path)) from None
    rules = gitleaks.load(text, str(path))
    for note in rules.notes:
        typer.echo(f"{path}: {note}", err=True)
    return rules.detectors


def _run(files: list[Path] | None, form: Form, plan: Plan, *, text: bool) -> int:
    """Answers every source and gives the number of values that do not pass as they are; raises InputErrors for what could not be
    read, after all else."""
    _tell_what_is_not_looked_for(plan.scanner)
    answer = _answer_lines if form is Form.JSONL else _answer_text
    problems: list[InputError] = []
    found = sum(answer(source, plan, text=text, problems=problems) for source in sources(files, problems, folders=not text))
    if problems:
        raise InputErrors(problems)
    return found


def _tell_what_is_not_looked_for(scanner: Scanner) -> None:
    from enclave.gateway.recognisers import NAMED_BY_RECOGNISERS, WITHOUT

    if not scanner.recognisers and any(entity in scanner.entities for entity in NAMED_BY_RECOGNISERS):
        typer.echo(WITHOUT, err=True)


def _answer_text(source: Source, plan: Plan, *, text: bool, problems: list[InputError]) -> int:
    """Plain text of any size: what comes out is written while the rest is still being read. Bytes that are no UTF-8 are given back as
    they are; what is no text is looked into where somebody can, but never rewritten."""
    from enclave.dlp.redact import gone
    from enclave.dlp.scan import is_hidden
    from enclave.dlp.stream import StreamScanner

    reading = Reading(source)
    if reading.is_document:
        if text:
            problems.append(_rewritten(source))
            return 0
        return _answer_document(source, reading, plan)
    hidden = StreamScanner(plan.scanner, plan.hide if text else {}, _LONGEST_SECRET, plan.write or gone)

    def show(released: Released) -> int:
        if text:
            _write(reading.encode(released.text))
        else:
            _tell(source.name, released.matches, plan)
        return sum(is_hidden(match, plan.hide) for match in released.matches)

    found = 0
    try:
        for piece in reading.pieces():
            if text and not reading.is_text:
                problems.append(_rewritten(source))
                return found
            found += show(hidden.push(piece))
    except InputError as error:
        problems.append(error)
        return found
    found += show(hidden.finish())
    return found if reading.is_text else found + _not_looked_at(source.name, "no text, or in an unknown encoding", plan)


def _answer_document(source: Source, reading: Reading, plan: Plan) -> int:
    """What a document says, part by part, and what of it nobody looked at."""
    from enclave.dlp.scan import is_hidden
    from enclave.extract.content import MOST_BYTES
    from enclave.gateway.attachments import read

    said = read(reading.whole(MOST_BYTES), source.name)
    found = 0
    for where, text in said.texts:
        matches = plan.scanner.scan(text)
        _tell(f"{source.name}{where.removeprefix('file')}", matches, plan)
        found += sum(is_hidden(match, plan.hide) for match in matches)
    return found + sum(_not_looked_at(source.name, what.removeprefix("file: ").removeprefix("file, "), plan) for what in said.uninspected)


def _tell(name: str, matches: Sequence[Match], plan: Plan) -> None:
    from enclave.dlp.scan import is_hidden

    _write("".join(f"{name}:{_line(match, plan)}\n" for match in matches if is_hidden(match, plan.tell)).encode("utf-8", "surrogateescape"))


def _not_looked_at(name: str, what: str, plan: Plan) -> int:
    """How many findings that do not pass this is."""
    said = "" if plan.actions is None else " block" if plan.refuse_uninspected else " log"
    _write(f"{name}: uninspected: {what}{said}\n".encode("utf-8", "surrogateescape"))
    return int(plan.refuse_uninspected)


def _rewritten(source: Source) -> InputError:
    return InputError("is no text that can be rewritten", source.name, "`enclave dlp scan` says what stands in it; give its text instead")


def _answer_lines(source: Source, plan: Plan, *, text: bool, problems: list[InputError]) -> int:
    """One answer per good line, in order; a bad line is named and the others are answered all the same."""
    from enclave.dlp.redact import gone
    from enclave.dlp.redact import redact as hidden
    from enclave.dlp.scan import is_hidden

    found = 0
    for identity, given in _documents(source, problems):
        matches = plan.scanner.scan(given, plan.hide if text else {})
        found += sum(is_hidden(match, plan.hide) for match in matches)
        answer: dict[str, Any] = {"file": source.name, "id": identity} if source.is_one_of_many else {"id": identity}
        if text:
            answer["text"] = hidden(given, [match for match in matches if is_hidden(match, plan.hide)], write=plan.write or gone)
        answer["findings"] = [_finding(match, plan) for match in matches if is_hidden(match, plan.tell)]
        _write(_json(answer))
    return found


def _documents(source: Source, problems: list[InputError]) -> Iterator[tuple[Any, str]]:
    """The id and the text of every good line."""
    for number, line in enumerate(source.stream, 1):
        if not line.strip():
            continue
        try:
            yield _document(line)
        except ValueError as error:
            problems.append(InputError(str(error), where=f"{source.name}:{number}"))


def _document(line: bytes) -> tuple[Any, str]:
    """The id and the text of one line. Raises ValueError with a reason that quotes nothing of the line."""
    try:
        document = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise ValueError("not UTF-8") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON: {error.msg.lower()} (column {error.colno})") from None
    except RecursionError:
        raise ValueError("not JSON that can be read: nested too deep") from None
    if not isinstance(document, dict):
        raise ValueError('not an object: expected {"id", "text"}')
    if "id" not in document:
        raise ValueError("there is no `id`")
    if not isinstance(document.get("text"), str):
        raise ValueError("there is no `text`, or it is not a string")
    return document["id"], document["text"]


def _finding(match: Match, plan: Plan) -> dict[str, Any]:
    said = {"action": plan.actions(match)} if plan.actions else {}
    return {
        "entity": match.entity, "start": match.start, "end": match.end, "confidence": match.confidence, "detector": match.detector, **said,
    }


def _line(match: Match, plan: Plan) -> str:
    said = f" {plan.actions(match)}" if plan.actions else ""
    return f"{match.start}-{match.end} {match.entity} {match.confidence}{said}"


def _json(answer: dict[str, Any]) -> bytes:
    try:
        return json.dumps(answer, ensure_ascii=False).encode() + b"\n"
    except UnicodeEncodeError:  # half a surrogate pair, which JSON can hold and UTF-8 cannot
        return json.dumps(answer).encode() + b"\n"


def _write(data: bytes) -> None:
    """Writes at once: the other end of a pipe may wait for it."""
    if data:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
