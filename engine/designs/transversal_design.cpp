#include "engine/designs/transversal_design.hpp"

#include "engine/designs/galois_field.hpp"

#include <algorithm>
#include <vector>

namespace replica {
namespace {

class Words {
public:
    Words(std::size_t points, std::size_t groups, std::size_t t, std::uint32_t q)
        : points_(points), groups_(groups), field_(q), coefficients_(t) {}

    void visit_all(const VisitDesignBlock& visit) {
        do {
            make_block();
            visit(block_);
        } while (next_polynomial());
    }

private:
    [[nodiscard]] std::uint32_t value(std::uint32_t x) const {
        // At infinity, a polynomial's value is its leading coefficient.
        if (x == field_.order()) return coefficients_.back();
        std::uint32_t sum = 0;
        for (std::size_t i = coefficients_.size(); i > 0; --i)
            sum = field_.add(field_.multiply(sum, x), coefficients_[i - 1]);
        return sum;
    }

    void make_block() {
        block_.clear();
        for (std::size_t group = 0; group < groups_; ++group) {
            const std::size_t begin = group * points_ / groups_;
            const std::size_t point = begin + value(static_cast<std::uint32_t>(group));
            if (point < (group + 1) * points_ / groups_) block_.push_back(static_cast<std::uint16_t>(point));
        }
    }

    bool next_polynomial() {
        for (std::uint32_t& coefficient : coefficients_) {
            if (++coefficient < field_.order()) return true;
            coefficient = 0;
        }
        return false;
    }

    std::size_t points_;
    std::size_t groups_;
    GaloisField field_;
    std::vector<std::uint32_t> coefficients_;
    std::vector<std::uint16_t> block_;
};

}  // namespace

Design transversal_design(std::size_t points, std::size_t groups, std::size_t t) {
    auto q = static_cast<std::uint32_t>(std::max((points + groups - 1) / groups, groups - 1));
    while (!is_prime_power(q)) ++q;
    Design design{points, groups, 1, "transversal " + std::to_string(groups) + " x " + std::to_string(q), {}};
    for (std::size_t i = 0; i < t; ++i) design.blocks *= q;
    design.for_each_block = [=](const VisitDesignBlock& visit) { Words(points, groups, t, q).visit_all(visit); };
    return design;
}

}  // namespace replica
