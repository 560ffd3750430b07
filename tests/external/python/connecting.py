"""PROTOCOL.md section 1: signing in, tokens, and how a session begins or is refused."""

from __future__ import annotations

import asyncio
import base64
import os

from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from checks import Checks
from scene import Scene

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
        number, secret = await s.author.make_token("shown once", ["read", "write"])
        listed = await s.author.get("/me/tokens")
        assert number in [token["id"] for token in listed["items"]], listed
        assert secret not in str(listed), "the list of tokens repeats a secret"

    @checks.check("an unknown name and a wrong password are refused alike")
    async def _(s: Scene) -> None:
        for login in ("nobody.at.all", s.third.login):
            wrong = {"login": login, "password": "wrong password"}
            answer = await s.house.ask("POST", "/auth/login", wrong, {"Origin": s.house.origin})
            answer.problem(401, "wrong_credentials")

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

    @checks.check("the cookie opens no session from a foreign origin: 403 cross_site")
    async def _(s: Scene) -> None:
        for origin in ("https://elsewhere.example", f"{s.house.origin}.elsewhere.example", "null"):
            headers = handshake(Cookie=s.author.cookie, Origin=origin)
            (await s.house.ask("GET", "/live", headers=headers)).problem(403, "cross_site")

    @checks.check("without an Origin the cookie neither opens a session nor changes anything: 403 cross_site")
    async def _(s: Scene) -> None:
        (await s.house.ask("GET", "/live", headers=handshake(Cookie=s.author.cookie))).problem(403, "cross_site")
        body = {"name": "no origin", "scopes": ["read"]}
        (await s.house.ask("POST", "/me/tokens", body, {"Cookie": s.author.cookie})).problem(403, "cross_site")

    @checks.check("with a foreign Origin the cookie changes nothing: 403 cross_site")
    async def _(s: Scene) -> None:
        headers = {"Cookie": s.author.cookie, "Origin": "https://elsewhere.example"}
        (await s.house.ask("POST", "/me/tokens", {"name": "cross", "scopes": ["read"]}, headers)).problem(403, "cross_site")

    @checks.check("a change with a token needs no Origin")
    async def _(s: Scene) -> None:
        (await s.author.ask("POST", "/reports", s.report("トークンだけで登録"))).expect(201)

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

    @checks.check("a session that the client closes ends with the client's own code")
    async def _(s: Scene) -> None:
        live = await s.open(s.author)
        await live.close()
        assert live.closed[0] == 1000, live.closed

    @checks.check("revoking a token closes its open session with 4500 at once, and the token opens none")
    async def _(s: Scene) -> None:
        number, secret = await s.author.make_token("to be revoked", ["read", "write"])
        live = await s.open(s.author, token=secret)
        other = await s.open(s.author)
        (await s.author.ask("DELETE", f"/me/tokens/{number}")).expect(204)
        assert await live.end(within=3) == (4500, "signed_out"), live.closed
        answer = await s.house.ask("GET", "/live", headers=handshake(Authorization=f"Bearer {secret}"))
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
