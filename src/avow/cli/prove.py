"""`avow prove`: run the clause tests and write a signed report."""

from pathlib import Path

from avow.cli.flags import Flag
from avow.cli.stop import FINE, PROBLEMS, USAGE, Stop


def prove(
    *,
    out: Path = Path("build/proof"),
    url: str | None = None,
    data: Path | None = None,
    statement: Path | None = None,
    tests: Path | None = None,
    workers: int = 1,
    json: Flag = False,
) -> int:
    """Run the clause tests and write a signed report.

    Writes report.json, report.html for reading, and report.note, signed with a key of the data folder: every clause
    with its words, what keeps it, what shows that, and how it ended. Clauses that are not in force are listed as such.
    Exit code 1 when a clause in force is not kept, or is not tested.

    Example: avow prove --out build/proof

    Parameters
    ----------
    out
        The folder for the report.
    url
        The address of a living installation; without it the tests start installations of their own.
    data
        The data folder of the living one, and of the signing key (AVOW_DATA; ./data).
    statement
        The folder of the statement (AVOW_STATEMENT).
    tests
        The folder of the clause tests; that of the checkout unless you say so.
    workers
        How many processes run tests at a time.
    json
        Print the report as one JSON document.
    """
    import json as codec
    import time
    from datetime import UTC, datetime
    from importlib.metadata import version

    from avow.cli import console
    from avow.cli.bootstrap import configured
    from avow.cli.proof.page import page
    from avow.cli.proof.report import report
    from avow.cli.proof.run import TESTS, proof_key, results, signed
    from avow.cli.statement import read
    from avow.statement.check import read_statement

    config = configured(data=data, statement=statement)
    if url and data is None:
        raise Stop("a living installation has a data folder: name it with `--data`", USAGE)
    found, _ = read_statement(read(config.statement).texts)
    if found is None:
        raise Stop(f"the statement cannot be read: run `avow check {config.statement}`", PROBLEMS)
    out.mkdir(parents=True, exist_ok=True)
    living = {"AVOW_PROVE_URL": url, "AVOW_PROVE_DATA": str(config.data.resolve())} if url else {}
    begun = time.monotonic()
    with console.counting("trying the clauses") as progress:
        told = results((tests or TESTS).resolve(), out, living, workers=workers, progress=progress)
    about = {
        "made": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC", "against": url or "installations made for the tests",
        "tests": len(told), "seconds": round(time.monotonic() - begun, 1), "version": version("avow"),
    }  # fmt: skip
    made = report(found, told, about)
    raw = (codec.dumps(made, ensure_ascii=False, indent=1) + "\n").encode()
    note, verifier = signed(raw, f"{found.id}.avow/proof", len(made["clauses"]), proof_key(config.data / "keys"))
    (out / "report.json").write_bytes(raw)
    (out / "report.note").write_text(note, encoding="utf-8")
    (out / "report.html").write_text(page(made, note, verifier), encoding="utf-8")
    _show(made, out, verifier, as_json=json)
    return FINE if made["holds"] else PROBLEMS


def _show(made: dict[str, object], out: Path, verifier: str, *, as_json: bool) -> None:
    from avow.cli import console

    if as_json:
        console.as_json(made)
        return
    for one in made["clauses"]:  # type: ignore[attr-defined]  # a list of the report
        if one["result"] != "not in force":
            console.line(f"{one['id']:<5} {one['result']:<11} {one['title']}")
            for row in one["evidence"]:
                if row["result"] != "passed":
                    console.line(f"      {row['test']}: {row['why']}")
    told = made["summary"]
    console.line(", ".join(f"{count} {word}" for word, count in told.items()))  # type: ignore[attr-defined]
    console.line(f"the report stands in `{out / 'report.html'}`, signed by {verifier}")
