"""Asks Azure AI Content Safety about texts: harm by its severity, attacks on the model, known texts of others.

What cannot be asked was not found harmless: every fault is a ContentSafetyError. REST version 2024-09-01
(github.com/Azure/azure-rest-api-specs, cognitiveservices/data-plane/ContentSafety/stable/2024-09-01).
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping, Sequence
from functools import partial
from hashlib import sha256
from types import MappingProxyType
from typing import Any, TypeAlias

import msgspec

from enclave.audit.event import Verdict
from enclave.errors import EnclaveError
from enclave.gateway.bearer import Bearer, SignInError
from enclave.spec.policy import Policy, Threshold
from enclave.wire.client import Client, ClientResponse, UpstreamError
from enclave.wire.message import Headers

VERSION = b"?api-version=2024-09-01"
ANALYZE, SHIELD, PROTECTED = (b"/contentsafety/text:" + name for name in (b"analyze", b"shieldPrompt", b"detectProtectedMaterial"))
CATEGORIES: Mapping[str, str] = MappingProxyType({"hate": "Hate", "sexual": "Sexual", "violence": "Violence", "self_harm": "SelfHarm"})
"""A filter of the file -> the service's category."""
LEVELS: Mapping[Threshold, int] = MappingProxyType({Threshold.LOW: 2, Threshold.MEDIUM: 4, Threshold.HIGH: 6})
"""The least severity that a threshold stops, of the four: 0, 2, 4, 6."""
MOST = 10_000
"""Code points of one question about harm or attacks."""
MOST_PROTECTED, LEAST_PROTECTED = 1_000, 110
"""Code points of one question about texts of others; shorter ones are none
(learn.microsoft.com/azure/ai-services/content-safety/overview, input requirements)."""
MOST_TEXT = 1_000_000
"""Code points of one request or answer: a hundred questions of each kind. More would use up the quota of all others."""
OVERLAP = 200
"""Code points that two pieces of one text have in common, so that what stands across their border is seen whole."""
SECONDS, ONCE = 20.0, 5.0
"""How long all questions about one request or window may take, and one of them."""
AT_ONCE = 8
TRIES = 3
PAUSE, PATIENCE = 0.2, 2.0
"""Seconds before a question is asked again that was not answered, or longer where the service says so, but no longer than this."""
MAX_ANSWER = 64 * 1024
MOST_KNOWN, KNOWN_SECONDS = 8_192, 600.0
"""Answers that are remembered, and for how long: a conversation asks about its beginning with every turn."""
Answer: TypeAlias = dict[str, Any]
Question: TypeAlias = Callable[[], Awaitable[None]]


class ContentSafetyError(EnclaveError):
    """Nobody knows whether the text may pass. `wait`: seconds after which the service wants to be asked again."""

    def __init__(self, message: str, wait: int = 0) -> None:
        super().__init__(message)
        self.wait = wait


class TooLongError(ContentSafetyError):
    """It would take too many questions."""

    def __init__(self) -> None:
        super().__init__(f"a text of more than {MOST_TEXT} characters is not asked about")


class Told(msgspec.Struct, frozen=True):
    """What a model reads, by who says it."""

    asked: str = ""
    """By users: it may attack the model directly."""
    cited: str = ""
    """By documents, tools and files: instructions may hide in it."""
    rest: str = ""
    """By whoever built the application."""


class Opinion(msgspec.Struct):
    """What the service says of a text, by filter, and what of it policy stops."""

    chars: int = 0
    severities: dict[str, int] = {}
    detected: dict[str, bool] = {}
    stopped: set[str] = set()
    is_undecided: bool = False
    """Some of it could not be asked about."""

    def verdict(self, stage: str) -> Verdict:
        """For the record."""
        outcome = "refuse" if self.stopped or self.is_undecided else "pass"
        return Verdict(stage, outcome, self.chars, dict.fromkeys(sorted(self.stopped), 1))

    def result(self) -> dict[str, dict[str, object]]:
        """Azure OpenAI's `content_filter_result`."""
        found: dict[str, dict[str, object]] = {}
        for name, severity in sorted(self.severities.items()):
            found[name] = {"filtered": name in self.stopped, "severity": _word(severity)}
        for name, is_there in sorted(self.detected.items()):
            found[_AZURE.get(name, name)] = {"filtered": name in self.stopped, "detected": is_there}
        return found


_AZURE = {"indirect_attacks": "indirect_attack", "protected_text": "protected_material_text"}


