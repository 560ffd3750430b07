"""PROTOCOL.md section 1: signing in, tokens, and how a session begins or is refused."""

from __future__ import annotations

import asyncio
import base64
import os
from typing import Any

from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from checks import Checks
from live import Live
from scene import Scene, next_ref

HANDSHAKE = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}


def handshake(**more: str) -> dict[str, str]:
    """Headers of a handshake; `_` in names stands for `-`."""
    key = base64.b64encode(os.urandom(16)).decode()
    headers = {**HANDSHAKE, "Sec-WebSocket-Key": key, "Sec-WebSocket-Protocol": "uchite.v1"}
    headers.update({name.replace("_", "-"): value for name, value in more.items()})
    return {name: value for name, value in headers.items() if value}


def register(checks: Checks) -> None:
    @checks.check("a sign-in sets the cookie `uchite`, and a token's secret is shown once")
    async def _(s: Scene) -> None:
        made = await s.author.make_token("shown once", ["read", "write"])
        listed = (await s.author.ask("GET", "/me/tokens")).expect(200)
        assert made["secret"] not in str(listed.body), "the list of tokens repeats a secret"

    @checks.check("a wrong password is refused as unauthenticated or by a code of its own, as a problem")
    async def _(s: Scene) -> None:
        answer = await s.house.ask(
            "POST", "/auth/login", {"login": "nobody.at.all", "password": "wrong"}, {"Origin": s.house.origin}
        )
        answer.expect(401)
        assert answer.body.get("code"), answer.body

    @checks.check("without token or cookie a session is refused with 401 unauthenticated")
    async def _(s: Scene) -> None:
        (await s.house.ask("GET", "/live", headers=handshake())).problem(401, "unauthenticated")

    @checks.check("with an unknown token a session is refused with 401 unauthenticated")
    async def _(s: Scene) -> None:
        answer = await s.house.ask("GET", "/live", headers=handshake(Authorization="Bearer not-a-token"))
        answer.problem(401, "unauthenticated")

    @checks.check("a request that is no websocket handshake is refused with 400 malformed")
    async def _(s: Scene) -> None:
        (await s.author.ask("GET", "/live")).problem(400, "malformed")

    @checks.check("a handshake that does not offer uchite.v1 is refused with 400 malformed")
    async def _(s: Scene) -> None:
        for offered in ("", "uchite.v2, chat"):
            headers = handshake(Sec_WebSocket_Protocol=offered) | s.author.by_token
            (await s.house.ask("GET", "/live", headers=headers)).problem(400, "malformed")

    @checks.check("the cookie opens a session from the server's own origin")
    async def _(s: Scene) -> None:
        async with connect(
            s.house.live, subprotocols=["uchite.v1"], origin=s.house.origin,  # type: ignore[arg-type,list-item]
            additional_headers={"Cookie": s.author.cookie}, proxy=None,
        ) as socket:
            assert '"hello"' in str(await asyncio.wait_for(socket.recv(), 15))

    @checks.check("the cookie opens no session from a foreign origin or none: 403 cross_site")
    async def _(s: Scene) -> None:
        for origin in ("https://elsewhere.example", "null", ""):
            headers = handshake(Cookie=s.author.cookie, Origin=origin)
            (await s.house.ask("GET", "/live", headers=headers)).problem(403, "cross_site")

    @checks.check("a change with the cookie needs the server's own origin, with a token it does not")
    async def _(s: Scene) -> None:
        body: dict[str, Any] = {"name": "cross", "scopes": ["read"]}
        for headers in ({"Cookie": s.author.cookie}, {"Cookie": s.author.cookie, "Origin": "https://elsewhere.example"}):
            (await s.house.ask("POST", "/me/tokens", body, headers)).problem(403, "cross_site")
        report = {"client_ref": next_ref(), "report": s.report("以前の件で電話")}
        answer = await s.author.ask("POST", "/reports", s.http_report(report))
        answer.expect(200, 201)

    @checks.check("hello is the first frame and carries what the document lists")
    async def _(s: Scene) -> None:
        live = await s.open(s.author)
        hello = live.hello
        for name in ("session", "cursor", "heartbeat_ms", "frame_max_bytes", "at"):
            assert isinstance(hello[name], int), f"{name}: {hello}"
        assert isinstance(hello["server"], str) and hello["server"], hello
        assert {"id", "name"} <= hello["member"].keys(), hello
        assert {"addressed", "unread"} == hello["badge"].keys(), hello

    @checks.check("a refused upgrade is an ordinary answer for a websocket library too")
    async def _(s: Scene) -> None:
        try:
            await connect(s.house.live, subprotocols=["uchite.v1"], proxy=None)  # type: ignore[list-item]
        except InvalidStatus as refused:
            assert refused.response.status_code == 401, refused
        else:
            raise AssertionError("connected without a token")

    @checks.check("a ping frame is answered by pong with a cursor, a websocket ping by a websocket pong")
    async def _(s: Scene) -> None:
        live = await s.open(s.author)
        await live.send(type="ping")
        assert isinstance((await live.frame("pong"))["cursor"], int)
        await asyncio.wait_for(await live.connection.ping(b"are you there"), 15)

    @checks.check("revoking a token closes its open session with 4500 at once, and the token opens none")
    async def _(s: Scene) -> None:
        extra = await s.author.make_token("to be revoked", ["read", "write"])
        live = await Live.open(s.author, token=extra["secret"])
        other = await s.open(s.author)
        (await s.author.ask("DELETE", f"/me/tokens/{extra['id']}")).expect(200, 204)
        assert await live.end(within=3) == (4500, "signed_out"), live.closed
        answer = await s.house.ask("GET", "/live", headers=handshake(Authorization=f"Bearer {extra['secret']}"))
        answer.problem(401, "unauthenticated")
        await other.settled()

    @checks.check("one session too many closes the oldest with 4502 too_many_sessions")
    async def _(s: Scene) -> None:
        first = await s.open(s.third)
        for _n in range(40):
            await s.open(s.third)
            if first.connection.close_code is not None:
                break
        assert await first.end(within=3) == (4502, "too_many_sessions"), first.closed
