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
country = "regional"

# %%
from sse_analysis import load_region, regional

region = load_region()
region.front_matter()

# %% [markdown]
# ## In a few sentences
#
# What can the countries learn from one another's figures? Only what counts the same thing, in the same unit, at about the same time. Every cell below either may be compared or says why not.

# %%
window = region.parameters.same_year_window
targets = regional.claimed_targets(region)
figures = regional.sse_figures(region, window=window)
series = regional.sdg_lines(region, region.not_comparable, targets=targets, window=window)
rates = regional.informality_lines(region, dataset=region.parameters.informality_dataset)
regional.headline(figures, series, rates, window=window)

# %% [markdown]
# ## What each country holds
#
# The reports rest on published figures. How many are there?

# %%
regional.holdings(region).summary()

# %% [markdown]
# ## The landscape
#
# Which kinds of entity does the law of each country know?

# %%
regional.legal_forms_by_kind(region).summary()

# %% [markdown]
# How many of these forms belong, under one definition for all? Laws that were not read leave a form undecided.

# %%
regional.core_perimeter(region).summary()

# %% [markdown]
# How many entities and members are published for each form? Headline figures follow the rule of each country report.

# %%
figures.summary()

# %% [markdown]
# What could each country learn next? Where it has no figure and a neighbour has a recent one, the neighbour knows how to make it.

# %%
given = region.parameters
advice = {"as_of": given.data_cutoff, "max_age": given.advice_max_age_years}
regional.learn_next(figures, region, **advice).summary()

# %% [markdown]
# ## The Sustainable Development Goals
#
# Where do the countries stand on the targets that a source names as served by the social and solidarity economy?

# %%
series.summary()

# %% [markdown]
# How much of a verdict on progress is the method? Published methods grade the same lines.

# %%
regional.method_agreement(region).summary()

# %% [markdown]
# ## Informality
#
# How much work is informal, and how has it changed? One data set and one release. Where the concept changes, the line is cut: a step across a gap must not be read as a change of informality.

# %%
rates.plot()

# %%
rates.summary()

# %% [markdown]
# ## Paths to formal work
#
# In which fields of policy do sourced cases of a move to formality lie?

# %%
regional.pathways_by_area(region).summary()
