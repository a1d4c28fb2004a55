#pragma once

#include "engine/model.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace replica {

/// The model of a model's rows each by itself: where persons are drawn before their rows, the latent columns are summed
/// out, persons weigh as many rows as they have, and what single rows of a person lack is in the tables. Nothing is of
/// the person tier then, and latent columns are dropped. Other models stay as they are. Returns nothing where a table
/// of over `max_cells` cells would be needed.
std::optional<Model> row_network(const Model& model, std::uint64_t max_cells);

/// The share of each code of column `column` of a model without person tier, exactly; nothing where a table of over
/// `max_cells` cells would be needed. Precondition: has_choice(column).
std::optional<std::vector<double>> marginal_shares(const Model& model, std::uint32_t column, std::uint64_t max_cells);

}  // namespace replica
