"""Decision logs of the synthetic country for two meetings."""

from __future__ import annotations

import datetime as dt

import yaml

_FORMS = {
    "1": "XSY-social_enterprise-social_enterprise", "2": "XSY-self_help_group-group", "3": "XSY-foundation-foundation",
    "4": "XSY-water_user_association-water", "5": "XSY-funeral_aid_association-mutual",
}  # fmt: skip
FIRST, SECOND = dt.date(2026, 3, 2), dt.date(2026, 9, 7)


def decision(number: str, form: str, option: str, on: dt.date, **more) -> dict:
    return {
        "id": f"XSY-{number}", "question": "Does it belong?", "form": _FORMS[form], "paragraph": "principle 4",
        "options": {"in": "Count it in", "broad": "Broad only", "out": "Leave it out"}, "evidence": ["The law."],
        "proposed_by": "project", "status": "decided", "option": option, "reason": "Discussed.",
        "decided_by": "Committee", "decided_on": on, **more,
    }  # fmt: skip


def first_meeting() -> list[dict]:
    return [
        decision("1", "1", "in", FIRST), decision("2", "2", "out", FIRST), decision("3", "4", "broad", FIRST),
    ]  # fmt: skip


def second_meeting() -> list[dict]:
    """Two more, and one that reverses the second: six decisions in all."""
    return [
        *first_meeting(), decision("4", "3", "out", SECOND), decision("5", "5", "in", SECOND),
        decision("6", "2", "in", SECOND, replaces="XSY-2"),
    ]  # fmt: skip


def write_log(home, decisions: list[dict], corrections: list[dict] = ()) -> None:
    content = {
        "schema_version": 1,
        "country": "xsy",
        "decisions": decisions,
        "corrections": list(corrections),
    }
    (home / "parameters/xsy/decisions.yml").write_text(yaml.safe_dump(content), encoding="utf-8")
