"""A small checker for the part of JSON Schema that ``schema/record.v1.json`` uses.

The records are documented by that file; the report checks every judgement against it before it draws anything, so that
a record written by another version is refused with a sentence instead of a traceback.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

SCHEMA = Path(__file__).parent / "schema" / "record.v1.json"
TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "number": (int, float),
    "integer": (int,),
    "boolean": (bool,),
    "null": (type(None),),
}


@cache
def definitions() -> dict[str, Any]:
    """Return the schemas of the record types by name: ``run``, ``judgement``, ``batch`` and ``end``."""
    return json.loads(SCHEMA.read_text(encoding="utf-8"))["$defs"]


def _has_type(value: object, name: str) -> bool:
    if isinstance(value, bool):
        return name == "boolean"
    return isinstance(value, TYPES[name])


def problem(value: Any, schema: dict[str, Any], where: str = "") -> str | None:
    """Return the first disagreement of ``value`` with ``schema`` as a clause, or None."""
    if "$ref" in schema:
        schema = definitions()[schema["$ref"].rsplit("/", 1)[-1]]
    name = where or "the record"
    if "const" in schema and value != schema["const"]:
        return f"{name} should be {schema['const']!r} but is {value!r}"
    if "enum" in schema and value not in schema["enum"]:
        return f"{name} should be one of {', '.join(map(str, schema['enum']))} but is {value!r}"
    if "type" in schema:
        names = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        if not any(_has_type(value, one) for one in names):
            return f"{name} should be of type {' or '.join(names)} but is {type(value).__name__}"
    if isinstance(value, dict):
        return _problem_in_object(value, schema, where)
    if isinstance(value, list) and "items" in schema:
        if len(value) < schema.get("minItems", 0):
            return f"{name} is empty"
        found = (problem(item, schema["items"], f"{where}[{i}]") for i, item in enumerate(value))
        return next((text for text in found if text), None)
    return None


def _problem_in_object(value: dict[str, Any], schema: dict[str, Any], where: str) -> str | None:
    for key in schema.get("required", []):
        if key not in value:
            return f"{where + '.' if where else ''}{key} is missing"
    for key, inner in schema.get("properties", {}).items():
        if key in value and (text := problem(value[key], inner, f"{where}.{key}" if where else key)):
            return text
    return None


def check(record: dict[str, Any], kind: str) -> None:
    """Raise ValueError, naming the field, unless ``record`` fits the schema of ``kind``."""
    if record.get("v") != 1:
        what = record.get("claim") or record.get("run") or kind
        raise ValueError(
            f"the record of {what} has schema version {record.get('v')!r}, and this report reads version 1."
        )
    if text := problem(record, definitions()[kind]):
        raise ValueError(
            f"the {kind} record of {record.get('claim') or record.get('run') or '?'} is malformed: {text}."
        )
