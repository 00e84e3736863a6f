"""What posts ask for beside schooling, and who has it."""

from __future__ import annotations

from agents.columns import Array
from agents.draws import unit_draw
from agents.jit import kernel, parallel_kernel, prange


@parallel_kernel
def ask_requirements(
    first: Array,
    start: Array,
    industry: Array,
    occupation: Array,
    key: Array,
    experienced: Array,
    task_grade: int,
    entry_years: int,
    old_grade: Array,
    old_years: Array,
    new_tasks: Array,
    grade: Array,
    years: Array,
) -> None:
    """Write what posts ask for beside schooling: a grade for new tasks, or years of experience.

    Posts kept from last month ask what they asked. Of a firm's new posts the first ones are for new
    tasks that wait to be staffed; the others ask for experience with a chance by industry and
    occupation, keyed by the post.

    Parameters
    ----------
    first, start : int64[n_firms + 1], posts before and after, see `posting.plan_posts`
    industry : column of Firms; occupation, key : columns of Posts
    experienced : float64[22, 7]
    old_grade, old_years : columns of Posts before
    new_tasks : int16[n_firms], new tasks without a post; written
    grade, years : int8[n_posts]
        Written, every element.
    """
    for f in prange(industry.shape[0]):
        n_old = first[f + 1] - first[f]
        for s in range(start[f + 1] - start[f]):
            p = start[f] + s
            grade[p], years[p] = 0, 0
            if s < n_old:
                grade[p], years[p] = old_grade[first[f] + s], old_years[first[f] + s]
            elif new_tasks[f] > 0:
                grade[p] = task_grade
                new_tasks[f] -= 1
            elif unit_draw(key[p], 3) < experienced[industry[f], occupation[p]]:
                years[p] = entry_years


@kernel
def meets(
    grade_asked: int,
    years_asked: int,
    grade: int,
    experience: float,
    schooling_years: float,
    enough: float,
) -> bool:
    """Return whether a person has what a post asks for beside schooling.

    A grade may be replaced by `enough` years of schooling; experience is in years.
    """
    skilled = grade >= grade_asked or schooling_years >= enough
    return skilled and experience >= years_asked
