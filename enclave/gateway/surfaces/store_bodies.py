"""What may be asked of vector stores, field by field. What is not known is refused: nobody could say what it costs, or carries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from enclave.gateway.shown import ENCLAVE
from enclave.gateway.surfaces.call import BadCallError

Object = dict[str, Any]
DAYS = 7
"""That a store lives after it was last used, where nothing is said. OpenAI's own live for ever."""
MOST_DAYS = 365
MOST_FILES = 500
"""In one request (OpenAI, `Vector store file batches`)."""
MOST_FOUND = 50
MOST_QUERIES = 16
MOST_ENTRIES = 15
"""Of metadata or attributes; the sixteenth is ours."""
TOKENS = (800, 4096)
"""Of a piece. Smaller ones make a store much larger than its texts."""
_RANKERS = ("auto", "none", "default-2024-11-15")


def read_store(body: Object) -> int:
    """Check the body that makes a store; days that it lives, which are written into it. Raises BadCallError."""
    _known(body, "name", "description", "metadata", "expires_after", "chunking_strategy")
    for key in ("name", "description"):
        _text(body, key)
    _entries(body, "metadata", str)
    _chunking(body)
    if body.get("expires_after") is None:
        body["expires_after"] = {"anchor": "last_active_at", "days": DAYS}
    return _days(body)


def read_change(body: Object) -> int:
    """Check the body that changes a store; the days that it is to live, 0: as before. Raises BadCallError."""
    _known(body, "name", "metadata", "expires_after")
    _text(body, "name")
    _entries(body, "metadata", str)
    return _days(body) if "expires_after" in body else 0


def read_search(body: Object) -> None:
    """Raises BadCallError."""
    _known(body, "query", "filters", "max_num_results", "ranking_options", "rewrite_query")
    asked = body.get("query")
    queries = asked if isinstance(asked, list) else [asked]
    if not 0 < len(queries) <= MOST_QUERIES or not all(isinstance(one, str) and one for one in queries):
        raise BadCallError(f"`query` must be a text, or at most {MOST_QUERIES} of them", "query")
    if body.get("rewrite_query"):
        raise BadCallError("`rewrite_query` has a model work that nobody pays for", "rewrite_query", "unsupported_content")
    most = body.get("max_num_results")
    if most is not None and (type(most) is not int or not 1 <= most <= MOST_FOUND):
        raise BadCallError(f"`max_num_results` must be a whole number from 1 to {MOST_FOUND}", "max_num_results")
    ranking = body.get("ranking_options")
    if ranking is not None:
        if not isinstance(ranking, dict) or ranking.get("ranker", "auto") not in _RANKERS:
            raise BadCallError(f"`ranking_options.ranker` must be one of {', '.join(_RANKERS)}", "ranking_options")
        _known(ranking, "ranker", "score_threshold")
        if type(ranking.get("score_threshold", 0.0)) not in (int, float):
            raise BadCallError("`ranking_options.score_threshold` must be a number", "ranking_options")
    filters = body.get("filters")
    if filters is not None and (not isinstance(filters, dict) or _names(filters)):
        raise BadCallError("`filters` must be an object, and may not ask for what is the gateway's own", "filters")


def file_ids(body: Object) -> list[str]:
    """Takes the ids of files out of a body. Raises BadCallError."""
    return _ids(body.pop("file_ids", None) or [], needed=False)


def read_file(body: Object) -> tuple[list[tuple[str, Object | None]], object]:
    """The id and the attributes of one file that is put into a store, and how it is cut. The id is taken out. Raises BadCallError."""
    names = _ids([body.pop("file_id", None)])
    _known(body, "attributes", "chunking_strategy")
    _entries(body, "attributes", (str, int, float, bool))
    _chunking(body)
    return [(names[0], body.get("attributes"))], body.get("chunking_strategy")


