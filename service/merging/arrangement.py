"""Clusters of one block's reports, and the quick way to those that lie in some days."""

from dataclasses import dataclass, field

from service.domain.events.events import FiledReport
from service.domain.events.neighbours import Place, Span
from service.merging.clusters import Cluster
from service.merging.time.windows import find_extent

# Clusters are found by days divided by this, and those of longer extents one by one: a date far from the publication
# would be noted thousands of times.
STRIDE, MAX_STRIDES = 32, 400


@dataclass(slots=True)
class Arrangement:
    """Clusters of one block's reports, with where each report lies that a rule placed, by its key.

    A report that lies nowhere in time has no place.
    """

    clusters: list[Cluster] = field(default_factory=list)
    places: dict[str, Place] = field(default_factory=dict)
    # The numbers of the clusters of which a report lies in some days.
    _by_days: dict[int, set[int]] = field(default_factory=dict)
    _long: list[tuple[Span, int]] = field(default_factory=list)
    _numbers: dict[str, int] = field(default_factory=dict)

    def take_in(self, item: FiledReport, cluster: Cluster | None) -> Cluster:
        """Add a report to a cluster, or as one of its own."""
        if cluster is None:
            cluster = Cluster(item)
            self._numbers[item.key] = len(self.clusters)
            self.clusters.append(cluster)
        else:
            cluster.add(item)
        if extent := find_extent(item):
            self._note(extent, self._numbers[cluster.reports[0].key])
        return cluster

    def _note(self, extent: Span, number: int) -> None:
        strides = _list_strides(extent)
        if len(strides) > MAX_STRIDES:
            self._long.append((extent, number))
            return
        for days in strides:
            self._by_days.setdefault(days, set()).add(number)

    def find_in_window(self, window: Span) -> list[Cluster]:
        """All clusters of which a report lies in these days, and some that lie near them, in their order."""
        found = {number for extent, number in self._long if extent[0] <= window[1] and window[0] <= extent[1]}
        strides = _list_strides(window)
        for days in strides if len(strides) <= MAX_STRIDES else self._by_days.keys() & set(strides):
            found |= self._by_days.get(days, set())
        return [self.clusters[number] for number in sorted(found)]


def _list_strides(span: Span) -> range:
    return range(span[0].toordinal() // STRIDE, span[1].toordinal() // STRIDE + 1)
