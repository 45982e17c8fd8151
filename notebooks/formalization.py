# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% tags=["parameters"]
country = "khm"

# %%
from sse_analysis import formalization, load_study

study = load_study(country)
study.front_matter("formalization")

# %% [markdown]
# ## In a few sentences
#
# How much work is informal, who says so, and which paths lead to formal work? Every number below comes from the tables that follow. A rate is a tuple of country, year, concept, population base, activity scope, source, release and break; anything less misleads.

# %%
given = study.parameters.formalization
chosen = {"concept": given.concept, "scope": given.scope, "datasets": given.datasets}
published = formalization.rates(study.informality, **chosen)
revised = formalization.revisions(study.informality, scope=given.scope)
gap = formalization.gender_gap(study.informality)
cases = formalization.pathways(study.pathways)

# %%
formalization.headline(published, revised=revised, gap=gap, cases=cases)

# %% [markdown]
# ## How much work is informal
#
# ### One country, many rates
#
# What is published on informal work, under which concept, for which activities, by whom and when? Figures of two concepts, two scopes, two data sets or two releases are never joined, and no line crosses a break.

# %%
published.plot()

# %%
published.summary()

# %% [markdown]
# ### Breaks
#
# Where do the series change their definition or their source, and where do they take a step that nobody has explained? Breaks that this project declares are proposals until a committee approves them.

# %%
steps = formalization.breaks(study.informality)
steps.summary()

# %% [markdown]
# ### Revisions
#
# How far did the same figure move between releases? Two releases of one data set are a revision; an earlier definition is not.

# %%
revised.plot()

# %%
revised.summary()

# %% [markdown]
# ## Who works informally
#
# ### Women and men
#
# Are women more often in informal jobs than men, and does the answer depend on the release?

# %%
gap.plot()

# %%
gap.summary()

# %% [markdown]
# ### Activities
#
# Which activities are most informal, and where do women and men differ? Classifications stand side by side and overlap.

# %%
activities = formalization.profile(study.informality)
activities.plot()

# %%
activities.summary()

# %% [markdown]
# ### The informal sector
#
# How many people work in informal units, by sex, area, activity and age? This counts units, not jobs, and its level is not comparable with informal employment.

# %%
sector = formalization.sector_counts(study.informality)
sector.plot()

# %%
sector.summary()

# %% [markdown]
# ### Who they are beyond sex and activity
#
# Which status, occupation, age, schooling and place go with informal work, and what do these jobs lack?

# %%
formalization.absent("jobs_profile", country=country)

# %%
formalization.absent("working_conditions", country=country)

# %%
formalization.absent("units", country=country)

# %% [markdown]
# ## From informal to formal
#
# ### Documented paths
#
# Which entities or workers moved from informal to formal, what set them off, what did it cost and who gained? The cases follow the policy areas of Recommendation No. 204. They are examples that somebody wrote about and no sample.

# %%
cases.plot()

# %%
cases.summary()

# %% [markdown]
# ### Moves and steps
#
# How many people move between informal and formal work, how long do entities stay unregistered, and on which step do they stand?

# %%
formalization.absent("transitions", country=country)

# %%
formalization.absent("ladder", country=country)

# %%
formalization.absent("time_to_registration", country=country)

# %% [markdown]
# ## The social and solidarity economy and formality
#
# ### What the law alone settles
#
# Which legal forms have a register, and what does the criterion of registration make of the people who work in them?

# %%
formalization.mechanical_link(country=country)

# %%
link = formalization.sse_link(study.legal_forms, study.ledger)
link.plot()

# %%
link.summary()

# %% [markdown]
# ### Membership and formal work
#
# Do members work formally more often than others, which traits lie behind it, and what is left of a gap once they are taken into account?

# %%
formalization.absent("membership", country=country)

# %%
formalization.absent("determinants", country=country)

# %%
formalization.absent("decomposition", country=country)

# %% [markdown]
# ## Diagnosis of informality
#
# Which questions of a national diagnosis do published tables answer, and what would answer the others?

# %%
tables = {"informality": study.informality, "legal_forms": study.legal_forms, "pathways": study.pathways}
diagnosis = formalization.diagnosis(country=country, **tables)
diagnosis.plot()

# %%
diagnosis.summary()
