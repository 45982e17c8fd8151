"""Executed notebooks for the tests of reports: every kind of exhibit, five scripts, long and wide tables.

The figures in them are made up for the tests; they describe no country.
"""

from __future__ import annotations

import math
from dataclasses import replace
from functools import lru_cache
from types import SimpleNamespace

import nbformat
import pandas as pd
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from sse_analysis.figures.base import canvas, finish, style
from sse_analysis.results.absence import Absence
from sse_analysis.results.exhibit import Column, Exhibit, Figure, FrontMatter, Statement, Table

NAMES = {"khm": "Cambodia", "tha": "Thailand", "vnm": "Viet Nam", "kgz": "Kyrgyzstan", "mng": "Mongolia"}
SCRIPTS = (
    ("khm", "km", "សហគមន៍កសិកម្ម"),
    ("tha", "th", "วิสาหกิจชุมชน"),
    ("vnm", "vi", "Hợp tác xã nông nghiệp"),
    ("kgz", "ky", "Айыл чарба кооперативи"),
    ("mng", "mn", "Хөдөө аж ахуйн хоршоо"),
)
SOURCES = (
    "Ministry of Agriculture, Annual report on cooperatives (2023)",
    "National statistics office, Yearbook (2022-11)",
)


def executed(source: str, *results: object, tags: tuple[str, ...] = (), number: int = 1):
    """Return a code cell with the outputs its results leave."""
    cell = new_code_cell(source, execution_count=number, metadata={"tags": list(tags)})
    cell.outputs = [
        new_output("execute_result", data=dict(one._repr_mimebundle_()), execution_count=number)
        if isinstance(one, Exhibit)
        else one
        for one in results
    ]
    return cell


def numbered(cells: list):
    """Return cells with the counts that running them from top to bottom leaves."""
    for number, cell in enumerate((cell for cell in cells if cell.cell_type == "code"), 1):
        cell.execution_count = number
        for output in cell.outputs:
            if "execution_count" in output:
                output.execution_count = number
    return cells


def stream(text: str, name: str = "stdout"):
    return new_output("stream", name=name, text=text)


def front(country: str = "khm", **changes) -> FrontMatter:
    name = NAMES[country]
    return replace(
        FrontMatter(
            id="front",
            country=country,
            title=f"{name}: mapping of the social and solidarity economy",
            subtitle="Who belongs to it, how many, where, how active, and how sure we are",
            country_name=name,
            analysis="mapping",
            data_as_of="figures for 2008 to 2024, newest release 2025-03",
            facts=(
                ("Country", f"{name} ({country.upper()})"),
                ("Data", "figures for 2008 to 2024, newest release 2025-03"),
                ("Status", "version 0.1, draft, not validated"),
                ("Figures accepted up to", "2026-06-30"),
            ),
        ),
        **changes,
    )


def landscape(country: str = "khm") -> Table:
    """A table with spanners, groups, decimals of several lengths, tones and words for what is missing."""
    absent = {"text": "no data", "tone": "absent"}
    rows = (
        (
            {"text": "Agricultural cooperative", "lang": "en"},
            "1,289",
            "464",
            "158,320",
            "61.5",
            {"text": "partly", "tone": "partly"},
            "2022",
        ),
        ("Credit union", "19", absent, "8,410", "58", {"text": "yes", "tone": "good"}, "2021"),
        (
            "Community enterprise",
            "113,245",
            "71,930.5",
            absent,
            absent,
            {"text": "no", "tone": "bad"},
            "2023",
        ),
        (
            "Association, registered",
            "5,523",
            absent,
            absent,
            "<5",
            {"text": "unknown", "tone": "unknown"},
            {"text": "undated", "tone": "absent"},
        ),
        (
            "Self-help group that saves and lends among its members and is not registered anywhere",
            {"text": "does not exist here", "tone": "absent"},
            absent,
            absent,
            absent,
            {"text": "unknown", "tone": "unknown"},
            "2019",
        ),
    )
    return Table(
        id="landscape",
        country=country,
        title=f"Organizations of the social and solidarity economy by legal form, {NAMES.get(country, country)}, latest published figure",
        sources=SOURCES,
        notes=("Missing is never zero.", "Active means: filed accounts in the last two years."),
        columns=(
            Column("Legal form", width=2.0),
            Column("Registered", "decimal", "Entities"),
            Column("Active", "decimal", "Entities"),
            Column("Persons", "decimal", "Members"),
            Column("Women (%)", "decimal", "Members"),
            Column("In the core perimeter", "center"),
            Column("Reference year", "center"),
        ),
        rows=rows,
        groups=((0, "Cooperatives"), (2, "Enterprises"), (3, "Associations and groups")),
        data_columns=("form", "registered", "active", "note"),
        data_rows=(
            ("agricultural_cooperative", 1289, 464, '=HYPERLINK("http://x")'),
            ("credit_union", 19, None, "-12"),
        ),
    )


