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
from sse_analysis import load_study, mapping

study = load_study(country)
study.front_matter("mapping")

# %% [markdown]
# ## In a few sentences
#
# Who belongs to the social and solidarity economy, how many are they, how active, and how sure is that? Every number below comes from the tables that follow; the ids of its rows in the figures ledger stand in brackets behind it, in the order of the numbers.

# %%
choice = {"rule": study.parameters.mapping.headline, "as_of": study.parameters.data_cutoff}
landscape = mapping.landscape(study.ledger, study.legal_forms, **choice)
checks = mapping.audit(study.ledger, study.legal_forms)
activity = mapping.registered_to_active(study.ledger, study.legal_forms)
screening = mapping.perimeter_screening(study.legal_forms, study.decisions, on=choice["as_of"])

# %%
mapping.headline(landscape, checks, activity, screening=screening)

# %% [markdown]
# ## Context and method
#
# This report rests on published figures alone. Each is a row of a ledger with its concept, unit, reference date, source, grade and status; contradictory figures stand side by side and none is overwritten. A declared rule picks the one that is printed first. Figures without a date are shown, but never lead and never enter a trend. Targets, projections and sample sizes are no counts.
#
# What an organization is called in the source decides where its figure stands. A wording that names a form, or the legal form of a law, stands for it; a kind, a programme or another cut keeps a line of its own.

# %% [markdown]
# ## Terms and working definition
#
# Which legal forms belong? The definition of the International Labour Conference of 2022 names four principles. Below, five rule sets are held against what each law asks for. They are proposals: a national advisory committee decides. A principle that was not read leaves a form undecided, never out.

# %%
screening.summary()

# %%
screening.plot()

# %% [markdown]
# How much of the count is the definition? Counts are added only where unit, tier and years allow.

# %%
counted = mapping.perimeter_counts(landscape, screening)
counted.summary()

# %%
counted.plot()

# %% [markdown]
# How large is each counted form, and where do the core and the broad definition put it?

# %%
mapping.landscape_mosaic(counted).plot()

# %% [markdown]
# Which borderline forms has the committee to decide on, and what is known of them?

# %%
today = study.parameters.data_cutoff
mapping.committee_questions(study.decisions, study.legal_forms, on=today).summary()

# %% [markdown]
# Which decision would change the totals most? Each bar is one decision, taken alone; the choice of a definition is one too. A form that is not asked about waits for a principle that was not read.

# %%
swing = mapping.perimeter_sensitivity(landscape, study.legal_forms, study.decisions, on=today)
swing.plot()

# %%
swing.summary()

# %% [markdown]
# And all answers together? Every combination is one total: the range is what the definition leaves open.

# %%
together = mapping.part(swing, "combinations")
together.plot()

# %%
together.summary()

# %% [markdown]
# Which forms enter or leave between two definitions, and which change on a day on which a law or a decision comes into force?

# %%
crossing = (landscape, study.organizations)
mapping.entering_and_leaving(study.legal_forms, study.decisions, *crossing, on=today).summary()

# %% [markdown]
# How much of the count is the definition, organization by organization? Registers tell the form; what is practised they rarely tell.

# %%
judged = mapping.organizations_within(
    study.organizations, study.registers, study.legal_forms, study.decisions, on=today
)
judged.plot()

# %%
judged.summary()

# %% [markdown]
# Which decision would move how many of these organizations?

# %%
sway = mapping.organizations_sensitivity(
    study.organizations, study.registers, study.legal_forms, study.decisions, on=today
)
sway.plot()

# %%
mapping.part(sway, "combinations").plot()

# %%
sway.summary()

# %% [markdown]
# Which organizations hold a form that is in and say that they break its principles? A list to look into, never a verdict.

# %%
mapping.practice_screening(study.entity_survey, study.legal_forms, study.decisions, on=today).summary()

# %% [markdown]
# Who counts itself in? No law can say so: organizations of the survey were asked.

# %%
asked = (study.entity_survey, study.legal_forms, study.decisions)
claimed = mapping.self_identified(*asked, on=today)
claimed.plot()

