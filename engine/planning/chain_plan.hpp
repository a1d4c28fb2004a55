#pragma once

#include "engine/planning/plan_rates.hpp"
#include "engine/planning/planned_work.hpp"

#include <cstdint>
#include <vector>

namespace replica {

/// Predicts describe, generate and evaluate from measured rates. Throws InputError as plan_counting does, where the
/// counting doesn't fit the memory or takes longer than max_hours.
///
/// n rows, s synthetic rows, c columns, B bytes of a row's text, p = nodes * ranks; a node of k cores is as fast as
/// 1 + (k - 1) * gain of one. m: latency, w: the network's bytes a ns, h = ceil(log2 nodes).
///
/// - profile, encode: n * (B * byte_ns + sum over columns of category_ns or number_ns) / (nodes * speed of a node);
///   files n * B / file system.
/// - Merging profiles, root alone: (p - 1) * bytes of a profile / w, and (p - 1) * its values * 60 ns; it holds all at
///   once.
/// - Exchanging rows: a node's part of the encoded table / w where several nodes hold the same one, and
///   2 * p / parts * c * h * m, a broadcast and its length a rank and column.
/// - learn: n * c * learn_value_ns; counting_factor * estimate_cover by measured costs (.62 of it from degree 4 on),
/// and sets * set_ns, over all cores,
///   degree + 1 times that where counting is streamed; sets * serial_set_ns on one core; memory bandwidth: blocks * n *
///   8 bytes, where rows don't fit the caches; network: what plan_counting says of a grid, scores that nodes tell each
///   other, 20 bytes a set, and 2 * nodes * h * m a round of 30 s.
/// - generate: s * (B * byte_ns + ...) / speed, at most one rank a part; then s * B / file system, since a part is
/// synced
///   before the next; the model's cells are read and made ready to draw from by one core.
/// - evaluate: both tables as above, exchanged to all nodes, then copies, tables, rank correlations, regressions and
///   attacks by EvaluationRates, the last three of at most 200,000 rows (all ranks hold them).
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