def scripts_table(country: str = "khm") -> Table:
    rows = tuple(
        (
            NAMES[iso],
            {"text": local, "lang": lang},
            f"{1000 + 37 * place:,}",
            {
                "text": f"From {2 + place}.1 in 2010 to {4 + place}.9 in 2023, 9 observations",
                "spark": [[2010 + k, 2.1 + place + 0.4 * k + math.sin(k)] for k in range(14) if k != 5],
            },
            {"text": "decree", "href": "https://example.org/decree?a=1&b=2"},
        )
        for place, (iso, lang, local) in enumerate(SCRIPTS)
    )
    return Table(
        id="names",
        country=country,
        title="The same form in five scripts, with its number of members",
        sources=("ក្រសួងកសិកម្ម, របាយការណ៍ប្រចាំឆ្នាំ (2023)", "กรมส่งเสริมสหกรณ์, รายงานประจำปี (2565)"),
        columns=(
            Column("Country"),
            Column("Name in the law"),
            Column("Members", "decimal"),
            Column("Trend"),
            Column("Law"),
        ),
        rows=rows,
    )


def long_table(rows: int, country: str = "khm", *, id: str = "provinces") -> Table:
    """A table over several pages, with groups every fifteen rows."""
    body = tuple(
        (
            f"{k:02d}",
            f"Province number {k}",
            f"{k * 7919 % 90000:,}",
            f"{k * 31 % 100}.{k % 10}",
            "register closed, last update unknown" if k % 9 == 0 else "register open",
        )
        for k in range(1, rows + 1)
    )
    return Table(
        id=id,
        country=country,
        title=f"Registered organizations by province, {rows} provinces, with the state of the register",
        sources=SOURCES[:1],
        notes=("Provinces in the order of the statistical code.",),
        columns=(
            Column("Code"),
            Column("Province", width=2.0),
            Column("Entities", "decimal"),
            Column("Per 100,000 people", "decimal"),
            Column("State of the register"),
        ),
        rows=body,
        stub=2,
        groups=tuple((k, f"Region {k // 15 + 1}") for k in range(0, rows, 15)),
    )


def wide_table(columns: int = 14, country: str = "khm", *, id: str = "by-year") -> Table:
    heads = (
        Column("Legal form", width=2.0),
        *(Column(str(2011 + k), "decimal", "Entities at the end of the year") for k in range(columns - 1)),
    )
    rows = tuple(
        (
            form,
            *(
                {"text": "no data", "tone": "absent"} if (k + n) % 6 == 0 else f"{(n + 3) * 1234 + 417 * k:,}"
                for k in range(columns - 1)
            ),
        )
        for n, form in enumerate(
            (
                "Agricultural cooperative",
                "Savings and credit cooperative",
                "Community enterprise",
                "Handicraft association",
                "Mutual aid fund",
            )
        )
    )
    return Table(
        id=id,
        country=country,
        title=f"Entities by legal form, {columns - 1} years",
        sources=SOURCES,
        columns=heads,
        rows=rows,
    )


