"""What a chat request may say: the wire's form, decoded and checked, with errors that name the parameter."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal, TypeVar

import msgspec
from msgspec import Meta

from enclave.simulator.errors import RejectedError

T = TypeVar("T")
Tokens = Annotated[int, Meta(ge=1)]
Penalty = Annotated[float, Meta(ge=-2, le=2)]
REASONING_PREFIXES = ("o1", "o3", "o4", "gpt-5", "gpt-6")
"""Models that think first, and that refuse `max_tokens`."""


class Image(msgspec.Struct, frozen=True):
    """A picture; only its detail counts."""

    url: str
    detail: Literal["auto", "low", "high", "original"] = "auto"


class Part(msgspec.Struct, frozen=True):
    """One piece of a message's content."""

    type: Literal["text", "image_url", "refusal", "input_audio", "file"]
    text: str = ""
    refusal: str | None = None
    image_url: Image | None = None


class Called(msgspec.Struct, frozen=True):
    """The function that an earlier answer called, its arguments as JSON text."""

    name: str
    arguments: str


class Given(msgspec.Struct, frozen=True):
    """The custom tool that an earlier answer called, and the text that it was given."""

    name: str
    input: str


class ToolCall(msgspec.Struct, frozen=True):
    """A call in an earlier answer."""

    id: str
    function: Called | None = None
    type: Literal["function", "custom"] = "function"
    custom: Given | None = None


class Message(msgspec.Struct, frozen=True):
    """One message; `text` joins the text of all its parts."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[Part] | None = None
    name: str | None = None
    refusal: str | None = None
    tool_calls: list[ToolCall] | None = None
    tool_call_id: str | None = None

    @property
    def text(self) -> str:
        if isinstance(self.content, list):
            return "\n".join(part.text or part.refusal or "" for part in self.content)
        return self.content or self.refusal or ""

    @property
    def images(self) -> tuple[Image, ...]:
        parts = self.content if isinstance(self.content, list) else []
        return tuple(part.image_url for part in parts if part.image_url)


class Function(msgspec.Struct, frozen=True):
    """A function that the model may call; `parameters` is a JSON Schema."""

    name: Annotated[str, Meta(pattern="^[a-zA-Z0-9_-]{1,64}$")]
    description: str = ""
    parameters: dict[str, Any] = {}
    strict: bool | None = None


class Tool(msgspec.Struct, frozen=True):
    """Something that the model may call. Custom tools are only accepted."""

    type: Literal["function", "custom"]
    function: Function | None = None
    custom: dict[str, Any] = {}


class Named(msgspec.Struct, frozen=True):
    """A function by its name."""

    name: str


class ToolChoice(msgspec.Struct, frozen=True):
    """One function that must be called, or other choices, which are only accepted."""

    type: Literal["function", "custom", "allowed_tools"]
    function: Named | None = None


class JsonSchema(msgspec.Struct, frozen=True):
    """The shape that an answer must have."""

    name: str
    schema: dict[str, Any]
    description: str = ""
    strict: bool | None = None


class ResponseFormat(msgspec.Struct, frozen=True):
    """What kind of text the answer must be."""

    type: Literal["text", "json_object", "json_schema"] = "text"
    json_schema: JsonSchema | None = None


class StreamOptions(msgspec.Struct, frozen=True):
    """Extras of a stream."""

    include_usage: bool = False
    include_obfuscation: bool | None = None


class ChatRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Every parameter of OpenAI's and Azure OpenAI's chat completions; those that change nothing here are only accepted."""

    messages: Annotated[list[Message], Meta(min_length=1)]
    model: str = ""
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    n: Annotated[int, Meta(ge=1, le=128)] | None = None
    stop: str | Annotated[list[str], Meta(max_length=4)] | None = None
    max_tokens: Tokens | None = None
    max_completion_tokens: Tokens | None = None
    tools: Annotated[list[Tool], Meta(max_length=128)] | None = None
    tool_choice: Literal["none", "auto", "required"] | ToolChoice | None = None
    response_format: ResponseFormat | None = None
    logprobs: bool | None = None
    top_logprobs: Annotated[int, Meta(ge=0, le=20)] | None = None
    reasoning_effort: Literal["none", "minimal", "low", "medium", "high", "xhigh"] | None = None
    prompt_cache_key: str | None = None
    temperature: Annotated[float, Meta(ge=0, le=2)] | None = None
    top_p: Annotated[float, Meta(ge=0, le=1)] | None = None
    frequency_penalty: Penalty | None = None
    presence_penalty: Penalty | None = None
    audio: Any = None
    data_sources: Any = None
    function_call: Any = None
    functions: Any = None
    logit_bias: Any = None
    metadata: Any = None
    modalities: Any = None
    moderation: Any = None
    parallel_tool_calls: Any = None
    prediction: Any = None
    prompt_cache_options: Any = None
    prompt_cache_retention: Any = None
    safety_identifier: Any = None
    seed: Any = None
    service_tier: Any = None
    store: Any = None
    user: Any = None
    user_security_context: Any = None
    verbosity: Any = None
    web_search_options: Any = None

    @property
    def question(self) -> str:
        """The text of the last user message."""
        return next((message.text for message in reversed(self.messages) if message.role == "user"), "")

    @property
    def limit(self) -> int | None:
        """Most tokens of one choice, thinking included."""
        return self.max_completion_tokens or self.max_tokens

    @property
    def schema_text(self) -> str:
        """The JSON text of the requested answer's schema, or nothing."""
        wanted = self.response_format and self.response_format.json_schema
        return msgspec.json.encode(wanted.schema).decode() if wanted else ""


