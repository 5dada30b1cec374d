"""The report as a page that a stranger reads: one file, nothing loaded from anywhere."""

from collections.abc import Mapping
from html import escape
from typing import Any, Final

from avow.cli.proof.report import ATTESTED, DRAFT, FAILED, KEPT, UNTESTED

_STYLE: Final = """
:root{--paper:#fbfaf7;--raised:#fff;--ink:#1c2126;--quiet:#55606b;--line:#dcd8cf;--good:#0b5d5e;--said:#5b4a8a;--bad:#9c2f24}
@media(prefers-color-scheme:dark){:root{--paper:#14171a;--raised:#1c2024;--ink:#e8e6e1;--quiet:#a7b0b8;--line:#31373d;--good:#74cfc8;
--said:#b9a9e8;--bad:#f08a7d}}
body{background:var(--paper);color:var(--ink);font:1.0625rem/1.55 system-ui,sans-serif;margin:0 auto;max-width:52rem;padding:24px 16px 64px}
h1{font-size:1.75rem;line-height:1.2;margin:0 0 8px}h2{font-size:1.25rem;margin:40px 0 8px}h3{font-size:1.0625rem;margin:0}
p{margin:8px 0}.quiet,dt{color:var(--quiet)}article{background:var(--raised);border:1px solid var(--line);border-radius:6px;margin:12px 0;padding:16px}
blockquote{font:1.0625rem/1.6 ui-serif,Charter,Georgia,serif;border-left:3px solid var(--line);margin:8px 0;padding-left:12px}
.mark{float:right;font-weight:600}.kept{color:var(--good)}.attested{color:var(--said)}.not-kept,.not-tested{color:var(--bad)}.not-in-force{color:var(--quiet)}
ul{margin:4px 0;padding-left:20px}pre,code{font-family:ui-monospace,monospace;font-size:.875rem}pre{overflow:auto;white-space:pre-wrap;word-break:break-all}
dl{display:grid;grid-template-columns:max-content 1fr;gap:4px 16px;margin:8px 0}dd{margin:0}summary{cursor:pointer;min-height:32px}
@media print{details>*{display:block}article{break-inside:avoid}}
"""
_MARKS: Final = {KEPT: "\u25cf", ATTESTED: "\u25cb", FAILED: "\u2715", UNTESTED: "?", DRAFT: "\u2013"}


def page(told: Mapping[str, Any], note: str, verifier: str) -> str:
    """The whole page of a report and of the note that signs its data."""
    shown = [one for one in told["clauses"] if one["result"] != DRAFT]
    drafts = [one for one in told["clauses"] if one["result"] == DRAFT]
    parts = [
        "<!doctype html><html lang=en><head><meta charset=utf-8>",
        "<meta name=viewport content='width=device-width, initial-scale=1'>",
        f"<title>Proof of {escape(told['title'])}</title><style>{_STYLE}</style></head><body><main>",
        f"<h1>{escape(told['title'])}: is it kept?</h1>",
        f"<p>{_answer(told)}</p>",
        _about(told),
        "<h2>Clauses in force</h2>",
        *(_article(one) for one in shown),
        "<h2>Clauses not in force</h2>",
        f"<p>{len(drafts)} clauses of the text are published as not in force. Nothing is promised by them yet, and nothing of them is tested.</p>",
        "<details><summary>Which they are</summary><ul>",
        *(f"<li><b>{escape(one['id'])}</b> {escape(one['words'])}</li>" for one in drafts),
        "</ul></details><h2>How to check this report</h2>",
        "<p>The figures stand in <code>report.json</code>. Its SHA-256 is the last line of the note below, which the installation signed. ",
        "Compare the key with the one the company publishes.</p>",
        f"<pre>{escape(note)}</pre><p>Key</p><pre>{escape(verifier)}</pre></main></body></html>",
    ]
    return "\n".join(parts)


def _answer(told: Mapping[str, Any]) -> str:
    counts = told["summary"]
    words = f"{counts[KEPT]} clauses were tested and kept, {counts['whole']} of them with no step left out"
    if counts[ATTESTED]:
        words += f"; {counts[ATTESTED]} are attested by a named person"
    bad = counts[FAILED] + counts[UNTESTED]
    return f"{words}. " + (f"<strong>{bad} are not.</strong>" if bad else "No clause in force failed.")


def _about(told: Mapping[str, Any]) -> str:
    rows = {
        "Statement": f"{told['statement']}, revision {told['revision']}, dated {told['dated']}",
        "Tested": f"{told['made']} against {told['against']}",
        "Tests": f"{told['tests']} in {told['seconds']} s, Avow {told['version']}",
    }
    return (
        "<dl>" + "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in rows.items()) + "</dl>"
    )


def _article(one: Mapping[str, Any]) -> str:
    result = one["result"]
    part = " in what is in force" if result == KEPT and not one["whole"] else ""
    evidence = "".join(_evidence(row) for row in one["evidence"])
    return (
        f"<article id={escape(one['id'])}><span class='mark {result.replace(' ', '-')}'>{_MARKS[result]} {escape(result)}{part}</span>"
        f"<h3>{escape(one['id'])} {escape(one['title'])}</h3><blockquote>{escape(one['words'])}</blockquote>"
        f"<p class=quiet>Kept by {escape(_keepers(one['kept_by']))}.</p>"
        + (
            f"<details><summary>What shows it: {_count(one['evidence'])}</summary><ul>{evidence}</ul></details>"
            if evidence
            else ""
        )
        + "</article>"
    )


def _count(evidence: list[Mapping[str, Any]]) -> str:
    return f"{len(evidence)} tests" if len(evidence) != 1 else "1 test"


def _keepers(kept_by: list[Mapping[str, Any]]) -> str:
    told = dict.fromkeys(
        f"{one['kind']} {one['id']}" + (f" ({one['by']}, {one['dated']}, until {one['until']})" if "by" in one else "")
        for one in kept_by
    )
    return ", ".join(told) or "nothing"


def _evidence(row: Mapping[str, Any]) -> str:
    word = {"passed": "holds", "failed": "does not hold", "skipped": "was left out"}[row["result"]]
    more = f", tried {row['runs']} ways" if row["runs"] > 1 else ""
    steps = "".join(f"<br><span class=quiet>not applicable: {escape(step)}</span>" for step in row["not_applicable"])
    why = f"<br><span class=not-kept>{escape(row['why'])}</span>" if row["why"] else ""
    return (
        f"<li>{escape(row['says'])} <b>{word}</b>{more} <code class=quiet>{escape(row['test'])}</code>{steps}{why}</li>"
    )
