#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace replica {

/// Whether there is a field of `order` elements.
bool is_prime_power(std::uint32_t order);

/// The field of a prime power's order. An element is a number below the order: its digits in base p are the
/// coefficients of a polynomial over GF(p), modulo a primitive polynomial that is found by trial (Lidl, Niederreiter,
/// Finite Fields, 1997, chapters 1 and 3).
class GaloisField {
public:
    /// order: a prime power of at most 2^16.
    explicit GaloisField(std::uint32_t order);

    [[nodiscard]] std::uint32_t order() const { return order_; }
    [[nodiscard]] std::uint32_t add(std::uint32_t a, std::uint32_t b) const;
    [[nodiscard]] std::uint32_t subtract(std::uint32_t a, std::uint32_t b) const;
    [[nodiscard]] std::uint32_t multiply(std::uint32_t a, std::uint32_t b) const {
        return a == 0 || b == 0 ? 0 : powers_[(logs_[a] + logs_[b]) % (order_ - 1)];
    }
    /// b != 0.
    [[nodiscard]] std::uint32_t divide(std::uint32_t a, std::uint32_t b) const {
        return a == 0 ? 0 : powers_[(logs_[a] + order_ - 1 - logs_[b]) % (order_ - 1)];
    }

    /// The elements of the subfield of `order` elements, which must exist, in ascending order.
    [[nodiscard]] std::vector<std::uint32_t> subfield(std::uint32_t order) const;

private:
    [[nodiscard]] bool try_polynomial(std::uint32_t low_coefficients);
    [[nodiscard]] std::uint32_t combine(std::uint32_t a, std::uint32_t b, std::uint32_t factor) const;

    std::uint32_t order_;
    std::uint32_t prime_;
    std::vector<std::uint32_t> powers_;  ///< of a primitive element
    std::vector<std::uint32_t> logs_;
};

}  // namespace replica
