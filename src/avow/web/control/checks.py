"""What `avow check --instance` looks at, part by part. Each answers rows (what was looked at) and problems."""

import ast
import stat
from collections.abc import Awaitable, Callable, Mapping
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any, Final

from starlette.responses import Response

import avow
from avow.services.service import CORE, differences
from avow.vault.catalogue import unclassified
from avow.vault.sequencer import LogDamaged
from avow.web.endpoint import unfit
from avow.web.pages import STATIC, environment
from avow.web.security import headers
from avow.web.site import Site

Told = dict[str, Any]
_PACKAGE: Final = Path(avow.__file__).parent
_DOORS: Final = ("vault", "adapters")
_TOGETHER: Final = frozenset({"bootstrap.py", "listeners.py"})
_FORBIDDEN: Final = ("sqlite3", "avow.vault.store", "avow.adapters")


def _told(rows: list[dict[str, Any]], problems: list[tuple[str, str]], **more: Any) -> Told:
    return {"rows": rows, "problems": [{"message": message, "advice": advice} for message, advice in problems], **more}


async def boundary(site: Site) -> Told:
    """Every route, listener, job and queue with its service; accesses to stored data outside the gate."""
    rows = [
        {"kind": "route", "name": one.name, "service": one.service, "purpose": one.purpose} for one in site.endpoints
    ]
    rows += [
        {"kind": "listener", "name": name, "service": service, "purpose": address}
        for name, service, address in site.listeners
    ]
    rows += [
        {"kind": "job", "name": job.name, "service": job.service, "purpose": "stated by the service"}
        for job in site.worker.jobs
    ]
    declared = {kind: one.id for one in (CORE, *site.services) for kind in one.tasks}
    rows += [
        {"kind": "queue", "name": kind, "service": declared.get(kind, "nobody"), "purpose": "stated in the task"}
        for kind in site.tasks.kinds
    ]
    wrong = [(text, "state it, or take it out of the code") for text in unfit(site.endpoints, site.statement)]
    wrong += [(text, "make both say the same") for text in differences(site.statement, site.services)]
    wrong += [
        (f"the queue `{row['name']}` belongs to nobody", "declare it in its service")
        for row in rows
        if row["service"] == "nobody"
    ]
    jobs = {name for one in (CORE, *site.services) for name in one.jobs}
    wrong += [
        (f"the job `{job.name}` is declared by no service", "declare it in its service")
        for job in site.worker.jobs
        if job.name not in jobs
    ]
    outside = strangers(_PACKAGE)
    wrong += [(f"`{one}` reaches stored data past the gate", "go through the gate") for one in outside]
    return _told(rows, wrong, outside=outside)


