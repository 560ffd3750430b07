"""PROTOCOL.md section 2: filing, replying, reading, watching."""

from __future__ import annotations

from typing import Any

from checks import Checks
from scene import Scene, next_ref


def register(checks: Checks) -> None:
    @checks.check("a page that loads a list and resumes from its cursor is sent what happened in between")
    async def _(s: Scene) -> None:
        page = await s.author.get("/timeline?limit=50")
        assert isinstance(page["cards"], list) and isinstance(page["cursor"], int), page.keys()
        filed = await s.file(s.author, "一覧のあとの訪問")
        live = await s.open(s.author, cursor=page["cursor"])
        event = await live.frame("event", seq=filed["seq"])
        assert event["card"]["id"] == filed["card"]["id"]
        resumed = await live.frame("resumed")
        assert resumed["cursor"] >= page["cursor"], resumed

    @checks.check("a filed report is acknowledged by its own event with the client_ref and the whole card")
    async def _(s: Scene) -> None:
        live = await s.open(s.author)
        ref = next_ref()
        await live.send(type="file_report", client_ref=ref, report=s.report("本日訪問。見積を依頼された。"))
        event = await live.frame("event", client_ref=ref)
        assert event["kind"] == "report_filed" and event["by"]["id"] == s.author.id, event
        assert event["deal"] == s.deal and event["card"]["id"] == event["seq"], event
        assert "本日訪問" in str(event["card"]), event["card"]
        assert isinstance(event["cursor"], int) and isinstance(event["at"], int), event

    @checks.check("the same command again is acknowledged again and not carried out twice")
    async def _(s: Scene) -> None:
        live = await s.open(s.author)
        ref, text = next_ref(), f"同じ指示を二度送る {next_ref()}"
        report = s.report(text)
        await live.send(type="file_report", client_ref=ref, report=report)
        first = await live.frame("event", client_ref=ref)
        await live.send(type="file_report", client_ref=ref, report=report)
        again = await live.frame("event", client_ref=ref)
        assert again["seq"] == first["seq"] and again["card"]["id"] == first["card"]["id"], (first, again)
        other = await s.open(s.author)
        await other.send(type="file_report", client_ref=ref, report=report)
        assert (await other.frame("event", client_ref=ref))["seq"] == first["seq"]
        page = await s.author.get("/timeline?limit=50")
        assert [card["id"] for card in page["cards"]].count(first["card"]["id"]) == 1
        texts = [card for card in page["cards"] if text in str(card)]
        assert len(texts) == 1, f"filed {len(texts)} times"

    @checks.check("a command sent three times in one breath is carried out once and acknowledged three times")
    async def _(s: Scene) -> None:
        live = await s.open(s.author)
        ref, text = next_ref(), f"一息に三度 {next_ref()}"
        report = s.report(text)
        for _n in range(3):
            await live.send(type="file_report", client_ref=ref, report=report)
        seqs = {(await live.frame("event", client_ref=ref))["seq"] for _n in range(3)}
        page = await s.author.get("/timeline?limit=50")
        assert len(seqs) == 1 and sum(text in str(card) for card in page["cards"]) == 1, seqs

    @checks.check("a client_ref with other content is rejected with client_ref_reused, not retryable")
    async def _(s: Scene) -> None:
        live = await s.open(s.author)
        ref = next_ref()
        await live.send(type="file_report", client_ref=ref, report=s.report("最初の内容"))
        await live.frame("event", client_ref=ref)
        await live.send(type="file_report", client_ref=ref, report=s.report("別の内容"))
        rejected = await live.frame("rejected", client_ref=ref)
        assert rejected["code"] == "client_ref_reused" and rejected["retryable"] is False, rejected
        assert isinstance(rejected["detail"], str), rejected

    @checks.check("two members may use the same client_ref")
    async def _(s: Scene) -> None:
        ref = next_ref()
        author, second = await s.open(s.author), await s.open(s.second)
        await author.send(type="file_report", client_ref=ref, report=s.report("私の控え"))
        mine = await author.frame("event", client_ref=ref)
        await second.send(type="reply", client_ref=ref, report=mine["card"]["id"], reply={"kind": "advice", "text": "助言"})
        theirs = await second.frame("event", client_ref=ref)
        assert theirs["seq"] != mine["seq"] and theirs["kind"] == "reply_added", theirs

    @checks.check("a reply reaches the author with the whole card and the author's badge")
    async def _(s: Scene) -> None:
        author, second = await s.open(s.author), await s.open(s.second)
        filed = await s.file(s.author, "返信を待つ報告")
        ref = next_ref()
        await second.send(
            type="reply", client_ref=ref, report=filed["card"]["id"], reply={"kind": "advice", "text": "価格表を先に送る"}
        )
        own = await second.frame("event", client_ref=ref)
        assert own["kind"] == "reply_added" and own["by"]["id"] == s.second.id, own
        seen = await author.frame("event", seq=own["seq"])
        assert "価格表を先に送る" in str(seen["card"]) and "client_ref" not in seen, seen
        assert {"addressed", "unread"} == seen["badge"].keys(), seen

    @checks.check("reading a card lowers the reader's count on every device and gives its author a receipt")
    async def _(s: Scene) -> None:
        author = await s.open(s.author)
        phone, desk = await s.open(s.second), await s.open(s.second)
        filed = await s.file(s.author, "既読を確かめる報告")
        arrived = await phone.frame("event", seq=filed["seq"])
        before = arrived["badge"]
        card = arrived["card"]
        await phone.send(type="read", report=card["id"], upto=card["seq"])
        for device in (phone, desk):
            read = await device.frame("event", kind="read", where=lambda f: card["id"] in f["reports"])
            assert read["unread"] is False, read
            assert read["badge"]["unread"] == before["unread"] - 1, (before, read)
        receipt = await author.frame("event", kind="receipt", where=lambda f: card["id"] in f["reports"])
        assert receipt["by"]["id"] == s.second.id, receipt

    @checks.check("cards on screen count as read by `displayed`")
    async def _(s: Scene) -> None:
        author, second = await s.open(s.author), await s.open(s.second)
        filed = [await s.file(s.author, f"表示 {n}") for n in range(3)]
        for event in filed:
            await second.frame("event", seq=event["seq"])
        wanted = {event["card"]["id"] for event in filed}
        await second.send(type="displayed", reports=sorted(wanted), upto=second.place.cursor)
        for live, kind in ((second, "read"), (author, "receipt")):
            told: set[int] = set()
            while not wanted <= told:
                told |= set((await live.frame("event", kind=kind))["reports"])

    @checks.check("a command for a report that is not there is rejected with not_found and costs no strike")
    async def _(s: Scene) -> None:
        live = await s.open(s.author)
        for _n in range(30):
            ref = next_ref()
            await live.send(type="reply", client_ref=ref, report=(1 << 53) - 1, reply={"kind": "advice", "text": "?"})
            rejected = await live.frame("rejected", client_ref=ref)
            assert rejected["code"] == "not_found" and rejected["retryable"] is False, rejected
        await live.settled()

    @checks.check("a reply without text is rejected with text_required")
    async def _(s: Scene) -> None:
        live = await s.open(s.second)
        filed = await s.file(s.author, "空の返信を待つ")
        ref = next_ref()
        await live.send(type="reply", client_ref=ref, report=filed["card"]["id"], reply={"kind": "advice", "text": " "})
        assert (await live.frame("rejected", client_ref=ref))["code"] == "text_required"

    @checks.check("a report on a deal that is not there is rejected and names no strike")
    async def _(s: Scene) -> None:
        live = await s.open(s.author)
        ref = next_ref()
        report: dict[str, Any] = s.report("どこにもない案件") | {"deal": (1 << 53) - 1}
        await live.send(type="file_report", client_ref=ref, report=report)
        rejected = await live.frame("rejected", client_ref=ref)
        assert rejected["code"] in ("not_found", "unknown_reference"), rejected
        await live.settled()

    @checks.check("watching a deal is taken, and so is unwatching")
    async def _(s: Scene) -> None:
        live = await s.open(s.author)
        await live.send(type="watch", deal=s.deal)
        await live.send(type="unwatch", deal=s.deal)
        await live.settled()
        assert not live.unread("rejected"), live.unread("rejected")

    @checks.check("a session with a token for reading only files nothing")
    async def _(s: Scene) -> None:
        _number, secret = await s.author.make_token("reads only", ["read"])
        live = await s.open(s.author, token=secret)
        ref = next_ref()
        await live.send(type="file_report", client_ref=ref, report=s.report("書けないはず"))
        rejected = await live.frame("rejected", client_ref=ref)
        assert rejected["retryable"] is False, rejected
        page = await s.author.get("/timeline?limit=50")
        assert not any("書けないはず" in str(card) for card in page["cards"])

    @checks.check("unknown ids and numbers of 2^53 and more are refused, none crashes the session")
    async def _(s: Scene) -> None:
        live = await s.open(s.author)
        for report in ((1 << 53), (1 << 64), -1, 0):
            await live.send(type="read", report=report, upto=1)
        await live.settled()
