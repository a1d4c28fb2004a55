#pragma once

#include "engine/value_decoder.hpp"

namespace replica {

/// Fresh values for columns of which only presence is modelled: keys count the rows from 1, persons are numbered from 1
/// (see PersonSequence; in the person tier they count themselves), free text is "[text]". Integer columns hold the
/// number, others `name-number`.
class PresenceDecoder final : public ValueDecoder {
public:
    PresenceDecoder(const Model& model, std::uint32_t column);

    void decode(std::uint64_t seed, std::uint64_t first_row, std::span<const std::uint16_t> codes,
                DecodedColumn& out) const override;

private:
    Role role_ = Role::key;
    Tier tier_ = Tier::row;
    std::string prefix_;  ///< before the number
    PersonSequence persons_;
};

}  // namespace replica