def strangers(package: Path) -> list[str]:
    """Modules outside the vault and the adapters that import a store or a driver; the one that puts all together is none."""
    found = []
    for path in sorted(package.rglob("*.py")):
        name = path.relative_to(package)
        if name.parts[0] in _DOORS or str(name) in _TOGETHER:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = (
                [one.name for one in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
            if any(one == bad or one.startswith(f"{bad}.") for one in names for bad in _FORBIDDEN):
                found.append(str(name))
    return sorted(set(found))


async def catalogue(site: Site) -> Told:
    """Every column has a class, every category of a point a period."""
    columns = await site.gate.vault.store.columns()
    rows = [{"column": f"{table}.{column}"} for table, column in columns]
    return _told(
        rows,
        [(f"`{one}` has no class", "remove the column, or add it to the catalogue") for one in unclassified(columns)],
    )


async def cookies(site: Site) -> Told:
    """Every cookie is stated and closed to scripts, other sites and, under TLS, plain HTTP."""
    response = Response()
    site.cookies.sign_in(response, "x", 1)
    site.cookies.too_young(response)
    rows, wrong = [], []
    stated = {one["name"]: one["point"] for one in site.cookies.catalogue()}
    for line in (value.decode() for name, value in response.raw_headers if name == b"set-cookie"):
        for name, cookie in SimpleCookie(line).items():
            rows.append({"cookie": name, "point": stated.get(name, "")})
            if stated.get(name) not in site.statement.points:
                wrong.append((f"the cookie `{name}` is not stated", "state it, or take it out"))
            if (
                not cookie["httponly"]
                or not cookie["samesite"]
                or cookie["domain"]
                or bool(cookie["secure"]) != site.config.tls
            ):
                wrong.append(
                    (
                        f"the cookie `{name}` is not closed enough",
                        "set HttpOnly, SameSite, no domain, and Secure under TLS",
                    )
                )
    return _told(rows, wrong)


async def header_lines(site: Site) -> Told:
    """The headers that every answer carries."""
    sent = {name.decode(): value.decode() for name, value in headers.raw(tls=site.config.tls)}
    wrong = [(f"the header `{name}` is missing", "send it") for name in headers.ALWAYS if name not in sent]
    if site.config.tls and "strict-transport-security" not in sent:
        wrong.append(("TLS is not made to last", "send strict-transport-security"))
    if "unsafe" in sent["content-security-policy"]:
        wrong.append(("pages may run inline code", "take `unsafe-…` out of the policy"))
    return _told([{"header": name, "value": value} for name, value in sent.items()], wrong)


async def ports(site: Site) -> Told:
    """Open ports as the kernel says, against the listeners as we list them."""
    listed = {int(name.rpartition(":")[2]) for name, _, _ in site.listeners if name.rpartition(":")[2].isdigit()}
    opened = _open_ports()
    wrong = [
        (f"port {one} is open and nothing lists it", "close it, or declare its listener")
        for one in sorted(opened - listed)
    ]
    return _told([{"port": one} for one in sorted(opened | listed)], wrong)


def _open_ports() -> set[int]:
    """Ports on which this process listens; empty where the kernel does not tell."""
    mine = set()
    folder = Path("/proc/self/fd")
    if not folder.is_dir():
        return set()
    for one in folder.iterdir():
        try:
            target = str(one.readlink())
        except OSError:
            continue
        if target.startswith("socket:["):
            mine.add(target[8:-1])
    found = set()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/self/net/{table}").read_text(encoding="ascii").splitlines()[1:]:
            row = line.split()
            if row[3] == "0A" and row[9] in mine:
                found.add(int(row[1].rpartition(":")[2], 16))
    return found


async def templates(_site: Site) -> Told:
    """No page loads anything from another host, or runs inline code."""
    names = environment().list_templates()
    folder = STATIC.parent / "templates"
    wrong = []
    for name in names:
        text = (folder / name).read_text(encoding="utf-8")
        if (
            'src="http' in text
            or 'rel="stylesheet" href="http' in text
            or "<script>" in text
            or (' style="' in text and name != "copy.html")
        ):
            wrong.append((f"the template `{name}` loads from elsewhere or runs inline", "serve it from our own files"))
    return _told([{"template": name} for name in names], wrong)


async def attestations(site: Site) -> Told:
    """Every attestation is dated and has not run out."""
    today = site.gate.clock.today() + 719_163
    found = site.statement.attestations.values()
    wrong = [
        (f"the attestation `{one.id}` has run out", "have it renewed, or take the promise out")
        for one in found
        if one.until.toordinal() < today
    ]
    return _told([{"attestation": one.id, "by": one.by, "until": one.until.isoformat()} for one in found], wrong)


async def engines(_site: Site) -> Told:
    """Engines that run under a privacy profile: none in the embedded default."""
    return _told([], [])


async def integrity(site: Site) -> Told:
    """Stores, log and entries agree with themselves."""
    wrong = []
    await site.gate.vault.store.healthy()
    try:
        size = await site.gate.sequencer.verify()
    except LogDamaged:
        size = 0
        wrong.append(("the log does not hold", "restore the newest copy of the data folder"))
    return _told([{"store": "fine"}, {"log": size}], wrong)


async def security(site: Site) -> Told:
    """The data folder is closed to other users of the machine."""
    rows, wrong = [], []
    for path in (site.config.data, *sorted(site.config.data.rglob("*"))):
        mode = stat.S_IMODE(path.lstat().st_mode)
        rows.append({"path": str(path.relative_to(site.config.data)), "mode": f"{mode:o}"})
        if mode & 0o077:
            wrong.append(
                (
                    f"`{path.relative_to(site.config.data)}` is open to others",
                    "take the rights of group and others away",
                )
            )
    return _told(rows, wrong)


PARTS: Final[Mapping[str, Callable[[Site], Awaitable[Told]]]] = {
    "boundary": boundary, "catalogue": catalogue, "cookies": cookies, "headers": header_lines, "ports": ports, "templates": templates,
    "attestations": attestations, "engines": engines, "integrity": integrity, "security": security,
}  # fmt: skip
