#pragma once

#include "engine/value_decoder.hpp"

namespace replica {

/// Fresh identifiers of the column's KeyForm: keys are numbered by row from 1, persons from 1 (see PersonSequence; in
/// the person tier they count themselves).
class KeyDecoder final : public ValueDecoder {
public:
    KeyDecoder(const Model& model, std::uint32_t column);

    void decode(std::uint64_t seed, std::uint64_t first_row, std::span<const std::uint16_t> codes,
                DecodedColumn& out) const override;

private:
    KeyForm form_;
    std::uint64_t stream_ = 0;
    bool numbered_by_row_ = true;
    PersonSequence persons_;
};

}  // namespace replica
