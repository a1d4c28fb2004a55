#pragma once

#include "engine/model.hpp"

#include <string>

namespace replica {

/// The model as a description that DataSynthesizer 0.1's generator reads, in the model's mode, as JSON. It has no more
/// than that form holds:
/// - one distribution a column over kept values or bins; what lies inside a bin is even. A bin without probability ends
///   the last one where it really ends. Pooled values are one value, OTHER, and
///   one for each pool.
/// - persons aren't drawn before their rows: each row is drawn by itself (row_network).
/// - a datetime is its seconds since 1970.
/// - where a column has no parents its table is the same for every value of the root, since every child needs one.
/// - configurations that don't occur have the probabilities given the parents that are left when the last is dropped.
///
/// Throws InputError where the parents of a column have more than a million combinations: its form lists them all, or
/// where row_network fails.
std::string description_text(const Model& model);

}  // namespace replica
