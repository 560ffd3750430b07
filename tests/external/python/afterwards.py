"""PROTOCOL.md section 4: a server that ends in good order, and one that is back on the same data."""

from __future__ import annotations

import asyncio
import os
import signal
import time

from checks import Checks
from live import Place, comes_back
from scene import Scene


def register_drain(checks: Checks) -> None:
    @checks.check("a server that ends says bye, closes with 4000 draining, and is to be come back to")
    async def _(s: Scene) -> None:
        place = Place()
        live = await s.open(s.second, place=place)
        filed = await s.file(s.author, "停止の直前")
        await live.frame("event", seq=filed["seq"])
        s.kept = {"cursor": live.hello["cursor"], "seq": filed["seq"], "card": filed["card"]["id"]}
        assert s.pid, "--pid is missing"
        os.kill(s.pid, signal.SIGTERM)
        bye = await live.frame("bye")
        assert isinstance(bye["retry_after_ms"], int) and bye["retry_after_ms"] >= 0, bye
        assert await live.end() == (4000, "draining"), live.closed
        assert comes_back(live.closed[0])


def register_return(checks: Checks) -> None:
    @checks.check("after a restart the token still opens a session, and the old cursor loses nothing")
    async def _(s: Scene) -> None:
        live = await s.open(s.second, cursor=s.kept["cursor"])
        event = await live.frame("event", seq=s.kept["seq"])
        assert event["card"]["id"] == s.kept["card"], event
        await live.frame("resumed")

    @checks.check("a silent client is closed with 4002 quiet after two and a half heartbeats")
    async def _(s: Scene) -> None:
        live = await s.open(s.author)
        heartbeat_s = live.hello["heartbeat_ms"] / 1000
        assert heartbeat_s <= 5, "start the server with a short heartbeat for this check"
        began = time.monotonic()
        assert await live.end(within=6 * heartbeat_s + 5) == (4002, "quiet"), live.closed
        took = time.monotonic() - began
        assert took >= 2.2 * heartbeat_s, f"closed after {took:.1f} s"

    @checks.check("a websocket ping in every heartbeat is enough to stay")
    async def _(s: Scene) -> None:
        live = await s.open(s.author)
        heartbeat_s = live.hello["heartbeat_ms"] / 1000
        began = time.monotonic()
        while time.monotonic() - began < 4 * heartbeat_s:
            await (await live.connection.ping())
            await asyncio.sleep(0.8 * heartbeat_s)
        await live.settled()