def read_chat(body: bytes, model: str) -> ChatRequest:
    """Decodes and checks a request for the model that will answer it. Raises RejectedError (400)."""
    request = decode(body, ChatRequest)
    format_ = request.response_format or ResponseFormat()
    if request.max_tokens and request.max_completion_tokens:
        raise RejectedError(400, "set `max_tokens` or `max_completion_tokens`, not both", code="invalid_parameter_combination")
    if request.max_tokens and model.startswith(REASONING_PREFIXES):
        message = f"`max_tokens` is not supported with `{model}`; use `max_completion_tokens`"
        raise RejectedError(400, message, code="unsupported_parameter", param="max_tokens")
    if request.stream_options and not request.stream:
        raise RejectedError(400, "`stream_options` needs `stream`", param="stream_options")
    if request.top_logprobs is not None and not request.logprobs:
        raise RejectedError(400, "`top_logprobs` needs `logprobs`", param="top_logprobs")
    for number, tool in enumerate(request.tools or ()):
        if tool.type == "function" and tool.function is None:
            where = f"tools[{number}].function"
            raise RejectedError(400, f"missing required parameter: `{where}`", code="missing_required_parameter", param=where)
    if request.tool_choice not in (None, "none") and not request.tools:
        raise RejectedError(400, "`tool_choice` needs `tools`", param="tool_choice")
    if format_.type == "json_schema" and format_.json_schema is None:
        raise RejectedError(400, "`json_schema` is missing", code="missing_required_parameter", param="response_format.json_schema")
    if format_.type == "json_object" and not any("json" in message.text.lower() for message in request.messages):
        raise RejectedError(400, "`json_object` needs the word `json` in a message", param="messages")
    return request


def decode(body: bytes, kind: type[T]) -> T:
    """JSON -> `kind`. Raises RejectedError (400) that names the parameter."""
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.ValidationError as error:
        raise _rejected(str(error)) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise RejectedError(400, f"the body is not JSON: {error}") from None


def _rejected(message: str) -> RejectedError:
    what, _, path = message.partition(" - at ")
    param = path.strip("`").removeprefix("$").removeprefix(".") or None
    if missing := re.search("missing required field `(.*?)`", what):
        param = f"{param}.{missing[1]}" if param else missing[1]
        return RejectedError(400, f"missing required parameter: `{param}`", code="missing_required_parameter", param=param)
    if unknown := re.search("contains unknown field `(.*?)`", what):
        return RejectedError(400, f"unrecognized request argument supplied: {unknown[1]}", code="unknown_parameter", param=unknown[1])
    return RejectedError(400, what[:1].lower() + what[1:], code="invalid_value", param=param)
