"""Matches become jobs; movers become residents."""

from __future__ import annotations

import numpy as np

from agents.codes import Flag, Ownership, Registration, Status
from agents.columns import Array
from agents.draws import bits, chain, uniform, unit_draw
from agents.jit import kernel
from agents.kernels.ageing import SETTLES, leave_firm
from agents.kernels.posting import pick
from agents.kernels.rules import best_offer
from agents.kernels.wages import SPILL, personal_pay, raise_to_floor

UNEMPLOYED = int(Status.UNEMPLOYED)
EMPLOYEE, OWN_ACCOUNT, FLEXIBLE = (
    int(Status.EMPLOYEE),
    int(Status.OWN_ACCOUNT),
    int(Status.FLEXIBLE),
)
WELFARE_POST = int(Status.WELFARE_POST)
HOUSEHOLD = int(Ownership.HOUSEHOLD)
RECALL, REGISTERED = int(Flag.RECALL), int(Flag.REGISTERED_JOB)
COUNTED, ENTERED = int(Flag.COUNTED), int(Flag.ENTERED)
LOCAL, SAME_PROVINCE = int(Registration.LOCAL), int(Registration.SAME_PROVINCE)


@kernel
def enter_urban_work(
    i: int,
    u: int,
    who: int,
    flags: Array,
    share: float,
    k_register: np.uint64,
    entries: Array,
    persons: Array,
    registered: Array,
) -> None:
    """Count an entry into urban work in unit `u`: all, distinct persons, and registered ones."""
    entries[u] += 1
    if flags[i] & ENTERED == 0:
        flags[i] |= ENTERED
        persons[u] += 1
    if uniform(k_register, who) < share:
        flags[i] |= REGISTERED
        if flags[i] & COUNTED == 0:
            flags[i] |= COUNTED
            registered[u] += 1


@kernel
def first_owners(
    rows: Array, held: Array, post_firm: Array, worker_id: Array, ownership: Array, n_workers: Array
) -> Array:
    """Return int32[n_firms]: who of this month's hires owns a household business without staff.

    The lowest id, whatever the order of rows; -1 elsewhere.
    """
    owner = np.full(n_workers.shape[0], -1, dtype=np.int32)
    for s in range(rows.shape[0]):
        if held[s] < 0:
            continue
        f = post_firm[held[s]]
        if ownership[f] == HOUSEHOLD and n_workers[f] == 0:
            i = rows[s]
            if owner[f] < 0 or worker_id[i] < worker_id[owner[f]]:
                owner[f] = i
    return owner