# %%
claimed.summary()

# %% [markdown]
# ## Law and legal forms
#
# Under which laws do the organizations work, who registers them, and what do the laws say on profit and governance?

# %%
forms = mapping.legal_form_matrix(study.legal_forms, on=choice["as_of"])
mapping.part(forms, "law").summary()

# %% [markdown]
# What does the law of each form ask for on the four principles?

# %%
forms.summary()

# %%
forms.plot()

# %% [markdown]
# ## Landscape
#
# ### How many, with how many members, women and jobs
#
# The headline of each form, with year and grade. Nothing is added over forms here.

# %%
landscape.summary()

# %%
landscape.plot()

# %% [markdown]
# Kinds, programmes and other wordings of the same forms stand apart, because none of them is the whole.

# %%
mapping.part(landscape, "other_wordings").summary()

# %% [markdown]
# What is counted twice? Second tiers, forms inside other forms and statuses are taken out before anything is added.

# %%
mapping.net_organizations(landscape).summary()

# %% [markdown]
# How many persons are behind the memberships? A person in two organizations is two memberships.

# %%
mapping.persons_behind(landscape, study.context, study.persons).summary()

# %% [markdown]
# ### From the register to activity
#
# Registers are cumulative: the dead stay in. Which part of the registered bodies is known to be active?

# %%
activity.summary()

# %%
activity.plot()

# %% [markdown]
# A survey drawn from a list finds out who is still there. Whoever was not found may be alive or not: the share is known between two ends.

# %%
alive = mapping.active_organizations(study.entity_survey, country=country)
alive.plot()

# %%
alive.summary()

# %% [markdown]
# What do the shares of other forms and countries tell of the forms without one? As much as they agree; the pale ends need no model.

# %%
lent = mapping.borrowed_activity(landscape, activity, alive)
lent.plot()

# %%
lent.summary()

# %% [markdown]
# ### Growth
#
# How did the figures change over time, and which laws changed in between? Another source starts another line, because it may count otherwise.

# %%
members = mapping.growth(study.ledger, study.legal_forms, measure="members")
members.summary()

# %%
members.plot()

# %%
mapping.growth(study.ledger, study.legal_forms, measure="entities").plot()

# %% [markdown]
# How long do organizations stay on a register, and how many enter and end each year? Laws that came into force are marked.

# %%
lasting = mapping.lifetimes(study.organizations, study.registers, study.legal_forms, country=country)
lasting.plot()

# %%
lasting.summary()

# %%
mapping.part(lasting, "by_cohort").summary()

# %% [markdown]
# ### Regions
#
# Where are the organizations? The map shows the latest published table of regions.

# %%
window = study.parameters.mapping.population_window_years
inputs = {"legal_forms": study.legal_forms, "window": window}
regions = mapping.regional_distribution(study.ledger, study.regions, study.areas, **inputs)
regions.plot()

# %%
regions.summary()

# %%
mapping.part(regions, "all_tables").summary()

# %% [markdown]
# ### Registers, overlap and coverage
#
# What do the registers hold, record by record? Several records may be one organization: they are linked by number first, then by name, place and year, in any script.

# %%
records = study.registers
mapping.registers(records, country=country).summary()

# %% [markdown]
# Which cells could not be read surely? They are left out and listed for the keepers of the registers.

# %%
mapping.register_doubts(records, country=country).summary()

# %%
overlap = mapping.organizations(study.organizations, records, study.legal_forms, country=country)
overlap.plot()

# %%
mapping.part(overlap, "by_form").summary()

# %% [markdown]
# What is left of all entries when every organization is counted once?

# %%
held = {"country": country}
mapping.net_of_registers(study.organizations, records, study.legal_forms, **held).summary()

# %% [markdown]
# Where are the organizations behind the records, counted once each and held against the people who live there?

# %%
spread = {"country": country, "on": study.parameters.mapping.areas_valid_on}
placed = mapping.organizations_by_area(study.organizations, records, study.areas, **spread)
placed.plot()

# %%
placed.summary()

