"""Facts about a run: where its numbers come from, and where its time went."""

from typing import Any

from harness.record import Run
from reports import numbers
from reports.model import Claim


def moment(stamp: str) -> str:
    """Return an ISO time stamp, which records give in UTC, as people write it."""
    return f"{stamp[:10]} {stamp[11:16]} UTC" if len(stamp) >= 16 else stamp


def provenance(claim: Claim, run: Run) -> list[tuple[str, str]]:
    """Return where the numbers come from, as terms and descriptions."""
    info = run.info
    git, device = info.get("git") or {}, info.get("device") or {}
    commit = (git.get("commit") or "unknown") + (" with uncommitted changes" if git.get("dirty") else "")
    times = sorted(moment(case.record.get("time") or "") for case in claim.cases)
    versions = ", ".join(f"{name} {version}" for name, version in (info.get("versions") or {}).items())
    machine = ", ".join(
        f"{value} {key}" if key == "cores" else str(value) for key, value in (info.get("machine") or {}).items()
    )
    place = f"{device.get('count', 1)} × {device.get('kind', 'unknown')} ({device.get('platform', 'unknown')})"
    tails = sorted({case.record.get("tail") or "every trial" for case in claim.cases})
    levels = sorted({case.record["alpha"] for case in claim.cases if case.record.get("alpha")})
    rows = [
        ("Run", str(info["run"])),
        ("Judged", times[0] if times[0] == times[-1] else f"{times[0]} to {times[-1]}"),
        ("Scale and seed", f"{info['scale']}, seed {info['seed']}"),
        ("Intervals", "; ".join(tails)),
        (
            "Error per case and side",
            ", ".join(numbers.number(level) for level in levels) or "none is spent: every trial is shown",
        ),
        ("Device", place),
        ("Arithmetic", f"{info.get('dtype')}, matrix products at {info.get('matmul_precision')} precision"),
        ("Machine", machine),
        ("Versions", versions),
        ("Commit", commit),
        ("Command", str(info.get("command") or "")),
    ]
    return [(term, text) for term, text in rows if text]


def run_facts(run: Run) -> list[tuple[str, str]]:
    """Return what a reader of the index wants to know of the run."""
    info = run.info
    device, git = info.get("device") or {}, info.get("git") or {}
    rows = [
        ("Date", moment(str(info["started"]))),
        ("Scale", str(info["scale"])),
        ("Seed", str(info["seed"])),
        ("Device", str(device.get("kind") or "")),
        ("Arithmetic", str(info.get("dtype") or "")),
        ("JAX", str((info.get("versions") or {}).get("jax", ""))),
        ("Commit", (git.get("commit") or "")[:10] + (" + changes" if git.get("dirty") else "")),
        ("Programs compiled", str((run.end or {}).get("compilations") or "")),
    ]
    return [(term, text) for term, text in rows if text]


def bars(claims: list[Claim]) -> list[dict[str, Any]]:
    """Return where the time goes, slowest claim first, with widths relative to the slowest."""
    rows = []
    longest = max((claim.total("total") for claim in claims), default=0.0) or 1.0
    for claim in sorted(claims, key=lambda one: -one.total("total")):
        parts = {key: claim.total(key) for key in ("compile", "run", "theory")}
        parts["rest"] = max(0.0, claim.total("total") - sum(parts.values()))
        rows.append(
            {"claim": claim, "seconds": parts, "widths": {key: 100 * value / longest for key, value in parts.items()}}
        )
    return rows
