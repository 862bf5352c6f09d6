"""What the columns mean, as Table Schema, which validators read."""

from collections.abc import Callable
from typing import Any

from .model import Column, Table

VERSION = "1.1.0"
LICENCES = [{"name": "etalab-2.0", "title": "Licence Ouverte 2.0"}]


def field(column: Column) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": column.name,
        "title": column.title,
        "description": column.description,
        "type": column.type,
    }
    if column.type == "datetime":
        described["format"] = "%Y-%m-%dT%H:%M:%SZ"
    if column.type == "boolean":
        described |= {"trueValues": ["oui"], "falseValues": ["non"]}
    constraints: dict[str, Any] = {"required": True} if column.is_required else {}
    if column.values:
        constraints["enum"] = list(column.values)
    return described | ({"constraints": constraints} if constraints else {})


def table_schema(table: Table, address_of: Callable[[str], str]) -> dict[str, Any]:
    """`address_of(name)` is the permanent address of the schema of a table."""
    described = {
        "$schema": "https://specs.frictionlessdata.io/schemas/table-schema.json",
        "name": table.name,
        "title": table.title,
        "description": table.description,
        "version": VERSION,
        "path": address_of(table.name),
        "licenses": LICENCES,
        "fields": [field(column) for column in table.columns],
        "missingValues": [""],
    }
    if table.key:
        described["primaryKey"] = list(table.key)
    if table.links:
        described["foreignKeys"] = [
            {"fields": [column], "reference": {"resource": other, "fields": [other_column]}}
            for column, other, other_column in table.links
        ]
    return described
