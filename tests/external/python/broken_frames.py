"""PROTOCOL.md section 5, and what RFC 6455 allows or forbids: frames as they should not be."""

from __future__ import annotations

import asyncio
import json

from websockets.exceptions import ConnectionClosed

import raw_socket
from checks import Checks
from live import comes_back
from raw_socket import RawSocket, encoded
from scene import Scene, next_ref

PING = b'{"type":"ping"}'


def register(checks: Checks) -> None:
    async def refused(s: Scene, text: str, *codes: str) -> None:
        live = await s.open(s.author)
        await live.text(text)
        rejected = await live.frame("rejected")
        assert rejected["code"] in codes, f"{text[:80]}: {rejected}"
        assert rejected["retryable"] is False, rejected
        await live.settled()
        await live.cut()

    @checks.check("a frame that is no JSON object with a known type is rejected as malformed")
    async def _(s: Scene) -> None:
        for text in ("", "{", "null", "[]", '"ping"', "{}", '{"type":7}', '{"type":"fly"}', '{"type":"resume"}',
                     '{"type":"resume","cursor":"1"}', '{"type":"resume","cursor":1.5}', '{"type":"resume","cursor":-1}',
                     '{"type":"resume","cursor":18446744073709551616}', '{"type":"ping"}{"type":"ping"}'):
            await refused(s, text, "malformed")

    @checks.check("JSON nested a hundred thousand deep is rejected and harms nobody")
    async def _(s: Scene) -> None:
        await refused(s, '{"type":' + "[" * 100_000 + "]" * 10, "malformed")

    @checks.check("a field that the server does not know is rejected with unknown_field")
    async def _(s: Scene) -> None:
        await refused(s, '{"type":"ping","colour":"red"}', "unknown_field")
        frame = {"type": "file_report", "client_ref": next_ref(), "report": s.report("余分") | {"colour": "red"}}
        await refused(s, json.dumps(frame), "unknown_field")

    @checks.check("a rejected command with a readable client_ref is named by it")
    async def _(s: Scene) -> None:
        live = await s.open(s.author)
        ref = next_ref()
        await live.send(type="file_report", client_ref=ref, report=s.report("余分") | {"colour": "red"})
        assert (await live.frame("rejected"))["client_ref"] == ref

    @checks.check("a client_ref that is empty or has 65 characters is rejected, one with 64 is taken")
    async def _(s: Scene) -> None:
        live = await s.open(s.author)
        for ref in ("", "r" * 65):
            await live.send(type="file_report", client_ref=ref, report=s.report("控えの長さ"))
            await live.frame("rejected")
        longest = next_ref().ljust(64, "記")
        await live.send(type="file_report", client_ref=longest, report=s.report("控えの長さ"))
        await live.frame("event", client_ref=longest)

    @checks.check("a binary frame is rejected with binary_frame")
    async def _(s: Scene) -> None:
        live = await s.open(s.author)
        await live.connection.send(PING)
        assert (await live.frame("rejected"))["code"] == "binary_frame"
        await live.settled()

    @checks.check("more than 200 cards on screen and more than 50 watched deals are rejected with too_many")
    async def _(s: Scene) -> None:
        live = await s.open(s.author)
        await live.send(type="displayed", reports=list(range(1, 202)), upto=1)
        assert (await live.frame("rejected"))["code"] == "too_many"
        deals = await s.some_deals(51)
        for deal in deals:
            await live.send(type="watch", deal=deal)
        assert (await live.frame("rejected"))["code"] == "too_many"
        await live.settled()

    @checks.check("a frame of exactly frame_max_bytes is read, one more is too_large or closes with 1009")
    async def _(s: Scene) -> None:
        live = await s.open(s.author)
        most = live.hello["frame_max_bytes"]
        await live.text(PING.decode() + " " * (most - len(PING)))
        await live.frame("pong")
        await live.text(PING.decode() + " " * (most + 1 - len(PING)))
        await too_large(live)

    @checks.check("a frame of many megabytes is refused without being kept")
    async def _(s: Scene) -> None:
        live = await s.open(s.author)
        try:
            await live.text(" " * (16 << 20))
        except ConnectionClosed:
            pass
        await too_large(live)

    async def too_large(live) -> None:  # noqa: ANN001
        try:
            assert (await live.frame("rejected"))["code"] == "too_large"
        except AssertionError:
            assert live.closed[0] == 1009, live.closed

    @checks.check("a text message in fragments is one frame, with a websocket ping between them")
    async def _(s: Scene) -> None:
        live = await s.open(s.author)
        ref = next_ref()
        text = json.dumps({"type": "file_report", "client_ref": ref, "report": s.report("断片で届く報告")}, ensure_ascii=False)
        third = len(text) // 3

        async def pieces():
            yield text[:third]
            await live.connection.ping()
            yield text[third : 2 * third]
            yield text[2 * third :]

        await live.connection.send(pieces())
        event = await live.frame("event", client_ref=ref)
        assert "断片で届く報告" in str(event["card"])

    @checks.check("a character split between two fragments is whole again")
    async def _(s: Scene) -> None:
        socket = await s.raw(s.author)
        ref = next_ref()
        frame = {"type": "file_report", "client_ref": ref, "report": s.report("漢字の途中で切る")}
        data = json.dumps(frame, ensure_ascii=False).encode()
        middle = data.index("字".encode()) + 1
        await socket.send(encoded(raw_socket.TEXT, data[:middle], final=False))
        await socket.send(encoded(raw_socket.PING, b"between"))
        await socket.send(encoded(raw_socket.CONTINUATION, data[middle:]))
        event = await socket.frame("event", client_ref=ref)
        assert "漢字の途中で切る" in str(event["card"])

    @checks.check("fragments that add up to more than frame_max_bytes are refused")
    async def _(s: Scene) -> None:
        live = await s.open(s.author)
        most = live.hello["frame_max_bytes"]

        async def pieces():
            yield PING.decode()
            for _n in range(5):
                yield " " * (most // 4)

        try:
            await live.connection.send(pieces())
        except ConnectionClosed:
            pass
        await too_large(live)

    @checks.check("text that is not UTF-8 is rejected with invalid_utf8")
    async def _(s: Scene) -> None:
        socket = await s.raw(s.author)
        await socket.send(encoded(raw_socket.TEXT, b'{"type":"ping","x":"\xff\xfe"}'))
        rejected = await socket.frame("rejected")
        assert rejected["code"] == "invalid_utf8", rejected
        await socket.send(encoded(raw_socket.TEXT, PING))
        await socket.frame("pong")

    @checks.check("an unmasked frame closes the session with 1002")
    async def _(s: Scene) -> None:
        socket = await s.raw(s.author)
        await socket.send(encoded(raw_socket.TEXT, PING, masked=False))
        assert (await socket.end())[0] == 1002

    @checks.check("reserved bits, unknown opcodes, a continuation of nothing and a long ping close with 1002")
    async def _(s: Scene) -> None:
        wrong = {
            "reserved bit": encoded(raw_socket.TEXT, PING, reserved=0x20),
            "compressed, which nobody agreed on": encoded(raw_socket.TEXT, PING, reserved=0x40),
            "unknown opcode": encoded(0x3, PING),
            "continuation of nothing": encoded(raw_socket.CONTINUATION, PING),
            "ping of 126 bytes": encoded(raw_socket.PING, b"x" * 126),
            "fragmented ping": encoded(raw_socket.PING, b"x", final=False),
            "text inside a fragmented text": encoded(raw_socket.TEXT, b"{", final=False) + encoded(raw_socket.TEXT, PING),
        }
        unlike = {}
        for name, data in wrong.items():
            socket = await s.raw(s.author)
            await socket.send(data)
            if (code := (await asyncio.wait_for(socket.end(), 5))[0]) != 1002:
                unlike[name] = code
            await socket.cut()
        assert not unlike, unlike

    @checks.check("a frame cut short by the end of the connection harms nobody")
    async def _(s: Scene) -> None:
        for cut in (1, 3, 7, 20):
            socket = await s.raw(s.author)
            await socket.send(encoded(raw_socket.TEXT, PING * 20)[:cut])
            await socket.cut()
        await (await s.open(s.author)).settled()

    @checks.check("twenty strikes are borne, a few more close the session with 4501 strikes")
    async def _(s: Scene) -> None:
        live = await s.open(s.author)
        for _n in range(20):
            await live.text("no json")
            assert (await live.frame("rejected"))["code"] == "malformed"
        await live.settled()
        for _n in range(3):
            try:
                await live.text("no json")
            except ConnectionClosed:
                break
        assert await live.end() == (4501, "strikes"), live.closed
        assert not comes_back(live.closed[0])

    @checks.check("a hundred frames at once are taken without a strike")
    async def _(s: Scene) -> None:
        live = await s.open(s.author)
        for _n in range(95):
            await live.send(type="ping")
        for _n in range(95):
            await live.frame("pong")
        assert not live.unread("rejected"), live.unread("rejected")[:1]

    @checks.check("a thousand frames in a second end in rate_limited, strikes and 4501, not to come back")
    async def _(s: Scene) -> None:
        live = await s.open(s.author)
        other = await s.open(s.author)
        try:
            for _n in range(1000):
                await live.send(type="ping")
        except ConnectionClosed:
            pass
        assert await live.end() == (4501, "strikes"), live.closed
        rejected = await live.frame("rejected")
        assert rejected["code"] == "rate_limited" and rejected["retryable"] is True, rejected
        assert not comes_back(live.closed[0])
        await other.settled()
