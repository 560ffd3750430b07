"""What the checks share: members, their sessions, and the demo company they write in."""

from __future__ import annotations

import asyncio
import itertools
import json
import uuid
from pathlib import Path
from typing import Any

from house import House, Member
from live import Frame, Live, Place
from raw_socket import RawSocket


def next_ref() -> str:
    """A client_ref that nobody used before."""
    return str(uuid.uuid4())


class Scene:
    """Three members on one server. Sessions opened through it are closed after each check."""

    def __init__(self, house: House, author: Member, second: Member, third: Member) -> None:
        self.house = house
        self.author, self.second, self.third = author, second, third
        self.deal = 0
        self.template = 0
        self.pid: int | None = None
        self.kept: dict[str, Any] = {}
        self._open: list[Live | RawSocket] = []

    @classmethod
    async def prepare(cls, house: House, logins: list[tuple[str, str]]) -> Scene:
        """Signs three members in and finds a deal that the first two may both see."""
        members = [Member(house, login, password) for login, password in logins[:3]]
        for member in members:
            await member.sign_in()
            member.token = (await member.make_token("outside client", ["read", "write"]))["secret"]
            member.me = await member.get("/me")
        scene = cls(house, *members)
        return scene

    # ── Sessions ─────────────────────────────────────────────────────────────

    async def open(
        self, member: Member, *, place: Place | None = None, cursor: int | None = None, token: str | None = None
    ) -> Live:
        """A session that ends with the check. With a cursor, or a place that has one, it resumes."""
        live = await Live.open(member, place=place or Place(cursor), token=token)
        self._open.append(live)
        return live

    async def raw(self, member: Member) -> RawSocket:
        """A session whose every byte is ours."""
        socket = await RawSocket.open(self.house, member.token)
        self._open.append(socket)
        return socket

    async def clear(self) -> None:
        """Ends what the check opened."""
        opened, self._open = self._open, []
        for session in opened:
            await asyncio.wait_for(session.close(), 15)
