"""Turn pydantic's list of errors into failures a researcher can act on."""

from __future__ import annotations

from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from sse_analysis.errors import Failure, one_of, suggestion

#: Keys of earlier layouts, and what became of them.
RENAMED: dict[str, str] = {
    "iso3": "country",
    "iso": "country",
    "reference_date": "data_cutoff",
}

_EXPECTED = {
    "string_type": "text",
    "int_type": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "date_type": "a date such as 2026-11-30",
    "tuple_type": "a list",
    "model_type": "a block of keys, indented",
    "dict_type": "a block of keys, indented",
}


def describe(
    error: ValidationError, name: str, record: type[BaseModel], marks: tuple[dict, dict]
) -> list[Failure]:
    """Return one failure for each error, in the order of the file.

    Parameters
    ----------
    marks : (dict, dict)
        Line of every key path, and text of every scalar as it stands in the file.
    """
    lines, raw = marks
    failures = [_one(item, name, record, lines, raw) for item in error.errors(include_url=False)]
    return sorted(failures, key=lambda failure: failure.row or 0)


def _one(item: dict[str, Any], name: str, record: type[BaseModel], lines: dict, raw: dict) -> Failure:
    path = tuple(item["loc"])
    place = {"row": _line(path, lines), "column": ".".join(map(str, path)) or None}
    kind = item["type"]
    if kind == "missing":
        about = _description(record, path)
        return Failure(
            name, "nothing", f"the key '{path[-1]}'", f"Add it: {about}" if about else "Add it.", **place
        )
    if kind == "extra_forbidden":
        return Failure(
            name, f"the unknown key '{path[-1]}'", "a key of this layout", _key_hint(record, path), **place
        )
    found = _found(item, path, raw)
    if kind == "literal_error":
        choices = _choices(item)
        return Failure(
            name,
            found,
            one_of(choices),
            _quote_hint(item, path, raw) or suggestion(item["input"], choices),
            **place,
        )
    if kind in _EXPECTED:
        return Failure(
            name,
            found,
            _EXPECTED[kind],
            _quote_hint(item, path, raw) if kind == "string_type" else "",
            **place,
        )
    return Failure(name, found, _constraint(item), "", **place)


def _line(path: tuple, lines: dict) -> int | None:
    """Return the line of a key, or of the nearest block that holds it."""
    while path:
        if path in lines:
            return lines[path]
        path = path[:-1]
    return None


def _found(item: dict[str, Any], path: tuple, raw: dict) -> str:
    if path in raw:
        return f"'{raw[path]}'" if raw[path] != "" else "nothing"
    value = item["input"]
    return (
        "a block of keys"
        if isinstance(value, dict)
        else f"{value!r}"
        if not isinstance(value, tuple)
        else "a list"
    )


def _quote_hint(item: dict[str, Any], path: tuple, raw: dict) -> str:
    """YAML reads NO as false, 01 as 1 and 8.10 as 8.1: such codes need quotes."""
    value = item["input"]
    if isinstance(value, bool | int | float) and path in raw:
        return f'YAML reads {raw[path]} as {value!r}; put it in quotes: "{raw[path]}".'
    return ""


def _choices(item: dict[str, Any]) -> list[str]:
    expected = item["ctx"]["expected"].replace(" or ", ", ")
    return [word.strip().strip("'") for word in expected.split(",")]


def _constraint(item: dict[str, Any]) -> str:
    context = item.get("ctx", {})
    words = {
        "greater_than_equal": f"{context.get('ge')} or more",
        "less_than_equal": f"{context.get('le')} or less",
        "string_pattern_mismatch": _pattern(context.get("pattern", "")),
        "string_too_short": "text that is not empty",
        "too_short": f"at least {context.get('min_length')} entries",
    }
    return words.get(item["type"], item["msg"].removeprefix("Value error, "))


def _pattern(pattern: str) -> str:
    if "/" in pattern:
        return "the name of a file in this folder"
    return "three lower-case letters such as 'khm'" if "a-z]{3}" in pattern else 'an SDG target such as "8.3"'


def _model_at(record: type[BaseModel], path: tuple) -> type[BaseModel] | None:
    """Return the record that holds the last key of ``path``."""
    for key in path[:-1]:
        field = record.model_fields.get(str(key))
        if (
            field is None
        ):  # the place in a list, or a key that the file chooses, such as the name of a variable
            continue
        record = _record_of(field.annotation)
        if record is None:
            return None
    return record


def _record_of(annotation: object) -> type[BaseModel] | None:
    """Return the record that an annotation allows, also beside null or inside a list."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _record_of(part))), None)


def _description(record: type[BaseModel], path: tuple) -> str:
    holder = _model_at(record, path)
    field = holder.model_fields.get(str(path[-1])) if holder else None
    return (field.description or "") if field else ""


def _key_hint(record: type[BaseModel], path: tuple) -> str:
    key = str(path[-1])
    holder = _model_at(record, path)
    known = list(holder.model_fields) if holder else []
    if key in RENAMED and RENAMED[key] in known:
        return f"It is now called '{RENAMED[key]}'."
    return suggestion(key, known) or f"Keys here: {', '.join(known)}."
