#pragma once

#include "engine/model.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace replica {

/// A network given evidence.
struct Eliminated {
    std::vector<Family> families;  ///< of the evidence's ancestors and itself, in network order
    double mass = 0;               ///< Σ over all codes of probability x likelihoods: the probability of the evidence
};

/// By column, whether it has evidence or a descendant that has.
std::vector<bool> ancestors_of(const Model& model, std::span<const CodeEvidence> evidence);

/// Variable elimination over the evidence's ancestors (Zhang, Poole: "A simple approach to Bayesian network
/// computations", 1994): each column is summed out of the product of the tables that know it, the one with the smallest
/// product first, columns of the row tier before those of the person tier, ties by column order. That product is the
/// column's distribution given those which are summed out later, so sampling in reverse order draws from the network
/// given the evidence (Dechter 1999), and no family of the person tier gets a parent of the row tier.
///
/// The new families' counts are shares of 2^30, each at least 1 where its probability isn't 0. Unseen parent
/// configurations back off as in FamilySampler. Returns nothing where a product has over `max_cells` cells. The
/// likelihoods may be any weights >= 0. Throws InputError where the model is damaged. Precondition: check_network.
std::optional<Eliminated> eliminate(const Model& model, std::span<const CodeEvidence> evidence,
                                    std::uint64_t max_cells);

}  // namespace replica
