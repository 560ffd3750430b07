"""A live session on `websockets`, and the rules of PROTOCOL.md sections 2 to 4 that a client keeps."""

from __future__ import annotations

import asyncio
import json
from typing import Any, Callable

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from house import Member

Frame = dict[str, Any]

# Long enough for a busy machine; nothing waits for it when all is well.
WITHIN_S = 15.0


class Place:
    """What a client remembers between two sessions: the rules of section 3."""

    def __init__(self, cursor: int | None = None) -> None:
        self.cursor = cursor
        self.above: set[int] = set()
        self.shown: list[Frame] = []
        self.repeated: list[Frame] = []
        self.awaits_resume = False

    def hello(self, frame: Frame) -> int | None:
        """Takes in a `hello`; the cursor to resume from, if there is one."""
        if self.cursor is None:
            self.cursor = frame["cursor"]
            return None
        self.awaits_resume = True
        return self.cursor

    def take(self, frame: Frame) -> None:
        """Takes in any other frame."""
        if frame["type"] == "event":
            known = frame["seq"] in self.above or frame["seq"] <= (self.cursor or 0)
            (self.repeated if known else self.shown).append(frame)
            self.above.add(frame["seq"])
            if not self.awaits_resume:
                self._move(frame["cursor"])
        elif frame["type"] == "resumed":
            self.awaits_resume = False
            self._move(frame["cursor"])

    def restart(self, cursor: int) -> None:
        """After `resync`: the cursor of lists that were fetched again."""
        self.cursor = cursor
        self.above = {seq for seq in self.above if seq > cursor}

    def _move(self, cursor: int) -> None:
        self.cursor = max(self.cursor or 0, cursor)
        self.above = {seq for seq in self.above if seq > self.cursor}


class Live:
    """One session. Frames are kept until somebody takes them with `frame` or `no_frame`."""

    def __init__(self, connection: ClientConnection, place: Place, look: Callable[[Frame], None]) -> None:
        self.connection = connection
        self.place = place
        self._look = look
        self.hello: Frame = {}
        self._frames: list[Frame] = []
        self._news = asyncio.Condition()
        self._ended = False
        self._reading = asyncio.create_task(self._read())

    @classmethod
    async def open(
        cls, member: Member, place: Place | None = None, token: str | None = None, look: Callable[[Frame], None] = lambda _: None
    ) -> Live:
        """Connects, waits for `hello`, and resumes where the place has a cursor. `look` sees every frame."""
        connection = await connect(
            member.house.live,
            subprotocols=["uchite.v1"],  # type: ignore[list-item]
            additional_headers={"Authorization": f"Bearer {token or member.token}"},
            ping_interval=None,
            max_size=None,
            proxy=None,
            user_agent_header=None,
        )
        assert connection.subprotocol == "uchite.v1", connection.subprotocol
        live = cls(connection, place or Place(), look)
        live.hello = await live.frame("hello")
        cursor = live.place.hello(live.hello)
        if cursor is not None:
            await live.send(type="resume", cursor=cursor)
        return live

    async def _read(self) -> None:
        first = True
        try:
            async for text in self.connection:
                assert isinstance(text, str), "the server sent a binary frame"
                frame = json.loads(text)
                self._look(frame)
                assert first == (frame["type"] == "hello"), f"hello comes first and once: {frame}"
                first = False
                if frame["type"] != "hello":
                    self.place.take(frame)
                async with self._news:
                    self._frames.append(frame)
                    self._news.notify_all()
        except ConnectionClosed:
            pass
        finally:
            self._ended = True
            async with self._news:
                self._news.notify_all()

    async def send(self, **frame: Any) -> None:
        await self.text(json.dumps(frame, ensure_ascii=False))

    async def text(self, text: str) -> None:
        await self.connection.send(text)

    async def frame(self, type: str, where: Callable[[Frame], bool] = lambda _: True, within: float = WITHIN_S, **fields: Any) -> Frame:
        """Takes the first frame of this type with these fields, waiting for it."""

        def taken() -> Frame | None:
            for at, frame in enumerate(self._frames):
                if frame["type"] == type and all(frame.get(k) == v for k, v in fields.items()) and where(frame):
                    return self._frames.pop(at)
            return None

        async def wait() -> Frame:
            async with self._news:
                while (frame := taken()) is None:
                    assert not self._ended, f"closed with {self.closed} while waiting for {type} {fields}; unread: {self._brief()}"
                    await self._news.wait()
                return frame

        try:
            return await asyncio.wait_for(wait(), within)
        except TimeoutError:
            raise AssertionError(f"no {type} {fields} within {within} s; unread: {self._brief()}") from None

    def unread(self, type: str, **fields: Any) -> list[Frame]:
        """The frames of this type with these fields that came and were not taken."""
        return [f for f in self._frames if f["type"] == type and all(f.get(k) == v for k, v in fields.items())]

    def _brief(self) -> str:
        return json.dumps([{k: v for k, v in f.items() if k != "card"} for f in self._frames[-8:]], ensure_ascii=False)

    async def settled(self) -> None:
        """Waits until the server has answered everything sent so far: frames are answered in order, a ping last."""
        await self.send(type="ping")
        await self.frame("pong")

    @property
    def closed(self) -> tuple[int | None, str | None]:
        """Code and reason of the end."""
        return self.connection.close_code, self.connection.close_reason

    async def end(self, within: float = WITHIN_S) -> tuple[int | None, str | None]:
        """Waits until the server closed."""
        await asyncio.wait_for(asyncio.shield(self._reading), within)
        return self.closed

    async def close(self) -> None:
        """Ends in good order."""
        await self.connection.close()
        await self._reading

    async def cut(self) -> None:
        """Loses the connection without a word, as a phone in a tunnel does."""
        self.connection.transport.abort()
        await self._reading


def comes_back(code: int | None) -> bool:
    """The table of section 4."""
    if code is not None and 4500 <= code <= 4999:
        return False
    return code not in (1002, 1009)