def read_files(body: Object) -> tuple[list[tuple[str, Object | None]], object]:
    """The same of several. How they are cut is said for all of them. Raises BadCallError."""
    named, each = body.pop("file_ids", None), body.get("files")
    _known(body, "files", "attributes", "chunking_strategy")
    _entries(body, "attributes", (str, int, float, bool))
    _chunking(body)
    if (named is None) == (each is None):
        raise BadCallError("send either `file_ids` or `files`", "file_ids")
    if each is None:
        return [(name, body.get("attributes")) for name in _ids(named)], body.get("chunking_strategy")
    if not isinstance(each, list) or not all(isinstance(one, dict) for one in each) or body.keys() != {"files"}:
        raise BadCallError("`files` must be a list of objects, and stands alone", "files")
    names = _ids([one.pop("file_id", None) for one in each])
    cut = [one.pop("chunking_strategy", None) for one in each]
    for one, how in zip(each, cut, strict=True):
        _known(one, "attributes")
        _entries(one, "attributes", (str, int, float, bool))
        if how != cut[0]:
            raise BadCallError("all files of a batch must have the same `chunking_strategy`", "files")
    _chunking({"chunking_strategy": cut[0]})
    return [(name, one.get("attributes")) for name, one in zip(names, each, strict=True)], cut[0]


def read_attributes(body: Object) -> None:
    """Raises BadCallError."""
    _known(body, "attributes")
    _entries(body, "attributes", (str, int, float, bool))


def _known(body: Mapping[str, Any], *names: str) -> None:
    if body.keys() - {*names}:
        raise BadCallError(f"this has {', '.join(f'`{name}`' for name in names)}, and nothing else", "body", "unsupported_parameter")


def _text(body: Mapping[str, Any], key: str) -> None:
    if not isinstance(body.get(key), str | None):
        raise BadCallError(f"`{key}` must be a text", key)


def _ids(names: object, *, needed: bool = True) -> list[str]:
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names) or not needed <= len(names) <= MOST_FILES:
        raise BadCallError(f"1 to {MOST_FILES} ids of files are needed", "file_ids")
    if len(set(names)) < len(names):
        raise BadCallError("a file stands there twice", "file_ids")
    return names


def _entries(body: Mapping[str, Any], key: str, kinds: type | tuple[type, ...]) -> None:
    entries = body.get(key)
    if entries is None:
        return
    fine = isinstance(entries, dict) and len(entries) <= MOST_ENTRIES and all(isinstance(value, kinds) for value in entries.values())
    if not fine or ENCLAVE in entries:
        raise BadCallError(f"`{key}` has at most {MOST_ENTRIES} entries, and none named `{ENCLAVE}`", key)


def _days(body: Mapping[str, Any]) -> int:
    after = body.get("expires_after")
    days = after.get("days") if isinstance(after, dict) else None
    if type(days) is not int or after != {"anchor": "last_active_at", "days": days} or not 1 <= days <= MOST_DAYS:
        message = f"`expires_after` has `anchor` of `last_active_at` and `days` from 1 to {MOST_DAYS}: what never ends has no price"
        raise BadCallError(message, "expires_after")
    return days


def _chunking(body: Mapping[str, Any]) -> None:
    how = body.get("chunking_strategy")
    if how is None or how == {"type": "auto"}:
        return
    cut = how.get("static") if isinstance(how, dict) and how.keys() == {"type", "static"} and how["type"] == "static" else None
    most, twice = (cut.get("max_chunk_size_tokens"), cut.get("chunk_overlap_tokens")) if isinstance(cut, dict) and len(cut) == 2 else (0, 0)
    if type(most) is not int or type(twice) is not int or not TOKENS[0] <= most <= TOKENS[1] or not 0 <= twice <= most // 2:
        message = f"`chunking_strategy` is `auto`, or `static` of {TOKENS[0]} to {TOKENS[1]} tokens, at most half of them twice"
        raise BadCallError(message, "chunking_strategy")


def _names(filters: object) -> bool:
    """Whether a filter asks for the mark."""
    if isinstance(filters, list):
        return any(map(_names, filters))
    return isinstance(filters, dict) and (filters.get("key") == ENCLAVE or any(map(_names, filters.values())))
