"""Vector stores, kept in memory. What is found are pieces that have a word of the question; a file is done when it is put in."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from itertools import count
from typing import Any

from enclave.simulator.errors import RejectedError

Object = dict[str, Any]
MOST = 1_000
PIECE = 400
"""Characters of a piece that is found."""
DAY = 86_400
_WORD = re.compile(r"\w+")
_STATES = ("cancelled", "completed", "failed", "in_progress")


class KeptStores:
    """All vector stores of one simulation. `files` are those that were uploaded: what each is, and its bytes."""

    def __init__(self, files: Mapping[str, tuple[Object, bytes]]) -> None:
        self._files = files
        self._stores: dict[str, Object] = {}
        self._in: dict[str, dict[str, Object]] = {}
        self._groups: dict[str, tuple[Object, list[str]]] = {}
        self._numbers = count(1)

    def answer(self, method: str, rest: list[str], asked: Object) -> Object:
        """What is said at a path below `vector_stores`. Raises RejectedError."""
        if not rest:
            return self._create(asked) if method == "POST" else _listed([*map(self._shown, reversed(self._stores))])
        name, *below = rest
        if name not in self._stores:
            raise RejectedError(404, "no such vector store", code="not_found")
        if not below:
            return self._store(method, name, asked)
        if below == ["search"]:
            return self._search(name, asked)
        return self._files_of(method, name, below[1:], asked) if below[0] == "files" else self._group(method, name, below[1:], asked)

    def _create(self, asked: Object) -> Object:
        if len(self._stores) >= MOST:
            raise RejectedError(400, "the simulation keeps no more vector stores")
        name = f"vs_{next(self._numbers):024d}"
        self._stores[name] = {
            "id": name, "object": "vector_store", "created_at": int(time.time()), "last_active_at": int(time.time()),
            "name": asked.get("name"), "description": asked.get("description"), "metadata": asked.get("metadata") or {},
            "expires_after": asked.get("expires_after"),
        }  # fmt: skip
        self._in[name] = {}
        for file in asked.get("file_ids") or ():
            self._put(name, {"file_id": file})
        return self._shown(name)

    def _store(self, method: str, name: str, asked: Object) -> Object:
        if method == "DELETE":
            del self._stores[name], self._in[name]
            return {"id": name, "object": "vector_store.deleted", "deleted": True}
        if method == "POST":
            self._stores[name].update({key: asked[key] for key in ("name", "metadata", "expires_after") if key in asked})
        return self._shown(name)

    def _shown(self, name: str) -> Object:
        store, held = self._stores[name], self._in[name].values()
        after = store["expires_after"]
        end = store["last_active_at"] + after["days"] * DAY if after else None
        counts = {state: sum(one["status"] == state for one in held) for state in _STATES} | {"total": len(held)}
        return store | {
            "expires_at": end, "status": "completed", "file_counts": counts, "usage_bytes": sum(one["usage_bytes"] for one in held),
        }  # fmt: skip

    def _put(self, name: str, asked: Object) -> Object:
        found = self._files.get(str(asked.get("file_id")))
        if found is None:
            raise RejectedError(400, "no such file", code="invalid_value", param="file_id")
        size = 2 * len(found[1]) + 1024 * (1 + len(found[1]) // PIECE)
        cut = asked.get("chunking_strategy") or {"type": "auto"}
        usual = {"type": "static", "static": {"max_chunk_size_tokens": 800, "chunk_overlap_tokens": 400}}
        self._in[name][found[0]["id"]] = file = {
            "id": found[0]["id"], "object": "vector_store.file", "created_at": 1, "vector_store_id": name, "status": "completed",
            "usage_bytes": size, "last_error": None, "attributes": asked.get("attributes") or {},
            "chunking_strategy": usual if cut == {"type": "auto"} else cut,
        }  # fmt: skip
        self._stores[name]["last_active_at"] = int(time.time())
        return file

    def _files_of(self, method: str, name: str, rest: list[str], asked: Object) -> Object:
        held = self._in[name]
        if not rest:
            return self._put(name, asked) if method == "POST" else _listed(list(reversed(held.values())))
        file = held.get(rest[0])
        if file is None:
            raise RejectedError(404, "no such file in the vector store", code="not_found")
        if rest[1:] == ["content"]:
            pieces = [{"type": "text", "text": piece} for piece in self._pieces(rest[0])]
            return {"object": "vector_store.file_content.page", "data": pieces, "has_more": False, "next_page": None}
        if method == "DELETE":
            del held[rest[0]]
            return {"id": rest[0], "object": "vector_store.file.deleted", "deleted": True}
        if method == "POST":
            file["attributes"] = asked.get("attributes") or {}
        return file

    def _group(self, method: str, name: str, rest: list[str], asked: Object) -> Object:
        if not rest:
            each = asked.get("files") or [{**asked, "file_id": file} for file in asked.get("file_ids") or ()]
            files = [self._put(name, one)["id"] for one in each]
            group = {
                "id": f"vsfb_{next(self._numbers):024d}", "object": "vector_store.files_batch", "created_at": 1, "vector_store_id": name,
                "status": "completed", "file_counts": dict.fromkeys(_STATES, 0) | {"completed": len(files), "total": len(files)},
            }  # fmt: skip
            self._groups[str(group["id"])] = (group, files)
            return group
        found = self._groups.get(rest[0])
        if found is None or found[0]["vector_store_id"] != name:
            raise RejectedError(404, "no such batch of files", code="not_found")
        return _listed([self._in[name][file] for file in found[1] if file in self._in[name]]) if rest[1:] == ["files"] else found[0]

    def _search(self, name: str, asked: Object) -> Object:
        queries = asked["query"] if isinstance(asked["query"], list) else [asked["query"]]
        words = {word.lower() for query in queries for word in _WORD.findall(query)}
        found: list[Object] = []
        for file in self._in[name].values():
            for piece in self._pieces(file["id"]):
                score = len(words & {word.lower() for word in _WORD.findall(piece)}) / max(1, len(words))
                if score and _fits(file["attributes"], asked.get("filters")):
                    found.append({
                        "file_id": file["id"], "filename": self._files[file["id"]][0]["filename"], "score": score,
                        "attributes": file["attributes"], "content": [{"type": "text", "text": piece}],
                    })  # fmt: skip
        self._stores[name]["last_active_at"] = int(time.time())
        data = sorted(found, key=lambda one: -one["score"])[: asked.get("max_num_results") or 10]
        return {
            "object": "vector_store.search_results.page", "search_query": queries, "data": data, "has_more": False, "next_page": None,
        }  # fmt: skip

    def _pieces(self, file: str) -> list[str]:
        text = self._files[file][1].decode(errors="replace") if file in self._files else ""
        return [text[start : start + PIECE] for start in range(0, len(text), PIECE)]


def _fits(attributes: Object, wanted: Object | None) -> bool:
    """Whether a file is one that the question is about: the comparison `eq`, `and` and `or`."""
    if not wanted:
        return True
    if wanted["type"] in ("and", "or"):
        return (all if wanted["type"] == "and" else any)(_fits(attributes, one) for one in wanted["filters"])
    return bool(attributes.get(wanted["key"]) == wanted["value"])


def _listed(data: list[Object]) -> Object:
    ids = [one["id"] for one in data]
    return {"object": "list", "data": data, "first_id": next(iter(ids), None), "last_id": ids[-1] if ids else None, "has_more": False}
