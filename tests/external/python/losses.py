"""PROTOCOL.md section 3: no gap, no duplicate, whatever happens to connections."""

from __future__ import annotations

import asyncio
import random

from checks import Checks
from live import Place
from scene import Scene, next_ref


def register(checks: Checks) -> None:
    @checks.check("without a cursor the hello's is where the client stands, and nothing older is sent")
    async def _(s: Scene) -> None:
        place = Place()
        live = await s.open(s.second, place=place)
        assert place.cursor == live.hello["cursor"]
        await live.settled()
        assert not live.unread("event"), live.unread("event")

    @checks.check("what was missed while the connection was lost comes with the resume, once and in full")
    async def _(s: Scene) -> None:
        place = Place()
        live = await s.open(s.second, place=place)
        kept = await s.file(s.author, "切断の前")
        await live.frame("event", seq=kept["seq"])
        await live.cut()
        missed = [await s.file(s.author, f"切断の間 {n}") for n in range(5)]
        live = await s.open(s.second, place=place)
        resumed = await live.frame("resumed")
        after = await s.file(s.author, "切断の後")
        await live.frame("event", seq=after["seq"])
        seqs = [f["seq"] for f in place.shown if f["kind"] == "report_filed"]
        wanted = [event["seq"] for event in (kept, *missed, after)]
        assert [seq for seq in seqs if seq in wanted] == sorted(wanted) == wanted, (seqs, wanted)
        assert len(seqs) == len(set(seqs)), seqs
        assert resumed["cursor"] >= missed[-1]["seq"] or place.above, resumed

    @checks.check("cut again and again while replies pour in: every reply is shown exactly once", within=120)
    async def _(s: Scene) -> None:
        filed = await s.file(s.author, "返信が続く報告")
        report = filed["card"]["id"]
        place = Place()
        place.cursor = (await s.author.get("/timeline?limit=1"))["cursor"]
        writer = await s.open(s.second)
        acknowledged: list[int] = []
        dice = random.Random(4711)

        async def pour() -> None:
            for n in range(60):
                ref = next_ref()
                await writer.send(type="reply", client_ref=ref, report=report, reply={"kind": "advice", "text": f"返信 {n}"})
                acknowledged.append((await writer.frame("event", client_ref=ref))["seq"])
                await asyncio.sleep(0.055)

        async def follow(until: asyncio.Task[None]) -> None:
            while not until.done():
                live = await s.open(s.author, place=place)
                await asyncio.sleep(dice.uniform(0.0, 0.4))
                await live.cut()
            live = await s.open(s.author, place=place)
            await live.frame("resumed")

        pouring = asyncio.create_task(pour())
        await follow(pouring)
        await pouring
        seen = [f["seq"] for f in place.shown if f["kind"] == "reply_added" and f["card"]["id"] == report]
        assert sorted(seen) == sorted(acknowledged), (
            f"gap: {sorted(set(acknowledged) - set(seen))}, not acknowledged: {sorted(set(seen) - set(acknowledged))}, "
            f"shown {len(seen)}, distinct {len(set(seen))}, of {len(acknowledged)}"
        )

    @checks.check("a command whose acknowledgement was lost is sent again and filed once")
    async def _(s: Scene) -> None:
        for n in range(5):
            text = f"応答を失う {next_ref()}"
            ref, report = next_ref(), s.report(text)
            live = await s.open(s.author)
            await live.send(type="file_report", client_ref=ref, report=report)
            if n % 2:
                await asyncio.sleep(0.005 * n)
            await live.cut()
            live = await s.open(s.author)
            await live.send(type="file_report", client_ref=ref, report=report)
            event = await live.frame("event", client_ref=ref)
            page = await s.author.get("/timeline?limit=50")
            assert [c["id"] for c in page["cards"] if text in str(c)] == [event["card"]["id"]]
            await live.cut()

    @checks.check("the card of the last event is the card that HTTP gives")
    async def _(s: Scene) -> None:
        author = await s.open(s.author)
        filed = await s.file(s.author, "同じカード")
        ref = next_ref()
        report = filed["card"]["id"]
        await author.send(type="reply", client_ref=ref, report=report, reply={"kind": "advice", "text": "自分で補足"})
        event = await author.frame("event", client_ref=ref)
        page = await s.author.get("/timeline?limit=50")
        listed = next(card for card in page["cards"] if card["id"] == report)
        assert listed == event["card"], f"differ in {sorted(k for k in listed if listed[k] != event['card'].get(k))}"

    @checks.check("a cursor from the future is rejected with bad_cursor and the session goes on")
    async def _(s: Scene) -> None:
        live = await s.open(s.author)
        await live.send(type="resume", cursor=live.hello["cursor"] + 1_000_000)
        rejected = await live.frame("rejected")
        assert rejected["code"] == "bad_cursor" and rejected["retryable"] is False, rejected
        await live.settled()
        page = await s.author.get("/timeline?limit=1")
        await live.send(type="resume", cursor=page["cursor"])
        await live.frame("resumed")

    @checks.check("a very old cursor is answered by resync, and lists fetched again with their cursor carry on")
    async def _(s: Scene) -> None:
        live = await s.open(s.author)
        await live.send(type="resume", cursor=0)
        await live.frame("resync")
        page = await s.author.get("/timeline?limit=50")
        await live.send(type="resume", cursor=page["cursor"])
        await live.frame("resumed")

    @checks.check("the cursor of another member gives what concerns oneself only")
    async def _(s: Scene) -> None:
        author = await s.open(s.author)
        start = author.hello["cursor"]
        filed = await s.file(s.author, "他人のカーソル")
        second = await s.open(s.second)
        await second.send(type="read", report=filed["card"]["id"], upto=filed["card"]["seq"])
        await author.frame("event", kind="receipt", where=lambda f: filed["card"]["id"] in f["reports"])
        third = await s.open(s.third, cursor=start)
        await third.frame("resumed")
        for event in third.unread("event"):
            assert event["kind"] != "receipt", event
            assert event.get("client_ref") is None, event
