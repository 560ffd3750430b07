"""Runs checks one after another, prints each as a line, and counts."""

from __future__ import annotations

import asyncio
import traceback
from typing import Any, Awaitable, Callable

Check = Callable[[Any], Awaitable[None]]


class Checks:
    """The checks of one stage, in the order in which they were written down."""

    def __init__(self) -> None:
        self._checks: list[tuple[str, Check, float]] = []

    def check(self, sentence: str, within: float = 60.0) -> Callable[[Check], Check]:
        """Registers a check under a sentence that says what holds when it passes."""

        def register(function: Check) -> Check:
            self._checks.append((sentence, function, within))
            return function

        return register

    async def run(self, scene: Any, only: str = "") -> int:
        """Runs all, or those whose sentence contains `only`; how many failed."""
        passed = failed = 0
        for sentence, function, within in self._checks:
            if only not in sentence:
                continue
            try:
                await asyncio.wait_for(function(scene), within)
            except Exception as error:  # noqa: BLE001 - whatever a check raises is its failure
                failed += 1
                where = traceback.extract_tb(error.__traceback__)
                lines = ", ".join(f"{frame.name}:{frame.lineno}" for frame in where if "/tests/external/" in frame.filename)
                words = str(error) or type(error).__name__
                print(f"not ok - {sentence}\n         {words[:1500]}\n         at {lines}", flush=True)
            else:
                passed += 1
                print(f"ok - {sentence}", flush=True)
            finally:
                await scene.clear()
        print(f"# {passed} of {passed + failed} ok", flush=True)
        return failed
