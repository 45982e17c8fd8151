"""What the mapping cannot answer from published figures alone, and which file would answer it."""

from __future__ import annotations

from sse_analysis.results.absence import Absence
from sse_analysis.schema import tables

_REGISTER = (
    "name, name_local, registration_number, legal_form, registered_on, status, status_date, area, isic, members, "
    "members_female, workers, last_report"
)
_SURVEY = (
    "case_id, legal_form, stratum, founded, registered, weight, and one column for each question of surveys/items.csv "
    "(item, dimension, text, low, high, reverse, not_applicable)"
)

#: Section, what, why, file, layout, question.
_SECTIONS = {
    "registers": (
        "Registers of organizations as they were read",
        "Needs a register with one row an organization, and its description (draft it with: sse register inspect FILE).",
        "registers/<register>.csv",
        _REGISTER,
        "What do the registers of the country hold, and what in them is not sure?",
    ),
    "linkage": (
        "Organizations in two registers or more, and double counting between them",
        "Needs registers with one row an organization; published totals cannot be linked.",
        "registers/<register>.csv",
        _REGISTER,
        "How many organizations stand in several registers, and how many are there net of second tiers and statuses?",
    ),
    "coverage": (
        "Organizations that no register holds",
        "Needs two registers at least that are linked with one another.",
        "registers/<register>.csv",
        _REGISTER,
        "How many organizations do the lists miss?",
    ),
    "entities": (
        "Perimeter by organization: who enters and who leaves under each definition",
        "Needs a register with facts on governance, membership and use of surplus; a form may pass in law and an "
        "organization fail in practice.",
        "registers/<register>.csv",
        f"{_REGISTER}, general_meeting, surplus_rule, state_share",
        "How much of the count is the definition, organization by organization?",
    ),
    "practice": (
        "Organizations that hold a form and break its principles in practice",
        "Needs the survey of organizations with its questions on meetings, boards, membership and independence; what the "
        "law of a form asks for says nothing of it.",
        "surveys/entities.csv",
        _SURVEY,
        "Which organizations are such by their form only?",
    ),
    "sectors": (
        "Sector of activity by legal form",
        "Needs a register with the industry of each organization; published kinds mix it with the form.",
        "registers/<register>.csv",
        _REGISTER,
        "What do the organizations do?",
    ),
    "cooperative_types": (
        "Sector of activity by main interest of the members of cooperatives",
        "Needs a register with the industry of each cooperative and what its members seek (worker, producer, consumer or "
        "user, multi-stakeholder); neither follows from the other, nor from the legal form unless its law settles it.",
        "registers/<register>.csv",
        f"{_REGISTER}, member_interest",
        "What do cooperatives do, and for whom?",
    ),
    "lifetimes": (
        "Survival of organizations on a register",
        "Needs a register that dates the end of organizations; a count of the living cannot tell how long they live.",
        "registers/<register>.csv",
        "record_id, name, legal_form, registered_on, closed_on, status, last_seen_on; opened_on in its description",
        "How long do organizations last, and did laws change how many enter and end?",
    ),
    "sizes": (
        "Size of organizations",
        "Needs a register with members or workers of each organization; a total has no distribution.",
        "registers/<register>.csv",
        _REGISTER,
        "Are there many small ones or a few large ones?",
    ),
    "activity": (
        "Active organizations with an interval",
        "Needs what came of every invitation to a survey that was drawn from a list of organizations.",
        "surveys/contacts.csv",
        "frame_id, stratum, outcome; and stratum, frame_size in surveys/entities.csv",
        "How many of the registered organizations are alive?",
    ),
    "ecosystem": (
        "Apex bodies, support organizations and finance as a network",
        "Needs the list of bodies with their members and partners, one relation a row, each with who says so.",
        "ecosystem.csv",
        ", ".join(tables.describe("ecosystem").columns),
        "Who supports whom, and where are the gaps?",
    ),
    "work": (
        "Conditions of work in organizations",
        "Needs the survey of organizations with its frame; a published number of jobs does not say what jobs they are.",
        "surveys/entities.csv",
        "case_id, legal_form, stratum, weight, workers, workers_contract, workers_insured, workers_long_hours, pay_month_th",
        "How many persons work in them, and with a contract, insurance, decent hours and pay?",
    ),
    "self_identified": (
        "Organizations that see themselves as part of the social and solidarity economy",
        "Needs a survey of organizations that asks it; no law and no register can answer for them.",
        "surveys/entities.csv",
        "case_id, legal_form, stratum, weight, self_identified",
        "Who counts itself in, whatever the definition says?",
    ),
    "chains": (
        "Scorecard of the five dimensions by value chain",
        "Needs a survey of organizations with the chain each works in: the unit of the scorecard may be a chain.",
        "surveys/entities.csv",
        f"value_chain, and {_SURVEY}",
        "How do organizations that work on one product together stand?",
    ),
    "survey": (
        "Scorecard of the five dimensions and coverage of the survey",
        "Needs the survey of organizations with its frame; a sample of 156 or 142 is no count of the population.",
        "surveys/entities.csv",
        _SURVEY,
        "How do organizations govern themselves, what work do they give, and whom did the survey miss?",
    ),
}


def not_from_published_figures(country: str, section: str) -> Absence:
    """Return the absence of a section that published figures cannot fill.

    Parameters
    ----------
    country : str
        Lower-case ISO 3166-1 alpha-3 code.
    section : str
        One of: registers, linkage, coverage, entities, practice, sectors, cooperative_types, activity, ecosystem,
        work, self_identified, chains, survey, lifetimes, sizes.
    """
    what, why, file, layout, answers = _SECTIONS[section]
    return Absence(
        id=f"no-mapping-{section}",
        country=country,
        reason="no_data",
        what=what,
        why=why,
        file=f"data/{country}/{file}",
        layout=layout,
        answers=answers,
    )
