#include "engine/designs/affine_flats.hpp"

#include <algorithm>
#include <bit>
#include <vector>

namespace replica {
namespace {

class FlatSearch {
public:
    FlatSearch(std::uint32_t points, const VisitDesignBlock& visit) : points_(points), visit_(visit) {}

    /// Extends a subspace, of which `leading` are the leading bits of its basis in reduced echelon form: each subspace
    /// has one such basis, so each is found once.
    void extend(const std::vector<std::uint32_t>& subspace, std::uint32_t leading, std::size_t dimensions) {
        if (dimensions == 0) return visit_cosets(subspace, leading);
        for (std::uint32_t vector = std::bit_floor(leading) * 2 + (leading == 0 ? 1U : 0U); vector < points_;
             ++vector) {
            if ((vector & leading) != 0) continue;
            std::vector<std::uint32_t> larger = subspace;
            for (const std::uint32_t point : subspace) larger.push_back(point ^ vector);
            extend(larger, leading | std::bit_floor(vector), dimensions - 1);
        }
    }

private:
    void visit_cosets(const std::vector<std::uint32_t>& subspace, std::uint32_t leading) {
        flat_.resize(subspace.size());
        for (std::uint32_t offset = 0; offset < points_; ++offset) {
            if ((offset & leading) != 0) continue;
            for (std::size_t i = 0; i < subspace.size(); ++i)
                flat_[i] = static_cast<std::uint16_t>(subspace[i] ^ offset);
            std::sort(flat_.begin(), flat_.end());
            visit_(flat_);
        }
    }

    std::uint32_t points_;
    const VisitDesignBlock& visit_;
    std::vector<std::uint16_t> flat_;
};

}  // namespace

Design affine_flats(std::size_t m, std::size_t dimension) {
    const auto power = [](std::size_t exponent) { return static_cast<double>(std::uint64_t{1} << exponent); };
    double numerator = power(m - dimension);
    double denominator = 1;
    for (std::size_t i = 0; i < dimension; ++i) {
        numerator *= power(m - i) - 1;
        denominator *= power(dimension - i) - 1;
    }
    Design design{std::size_t{1} << m,
                  std::size_t{1} << dimension,
                  numerator / denominator,
                  "AG(" + std::to_string(m) + ", 2) flats of " + std::to_string(std::size_t{1} << dimension),
                  {}};
    design.for_each_block = [=](const VisitDesignBlock& visit) {
        FlatSearch(std::uint32_t{1} << m, visit).extend({0}, 0, dimension);
    };
    return design;
}

}  // namespace replica
