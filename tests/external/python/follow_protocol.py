"""Follows PROTOCOL.md from outside, with Python's `websockets`.

    follow_protocol.py live   --origin O --state F --member LOGIN:PASSWORD (three times) [--only WORDS]
    follow_protocol.py drain  --origin O --state F --pid PID
    follow_protocol.py return --origin O --state F

`live` needs a server with the demo company. `drain` ends that server with SIGTERM; `return` expects it to be started
again on the same data with a short `heartbeat_ms`. Ends with 1 when a check failed.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path

import afterwards
import broken_frames
import connecting
import conversation
import frames_schema
import losses
from checks import Checks
from house import House
from scene import Scene

LIVE = (connecting, conversation, losses, broken_frames, frames_schema)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stage", choices=["live", "drain", "return"])
    parser.add_argument("--origin", required=True)
    parser.add_argument("--state", type=Path, required=True, help="what one stage leaves to the next")
    parser.add_argument("--member", action="append", default=[], help="LOGIN:PASSWORD: who writes, the superior, somebody else")
    parser.add_argument("--pid", type=int, help="the server, for `drain`")
    parser.add_argument("--only", default="", help="only checks whose sentence contains this")
    return parser.parse_args()


async def main() -> int:
    given = arguments()
    house = House(given.origin.rstrip("/"))
    checks = Checks()
    if given.stage == "live":
        for part in LIVE:
            part.register(checks)
        scene = await Scene.prepare(house, [tuple(member.split(":", 1)) for member in given.member])
        scene.schema = frames_schema.FrameSchema(await scene.author.get("/openapi.json"))
        failed = await checks.run(scene, given.only)
        scene.save(given.state)
        return failed
    scene = Scene.load(house, given.state)
    scene.pid = given.pid
    (afterwards.register_drain if given.stage == "drain" else afterwards.register_return)(checks)
    failed = await checks.run(scene, given.only)
    scene.save(given.state)
    return failed


if __name__ == "__main__":
    sys.exit(1 if asyncio.run(main()) else 0)
