"""Many needs at once: the best total, which serving them one by one in order of arrival does not find."""
from __future__ import annotations

from collections.abc import Sequence

from core.volunteers.matching import suggest
from core.volunteers.need import USUAL_WEIGHTS, Need, Suggestion, Weights

CANDIDATES = 32
# A need left open costs more than any volunteer, so that as many needs as possible are served.
OPEN = 1_000_000


def assign(needs: Sequence[Need], weights: Weights = USUAL_WEIGHTS) -> list[Suggestion | None]:
    """One volunteer for each need, nobody twice, with the least total score; None where nobody is left.

    Looks at the 32 best volunteers of each need. For jobs only: it imports scipy.
    """
    return best_total([suggest(need, CANDIDATES, weights=weights) for need in needs])


def best_total(found: Sequence[Sequence[Suggestion]]) -> list[Suggestion | None]:
    """The same among suggestions at hand; exact where each list is as long as there are needs. For jobs only."""
    # Imported here because scipy takes longer to load than a page takes to answer.
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    column = {s.volunteer_id: n for n, s in enumerate({s.volunteer_id: s for row in found for s in row}.values())}
    by_place = {(n, column[s.volunteer_id]): s for n, row in enumerate(found) for s in row}
    if not by_place:
        return [None] * len(found)
    # Zero means "no edge" to a sparse matrix, so every score is lifted above it by the same amount.
    lift = 1 - min(s.score for s in by_place.values())
    weights = {place: s.score + lift for place, s in by_place.items()}
    weights |= {(n, len(column) + n): OPEN for n in range(len(found))}
    rows, columns = zip(*weights, strict=True)
    matrix = csr_array((list(weights.values()), (rows, columns)), shape=(len(found), len(column) + len(found)))
    chosen = zip(*min_weight_full_bipartite_matching(matrix), strict=True)
    return [by_place.get((int(n), int(c))) for n, c in sorted(chosen)]


def first_come(found: Sequence[Sequence[Suggestion]]) -> list[Suggestion | None]:
    """Beside it, for comparison: each need in its turn takes the best who is still free."""
    taken: set[int] = set()
    chosen = []
    for row in found:
        pick = next((s for s in row if s.volunteer_id not in taken), None)
        taken |= {pick.volunteer_id} if pick else set()
        chosen.append(pick)
    return chosen
