"""Holds every frame that came against the `ServerFrame` of the served OpenAPI document."""

from __future__ import annotations

from typing import Any

import jsonschema_rs

from checks import Checks
from scene import Scene


class FrameSchema:
    """The schema, and what broke it so far."""

    def __init__(self, openapi: dict[str, Any]) -> None:
        schema = {"$ref": "#/components/schemas/ServerFrame", "components": openapi["components"]}
        self._validator = jsonschema_rs.validator_for(schema)
        self.seen: dict[str, int] = {}
        self.broken: list[str] = []

    def look(self, frame: dict[str, Any]) -> None:
        """Looks at one frame."""
        name = frame["kind"] if frame["type"] == "event" else frame["type"]
        self.seen[name] = self.seen.get(name, 0) + 1
        if not self._validator.is_valid(frame):
            why = next(iter(self._validator.iter_errors(frame))).message
            self.broken.append(f"{name}: {why[:600]}")


def register(checks: Checks) -> None:
    @checks.check("every frame that came fits `ServerFrame` of the OpenAPI document")
    async def _(s: Scene) -> None:
        schema = s.schema
        assert schema and sum(schema.seen.values()) > 100, "too few frames to say"
        assert not schema.broken, f"{len(schema.broken)} of {sum(schema.seen.values())}: {schema.broken[0]}"
        wanted = {"hello", "pong", "rejected", "resumed", "resync", "badge", "report_filed", "reply_added", "read", "receipt"}
        assert wanted <= schema.seen.keys(), f"never seen: {wanted - schema.seen.keys()}"