def matrix(country: str = "khm") -> Table:
    """Many columns of words: the legal-form matrix."""
    yes, partly, no = (
        {"text": word, "tone": tone} for word, tone in (("yes", "good"), ("partly", "partly"), ("no", "bad"))
    )
    text = "Members decide on the use of the surplus; at least five per cent goes to a reserve that cannot be shared, and the rest may be paid according to use."
    heads = (
        "Form",
        "Law",
        "Year",
        "Authority",
        "Profit rule",
        "Voluntary",
        "Democratic",
        "Autonomous",
        "People over capital",
        "Evidence",
    )
    rows = tuple(
        (
            f"Form {k}",
            {"text": SCRIPTS[k % 5][2], "lang": SCRIPTS[k % 5][1]},
            str(1996 + 4 * k),
            "Ministry of Agriculture, Forestry and Fisheries",
            text,
            yes,
            partly,
            no,
            yes,
            "Articles 5, 12 and 31 of the law; see also the sub-decree on registration",
        )
        for k in range(8)
    )
    return Table(
        id="forms",
        country=country,
        title="Legal forms and the four principles of the 2022 definition",
        sources=("National law gazette (2013)",),
        columns=tuple(
            Column(
                head,
                "center" if place in (2, 5, 6, 7, 8) else "start",
                "Principles" if place in (5, 6, 7, 8) else None,
            )
            for place, head in enumerate(heads)
        ),
        rows=rows,
        notes=("Proposal of the project until the national committee approves it.",),
    )


@lru_cache(maxsize=4)
def chart(country: str = "khm", id: str = "growth") -> Figure:
    """A real chart with the theme of the house."""
    import seaborn as sns

    years = list(range(2010, 2024))
    frame = pd.DataFrame(
        {
            "year": years * 2,
            "entities": [200 + 60 * k + 40 * math.sin(k) for k in range(14)]
            + [150 + 20 * k for k in range(14)],
            "form": ["Cooperatives"] * 14 + ["Community enterprises"] * 14,
        }
    )
    result = SimpleNamespace(
        country=country,
        sources=SOURCES,
        notes=("The cooperative law changed in 2013.",),
        to_frame=lambda: frame,
    )
    with style():
        figure, axes = canvas(3.4)
        sns.lineplot(
            data=frame,
            x="year",
            y="entities",
            hue="form",
            style="form",
            markers=True,
            dashes=False,
            ax=axes,
            legend=False,
        )
        for form, part in frame.groupby("form"):
            axes.annotate(
                form,
                (2023, part["entities"].iloc[-1]),
                xytext=(4, 0),
                textcoords="offset points",
                va="center",
            )
        axes.set(xlabel="", ylabel="Registered entities", xlim=(2009.5, 2027), ylim=(0, None))
        alt = f"Line chart of two forms, 2010 to 2023, 28 values. Both grow; cooperatives end at {frame['entities'].max():,.0f}."
        return finish(
            figure,
            result,
            id=id,
            title=f"Registered entities by year, {NAMES.get(country, country)}, 2010 to 2023",
            alt=alt,
        )


def absence(country: str = "khm", id: str = "no-survey") -> Absence:
    return Absence(
        id=id,
        country=country,
        reason="no_data",
        what="Share of registered cooperatives that are active, with its interval",
        why="The project holds no register of entities for the country.",
        file=f"data/{country}/registers/cooperatives.csv",
        layout="register_id, name, form, registered_on, last_report_on, area",
        answers="How many of the registered cooperatives still work?",
    )


def statement(country: str = "khm") -> Statement:
    return Statement(
        id="in-short",
        country=country,
        paragraphs=(
            "1,289 agricultural cooperatives were registered in 2022, of which 464 filed accounts: 36 percent.",
            "Two publishers give different totals for 2021 (3,251 and 2,297); both are shown.",
            "The national name of the form is សហគមន៍កសិកម្ម, in Thai วิสาหกิจชุมชน.",
        ),
        bullets=True,
    )


PROSE = """## What is counted

The **perimeter** decides most of the answer: see [](#landscape), [the chart](#growth) and the
[resolution of 2022](https://www.ilo.org/resource/record-decisions). Text such as `$x_1^2$`, #let and
<script>alert(1)</script> is text.

- registered entities, *not* members
- entities of the second tier stand apart:
    1. unions
    2. networks

### Names in the national languages

ច្បាប់ស្តីពីសហគមន៍កសិកម្មត្រូវបានអនុម័តនៅឆ្នាំ២០១៣ហើយសហគមន៍ទាំងអស់ត្រូវចុះបញ្ជីនៅមន្ទីរកសិកម្មរុក្ខាប្រមាញ់និងនេសាទខេត្តដែលពាក់ព័ន្ធ។ พระราชบัญญัติส่งเสริมวิสาหกิจชุมชนกำหนดให้วิสาหกิจชุมชนจดทะเบียนกับกรมส่งเสริมการเกษตรและรายงานผลการดำเนินงานทุกปี Кооперативдер жөнүндө мыйзам. Хоршооны тухай хууль. Luật Hợp tác xã có hiệu lực từ ngày 1 tháng 7 năm 2024.
"""


