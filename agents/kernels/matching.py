"""Deferred acceptance on the month's application graph."""

from __future__ import annotations

import numpy as np

from agents.columns import Array
from agents.jit import kernel


@kernel
def match_posts(
    first: Array, length: Array, post: Array, score: Array, lottery: Array, n_posts: int
) -> tuple[Array, Array]:
    """Match seekers to posts: worker-proposing deferred acceptance, one place a post.

    Workers propose down their lists; a post holds the applicant with the highest score, ties by the
    larger lottery number. Preferences are strict, so the outcome is the unique worker-optimal
    stable matching, whatever the order of proposals [1]_.

    Parameters
    ----------
    first, length : int64[n_seekers], int64[n_seekers]
        List of seeker s is post[first[s] : first[s] + length[s]], best first.
    post : int32[...], score : float64[...]
        Post applied for and the post's score of this applicant; higher is better.
    lottery : uint64[n_seekers]
        Keyed by permanent id; breaks ties.

    Returns
    -------
    choice : int32[n_seekers]
        Position in the seeker's list of the post that holds her, -1 for none.
    holder : int32[n_posts]
        Seeker held by each post, -1 for none.

    References
    ----------
    .. [1] Gale & Shapley (1962), "College admissions and the stability of marriage".
    """
    n = first.shape[0]
    choice = np.full(n, -1, dtype=np.int32)
    at = np.zeros(n, dtype=np.int32)
    holder = np.full(n_posts, -1, dtype=np.int32)
    held_score = np.zeros(n_posts, dtype=np.float64)
    for begin in range(n):
        s = begin
        while s >= 0 and at[s] < length[s]:
            j = first[s] + at[s]
            p = post[j]
            other = holder[p]
            wins = other < 0 or score[j] > held_score[p]
            if not wins and score[j] == held_score[p]:
                wins = lottery[s] > lottery[other]
            if wins:
                holder[p] = s
                held_score[p] = score[j]
                choice[s] = at[s]
                if other >= 0:
                    choice[other] = -1
                    at[other] += 1
                s = other
            else:
                at[s] += 1
    return choice, holder
