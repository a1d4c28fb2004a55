#pragma once

#include "engine/encoded_table.hpp"
#include "engine/model.hpp"
#include "engine/structure.hpp"

#include <span>
#include <vector>

namespace replica {

/// The conditional counts of one family over all rows. `columns` and `domains`: of the table.
Family count_family(const NetworkNode& node, std::span<const CodeColumn> columns,
                    std::span<const std::uint32_t> domains);

/// Collective: the conditional counts of every node's family, in network order, on the root; nothing on other ranks.
/// The families are dealt over the ranks, each of which sees all rows.
std::vector<Family> learn_parameters(const std::vector<NetworkNode>& nodes, std::span<const CodeColumn> columns,
                                     std::span<const std::uint32_t> domains, const Communicator& comm);

/// Share of a family's parent configurations that a single row holds.
double single_row_share(const Family& family);

}  // namespace replica
