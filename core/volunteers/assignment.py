"""Many needs at once: the best total, which serving them one by one in order of arrival does not find.

For jobs only: it imports scipy.
"""
from __future__ import annotations

from collections.abc import Sequence

from core.volunteers.matching import suggest
from core.volunteers.need import Need, Suggestion

CANDIDATES = 32
# A need left open costs more than any volunteer, so that as many needs as possible are served.
OPEN = 1_000_000


def assign(needs: Sequence[Need]) -> list[Suggestion | None]:
    """One volunteer for each need, nobody twice, with the least total score; None where nobody is left.

    Looks at the 32 best volunteers of each need.
    """
    # Imported here because scipy takes longer to load than a page takes to answer.
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    found = [suggest(need, CANDIDATES) for need in needs]
    column = {s.volunteer_id: n for n, s in enumerate({s.volunteer_id: s for row in found for s in row}.values())}
    by_place = {(n, column[s.volunteer_id]): s for n, row in enumerate(found) for s in row}
    if not by_place:
        return [None] * len(needs)
    # Zero means "no edge" to a sparse matrix, so every score is lifted above it by the same amount.
    lift = 1 - min(s.score for s in by_place.values())
    weights = {place: s.score + lift for place, s in by_place.items()}
    weights |= {(n, len(column) + n): OPEN for n in range(len(needs))}
    rows, columns = zip(*weights, strict=True)
    matrix = csr_array((list(weights.values()), (rows, columns)), shape=(len(needs), len(column) + len(needs)))
    chosen = zip(*min_weight_full_bipartite_matching(matrix), strict=True)
    return [by_place.get((int(n), int(c))) for n, c in sorted(chosen)]