def notebook(country: str = "khm", **front_changes):
    """Return a whole executed notebook of a country."""
    cells = [
        new_markdown_cell("# Mapping"),
        executed('country = "khm"', tags=("parameters",)),
        executed(f'country = "{country}"', tags=("injected-parameters",)),
        executed(
            'from sse_analysis import load_study, mapping\n\nstudy = load_study(country)\nstudy.front_matter("mapping")',
            stream("a warning\n", "stderr"),
            front(country, **front_changes),
        ),
        executed("mapping.in_short(study.ledger)", statement(country)),
        new_markdown_cell(PROSE),
        executed(
            "landscape = mapping.landscape(study.ledger, study.legal_forms)\nlandscape.summary()",
            landscape(country),
        ),
        executed("names.summary()", scripts_table(country)),
        new_markdown_cell(
            "## How it changed\n\nThe number of registered entities by year, with the change of the law."
        ),
        executed("growth.plot()", chart(country)),
        executed("growth.summary()", wide_table(country=country)),
        new_markdown_cell("## The law\n\nWhat the law says, and what is missing to know more."),
        executed("forms.summary()", matrix(country)),
        new_markdown_cell("### Activity"),
        executed("mapping.activity(study.registers)", absence(country)),
        executed("mapping.activity(study.registers).plot()", absence(country)),
        new_markdown_cell("## Where\n\nEvery province, in two editions of the register."),
        executed("areas.summary()", long_table(45, country)),
        executed("areas.history()", long_table(80, country, id="history")),
        executed("secret()", tags=("remove",)),
    ]
    return nbformat.from_dict(
        new_notebook(
            cells=numbered(cells),
            metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
        )
    )


HOSTILE = (
    "<script>alert(1)</script>",
    '$x_1^2$ and #let x = 1; #panic("no") *not bold* _not italic_ `code` @ref <label> \\ // comment',
    "Enterprise" * 400,
    "\u0634\u0631\u0643\u0629 \u062a\u0639\u0627\u0648\u0646\u064a\u0629",
    '=HYPERLINK("http://example.org")',
    "\"quoted\" & 'single' {{ braces }} {% raw %}",
)


def hostile_table(country: str = "khm") -> Table:
    rows = tuple((name, "1,000", {"text": name[:60], "lang": "en"}) for name in HOSTILE)
    return Table(
        id="hostile",
        country=country,
        title=f"Names as somebody typed them: {HOSTILE[0]} {HOSTILE[1]}",
        sources=(HOSTILE[0], HOSTILE[1]),
        notes=(HOSTILE[1],),
        columns=(Column(HOSTILE[0]), Column("Members", "decimal"), Column("$y$")),
        rows=rows,
    )


def own_notebook():
    """Return a reader's own notebook: no title block, a data frame, a printed text, a picture without words."""
    pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    frame = "   form            entities\n0  cooperative        1289\n1  សហគមន៍                19"
    picture = new_output("display_data", data={"image/png": pixel, "text/plain": "<Figure size 640x480>"})
    cells = [
        new_markdown_cell("# My own question\n\nHow many are there?"),
        executed('country = "tha"', tags=("parameters",)),
        executed(
            "frame",
            new_output(
                "execute_result",
                data={"text/plain": frame, "text/html": "<table onclick='x()'>"},
                execution_count=1,
            ),
        ),
        executed("print('done')", stream("\x1b[31mdone\x1b[0m\n"), stream("deprecated\n", "stderr")),
        executed("picture", picture),
        new_markdown_cell(
            "#### A deep heading\n\n> quoted words\n\n```\nkept   as it is\n```\n\n---\n\n[bad](javascript:alert(1)) [gone](#nowhere) ![words](http://example.org/x.png)"
        ),
    ]
    return nbformat.from_dict(new_notebook(cells=cells))
