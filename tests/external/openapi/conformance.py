"""Holds the running server against the OpenAPI document that it serves, with Schemathesis.

    conformance.py --origin O --member LOGIN:PASSWORD --work DIR

The member is an administrator. One check for each operation; ends with 1 when one failed.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "python"))

from house import House, Member  # noqa: E402 - beside the Python client

COLLECTIONS = (
    "competitors", "contacts", "customers", "deals", "departments", "members", "products", "purposes", "report-templates",
)  # fmt: skip
LIMIT_S = 240


async def known_ids(admin: Member, token: int) -> dict[str, dict]:
    """Ids of what exists, and the run's own ones."""
    me = await admin.get("/me")
    own = {"members": me["member"]["id"], "member": me["member"]["id"], "token": token}
    known: dict[str, list[int]] = {}
    for collection in COLLECTIONS:
        items = (await admin.get(f"/{collection}?limit=30"))["items"]
        known[collection] = [item["id"] for item in items if item["id"] != own.get(collection)]
    known["member"] = known["members"]
    known["deal"] = known["deals"]
    known["customer"] = known["customers"]
    known["department"] = known["departments"]
    cards = (await admin.get("/timeline?limit=30"))["cards"]
    known["report"] = [card["id"] for card in cards]
    known["reply"] = [reply["id"] for card in cards for reply in card["replies"]]
    deals = (await admin.get("/deals?limit=100"))["items"]
    known["next_move"] = [move["id"] for deal in deals for move in deal["next_moves"]]
    return {"known": known, "own": own}


def checked(report: Path) -> tuple[int, int]:
    """Prints each operation of a JUnit report; how many passed and failed."""
    passed = failed = 0
    for case in ElementTree.parse(report).getroot().iter("testcase"):
        troubles = [*case.findall("failure"), *case.findall("error")]
        if troubles:
            failed += 1
            print(f"not ok - openapi: {case.get('name')}")
            for trouble in troubles:
                print("\n".join(f"         {line}" for line in (trouble.text or "").splitlines()))
        elif case.find("skipped") is None:
            passed += 1
            print(f"ok - openapi: {case.get('name')}")
    return passed, failed


async def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--origin", required=True)
    parser.add_argument("--member", required=True, help="LOGIN:PASSWORD of an administrator")
    parser.add_argument("--work", type=Path, required=True, help="a folder for files in between")
    given = parser.parse_args()

    login, password = given.member.split(":", 1)
    admin = Member(House(given.origin.rstrip("/")), login, password)
    await admin.sign_in()
    token, admin.token = await admin.make_token("conformance", ["read", "write", "admin"])
    work = given.work.resolve()
    known = work / "known.json"
    known.write_text(json.dumps(await known_ids(admin, token)), encoding="utf-8")

    report = work / "conformance.xml"
    run = subprocess.run(
        [
            Path(sys.executable).with_name("schemathesis"), "--config-file", HERE / "schemathesis.toml", "run",
            f"{given.origin}/api/v1/openapi.json", "--header", f"Authorization: Bearer {admin.token}",
            "--report", "junit", "--report-junit-path", report, "--no-color",
        ],
        env={**os.environ, "UCHITE_KNOWN": str(known), "PYTHONPATH": str(HERE)},
        cwd=work, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=LIMIT_S, check=False,
    )  # fmt: skip
    if not report.exists():
        print(f"not ok - openapi: schemathesis ended with {run.returncode} and no report\n{run.stdout[-4000:]}")
        return 1
    passed, failed = checked(report)
    if run.returncode not in (0, 1) or passed + failed == 0:
        failed += 1
        print(f"not ok - openapi: schemathesis ended with {run.returncode}\n{run.stdout[-4000:]}")
    print("\n".join(f"# {line}" for line in run.stdout.splitlines()[-30:]))
    return failed


if __name__ == "__main__":
    sys.exit(1 if asyncio.run(main()) else 0)
