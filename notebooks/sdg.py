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

# %% tags=["parameters"]
country = "khm"

# %%
from sse_analysis import load_study, sdg

study = load_study(country)
study.front_matter("sdg")

# %% [markdown]
# ## In a few sentences
#
# What do the published figures say about the goals, and what is claimed for the social and solidarity economy? Every number below comes from the tables that follow.

# %%
given = study.parameters.sdg
span = {"baseline_year": given.baseline_year, "minimum_points": given.minimum_points}
year = study.parameters.data_cutoff.year
standing = sdg.baseline(study.sdg_series, study.sdg_indicators, as_of=year, **span)
measured = sdg.measure_progress(study.sdg_series, study.sdg_indicators, **span)
methods = sdg.agreement(measured)

# %%
said = sdg.claims(study.sdg_claims, country=country)
aimed = sdg.claimed_targets(said, standing, focus=given.focus_targets)
sdg.headline(standing, said, aimed, methods=methods)

# %% [markdown]
# ## Where the country stands
#
# How much is known about each goal, and in which direction do the figures move? A trend is printed only from three usable values of an unbroken stretch; everything else is not known. The counts are no score.

# %%
sdg.goal_overview(standing).plot()

# %% [markdown]
# How old are the figures?

# %%
standing.plot()

# %% [markdown]
# ### Women and men
#
# Which figures set women and men apart?

# %%
apart = sdg.women_and_men(study.sdg_series, study.sdg_indicators)
apart.plot()

# %%
apart.summary()

# %% [markdown]
# ### What is missing
#
# On which targets does this project hold no official figure? Those that studies of the social and solidarity economy ask for first are listed with the reason.

# %%
sdg.data_gaps(standing)

# %% [markdown]
# ## What the social and solidarity economy is said to contribute
#
# A claim says that the social and solidarity economy, or one form of it, is aligned with a goal or target. It is only as good as its evidence, and it does not measure an effect. Targets that this project assigned to a claim are marked as mapped and are no claims of the source. Claims in general and from other countries are no evidence for this one; all stand in the data file of the chart.

# %%
said.plot()

# %% [markdown]
# Which form is said to serve which target, and what is behind it?

# %%
sdg.evidence_map(said).plot()

# %% [markdown]
# ### Claims about this country

# %%
sdg.claims_about(said, "here").summary()

# %% [markdown]
# ### Claimed targets beside national figures
#
# Is there a national figure for each claimed target, and how far is it from the target?

# %%
aimed.summary()

# %%
aimed.plot()

# %% [markdown]
# ### Claims without data
#
# What does each claim lack before it could be set against a figure?

# %%
sdg.claims_without_data(said, standing)

# %% [markdown]
# ### Size, where units allow
#
# Can a figure on the social and solidarity economy be set over a national one? Only where both count the same unit in the same year.

# %%
part = sdg.contribution(study.ledger, study.context)
part.summary()

# %%
part.plot()

# %% [markdown]
# ## Alignment of work
#
# ### Goals once and many times
#
# How much stands under each goal when everything is counted under every goal it serves, and when each thing is counted once?

# %%
matrix = sdg.activity_matrix(country, study.sdg_claims)
work = sdg.alignment_of_work(study.persons, matrix)
sdg.goal_wheel(said, work).plot()

# %% [markdown]
# ### Targets that the work serves
#
# Which targets is the work in the social and solidarity economy aligned with, more than all work is, and how sure is that? This measures alignment, not impact.

# %%
work.plot()

# %%
work.summary()

# %% [markdown]
# ### Activities and targets
#
# Which activity is held to serve which target, by whose judgement and on which claim?

# %%
matrix.summary()

# %% [markdown]
# ### Entities against thresholds of their context
#
# Do entities reach what their country sustains, rather than only doing better than others?

# %%
answers = study.entity_survey
tables = {"sdg_indicators": study.sdg_indicators, "context": study.context}
reached = sdg.context_thresholds(answers, study.sdg_series, **tables)
reached.plot()

# %%
reached.summary()

# %%
sdg.groups_at_thresholds(answers, reached).plot()

# %%
sdg.groups_at_thresholds(answers, reached).summary()

# %% [markdown]
# ## Progress by published methods
#
# Would the country meet the targets at the present pace? Published methods answer differently, because they read the same figures with other rules. They stand side by side here, each with its edition.

# %%
measured.plot()

# %%
measured.summary()

# %% [markdown]
# ### Where the methods part

# %%
methods.plot()

# %%
methods.summary()

# %% [markdown]
# ### Scores of the SDG Index

# %%
sdg.sdsn_scores(measured)

# %% [markdown]
# ### The order of the goals
#
# Which goals lag behind whatever the method, and which only under one? Every choice that no method can justify is varied.

# %%
order = sdg.goal_ranking(measured)
order.plot()

# %%
order.summary()

# %% [markdown]
# ### Where the past would lead
#
# If the past went on, which targets would be met? Only lines whose own past foresaw their latest values are continued.

# %%
ahead = sdg.projections(study.sdg_series, study.sdg_indicators, as_of=year)
ahead.plot()

# %%
ahead.summary()

# %% [markdown]
# ### How published figures were revised
#
# Which series did the publisher change after it had published them, and by how much?

# %%
revised = sdg.revision_triangle(study.sdg_series, study.informality)
revised.plot()

# %%
revised.summary()

# %% [markdown]
# ## The figures, goal by goal
#
# For each goal: the latest value with its year and kind, the target value and whose number it is, the trend, and the targets without a figure.

# %% [markdown]
# ### Goal 1: No poverty

# %%
sdg.goal(standing, 1)

# %% [markdown]
# ### Goal 2: Zero hunger

# %%
sdg.goal(standing, 2)

# %% [markdown]
# ### Goal 3: Good health and well-being

# %%
sdg.goal(standing, 3)

# %% [markdown]
# ### Goal 4: Quality education

# %%
sdg.goal(standing, 4)

# %% [markdown]
# ### Goal 5: Gender equality

# %%
sdg.goal(standing, 5)

# %% [markdown]
# ### Goal 6: Clean water and sanitation

# %%
sdg.goal(standing, 6)

# %% [markdown]
# ### Goal 7: Affordable and clean energy

# %%
sdg.goal(standing, 7)

# %% [markdown]
# ### Goal 8: Decent work and economic growth

# %%
sdg.goal(standing, 8)

# %% [markdown]
# ### Goal 9: Industry, innovation and infrastructure

# %%
sdg.goal(standing, 9)

# %% [markdown]
# ### Goal 10: Reduced inequalities

# %%
sdg.goal(standing, 10)

# %% [markdown]
# ### Goal 11: Sustainable cities and communities

# %%
sdg.goal(standing, 11)

# %% [markdown]
# ### Goal 12: Responsible consumption and production

# %%
sdg.goal(standing, 12)

# %% [markdown]
# ### Goal 13: Climate action

# %%
sdg.goal(standing, 13)

# %% [markdown]
# ### Goal 14: Life below water

# %%
sdg.goal(standing, 14)

# %% [markdown]
# ### Goal 15: Life on land

# %%
sdg.goal(standing, 15)

# %% [markdown]
# ### Goal 16: Peace, justice and strong institutions

# %%
sdg.goal(standing, 16)

# %% [markdown]
# ### Goal 17: Partnerships for the goals

# %%
sdg.goal(standing, 17)
