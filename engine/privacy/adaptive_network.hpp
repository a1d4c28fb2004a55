#pragma once

#include "engine/privacy/merged_codes.hpp"
#include "engine/privacy/private_tables.hpp"
#include "engine/privacy/row_pool.hpp"

#include <cstdint>
#include <vector>

namespace replica {

/// How the budget is shared, and how much is measured. The defaults are for all data.
struct AdaptiveOptions {
    double column_share = 0.30;          ///< of what is left: for the counts of single columns
    double choice_share = 0.07;          ///< of what a pair may cost: for choosing it
    double compress = 1.5;               ///< codes below so many standard deviations of their noise are merged
    double max_rounds = 5;               ///< most pairs to be measured, for each column but one
    PairScore score = PairScore::error;  ///< information: a tree of pairs by mutual information, and nothing after it
    bool pairs = true;                   ///< whether pairs are measured at all
    std::uint64_t round_rows = std::uint64_t{1} << 18U;  ///< of the pool meanwhile, multiples of RowPool::block_rows
    std::uint64_t pool_rows = std::uint64_t{1} << 20U;   ///< of the pool in the end
    int passes = 2;                                      ///< of raking after a batch of measurements
    int final_passes = 10;                               ///< of raking after the last one
};

/// A weighted pool of rows that stands for the data.
struct LearnedPool {
    double rows = 0;                 ///< of the data, with noise
    std::vector<MergedCodes> codes;  ///< by column
    ReleasedTables released;         ///< in merged codes
    RowPool::Rows pool;              ///< in merged codes, on the root
};

/// Collective: learns a pool from noisy tables: the adaptive network.
///
/// All single columns are measured first; rare codes are merged. Then pairs that join two trees
/// are chosen one by one and measured, until a tree spans all columns or none is worth its noise. A pool drawn from the
/// forest is raked to all that is measured; in rounds the pairs that the pool explains worst are chosen, measured,
/// shrunk towards what the pool says, and raked to. After "stop" half the rounds are left, of twice the budget each.
///
/// The idea is that of adaptive measurement (Hardt, Ligett, McSherry 2012, MWEM; McKenna, Mullins, Sheldon, Miklau
/// 2022, AIM), with a score that weighs what measuring a pair would mend, and a pool of rows in place of a graphical
/// model, so that any pairs can be measured. Public rules are given as `impossible` cells, in the columns' own codes.
/// rows: what count_rows gave.
LearnedPool learn_adaptive(PrivateTables& tables, const NoisyCounts& rows, const ImpossibleCells& impossible,
                           const AdaptiveOptions& options, const Communicator& world, int threads);

}  // namespace replica
