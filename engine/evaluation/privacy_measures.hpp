#pragma once

#include "engine/evaluation/compared_column.hpp"
#include "engine/evaluation/proportion.hpp"
#include "engine/mpi/communicator.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace replica {

/// Rows that are equal in all compared columns, over all rows.
struct CopyCounts {
    std::uint64_t unique_real = 0;     ///< real rows that no other real row equals
    std::uint64_t copied = 0;          ///< of them, those that some synthetic row equals
    std::uint64_t unique_holdout = 0;  ///< the same of a given holdout; of a split one, unique rows of one half ...
    std::uint64_t copied_holdout = 0;  ///< ... that a row of the other half equals ...
    std::uint64_t copied_in_part = 0;  ///< ... and that one of as many synthetic rows equals
    std::uint64_t synthetic_rows = 0;
    std::uint64_t synthetic_equal = 0;  ///< synthetic rows that equal some real row, unique or not
};

/// Values of an identifier that real and synthetic rows have in common.
struct SharedIdentifiers {
    std::string column;
    std::uint64_t synthetic = 0;  ///< distinct synthetic values looked at
    std::uint64_t shared = 0;     ///< of them, those that occur in real rows
    double by_chance = 0;         ///< `shared` of whole numbers drawn where real ones lie as densely
};

/// Distances of rows to the closest of others, as shares of the largest possible one (0: equal in all columns).
struct DistanceQuantiles {
    double share_zero = 0;
    double p05 = 0, p25 = 0, p50 = 0, p75 = 0;
};
struct ClosestRecords {
    std::uint64_t rows = 0;        ///< synthetic rows whose distances these are
    std::uint64_t candidates = 0;  ///< real rows among which
    DistanceQuantiles synthetic;   ///< of synthetic rows to the closest real row
    DistanceQuantiles holdout;     ///< of holdout rows to the closest real row: what is natural
    double ratio_synthetic = 0;    ///< mean of distance to the closest / to the second closest real row
    double ratio_holdout = 0;
    Proportion closer_to_real;  ///< synthetic rows closer to real than to holdout rows, ties halved: 1/2 is natural
    Interval closer_interval;   ///< of its share: wider than by its rows alone, for both tables are samples
    std::uint64_t closer_candidates = 0;      ///< for that: real rows, and as many of the holdout
    std::vector<double> histogram_synthetic;  ///< shares of rows by distance, equal bins of [0, histogram_high)
    std::vector<double> histogram_holdout;
    double histogram_high = 0;
};

/// An attack, and the same where it can't have learned anything of the persons attacked.
struct Attack {
    std::string name;    ///< "singling out", "linkability", "attribute inference"
    std::string detail;  ///< what exactly: the column that is inferred; empty for all together
    Proportion attack;
    Proportion control;
    Advantage won;
};

/// Whether somebody's row was among those learned from, guessed from how close the closest synthetic row is.
struct Membership {
    double auc = 0.5;  ///< 0.5: a coin
    Interval auc_interval;
    double hits_at_low_rate = 0;  ///< members found where one of 100 others is taken for one; 0.01: a coin
    std::uint64_t members = 0;
    std::uint64_t others = 0;
};

/// Cells of few rows: values of single columns, and cells of two columns over coarse codes.
struct SmallCells {
    std::uint32_t ways = 1;
    std::uint64_t synthetic = 0;  ///< cells with 1 to min_count - 1 synthetic rows
    std::uint64_t both = 0;       ///< of them, those with 1 to min_count - 1 real rows as well
    double by_chance = 0;         ///< `both` were synthetic rows a second real sample (expected)
};

struct PrivacyMeasures {
    HoldoutOrigin holdout_origin = HoldoutOrigin::split;
    CopyCounts copies;
    std::vector<SharedIdentifiers> identifiers;
    ClosestRecords closest;
    Membership membership;
    std::vector<Attack> attacks;  ///< those with an empty detail first
    std::vector<SmallCells> small_cells;
};

/// All at least 1, `candidates` 2.
struct PrivacyLimits {
    std::uint64_t seed = 0;
    std::size_t distance_rows = 10'000;  ///< rows whose closest are looked for
    std::size_t candidates = 200'000;    ///< rows among which
    std::size_t attack_rows = 2'000;     ///< persons attacked by each attack
    std::size_t inference_rows = 500;    ///< of attribute inference, for each column
    std::size_t inference_columns = 24;  ///< at most
};

/// Collective: closest records, membership and attacks; copies, identifiers and small cells are left to the caller.
/// Every rank passes the same rows and gets the same result, which doesn't depend on ranks or threads.
///
/// A given holdout: its rows are attacked as control. A split one: the real rows are attacked with holdout rows in
/// place of synthetic ones, as many of them: what is won over that, the replica gives away beyond what any sample
/// would. An attack without trials (too few columns, nothing unique) is left out.
/// Throws InputError where there are no columns, or a table has fewer than two rows.
PrivacyMeasures measure_privacy(std::span<const ComparedColumn> columns, const ComparedRows& rows,
                                const PrivacyLimits& limits, const Communicator& comm, int threads);

}  // namespace replica
