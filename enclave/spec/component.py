"""What every component has in common: it is built or not, and `true`, `false` or its settings say so."""

from __future__ import annotations

from typing import Any

from pydantic import Field, GetJsonSchemaHandler, model_validator
from pydantic_core import CoreSchema

from enclave.spec.base import Model


class Component(Model):
    """One component: whether it is built, and how."""

    enabled: bool | None = Field(default=None, strict=True, description="built or not; the default is the scenario's")

    @model_validator(mode="before")
    @classmethod
    def _switched(cls, written: Any) -> Any:
        if isinstance(written, bool):
            return {"enabled": written}
        return {"enabled": True, **written} if isinstance(written, dict) and written else written

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        keys = handler(core)
        return {"anyOf": [{"type": "boolean"}, keys], "description": keys.get("description", "")}
