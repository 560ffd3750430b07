"""A websocket without a library: for what a well-behaved library refuses to send (RFC 6455 by hand)."""

from __future__ import annotations

import asyncio
import base64
import json
import os
from typing import Any

from house import House

TEXT, BINARY, CLOSE, PING, PONG = 0x1, 0x2, 0x8, 0x9, 0xA
CONTINUATION = 0x0


def encoded(opcode: int, payload: bytes, *, final: bool = True, masked: bool = True, reserved: int = 0) -> bytes:
    """One websocket frame, as wrong as asked for."""
    head = bytes([(0x80 if final else 0) | reserved | opcode])
    bit = 0x80 if masked else 0
    if len(payload) < 126:
        head += bytes([bit | len(payload)])
    elif len(payload) < 1 << 16:
        head += bytes([bit | 126]) + len(payload).to_bytes(2, "big")
    else:
        head += bytes([bit | 127]) + len(payload).to_bytes(8, "big")
    if not masked:
        return head + payload
    key = os.urandom(4)
    whole = (key * (len(payload) // 4 + 1))[: len(payload)]
    mixed = (int.from_bytes(payload, "big") ^ int.from_bytes(whole, "big")).to_bytes(len(payload), "big")
    return head + key + mixed


class RawSocket:
    """A session whose every byte is ours."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    @classmethod
    async def open(cls, house: House, token: str) -> RawSocket:
        """Upgrades and waits for `hello`."""
        reader, writer = await asyncio.open_connection(house.host, house.port)
        key = base64.b64encode(os.urandom(16)).decode()
        writer.write(
            (
                f"GET /api/v1/live HTTP/1.1\r\nHost: {house.host}:{house.port}\r\nConnection: Upgrade\r\n"
                f"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n"
                f"Sec-WebSocket-Protocol: uchite.v1\r\nAuthorization: Bearer {token}\r\n\r\n"
            ).encode()
        )
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 15)
        assert head.startswith(b"HTTP/1.1 101"), head
        socket = cls(reader, writer)
        await socket.frame("hello")
        return socket

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def receive(self) -> tuple[int, bytes]:
        """One websocket frame from the server; (CLOSE, b"") where the connection ended without one."""

        async def read() -> tuple[int, bytes]:
            first, second = await self.reader.readexactly(2)
            assert not second & 0x80, "the server masked a frame"
            length = second & 0x7F
            if length == 126:
                length = int.from_bytes(await self.reader.readexactly(2), "big")
            elif length == 127:
                length = int.from_bytes(await self.reader.readexactly(8), "big")
            return first & 0x0F, await self.reader.readexactly(length)

        try:
            return await asyncio.wait_for(read(), 15)
        except (asyncio.IncompleteReadError, ConnectionError):
            return CLOSE, b""

    async def frame(self, type: str, **fields: Any) -> dict[str, Any]:
        """The next text frame with this type and these fields; others are passed over."""
        while True:
            opcode, payload = await self.receive()
            assert opcode != CLOSE, f"closed while waiting for {type}: {code_of(payload)} {payload[2:]!r}"
            if opcode == TEXT:
                frame = json.loads(payload)
                if frame["type"] == type and all(frame.get(k) == v for k, v in fields.items()):
                    return frame

    async def end(self) -> tuple[int | None, str]:
        """Code and reason with which the server closes."""
        while True:
            opcode, payload = await self.receive()
            if opcode == CLOSE:
                return code_of(payload), payload[2:].decode("utf-8", "replace")

    async def cut(self) -> None:
        """Loses the connection without a word."""
        self.writer.transport.abort()


def code_of(payload: bytes) -> int | None:
    """The code in a close frame."""
    return int.from_bytes(payload[:2], "big") if len(payload) >= 2 else None
