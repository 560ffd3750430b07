"""The server as an outsider sees it: HTTP with the standard library, and members who sign in."""

from __future__ import annotations

import asyncio
import http.client
import json
import urllib.parse
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Answer:
    """An HTTP answer. `body` is the read JSON, or the raw text where it is none."""

    status: int
    headers: dict[str, str]
    body: Any

    def expect(self, *statuses: int) -> Answer:
        """This answer, if it has one of these statuses."""
        assert self.status in statuses, f"expected {statuses}, got {self.status}: {self.body}"
        return self

    def problem(self, status: int, code: str) -> None:
        """Asserts the shape that PROTOCOL.md section 1 gives to failures."""
        self.expect(status)
        assert self.headers.get("content-type", "").startswith("application/problem+json"), self.headers
        assert self.body.get("code") == code, self.body


@dataclass
class House:
    """One server. `origin` is `http://host:port`, without a slash at the end."""

    origin: str

    @property
    def host(self) -> str:
        return urllib.parse.urlsplit(self.origin).hostname or ""

    @property
    def port(self) -> int:
        return urllib.parse.urlsplit(self.origin).port or 80

    @property
    def live(self) -> str:
        return f"ws://{self.host}:{self.port}/api/v1/live"

    def _ask(self, method: str, path: str, body: Any, headers: dict[str, str]) -> Answer:
        connection = http.client.HTTPConnection(self.host, self.port, timeout=20)
        try:
            sent = None
            if body is not None:
                sent = json.dumps(body, ensure_ascii=False).encode()
                headers = {"Content-Type": "application/json", **headers}
            connection.request(method, path, body=sent, headers=headers)
            answer = connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
            received = {name.lower(): value for name, value in answer.getheaders()}
            try:
                read = json.loads(text) if text else None
            except ValueError:
                read = text
            return Answer(answer.status, received, read)
        finally:
            connection.close()

    async def ask(self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> Answer:
        """One request below `/api/v1`."""
        return await asyncio.to_thread(self._ask, method, f"/api/v1{path}", body, dict(headers or {}))


@dataclass
class Member:
    """Somebody who signed in as PROTOCOL.md section 1 says, and holds a personal access token."""

    house: House
    login: str
    password: str
    cookie: str = ""
    token: str = ""
    me: dict[str, Any] = field(default_factory=dict)

    async def sign_in(self) -> None:
        answer = await self.house.ask(
            "POST", "/auth/login", {"login": self.login, "password": self.password}, {"Origin": self.house.origin}
        )
        answer.expect(200, 201, 204)
        cookie = answer.headers.get("set-cookie", "").split(";")[0]
        assert cookie.startswith("uchite="), f"no cookie `uchite`: {answer.headers}"
        self.cookie = cookie

    async def make_token(self, name: str, scopes: list[str]) -> tuple[int, str]:
        """A further token: its number and its secret."""
        answer = await self.house.ask("POST", "/me/tokens", {"name": name, "scopes": scopes}, self.by_cookie)
        made = answer.expect(201).body
        return made["token"]["id"], made["secret"]

    @property
    def id(self) -> int:
        return self.me["member"]["id"]

    @property
    def by_cookie(self) -> dict[str, str]:
        return {"Cookie": self.cookie, "Origin": self.house.origin}

    @property
    def by_token(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    async def ask(self, method: str, path: str, body: Any = None) -> Answer:
        """One request with the token."""
        return await self.house.ask(method, path, body, self.by_token)

    async def get(self, path: str) -> Any:
        """The body of a GET that succeeds."""
        return (await self.ask("GET", path)).expect(200).body
