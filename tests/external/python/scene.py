"""What the checks share: members, their sessions, and the demo company they write in."""

from __future__ import annotations

import asyncio
import itertools
import json
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

from house import House, Member
from live import Frame, Live, Place
from raw_socket import RawSocket

if TYPE_CHECKING:
    from frames_schema import FrameSchema


def next_ref() -> str:
    """A client_ref that nobody used before."""
    return str(uuid.uuid4())


def filled(kind: dict[str, Any]) -> Any:
    """A value that fits a field of a template."""
    match kind["kind"]:
        case "choice":
            return kind["options"][0]
        case "choices":
            return kind["options"][:1]
        case "number":
            return 1
        case "day":
            return "2026-11-24"
        case "flag":
            return True
        case _:
            return "記入"


class Scene:
    """Three members on one server. Sessions opened through it are closed after each check."""

    def __init__(self, house: House, author: Member, second: Member, third: Member) -> None:
        self.house = house
        self.author, self.second, self.third = author, second, third
        self.deal = 0
        self.template = 0
        self.fields: dict[str, Any] = {}
        self.pid: int | None = None
        self.schema: FrameSchema | None = None
        self.kept: dict[str, Any] = {}
        self._open: list[Live | RawSocket] = []

    @classmethod
    async def prepare(cls, house: House, logins: list[tuple[str, str]]) -> Scene:
        """Signs three members in, and finds a deal that all may see and a template."""
        members = [Member(house, login, password) for login, password in logins[:3]]
        for member in members:
            await member.sign_in()
            _number, member.token = await member.make_token("outside client", ["read", "write"])
            member.me = await member.get("/me")
        scene = cls(house, *members)
        deals = (await members[0].get("/deals?limit=200"))["items"]
        scene.deal = next(deal["id"] for deal in deals if deal["visibility"] == "company" and not deal["general"])
        template = next(t for t in (await members[0].get("/report-templates"))["items"] if not t["retired"])
        scene.template = template["id"]
        scene.fields = {field["key"]: filled(field["type"]) for field in template["fields"] if field.get("required")}
        return scene

    def save(self, file: Path) -> None:
        """Leaves to the next stage what it needs."""
        members = [[member.login, member.password, member.token, member.me] for member in self._members]
        state = {"members": members, "deal": self.deal, "template": self.template, "fields": self.fields, "kept": self.kept}
        file.write_text(json.dumps(state), encoding="utf-8")

    @classmethod
    def load(cls, house: House, file: Path) -> Scene:
        """Takes up what the stage before left."""
        state = json.loads(file.read_text(encoding="utf-8"))
        members = [Member(house, login, password, token=token, me=me) for login, password, token, me in state["members"]]
        scene = cls(house, *members)
        scene.deal, scene.kept = state["deal"], state["kept"]
        scene.template, scene.fields = state["template"], state["fields"]
        return scene

    @property
    def _members(self) -> tuple[Member, Member, Member]:
        return self.author, self.second, self.third

    # ── What is written ──────────────────────────────────────────────────────

    def report(self, text: str) -> dict[str, Any]:
        """A report as it goes into `file_report` and `POST /reports`; the second member gets it."""
        form = {"template": self.template, "fields": self.fields}
        return {"deal": self.deal, **form, "text": text, "also": [self.second.id]}

    async def file(self, member: Member, text: str) -> Frame:
        """Files a report over HTTP: `seq` and `card`."""
        return (await member.ask("POST", "/reports", self.report(text))).expect(201).body

    async def some_deals(self, count: int) -> list[int]:
        """So many deals that the author may see."""
        deals = (await self.author.get(f"/deals?limit={count}"))["items"]
        assert len(deals) == count, f"{len(deals)} deals"
        return [deal["id"] for deal in deals]

    # ── Sessions ─────────────────────────────────────────────────────────────

    async def open(
        self, member: Member, *, place: Place | None = None, cursor: int | None = None, token: str | None = None
    ) -> Live:
        """A session that ends with the check. With a cursor, or a place that has one, it resumes."""
        look = self.schema.look if self.schema else lambda _: None
        live = await Live.open(member, place=place or Place(cursor), token=token, look=look)
        self._open.append(live)
        return live

    async def raw(self, member: Member) -> RawSocket:
        """A session whose every byte is ours."""
        socket = await RawSocket.open(self.house, member.token)
        self._open.append(socket)
        return socket

    async def clear(self) -> None:
        """Ends what the check opened, in the way that takes no time."""
        opened, self._open = self._open, []
        for session in opened:
            await asyncio.wait_for(session.cut(), 15)
