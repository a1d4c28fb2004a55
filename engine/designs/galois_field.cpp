#include "engine/designs/galois_field.hpp"

#include <algorithm>

namespace replica {
namespace {

std::uint32_t least_factor(std::uint32_t number) {
    std::uint32_t factor = 2;
    while (number % factor != 0) ++factor;
    return factor;
}

}  // namespace

bool is_prime_power(std::uint32_t order) {
    if (order < 2) return false;
    const std::uint32_t prime = least_factor(order);
    while (order % prime == 0) order /= prime;
    return order == 1;
}

GaloisField::GaloisField(std::uint32_t order) : order_(order), prime_(least_factor(order)), logs_(order) {
    std::uint32_t low_coefficients = 1;
    while (!try_polynomial(low_coefficients)) ++low_coefficients;
}

/// Whether x is primitive modulo x^n + the polynomial of these coefficients; if so, its powers are kept.
bool GaloisField::try_polynomial(std::uint32_t low_coefficients) {
    powers_.clear();
    std::uint32_t power = 1;
    do {
        logs_[power] = static_cast<std::uint32_t>(powers_.size());
        powers_.push_back(power);
        const std::uint32_t top = power / (order_ / prime_);
        power = combine(power % (order_ / prime_) * prime_, low_coefficients, prime_ - top);
    } while (power > 1 && powers_.size() < order_ - 1);
    return power == 1 && powers_.size() == order_ - 1;
}

/// a + factor · b, digit by digit modulo the prime.
std::uint32_t GaloisField::combine(std::uint32_t a, std::uint32_t b, std::uint32_t factor) const {
    std::uint32_t sum = 0;
    for (std::uint32_t place = 1; place < order_; place *= prime_) {
        sum += (a % prime_ + factor * (b % prime_)) % prime_ * place;
        a /= prime_;
        b /= prime_;
    }
    return sum;
}

std::uint32_t GaloisField::add(std::uint32_t a, std::uint32_t b) const {
    return prime_ == 2 ? a ^ b : combine(a, b, 1);
}

std::uint32_t GaloisField::subtract(std::uint32_t a, std::uint32_t b) const {
    return prime_ == 2 ? a ^ b : combine(a, b, prime_ - 1);
}

std::vector<std::uint32_t> GaloisField::subfield(std::uint32_t order) const {
    std::vector<std::uint32_t> elements{0};
    for (std::uint32_t i = 0; i + 1 < order; ++i) elements.push_back(powers_[i * ((order_ - 1) / (order - 1))]);
    std::sort(elements.begin(), elements.end());
    return elements;
}

}  // namespace replica