# %% [markdown]
# How dense are they, and do neighbouring areas resemble one another?

# %%
dense = mapping.density_map(placed, study.geography, study.areas, on=spread["on"])
dense.plot()

# %%
dense.summary()

# %% [markdown]
# Which legal forms does an area have more or fewer of than the country?

# %%
mixed = mapping.specialization(study.organizations, records, study.areas, study.legal_forms, **spread)
mixed.plot()

# %%
mixed.summary()

# %% [markdown]
# How large are they? A size that no register states is shown as such.

# %%
large = mapping.sizes(study.organizations, records, study.legal_forms, country=country)
large.plot()

# %%
large.summary()

# %% [markdown]
# How many organizations does no list hold? Models answer differently, and the data cannot choose between them: the range is the answer.

# %%
named = {"country": country, "names": study.legal_forms}
unlisted = mapping.not_on_any_list(study.organizations, records, **named)
unlisted.plot()

# %%
unlisted.summary()

# %% [markdown]
# What do the organizations do?

# %%
does = mapping.sectors(study.organizations, records, study.legal_forms, country=country)
does.plot()

# %%
does.summary()

# %% [markdown]
# And what do members seek in cooperatives: work, services for an enterprise of their own, goods and services for themselves, or several of these? This does not follow from what a cooperative does.

# %%
seek = mapping.cooperative_types(
    study.organizations, records, study.legal_forms, study.member_interests, country=country
)
seek.summary()

# %% [markdown]
# ## Ecosystem
#
# Which apex bodies, unions, support organizations and financing bodies are there, and who is tied to whom? A tie is drawn where a source states it; a gap in the drawing may be a gap in what was read.

# %%
tied = mapping.ecosystem(study.ecosystem, study.ledger, country=country)
tied.plot()

# %%
tied.summary()

# %% [markdown]
# ## Decent work, goals and formalization
#
# What the social and solidarity economy is said to contribute to the Sustainable Development Goals, and its role in the move from informal to formal work, are the subjects of two reports of their own. Here: which of the agreed statistics on cooperatives are held, among them the work they give?

# %%
minimum = mapping.minimum_set_scorecard(study.ledger, study.legal_forms, **choice)
minimum.summary()

# %%
minimum.plot()

# %% [markdown]
# What work do the organizations give: with a contract, social insurance, decent hours and pay?

# %%
work = mapping.work_conditions(study.entity_survey, country=country)
work.plot()

# %%
work.summary()

# %% [markdown]
# How do organizations govern themselves, live up to their values, treat people and nature, and pay their way? Scores of five dimensions come from a survey of organizations; the chart keeps what the sample and open answers leave unsure.

# %%
scores = mapping.dimension_scores(study.entity_survey, country=country)
scores.plot()

# %%
scores.summary()

# %% [markdown]
# The framework also looks at chains: how do organizations that work on one product or service together score?

# %%
chained = mapping.chain_scores(study.entity_survey, country=country)
chained.plot()

# %%
chained.summary()

# %% [markdown]
# One number from all dimensions, and how much its order owes to the weights.

# %%
mapping.part(scores, "joint").summary()

# %%
mapping.part(scores, "questions").summary()

# %%
mapping.part(scores, "response_rates").summary()

# %% [markdown]
# ## Challenges for the figures
#
# Which figures contradict one another?

# %%
competing = mapping.competing_figures(study.ledger, study.legal_forms, **choice)
competing.plot()

# %%
competing.summary()

# %% [markdown]
# Which published figures do not add up, jump, or are too constant to be counts? Each finding is a question to the publishers; the list is the agenda for the next meeting with them.

# %%
checks.plot()

# %%
checks.summary()

# %% [markdown]
# ## Annex: evidence and areas
#
# Where each headline comes from, and what else is printed.

# %%
mapping.part(landscape, "evidence").summary()

# %% [markdown]
# The first-level areas, in the edition that the parameters name.

# %%
areas = mapping.area_map(study.areas, on=study.parameters.mapping.areas_valid_on)
areas.plot()

# %%
areas.summary()
