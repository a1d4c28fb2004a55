#pragma once

#include "engine/planning/plan_rates.hpp"
#include "engine/planning/planned_work.hpp"

#include <cstdint>
#include <vector>

namespace replica {

/// Predicts describe, generate and evaluate from measured rates. Throws InputError as plan_counting does, where the
/// counting doesn't fit the memory or takes longer than max_hours.
///
/// n rows, s synthetic rows, c columns, B bytes of a row's text, p = nodes · ranks, C = p · threads; a node of k cores
/// is as fast as 1 + (k - 1) · gain of one. m: latency, w: the network's bytes a ns, h = ceil(log2 nodes).
///
///   profile, encode   n · (B · byte_ns + sum over columns of category_ns or number_ns) / (nodes · speed of a node);
///                     files n · B / file system
///   merge profiles    root, serial: (p - 1) · c · profile bytes · (1 / w + merging); in its memory all at once
///   exchange rows     what plan_counting sends / w, and 2 · p · c · h · m, a broadcast and its length a rank and
///   column learn             n · c · learn_value_ns and counting_factor · estimate_cover by measured costs and sets ·
///   set_ns,
///                     over cores; streamed counting takes degree + 1 times that; serial: sets · serial_set_ns;
///                     memory bandwidth: blocks · n · 8 bytes, where rows don't fit the caches; network: scores
///                     that nodes tell each other, 20 bytes a set, and 2 · nodes · h · m a round of 30 s
///   generate          s · (B · byte_ns + ...) / speed, at most one rank a part; then s · B / file system, since a part
///   is
///                     synced before the next; serial: the model's cells, read and made ready to draw from
///   evaluate          both tables as above, then copies, tables, rank correlations, regressions and attacks by
///                     EvaluationRates, the last three of at most 200,000 rows (all ranks hold them)
///
/// Memory of a node: what plan_counting says, and process_bytes a rank.
ChainPlan plan_chain(const PlannedWork& work, const PlannedMachine& machine, const PlanRates& rates);

/// The columns that are searched: those with something to learn.
std::vector<std::uint32_t> searched_domains(const PlannedWork& work);

/// Bytes of a row as text.
double row_bytes(const PlannedWork& work);

/// Expected nanoseconds of counting all sets on one core, by these costs, without counting_factor and set_ns; and sets.
struct CountingCore {
    double nanoseconds = 0;
    double sets = 0;
    double blocks = 0;
};
CountingCore counting_core(const PlannedWork& work, std::uint64_t rows, std::uint32_t max_size,
                           const CountingCosts& costs);

}  // namespace replica
