"""The same persons in the names and codes of the World Bank's GLD, with the columns GLD does not have."""

from __future__ import annotations

import numpy as np
import pandas as pd

#: Status of the questionnaire to ``empstat``: members of cooperatives hide among the self-employed, apprentices among
#: workers without pay.
_EMPSTAT = {1: 1, 2: 3, 3: 4, 4: 4, 5: 2, 6: 2, 7: 4, 9: 5}
_OCUSEC = {1: 1, 2: 3, 3: 2, 4: 2, 5: 2, 6: 2, 7: 2}
_YES = {1: 1, 2: 0}
_INSTSEC = {1: 1, 2: 2, 3: 2, 4: 2, 5: 4, 6: 3, 7: 4}
_BRACKETS = {1: (1, 1), 2: (2, 4), 3: (2, 4), 4: (2, 4), 5: (5, 9), 6: (5, 9), 7: (5, 9), 8: (5, 9), 9: (5, 9),
             10: (10, 19), 20: (20, 49), 50: (50, None)}  # fmt: skip
_VERSIONS = {"countrycode": "XSY", "survname": "LFS", "wave": "Year", "icls_v": "ICLS-19", "isic_version": "isic_4",
             "isco_version": "isco_2008"}  # fmt: skip
LABELS = {
    "lstatus": {1: "Employed", 2: "Unemployed", 3: "Not in labour force"},
    "empstat": {1: "Paid employee", 2: "Non-paid employee", 3: "Employer", 4: "Self-employed", 5: "Other"},
    "ocusec": {1: "Public", 2: "Private, NGO", 3: "State owned"},
    "urban": {1: "Urban", 0: "Rural"}, "male": {1: "Male", 0: "Female"},
    "socialsec": {1: "Yes", 0: "No"}, "registered": {1: "Yes", 0: "No"}, "sse_member": {1: "Yes", 0: "No"},
    "destination": {1: "Mainly for sale", 2: "Mainly for own use"},
    "instsec": {1: "Government", 2: "Corporation or non-profit", 3: "Private household", 4: "Farm or business"},
}  # fmt: skip


def in_gld(answers: pd.DataFrame, *, year: int) -> pd.DataFrame:
    """Return the sample of :func:`~sse_analysis.synthetic.answers.questionnaire` in the layout of GLD."""
    employed = answers["E1"].notna()
    frame = pd.DataFrame({name: [value] * len(answers) for name, value in _VERSIONS.items()})
    frame["year"] = year
    frame["hhid"], frame["pid"] = answers["HH"], answers["HH"] + answers["LN"].map("{:02d}".format)
    frame["weight"], frame["psu"], frame["strata"] = answers["W"], answers["PSU"], answers["STRATUM"]
    frame["subnatid1"] = answers["AREA"].map("{0} - XS-{0:02d}".format)
    frame["urban"], frame["age"], frame["male"] = 2 - answers["URB"], answers["AGE"], 2 - answers["SEX"]
    frame["educat7"] = answers["EDUC"].map({1: 1, 2: 3, 3: 4, 4: 5, 5: 6, 6: 7})
    frame["educat4"] = answers["EDUC"].map({1: 1, 2: 2, 3: 3, 4: 3, 5: 3, 6: 4})
    frame["lstatus"] = answers["ACT"].map({1: 1, 2: 1, 3: 2, 4: 3})
    frame["empstat"], frame["ocusec"] = answers["E1"].map(_EMPSTAT), answers["E4"].map(_OCUSEC)
    frame["industrycat_isic"] = answers["E2"].fillna("")
    division = pd.to_numeric(answers["E2"].str[:2])
    frame["industrycat10"] = pd.cut(division, [0, 3, 9, 33, 39, 43, 47, 53, 68, 84, 99], labels=False) + 1
    frame["occup_isco"] = answers["E3"].fillna("")
    frame["wage_no_compen"] = answers["E13"]
    frame["unitwage"] = np.where(answers["E13"].notna(), 5.0, np.nan)
    frame["whours"], frame["contract"] = answers["E14"], answers["E15"].map(_YES)
    return frame.join(_extra(answers, employed))


def _extra(answers: pd.DataFrame, employed: pd.Series) -> pd.DataFrame:
    """Return social security, the size bracket, and what the rules need beyond GLD."""
    low, high = ({code: ends[side] for code, ends in _BRACKETS.items()} for side in (0, 1))
    frame = pd.DataFrame(
        {
            "socialsec": answers["E7"].map(_YES),
            "firmsize_l": answers["E10"].map(low),
            "firmsize_u": answers["E10"].map(high),
            "union": np.where(employed, 0.0, np.nan),
            "registered": answers["E6"].map({1: 1, 2: 0, 3: 0}),
            "bookkeeping": answers["E5"].map({1: 1, 2: 1, 3: 0, 4: 0}),
            "annual_leave": answers["E8"].map(_YES),
            "sick_leave": answers["E9"].map(_YES),
            "fixed_premises": answers["E11"].map({1: 1, 2: 1, 3: 0, 4: 0}),
            "destination": answers["E12"].map({1: 1, 2: 1, 3: 2, 4: 2}),
            "instsec": answers["E4"].map(_INSTSEC),
            "sse_member": answers["M1"].map(_YES),
        }
    )
    return frame.astype("float64")
