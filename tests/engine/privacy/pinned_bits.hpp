#pragma once

#include "engine/privacy/random_bits.hpp"
#include "kernels/philox.hpp"

namespace replica {

/// Bits that anyone can draw again, for tests: what is made with them isn't private.
class PinnedBits : public RandomBits {
public:
    explicit PinnedBits(std::uint64_t seed) : seed_(seed) {}
    std::uint64_t next() override { return philox_word(seed_, 0, index_++); }
    [[nodiscard]] bool is_secret() const override { return false; }

private:
    std::uint64_t seed_;
    std::uint64_t index_ = 0;
};

}  // namespace replica