def _word(severity: int) -> str:
    return "high" if severity >= 6 else "medium" if severity >= 4 else "low" if severity >= 2 else "safe"


class ContentSafety:
    """The accounts of all regions. Make it on the event loop that uses it; raises InputError for what is no base URL."""

    def __init__(self, urls: Mapping[str, str], bearer: Bearer | None) -> None:
        """`urls`: key of a region -> base URL of its account, `https://<account>.cognitiveservices.azure.com`."""
        clients = {url: Client(url, read_seconds=ONCE, total_seconds=ONCE) for url in urls.values()}
        self._clients = {region: clients[url] for region, url in urls.items()}
        self._bearer = bearer
        self._known: OrderedDict[bytes, tuple[float, object]] = OrderedDict()

    async def of_request(self, region: str, policy: Policy, told: Told) -> Opinion:
        """What is thought of a request. Raises ContentSafetyError."""
        texts = [text for text in (told.rest, told.cited, told.asked) if text]
        opinion = Opinion(sum(map(len, texts)))
        if opinion.chars > MOST_TEXT:
            raise TooLongError
        questions = self._harms(region, policy, "\n\n".join(texts), opinion)
        if "jailbreak" in policy.content_filters:
            questions += [partial(self._asked, region, piece, opinion) for piece in pieces(told.asked, MOST)]
        if "indirect_attacks" in policy.content_filters:
            questions += [partial(self._cited, region, piece, opinion) for piece in pieces(told.cited, MOST)]
        return await _all(questions, policy, opinion)

    async def of_answer(self, region: str, policy: Policy, text: str) -> Opinion:
        """What is thought of an answer, or a part of one. Raises ContentSafetyError."""
        opinion = Opinion(len(text))
        if opinion.chars > MOST_TEXT:
            raise TooLongError
        questions = self._harms(region, policy, text, opinion)
        if len(text) >= LEAST_PROTECTED and "protected_text" in policy.content_filters:
            questions += [partial(self._protected, region, piece, opinion) for piece in pieces(text, MOST_PROTECTED)]
        return await _all(questions, policy, opinion)

    async def close(self) -> None:
        """Cut every connection."""
        for client in {*self._clients.values()}:
            await client.close()

    def _harms(self, region: str, policy: Policy, text: str, opinion: Opinion) -> list[Question]:
        wanted = tuple(name for name in CATEGORIES if name in policy.content_filters)
        return [partial(self._analyze, region, piece, wanted, opinion) for piece in pieces(text, MOST)] if wanted else []

    async def _analyze(self, region: str, text: str, wanted: Sequence[str], opinion: Opinion) -> None:
        question = {"text": text, "categories": [CATEGORIES[name] for name in wanted], "outputType": "FourSeverityLevels"}
        for name, severity in (await self._ask(region, ANALYZE, question, partial(_severities, wanted))).items():
            opinion.severities[name] = max(severity, opinion.severities.get(name, 0))

    async def _asked(self, region: str, text: str, opinion: Opinion) -> None:
        found = await self._ask(region, SHIELD, {"userPrompt": text}, partial(_flag, "userPromptAnalysis", "attackDetected"))
        opinion.detected["jailbreak"] = found or opinion.detected.get("jailbreak", False)

    async def _cited(self, region: str, text: str, opinion: Opinion) -> None:
        found = await self._ask(region, SHIELD, {"documents": [text]}, _of_document)
        opinion.detected["indirect_attacks"] = found or opinion.detected.get("indirect_attacks", False)

    async def _protected(self, region: str, text: str, opinion: Opinion) -> None:
        found = await self._ask(region, PROTECTED, {"text": text}, partial(_flag, "protectedMaterialAnalysis", "detected"))
        opinion.detected["protected_text"] = found or opinion.detected.get("protected_text", False)

    async def _ask(self, region: str, path: bytes, question: Mapping[str, object], read: Callable[[Answer], Any]) -> Any:
        """What is read of the service's answer, perhaps of one that it gave before."""
        client = self._clients.get(region)
        if client is None:
            raise ContentSafetyError(f"there is no Content Safety in region `{region}`")
        try:
            body = msgspec.json.encode(question)
        except UnicodeEncodeError:
            raise ContentSafetyError("a text cannot be sent: it is not Unicode") from None
        key, now = sha256(b"\n".join((region.encode(), path, body))).digest(), time.monotonic()
        since, known = self._known.get(key, (0.0, None))
        if known is not None and now < since + KNOWN_SECONDS:
            self._known.move_to_end(key)
            return known
        found = read(await self._send(client, path, body))
        self._known[key] = (now, found)
        self._known.move_to_end(key)
        if len(self._known) > MOST_KNOWN:
            self._known.popitem(last=False)
        return found

    async def _send(self, client: Client, path: bytes, body: bytes) -> Answer:
        """An answer with status 200, after another try where one may help."""
        error = ContentSafetyError("Content Safety was not asked")
        for tried in range(TRIES):
            if tried:
                await asyncio.sleep(max(PAUSE, error.wait))
            try:
                authorization = await self._bearer.authorization() if self._bearer is not None else b""
                response = await client.request("POST", path + VERSION, _headers(authorization), body)
                data = await response.read(MAX_ANSWER)
            except (UpstreamError, SignInError) as problem:
                error = ContentSafetyError(f"Content Safety: {problem.message}")
                continue
            if response.status == 200:
                return _object(data)
            error = self._refused(response, authorization)
            if error.wait > PATIENCE or (response.status not in (401, 408, 429) and response.status < 500):
                break
        raise error

    def _refused(self, response: ClientResponse, authorization: bytes) -> ContentSafetyError:
        if response.status == 401 and self._bearer is not None:
            self._bearer.reject(authorization)
        wait = response.header(b"retry-after") or b""
        seconds = int(wait) if wait.isdigit() and len(wait) < 6 else 0
        return ContentSafetyError(f"Content Safety answered with status {response.status}", seconds)


