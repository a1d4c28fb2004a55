#pragma once

#include "engine/pooled_imitation.hpp"
#include "engine/value_decoder.hpp"

namespace replica {

/// Kept values as they are, those in pools by their patterns, other pooled ones imitated. In mode random a pool's
/// patterns are all equally likely.
class CategoricalDecoder final : public ValueDecoder {
public:
    CategoricalDecoder(const Model& model, std::uint32_t column);

    [[nodiscard]] std::span<const std::uint32_t> cells_of_codes() const override;

    void decode(std::uint64_t seed, std::uint64_t first_row, std::span<const std::uint16_t> codes,
                DecodedColumn& out) const override;

private:
    std::vector<std::uint32_t> cell_of_code_;
    std::uint32_t first_pool_ = 0;         ///< the code of the first pool
    std::vector<PooledImitation> pooled_;  ///< of each pool, and last of the values in none
};

}  // namespace replica
