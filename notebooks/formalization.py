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
from sse_analysis import formalization, load_study

study = load_study(country)
study.front_matter("formalization")

# %% [markdown]
# ## In a few sentences
#
# How much work is informal, who says so, and which paths lead to formal work? Every number below comes from the tables that follow. A rate means something only with its country, year, concept, population, activities, source and release, and with the breaks before it; without them it misleads.

# %%
given = study.parameters.formalization
chosen = {"concept": given.concept, "scope": given.scope, "datasets": given.datasets}
published = formalization.rates(study.informality, **chosen)
revised = formalization.revisions(study.informality, scope=given.scope)
gap = formalization.gender_gap(study.informality)
cases = formalization.pathways(study.pathways)

# %%
formalization.headline(published, revised=revised, gap=gap, cases=cases, persons=study.persons)

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
# ## The same persons under every concept
#
# ### Rates
#
# What is the rate under each concept when the persons, the answers and the weights are the same, and how far could answers not given move it?

# %%
people = study.persons
compared = formalization.concepts(people)
compared.plot()

# %%
compared.summary()

# %% [markdown]
# ### Which rule decides
#
# Which question settles how many jobs? A rate that hangs on the last rule hangs on what was not asked.

# %%
audit = formalization.rule_audit(people)
audit.plot()

# %%
audit.summary()

# %% [markdown]
# ### SDG indicator 8.3.1
#
# What share of the employed is informal, by sex and by activity, and how sure is each figure? Cells that are not reliable are not printed.

# %%
indicator = formalization.indicator_831(people)
indicator.plot()

# %%
indicator.summary()

# %% [markdown]
# ### Where informal jobs are
#
# Are informal jobs in informal units, in formal ones or in households?

# %%
where = formalization.components(people)
where.plot()

# %%
where.summary()

# %% [markdown]
# ### Who they are beyond sex and activity
#
# Which status, occupation, age, schooling and place go with informal work, and what do these jobs lack and pay?

# %%
groups = formalization.jobs_profile(people)
groups.plot()

# %%
groups.summary()

# %%
lacks = formalization.working_conditions(people)
lacks.plot()

# %%
lacks.summary()

# %%
pay = formalization.earnings(people)
pay.plot()

# %%
pay.summary()

# %% [markdown]
# ### Economic units
#
# How many household enterprises are informal, how large are they, what do they do, and how many people work in them? This counts units; the employees of companies are not in it.

# %%
units = formalization.informal_units(study.enterprises)
units.plot()

# %%
units.summary()

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
# ### Moves of persons
#
# How many people move between formal work, informal work and no work from one wave to the next?

# %%
panel = study.panel
moved = formalization.transitions(panel)
moved.plot()

# %%
moved.summary()

# %% [markdown]
# ### What a panel hides
#
# Whom did the second wave lose, how many of the moves could be errors of coding, and who of the informal became formal?

# %%
lost = formalization.attrition(panel)
lost.plot()

# %%
lost.summary()

# %%
errors = formalization.miscoding(panel)
errors.plot()

# %%
errors.summary()

# %%
entry = formalization.entry_to_formal(panel)
entry.plot()

# %%
entry.summary()

# %% [markdown]
# ### Steps of entities
#
# On which step to formality do entities stand, and how long do they stay unregistered?

# %%
entities = study.entity_survey
steps = formalization.entity_ladder(entities)
steps.plot()

# %%
steps.summary()

# %%
waiting = formalization.time_to_registration(entities, study.registers)
waiting.plot()

# %%
waiting.summary()

# %% [markdown]
# ## The social and solidarity economy and formality
#
# ### What the law alone settles
#
# Which legal forms have a register, and what does the criterion of registration make of the people who work in them?

# %%
formalization.mechanical_link(country=country)

# %%
day = study.parameters.data_cutoff
link = formalization.sse_link(study.legal_forms, study.ledger, on=day)
link.plot()

# %%
link.summary()

# %% [markdown]
# ### Members and others
#
# Do members work formally more often than others who are like them, with and without the criterion of registration, and what would explain it away? Without overlap and balance there is no answer.

# %%
alike = formalization.member_balance(people)
alike.plot()

# %%
members = formalization.membership(people)
members.plot()

# %%
members.summary()

# %% [markdown]
# ### Before and after joining
#
# Where it is known when persons joined: did formal work rise when they did, and not before? Those who joined in different years are compared with those who never did.

# %%
joined = formalization.joining(study.histories)
joined.plot()

# %%
joined.summary()

# %% [markdown]
# ### Forms of organization
#
# In which forms do members work formally more often than persons who belong to none?

# %%
forms = formalization.member_forms(people)
forms.plot()

# %%
forms.summary()

# %% [markdown]
# ## What goes with informal work
#
# ### Determinants
#
# Which traits go with informal work when the others are held fixed, and which with having work at all?

# %%
traits = formalization.determinants(people)
traits.plot()

# %%
traits.summary()

# %%
outcomes = formalization.work_outcomes(people)
outcomes.plot()

# %%
outcomes.summary()

# %% [markdown]
# ### How far it hangs on the model
#
# How does one difference move through every set of controls and every concept?

# %%
every = formalization.specifications(people)
every.plot()

# %% [markdown]
# ### Women and men, taken apart
#
# How much of the gap goes with traits and activities, and how much does not?

# %%
parts = formalization.gap_parts(people)
parts.plot()

# %%
parts.summary()

# %% [markdown]
# ### Pay along the distribution
#
# Do informal jobs, and women, earn less at the bottom, in the middle or at the top?

# %%
along = formalization.earnings_quantiles(people)
along.plot()

# %%
along.summary()

# %% [markdown]
# ## Scenarios
#
# What would the rate be if a named group met a criterion of the rules? This is arithmetic on the same persons, no forecast.

# %%
changes = formalization.scenarios(people)
changes.plot()

# %%
changes.summary()

# %% [markdown]
# ## Diagnosis of informality
#
# Which questions of a national diagnosis do published tables answer, and what would answer the others?

# %%
tables = {"informality": study.informality, "legal_forms": study.legal_forms, "pathways": study.pathways}
surveyed = {"people": people, "panel": panel, "enterprises": study.enterprises}
diagnosis = formalization.diagnosis(country=country, **tables, **surveyed)
diagnosis.plot()

# %%
diagnosis.summary()
