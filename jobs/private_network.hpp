#pragma once

#include "engine/column_codec.hpp"
#include "engine/encoded_table.hpp"
#include "engine/model.hpp"
#include "engine/privacy/structural_zeros.hpp"
#include "engine/schema.hpp"
#include "jobs/log.hpp"
#include "jobs/options.hpp"
#include "jobs/privacy_budget.hpp"

#include <optional>
#include <string>
#include <vector>

namespace replica {

/// What is learned with noise.
struct PrivateNetwork {
    double rows = 1;                 ///< of the data, with noise
    std::optional<PooledRows> pool;  ///< on the root, but in random mode
    std::vector<Family> families;    ///< on the root
    std::optional<Copula> copula;    ///< on the root, of mode copula
    StructuralZeros zeros;           ///< what rows are kept free of
};

/// Collective: learns from the usable rows with what is left of the budget. table: their codes; run: the root's, else
/// null.
PrivateNetwork learn_private_network(const DescribeOptions& options, const Guarantee& guarantee, const Schema& schema,
                                     const std::vector<ColumnCodec>& codecs, const EncodedTable& table, RunLedger* run,
                                     int threads, const Communicator& world, Log& log);

}  // namespace replica
