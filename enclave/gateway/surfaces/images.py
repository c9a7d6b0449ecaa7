"""Pictures: made and changed. The prompt is scanned; what a picture shows nobody looks into, so that policy must let it pass."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from enclave.gateway.multipart import File, write
from enclave.gateway.surfaces import forms
from enclave.gateway.surfaces.call import BadCallError, Call, flag, is_time
from enclave.ledger.prices import Units, Usage
from enclave.spec.models import Deployment

Object = dict[str, Any]
SIZES = ("auto", "256x256", "512x512", "1024x1024", "1024x1536", "1536x1024", "1024x1792", "1792x1024")
QUALITIES = ("auto", "low", "medium", "high", "standard", "hd")
MOST_PICTURES = 10
MOST_TOKENS = 6_240
"""Of one picture, in any quality and size (OpenAI, `Image generation`, cost and latency, 2026-11)."""
TOKENS = {"low": 408, "medium": 1_584}
"""Of one picture in the largest size of a lower quality (there)."""
INPUT_TOKENS = 10_000
"""More than a picture that is changed comes to: 6,240 in high fidelity beside the tiles of 512 pixels (OpenAI, `Images and vision`)."""
BY_PICTURE = "dall-e"
"""Models of this name have no tokens."""
KINDS = {"png": "image/png", "jpeg": "image/jpeg", "webp": "image/webp"}
KEPT = frozenset({"created", "data", "usage", "background", "output_format", "quality", "size"})
KEPT_OF_PICTURE = ("revised_prompt", "content_filter_results", "prompt_filter_results")


class Images(msgspec.Struct, frozen=True):
    """One operation on pictures."""

    TARGET: bytes
    files: Mapping[str, int] = {}
    """Files that its form may have, by field: how many. Empty: no form."""
    has_prompt: bool = True

    def read_call(self, body: Object) -> Call:
        """Check a decoded body. Raises BadCallError."""
        return self._call(body)

    def read_form(self, body: Object, files: Sequence[File]) -> Call:
        """Check a form. Raises BadCallError."""
        if not any(file.field.startswith("image") for file in files):
            raise BadCallError("`image` must be a file", "image", "missing_required_parameter")
        attached, sent = forms.attach(files, self.files, KINDS)
        return msgspec.structs.replace(self._call(body), attachments=attached, files=sent, context=INPUT_TOKENS * len(sent))

    def _call(self, body: Object) -> Call:
        forms.text(body, "prompt", needed=self.has_prompt)
        if (not self.files and flag(body, "stream")) or (self.files and body.get("stream") not in (None, "false")):
            raise BadCallError("pictures are not streamed here", "stream", "unsupported_content")
        if forms.one_of(body, "response_format", ("b64_json",), ": an address outside of the enclave is not served here") == "":
            body.pop("response_format", None)
        for key in ("partial_images", "stream"):
            body.pop(key, None)
        quality = forms.one_of(body, "quality", QUALITIES)
        size = forms.one_of(body, "size", SIZES)
        picture = f"{quality or 'standard'} {size or '1024x1024'}"
        return Call(
            stream=False, include_usage=False, choices=forms.number(body, "n", 1, MOST_PICTURES, 1), max_tokens=TOKENS.get(quality),
            is_fixed=True, unseen=True, is_rewritten=True,
            units=lambda sent: Units(images=forms.number(dict(sent), "n", 1, MOST_PICTURES, 1), picture=picture),
        )

    def default_output(self, deployment: Deployment) -> int:
        """Tokens of one picture."""
        return 0 if deployment.model.startswith(BY_PICTURE) else MOST_TOKENS

    def prompt_texts(self, body: Object) -> tuple[str, ...]:
        """What the model reads."""
        return (forms.text(body, "prompt"),)

    def outgoing(self, body: Object, model: str, call: Call, _max_tokens: int | None, name: str = "") -> bytes:
        """The body that goes to the upstream. What is paid by the picture answers with an address unless it is told not to."""
        sent = {**body, **({"response_format": "b64_json"} if model.startswith(BY_PICTURE) else {})}
        if not model.startswith(BY_PICTURE):
            sent.pop("response_format", None)
        if self.files:
            return write({**sent, "model": name or model}, call.files)
        return msgspec.json.encode({**sent, "model": name or model})

    def is_answer(self, document: Object) -> bool:
        """Whether a document has pictures, each by itself and none at an address."""
        data = document.get("data")
        return isinstance(data, list) and 0 < len(data) <= MOST_PICTURES and all(_is_picture(item) for item in data)

    def read_usage(self, document: Object) -> Usage | None:
        """What the provider counted. All that comes out is a picture."""
        told = forms.usage(document)
        return told and Usage(prompt=told.prompt, completion=told.completion, image_input=told.image_input, image_output=told.completion)

    def kept(self, document: Object) -> Object:
        """What of an answer goes back. A picture is no text that could be scanned, and is put aside as it is."""
        answer = {key: value for key, value in document.items() if key in KEPT and (key != "created" or is_time(value))}
        answer["data"] = [
            {"b64_json": msgspec.Raw(msgspec.json.encode(item["b64_json"])), **{key: item[key] for key in KEPT_OF_PICTURE if key in item}}
            for item in document["data"]
        ]
        return answer

    def told(self, document: Object) -> Object:
        """What of that is to be scanned."""
        return {key: value for key, value in document.items() if key != "created"}

    def spelled(self, _answer: Object) -> list[Object]:
        """Nothing is told in pieces."""
        return []

    def readable(self, answer: Object) -> Iterator[tuple[Object, str, bool]]:
        """The prompt as the model wrote it anew."""
        return ((item, "revised_prompt", False) for item in answer["data"] if isinstance(item, dict))


def _is_picture(item: object) -> bool:
    if not isinstance(item, dict) or item.get("url") is not None or not isinstance(item.get("b64_json"), str):
        return False
    try:
        return forms.kind_of(base64.b64decode(item["b64_json"], validate=True)) != ""
    except (binascii.Error, ValueError):
        return False


GENERATE = Images(b"/images/generations")
VARY = Images(b"/images/variations", {"image": 1}, has_prompt=False)
EDIT = Images(b"/images/edits", {"image": 1, "image[]": 16, "mask": 1})
