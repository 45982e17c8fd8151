# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#       format_version: '1.3'
#       jupytext_version: 1.19.6
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # The first hour
#
# This notebook takes a researcher from an empty desk to a printed report: load a country, check its files, estimate, change who belongs, bring a spreadsheet, read an error, render. It works on a *synthetic country*: its people, organizations and figures are generated, so that every truth is known and nothing can be broken. Run the cells one after another; put another country into the first cell when you are done.

# %% tags=["parameters"]
country = "xsy"

# %% [markdown]
# ## Load
#
# A study is one country with everything that is held on it. An input is a table with its sources, or an absence that says which file would fill it. Inputs are read when they are first asked for.

# %%
from sse_analysis import formalization, load_study, mapping
from sse_analysis.cli import main

study = load_study(country)
study.front_matter("mapping")

# %%
study.ledger.frame.head()

# %% [markdown]
# ## Check
#
# Before anything is computed: are the files what they should be? Every problem of parameters, tables and notebooks is listed at once, with file, line and column; the last line is the exit code, and zero means that all is well. On the command line this is *sse check xsy*.

# %%
main(["check", country])

# %% [markdown]
# The files may be sound and the figures still wrong. The arithmetic audit holds published figures against one another.

# %%
checks = mapping.audit(study.ledger, study.legal_forms)
checks.summary()

# %% [markdown]
# ## Ask a first question
#
# How many organizations are there, and how sure is that? Every result answers to the same three words: a tidy table, a printed table, a chart.

# %%
choice = {"rule": study.parameters.mapping.headline, "as_of": study.parameters.data_cutoff}
landscape = mapping.landscape(study.ledger, study.legal_forms, **choice)
landscape.summary()

# %%
landscape.to_frame().head()

# %%
landscape.plot()

# %% [markdown]
# ## Estimate
#
# The labour force survey is a sample of persons with its design: strata, districts, weights. How much work is informal, under which concept? Each rate has its interval, and the bounds that unanswered questions leave.

# %%
people = study.persons
rates = formalization.concepts(people)
rates.summary()

# %%
rates.plot()

# %% [markdown]
# Any other question goes to the sample itself. A part of the population is a domain, never a filter: the design stays whole, and so do the standard errors. Here: the share of informal jobs by region, and among women.

# %%
people.sample.proportion("informal", by="region").summary()

# %%
people.sample.proportion("informal", domain="woman").to_frame()

# %% [markdown]
# Do members of the social and solidarity economy work formally more often? The answer is an effect only where both groups overlap and are balanced; otherwise the page says why there is none.

# %%
formalization.membership(people).summary()

# %% [markdown]
# ## Change the perimeter
#
# Who belongs is a choice, and every choice has a price in the totals. Five sets of rules are held against what the law asks of each legal form.

# %%
screening = mapping.perimeter_screening(study.legal_forms)
screening.summary()

# %%
mapping.perimeter_counts(landscape, screening).summary()

# %% [markdown]
# Suppose the committee puts one borderline form out: associations of water users, whose members do not join of their own will. Leave the form out and count again.

# %%
kept = study.legal_forms.frame["form_type"].ne("other")
narrower = mapping.perimeter_screening(study.legal_forms.where(kept))
mapping.perimeter_counts(landscape, narrower).summary()

# %% [markdown]
# ## Bring a spreadsheet
#
# Registers arrive as workbooks with titles above the table, two scripts, dates of two calendars and footnotes glued to numbers. Look at one first: what is printed is the draft of its description, for you to correct. On the command line this is *sse register inspect*.

# %%
main(["register", "inspect", "../data/xsy/registers/cooperatives.xlsx"])

# %% [markdown]
# With its description beside it, the register is read the same way every time. What is not sure is not guessed: it is left empty, and listed.

# %%
from sse_analysis.sources import registers

register = registers.load(country, "cooperatives")
register.frame.head()

# %%
register.doubts.head()

# %% [markdown]
# ## Read an error
#
# An error says where it is, what was found, what was expected, and what to do. The next cell is wrong on purpose: read its last lines.

# %% tags=["raises-exception"]
load_study("xsi")

# %% [markdown]
# What a survey cannot carry is refused in the same way, before a number can mislead anybody.

# %% tags=["raises-exception"]
people.sample.mean("wages")

# %% [markdown]
# ## Render a report
#
# The same questions, in the order of a chapter, are the notebook *mapping*. This executes it and writes a page that can be published; on the command line it is *sse run xsy --only mapping*. Open *outputs/index.html* afterwards.

# %%
main(["run", country, "--only", "mapping", "--to", "html"])

# %% [markdown]
# ## What next
#
# - Put your own country into the first cell. Its level of data decides which sections are filled; the others say which file is missing.
# - Copy this notebook into *notebooks/my/* and add cells of your own; *sse run --notebook* makes a report of it.
# - The true values of the synthetic country stand in *data/xsy/truth.json*. Compare them with the estimates above.
