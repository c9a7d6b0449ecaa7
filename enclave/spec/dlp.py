"""What a file says about data loss prevention: what happens to values of each entity, and entities and rules of its own."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, GetJsonSchemaHandler, StringConstraints, model_serializer, model_validator
from pydantic_core import CoreSchema

from enclave.spec.base import ENTITY, LANGUAGE, ONE_LINE, Model, Reason
from enclave.spec.entities import NAMES

DataClassification = Literal["public", "internal", "confidential", "highly-sensitive"]
"""From the least to the most sensitive."""
Confidence = Annotated[int, Field(strict=True, ge=1, le=100)]
EntityName = Annotated[str, StringConstraints(pattern=ENTITY)]
Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60, pattern=ONE_LINE)]
Sample = Annotated[str, Field(min_length=1, max_length=4000)]
Samples = tuple[Sample, ...]
MOST_ENTITIES = 200
MOST_RULES = 20


class Item(Model):
    """An entity or a group of them, and from which confidence. The name alone will do."""

    entity: EntityName = Field(description="an entity, a group of them (`secrets`, `payment`), or an entity of your own")
    confidence: Confidence | None = Field(default=None, description="only values of this confidence or more; the default is the list's")

    @model_validator(mode="before")
    @classmethod
    def _named(cls, written: Any) -> Any:
        return {"entity": written} if isinstance(written, str) else written

    @model_serializer
    def _plain(self) -> str | dict[str, Any]:
        return self.entity if self.confidence is None else {"entity": self.entity, "confidence": self.confidence}

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        keys = handler(core)
        names: list[dict[str, Any]] = [{"enum": list(NAMES)}, {"type": "string", "pattern": ENTITY}]
        return {"anyOf": [*names, keys], "description": keys.get("description", "")}


class RuleFile(Model):
    """A file with secret scanning rules in the format of gitleaks. Its path alone will do."""

    path: str = Field(min_length=1, max_length=255, pattern=ONE_LINE, description="where it is, seen from this file")
    text: str | None = Field(default=None, max_length=1_000_000, description="what it says, instead of reading it")

    @model_validator(mode="before")
    @classmethod
    def _named(cls, written: Any) -> Any:
        return {"path": written} if isinstance(written, str) else written

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        keys = handler(core)
        return {"anyOf": [{"type": "string"}, keys], "description": keys.get("description", "")}


class SampleTexts(Model):
    """Texts that `enclave check` tries an entity of yours with."""

    match: Samples = Field(default=(), description="texts in which a value must be found")
    ignore: Samples = Field(default=(), description="texts in which none may be found")


class OwnEntity(Model):
    """An entity of your own: a pattern, what supports it, and how sure a match of it is."""

    name: EntityName = Field(description="its name, for the lists and for `[REDACTED-<NAME>]`")
    pattern: str = Field(min_length=1, max_length=4000, description="regular expression in RE2's syntax; `(?i)` before it ignores case")
    evidence: tuple[Word, ...] = Field(default=(), max_length=200, description="words that support a value when they stand before it")
    confidence: Confidence = Field(default=75, description="of a value without evidence")
    supported: Confidence = Field(default=85, description="of a value with evidence in the 300 characters before it")
    validator: str | None = Field(
        default=None, max_length=60, description="check that a value must pass: `luhn`, `iban`, `verhoeff`, `stdnum.de.idnr`, ..."
    )
    samples: SampleTexts = Field(default=SampleTexts(), description="texts with and without a value, tried by `enclave check`")
    description: Reason | None = Field(default=None, description="what it is, for people")


class Recogniser(Model):
    """A program that finds people's names, addresses and organisations, beside what the scanner finds itself."""

    engine: Literal["presidio", "spacy", "gliner", "transformers", "module"] = Field(
        description="what it is; `pip install 'secure-ai-enclave[<engine>]'` installs it"
    )
    model: str | None = Field(
        default=None, min_length=1, max_length=255, pattern=ONE_LINE,
        description="what it loads: an installed spaCy pipeline, `blank`, a directory, a model of Hugging Face that lies on the machine, or"
        " for `module` a `package.module:factory` of your own",
    )
    language: str = Field(default="en", pattern=LANGUAGE, description="of the texts, as the engine names it")
    labels: dict[Word, EntityName] = Field(
        default={}, max_length=100, description="the engine's label and the entity that it stands for; other labels are not looked for"
    )
    confidence: Confidence = Field(default=75, description="of a value that the engine gives no score")
    seconds: Annotated[float, Field(gt=0, le=60)] = Field(default=5.0, description="that an answer may take; a later one is a refusal")


class Actions(Model):
    """Which values are blocked, hidden or only told of. A list that is not written says nothing."""

    block: tuple[Item, ...] | None = Field(default=None, description="a request or an answer with such a value is refused")
    redact: tuple[Item, ...] | None = Field(default=None, description="the value is replaced by `[REDACTED-...]`")
    tokenise: tuple[Item, ...] | None = Field(default=None, description="a surrogate stands for the value until it comes back")
    log: tuple[Item, ...] | None = Field(default=None, description="the value passes; the log says that there was one")
    confidence: Confidence | None = Field(
        default=None, description="least confidence of `block`, `redact` and `tokenise` where an item says none; usually 75"
    )
    uninspected: Literal["refuse", "log"] | None = Field(
        default=None, description="content that cannot be looked into, such as pictures; refused by default from `confidential` up"
    )


class Surrogates(Model):
    """What stands for values of the list `tokenise`, and when they come back. A key that is not written is as the hub says."""

    form: Literal["word", "alike"] | None = Field(
        default=None,
        description="`word`: `EMAIL_7Q2K9F3M1X`, which models copy well; `alike`: a text of the value's own form that is no value; usually"
        " `word`",
    )
    minutes: Annotated[int, Field(strict=True, ge=1, le=43_200)] | None = Field(
        default=None, description="how long a value can be put back after it was last said; usually 1440, a day"
    )
    tool_arguments: bool | None = Field(
        default=None, strict=True, description="values are put back into the arguments of tool calls too; usually false"
    )


class Dlp(Actions):
    """What happens to a value of each entity. A list that is not written is as the hub says (for the hub: as the preset says)."""

    by_classification: dict[DataClassification, Actions] = Field(
        default={}, description="what holds beside that for data of this classification and of more sensitive ones"
    )
    surrogates: Surrogates | None = Field(default=None, description="what stands for values of the list `tokenise`")
    entities: tuple[OwnEntity, ...] = Field(default=(), max_length=MOST_ENTITIES, description="entities of your own")
    recognisers: tuple[Recogniser, ...] = Field(
        default=(), max_length=5, description="programs that find names, addresses and organisations; the hub's hold for all projects"
    )
    rules: tuple[RuleFile, ...] = Field(
        default=(), max_length=MOST_RULES, description="files of rules in the format of gitleaks; they find `api_key`"
    )
