#include "engine/designs/design_catalogue.hpp"

#include "engine/designs/affine_flats.hpp"
#include "engine/designs/galois_field.hpp"
#include "engine/designs/spherical_geometry.hpp"
#include "engine/designs/transversal_design.hpp"
#include "engine/designs/witt_designs.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace replica {
namespace {

/// A design cut to fewer of its points has blocks too short to be of use.
constexpr double least_part = 0.5;

class Catalogue {
public:
    Catalogue(std::size_t points, std::size_t size, std::size_t widest)
        : points_(points), size_(size), widest_(widest) {}

    void add(const Design& design) {
        for (std::size_t group = 1; group * design.width <= widest_; ++group) {
            const std::size_t all = design.points * group;
            if (design.width <= size_ || all < points_ ||
                least_part * static_cast<double>(all) > static_cast<double>(points_))
                continue;
            designs.push_back(cut_design(inflate_design(design, group), points_, size_ + 1));
        }
    }

    void add_flats() {
        const std::size_t dimension = size_ - 1;
        if (dimension >= 2 && dimension <= 4)
            for (std::size_t m = dimension + 1; m <= 10; ++m) add(affine_flats(m, dimension));
    }

    void add_witt_designs() {
        if (size_ < 3 || size_ > 5) return;
        add(large_witt_design(size_));
        add(small_witt_design(size_));
    }

    void add_spherical_geometries() {
        if (size_ != 3) return;
        for (std::uint32_t q = 3; q < widest_; ++q) {
            if (!is_prime_power(q)) continue;
            std::size_t order = q * q;
            for (std::uint32_t n = 2; order <= 1024; ++n, order *= q) add(spherical_geometry(q, n));
        }
    }

    void add_transversal_designs() {
        for (std::size_t groups = size_ + 1; groups <= std::min(widest_, points_); ++groups)
            designs.push_back(transversal_design(points_, groups, size_));
    }

    std::vector<Design> designs;

private:
    std::size_t points_;
    std::size_t size_;
    std::size_t widest_;
};

}  // namespace

std::vector<Design> designs_for(std::size_t points, std::size_t size, std::size_t widest) {
    Catalogue catalogue(points, size, widest);
    catalogue.add_flats();
    catalogue.add_witt_designs();
    catalogue.add_spherical_geometries();
    catalogue.add_transversal_designs();
    return std::move(catalogue.designs);
}

}  // namespace replica