async def _all(questions: Sequence[Question], policy: Policy, opinion: Opinion) -> Opinion:
    """Ask everything, a few at once. What policy stops is in the opinion."""
    turn = asyncio.Semaphore(AT_ONCE)

    async def ask(question: Question) -> None:
        async with turn:
            await question()

    try:
        async with asyncio.timeout(SECONDS):
            await _together([ask(question) for question in questions])
    except TimeoutError:
        raise ContentSafetyError(f"Content Safety did not answer everything in {SECONDS:g} s") from None
    for name, threshold in policy.content_filters.items():
        if opinion.severities.get(name, 0) >= LEVELS[threshold] or opinion.detected.get(name, False):
            opinion.stopped.add(name)
    return opinion


async def _together(work: Sequence[Coroutine[Any, Any, None]]) -> None:
    """Run all of it at once; the first error ends the rest."""
    try:
        async with asyncio.TaskGroup() as group:
            for one in work:
                group.create_task(one)
    except* ContentSafetyError as errors:
        raise _first(errors) from None


def _first(errors: BaseExceptionGroup[ContentSafetyError]) -> ContentSafetyError:
    inner = errors.exceptions[0]
    return _first(inner) if isinstance(inner, BaseExceptionGroup) else inner


def pieces(text: str, most: int) -> Iterator[str]:
    """A text in pieces of at most so many code points, each with the end of the one before it. An empty one has none."""
    end = max(len(text) - OVERLAP, min(len(text), 1))
    return (text[start : start + most] for start in range(0, end, most - OVERLAP))


def _headers(authorization: bytes) -> Headers:
    usual = ((b"content-type", b"application/json"), (b"accept", b"application/json"), (b"accept-encoding", b"identity"))
    return (*usual, (b"authorization", authorization)) if authorization else usual


def _object(data: bytes) -> Answer:
    try:
        answer = msgspec.json.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        answer = None
    if not isinstance(answer, dict):
        raise ContentSafetyError("Content Safety's answer is no JSON object")
    return answer


def _severities(wanted: Sequence[str], answer: Answer) -> dict[str, int]:
    found = answer.get("categoriesAnalysis")
    said = {str(one.get("category")): one.get("severity") for one in found if isinstance(one, dict)} if isinstance(found, list) else {}
    severities: dict[str, int] = {}
    for name in wanted:
        severity = said.get(CATEGORIES[name])
        if type(severity) is not int or not 0 <= severity <= 7:
            raise ContentSafetyError(f"Content Safety does not say how severe `{name}` is")
        severities[name] = severity
    return severities


def _of_document(answer: Answer) -> bool:
    found = answer.get("documentsAnalysis")
    only = found[0] if isinstance(found, list) and len(found) == 1 else None
    return _flag("documentsAnalysis", "attackDetected", {"documentsAnalysis": only})


def _flag(part: str, member: str, answer: Answer) -> bool:
    said = answer.get(part)
    found = said.get(member) if isinstance(said, dict) else None
    if type(found) is not bool:
        raise ContentSafetyError(f"Content Safety does not say `{member}`")
    return found
