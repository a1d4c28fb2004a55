#include "engine/designs/spherical_geometry.hpp"

#include "engine/designs/galois_field.hpp"

#include <algorithm>
#include <vector>

namespace replica {
namespace {

/// Blocks through three points; infinity is the point after the last element.
class Circles {
public:
    Circles(std::uint32_t q, std::uint32_t order) : field_(order) {
        // 0, 1 and infinity are on the line by choice of the map.
        for (const std::uint32_t element : field_.subfield(q))
            if (element > 1) line_.push_back(element);
    }

    void visit_all(const VisitDesignBlock& visit) {
        const std::uint32_t infinity = field_.order();
        for (std::uint32_t c = 2; c <= infinity; ++c)
            for (std::uint32_t b = 1; b < c; ++b)
                for (std::uint32_t a = 0; a < b; ++a) visit_first(a, b, c, visit);
    }

private:
    /// The block through a < b < c, where they are its three least points: so each block is visited once.
    void visit_first(std::uint32_t a, std::uint32_t b, std::uint32_t c, const VisitDesignBlock& visit) {
        block_.assign({static_cast<std::uint16_t>(a), static_cast<std::uint16_t>(b), static_cast<std::uint16_t>(c)});
        for (const std::uint32_t t : line_) {
            const std::uint32_t point = image(t, a, b, c);
            if (point < c) return;
            block_.push_back(static_cast<std::uint16_t>(point));
        }
        std::sort(block_.begin(), block_.end());
        visit(block_);
    }

    /// Image of t under the map that takes 0 to a, 1 to b, infinity to c:
    /// (c (b - a) t + a (c - b)) / ((b - a) t + (c - b)).
    [[nodiscard]] std::uint32_t image(std::uint32_t t, std::uint32_t a, std::uint32_t b, std::uint32_t c) const {
        const std::uint32_t step = field_.multiply(field_.subtract(b, a), t);
        if (c == field_.order()) return field_.add(a, step);
        const std::uint32_t rest = field_.subtract(c, b);
        const std::uint32_t below = field_.add(step, rest);
        if (below == 0) return field_.order();
        return field_.divide(field_.add(field_.multiply(c, step), field_.multiply(a, rest)), below);
    }

    GaloisField field_;
    std::vector<std::uint32_t> line_;
    std::vector<std::uint16_t> block_;
};

}  // namespace

Design spherical_geometry(std::uint32_t q, std::uint32_t n) {
    std::uint32_t order = 1;
    for (std::uint32_t i = 0; i < n; ++i) order *= q;
    const double v = order + 1.0;
    const double k = q + 1.0;
    Design design{order + 1,
                  q + 1,
                  v * (v - 1) * (v - 2) / (k * (k - 1) * (k - 2)),
                  "S(3, " + std::to_string(q + 1) + ", " + std::to_string(order + 1) + ")",
                  {}};
    design.for_each_block = [q, order](const VisitDesignBlock& visit) { Circles(q, order).visit_all(visit); };
    return design;
}

}  // namespace replica
