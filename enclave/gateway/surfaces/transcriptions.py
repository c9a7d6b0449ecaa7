"""Sound to text: nobody listens to the sound, so policy must let it pass; the text is scanned. Its length is measured, not believed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from enclave.gateway.attachments import Attachment, Carried
from enclave.gateway.multipart import File, Sent, write
from enclave.gateway.sound import UnmeasuredError, seconds
from enclave.gateway.surfaces import forms
from enclave.gateway.surfaces.call import BadCallError, Call
from enclave.ledger.prices import Units, Usage
from enclave.spec.models import Deployment

Object = dict[str, Any]
TOKENS_A_SECOND = 20
"""Twice what a model reads of a second (one token for 100 ms; OpenAI, `Realtime costs`, 2026-11)."""
MOST_OUTPUT = 2_000
"""Tokens of a transcript (OpenAI, model page of gpt-4o-transcribe, 2026-11)."""
BY_MINUTE = "whisper"
"""Models of this name have no tokens."""
KINDS = {"wav": "audio/wav", "mp3": "audio/mpeg"}
FORMATS = ("json", "text", "verbose_json")
IN_PIECES = ": it tells the text in pieces, in which no value can be found"
KEPT = frozenset({"text", "language", "duration", "task", "usage", "segments"})
KEPT_OF_SEGMENT = frozenset({"id", "seek", "start", "end", "text", "temperature", "avg_logprob", "compression_ratio", "no_speech_prob"})
PLAIN = (b"text/", b"application/x-subrip", b"application/octet-stream")


class Transcriptions(msgspec.Struct, frozen=True):
    """One operation on sound: in its language, or into English."""

    TARGET: bytes

    def read_call(self, _body: Object) -> Call:
        """There is no call without a file. Raises BadCallError."""
        raise BadCallError("send a form with a `file`", "file")

    def read_form(self, body: Object, files: Sequence[File]) -> Call:
        """Check a form. Raises BadCallError."""
        if len(files) != 1 or files[0].field != "file":
            raise BadCallError("`file` must be one file", "file", "missing_required_parameter")
        if body.get("stream") not in (None, "false"):
            raise BadCallError("transcripts are not streamed here", "stream", "unsupported_content")
        body.pop("stream", None)
        wanted = forms.one_of(body, "response_format", FORMATS, IN_PIECES)
        for key in ("timestamp_granularities[]", "timestamp_granularities"):
            if any(one != "segment" for one in body.get(key, ())):
                raise BadCallError(f"only segments are told here{IN_PIECES}", "timestamp_granularities", "unsupported_content")
        if body.get("include[]"):
            raise BadCallError(f"`include` is not taken here{IN_PIECES}", "include", "unsupported_content")
        try:
            kind, length = seconds(files[0].data)
        except UnmeasuredError as error:
            raise BadCallError(error.message, "file", "unsupported_content") from None
        name, media, data = f"file.{kind}", KINDS[kind], files[0].data
        return Call(
            stream=False, include_usage=False, choices=1, max_tokens=None, is_fixed=True,
            attachments=(Attachment("file", {"type": "input_audio"}, Carried(data, name, media, {}, "data")),),
            files=(Sent("file", name, media, data),),
            context=length * TOKENS_A_SECOND, units=lambda _: Units(seconds=length), raw=PLAIN if wanted == "text" else (),
        )  # fmt: skip

    def default_output(self, deployment: Deployment) -> int:
        """Tokens of a transcript."""
        return 0 if deployment.model.startswith(BY_MINUTE) else MOST_OUTPUT

    def prompt_texts(self, body: Object) -> tuple[str, ...]:
        """What the model reads beside the sound."""
        return (forms.text(body, "prompt"),)

    def outgoing(self, body: Object, model: str, call: Call, _max_tokens: int | None, name: str = "") -> bytes:
        """The form that goes to the upstream."""
        return write({**body, "model": name or model}, call.files)

    def is_answer(self, document: Object) -> bool:
        """Whether a document has a transcript."""
        segments = document.get("segments")
        are_fine = segments is None or (isinstance(segments, list) and all(map(_is_segment, segments)))
        return isinstance(document.get("text"), str) and are_fine

    def read_usage(self, document: Object) -> Usage | None:
        """What the provider counted, where it counts tokens."""
        return forms.usage(document)

    def kept(self, document: Object) -> Object:
        """What of an answer goes back: nothing that spells the text."""
        answer = {key: value for key, value in document.items() if key in KEPT and value is not None}
        if "segments" in answer:
            answer["segments"] = [{key: value for key, value in one.items() if key in KEPT_OF_SEGMENT} for one in answer["segments"]]
        return answer

    def told(self, document: Object) -> Object:
        """What of that is to be scanned: all."""
        return dict(document)

    def spelled(self, _answer: Object) -> list[Object]:
        """Nothing that stays is told in pieces."""
        return []

    def readable(self, _answer: Object) -> Iterator[tuple[Object, str, bool]]:
        """Nothing stands for a value that was heard."""
        return iter(())


def _is_segment(segment: object) -> bool:
    return isinstance(segment, Mapping) and isinstance(segment.get("text"), str)


TRANSCRIBE = Transcriptions(b"/audio/transcriptions")
TRANSLATE = Transcriptions(b"/audio/translations")