@kernel
def hire_workers(
    month: int,
    rows: Array,
    held: Array,
    post_firm: Array,
    post_occupation: Array,
    post_wage: Array,
    post_least: Array,
    first_owner: Array,
    worker_id: Array,
    sex: Array,
    birth: Array,
    schooling: Array,
    occupation: Array,
    industry: Array,
    skill: Array,
    grade: Array,
    status: Array,
    employer: Array,
    last_firm: Array,
    insured: Array,
    wage: Array,
    tenure: Array,
    spell: Array,
    subsidy_months: Array,
    subsidy_share: Array,
    flags: Array,
    registration: Array,
    firm_id: Array,
    firm_unit: Array,
    firm_urban: Array,
    firm_industry: Array,
    firm_ownership: Array,
    firm_size: Array,
    firm_insured: Array,
    n_workers: Array,
    n_break: Array,
    n_subsidised: Array,
    owned: Array,
    school_years: Array,
    grade_pay: Array,
    pay_rule: Array,
    registration_share: float,
    rule_bits: Array,
    rule_bounds: Array,
    rule_share: Array,
    rule_months: Array,
    rule_take_up: Array,
    k_insured: np.uint64,
    k_register: np.uint64,
    k_take_up: np.uint64,
    claim_row: Array,
    claim_rule: Array,
    entries: Array,
    persons: Array,
    registered: Array,
    hires: Array,
    job_to_job: Array,
) -> int:
    """Turn held posts into jobs; count entries into urban work by unit of the job.

    Not an entry: a move between urban jobs, a return within twelve months to the firm of the last
    job. An eligible, insured hire is claimed for the contribution subsidy if the firm takes it up;
    the claim is a row (worker, rule), priced and committed later by the ledger.

    Parameters
    ----------
    rows, held : int32[n_seekers], row of the seeker and the post that holds her, -1 for none
    post_wage, post_least : of Posts, see `posting.price_posts`
    grade_pay, pay_rule : see `wages.personal_pay`
    first_owner : int32[n_firms], see `first_owners`
    n_workers, n_break, n_subsidised, owned : columns of Firms, written
    rule_bits, rule_bounds : rules of the contribution subsidy, see `agents.levers`
    rule_share, rule_months : [n_rules]
    rule_take_up : float64[n_rules, n_units], by unit of the firm
    claim_row, claim_rule : int32[n_seekers]
        Written up to the returned number of claims.
    entries, persons, registered, hires, job_to_job : int64[n_units], written by addition
    """
    n_claims = 0
    for s in range(rows.shape[0]):
        if held[s] < 0:
            continue
        i, p = rows[s], held[s]
        f = post_firm[p]
        who = worker_id[i]
        u = firm_unit[f]
        old = employer[i]
        in_urban_job = status[i] == FLEXIBLE or status[i] == WELFARE_POST
        returns = last_firm[i] == firm_id[f] and spell[i] <= 12
        if old >= 0:
            last_firm[i] = firm_id[old]
            if flags[i] & RECALL == 0:
                job_to_job[u] += 1
                in_urban_job = firm_urban[old] == 1
            leave_firm(
                i, status, employer, flags, subsidy_months, n_workers, n_break, n_subsidised, owned
            )
        hires[u] += 1
        was, was_spell = status[i], spell[i]
        flags[i] &= ~RECALL
        if not in_urban_job or firm_urban[f] == 0:
            flags[i] &= ~REGISTERED
        if firm_urban[f] == 1 and not in_urban_job and not returns:
            enter_urban_work(
                i, u, who, flags, registration_share, k_register, entries, persons, registered
            )
        employer[i] = f
        n_workers[f] += 1
        occupation[i] = post_occupation[p]
        industry[i] = firm_industry[f]
        status[i] = EMPLOYEE
        if first_owner[f] == i:
            status[i] = OWN_ACCOUNT
            owned[f] = 1
        age = month - birth[i]
        years = school_years[schooling[i]]
        brought = personal_pay(
            skill[i], grade_pay[grade[i]], max(0.0, age / 12.0 - 6.0 - years), years,
            registration[i], was_spell if was == UNEMPLOYED else 0, pay_rule,
        )  # fmt: skip
        pay = np.exp(post_wage[p] + brought)
        owns = status[i] == OWN_ACCOUNT  # her own pay has no floor
        wage[i] = pay if owns else raise_to_floor(pay, 0.0, post_least[p], pay_rule[SPILL])
        pair = bits(k_insured, who) ^ np.uint64(firm_id[f])
        insured[i] = 1 if unit_draw(pair, 1) < firm_insured[f] else 0
        tenure[i] = 0
        spell[i] = 0
        subsidy_months[i] = 0
        subsidy_share[i] = 0.0
        if insured[i] == 0 or was == EMPLOYEE:
            continue
        r = best_offer(
            rule_bits, rule_bounds, rule_share, rule_months, was, sex[i], schooling[i], u,
            firm_industry[f], firm_ownership[f], flags[i], age, was_spell, 0, grade[i],
            firm_size[f],
        )  # fmt: skip
        if (
            r >= 0
            and unit_draw(bits(k_take_up, who) ^ np.uint64(firm_id[f]), 1) < rule_take_up[r, u]
        ):
            claim_row[n_claims] = i
            claim_rule[n_claims] = r
            n_claims += 1
    return n_claims


@kernel
def settle_movers(
    rows: Array,
    event: Array,
    worker_id: Array,
    county: Array,
    unit: Array,
    urban: Array,
    home_unit: Array,
    registration: Array,
    employer: Array,
    firm_unit: Array,
    firm_urban: Array,
    county_share: Array,
    settle: float,
    k: np.uint64,
) -> None:
    """Make those who have worked elsewhere for six months residents of their place of work.

    A mover between units becomes resident of a keyed county of the new unit, registered elsewhere
    unless it is her home unit; her household stays where it is. A rural resident with
    an urban job in her own unit moves to town with probability `settle` (else she commutes).

    Parameters
    ----------
    rows, event : rows with an event, see `ageing.age_workers`; only SETTLES counts
    """
    for r in range(rows.shape[0]):
        i = rows[r]
        if event[i] != SETTLES:
            continue
        f = employer[i]
        sub = chain(k, worker_id[i])
        if firm_unit[f] != unit[i]:
            unit[i] = firm_unit[f]
            county[i] = pick(county_share[unit[i]], unit_draw(sub, 1))
            urban[i] = firm_urban[f]
            if unit[i] == home_unit[i] and registration[i] == SAME_PROVINCE:
                registration[i] = LOCAL
            elif registration[i] <= 1 and unit[i] != home_unit[i]:
                registration[i] = SAME_PROVINCE
        elif urban[i] == 0 and firm_urban[f] == 1 and unit_draw(sub, 2) < settle:
            urban[i] = 1
