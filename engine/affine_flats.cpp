#include "engine/affine_flats.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace replica {
namespace {

using Points = std::vector<std::uint16_t>;

class FlatSearch {
public:
    FlatSearch(std::size_t points, std::size_t least)
        : points_(static_cast<std::uint32_t>(points)), size_(std::bit_ceil(points_)), least_(least) {}

    /// Extends a subspace, of which `leading` are the leading bits of its basis in reduced echelon form: each subspace
    /// has one such basis, so each is found once.
    void extend(const std::vector<std::uint32_t>& subspace, std::uint32_t leading, std::size_t dimensions) {
        if (dimensions == 0) return add_cosets(subspace, leading);
        for (std::uint32_t vector = std::bit_floor(leading) * 2 + (leading == 0 ? 1U : 0U); vector < size_; ++vector) {
            if ((vector & leading) != 0) continue;
            std::vector<std::uint32_t> larger = subspace;
            for (const std::uint32_t point : subspace) larger.push_back(point ^ vector);
            extend(larger, leading | std::bit_floor(vector), dimensions - 1);
        }
    }

    std::vector<Points> flats;

private:
    void add_cosets(const std::vector<std::uint32_t>& subspace, std::uint32_t leading) {
        for (std::uint32_t offset = 0; offset < size_; ++offset) {
            if ((offset & leading) != 0) continue;
            Points flat;
            for (const std::uint32_t point : subspace)
                if ((point ^ offset) < points_) flat.push_back(static_cast<std::uint16_t>(point ^ offset));
            if (flat.size() < least_) continue;
            std::sort(flat.begin(), flat.end());
            flats.push_back(std::move(flat));
        }
    }

    std::uint32_t points_;
    std::uint32_t size_;
    std::size_t least_;
};

}  // namespace

std::vector<Points> affine_flats(std::size_t points, std::size_t dimension, std::size_t least) {
    FlatSearch search(points, least);
    search.extend({0}, 0, dimension);
    std::stable_sort(search.flats.begin(), search.flats.end(),
                     [](const Points& a, const Points& b) { return a.size() > b.size(); });
    return std::move(search.flats);
}

double count_affine_flats(std::size_t points, std::size_t dimension) {
    const auto m = std::bit_width(std::bit_ceil(points)) - 1;
    double count = std::ldexp(1.0, static_cast<int>(m) - static_cast<int>(dimension));
    for (std::size_t i = 0; i < dimension; ++i)
        count *= (std::ldexp(1.0, static_cast<int>(m) - static_cast<int>(i)) - 1) /
                 (std::ldexp(1.0, static_cast<int>(dimension - i)) - 1);
    return count;
}

}  // namespace replica
