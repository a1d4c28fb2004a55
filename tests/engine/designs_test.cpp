#include "engine/designs/affine_flats.hpp"
#include "engine/designs/galois_field.hpp"
#include "engine/designs/spherical_geometry.hpp"
#include "engine/designs/transversal_design.hpp"
#include "engine/designs/witt_designs.hpp"
#include "kernels/subset_scores.hpp"

#include <algorithm>
#include <numeric>
#include <set>

#include <gtest/gtest.h>

namespace replica {
namespace {

using Set = std::vector<std::uint16_t>;

/// Adds one to the count of every set of `size` of `points`, by subset_rank.
void count_subsets(std::span<const std::uint16_t> points, std::size_t size, std::size_t first, Set& set,
                   std::vector<int>& counts) {
    if (set.size() == size) {
        ++counts[subset_rank(set)];
        return;
    }
    for (std::size_t i = first; i < points.size(); ++i) {
        set.push_back(points[i]);
        count_subsets(points, size, i + 1, set, counts);
        set.pop_back();
    }
}

/// How often each set of `size` points lies in a block, by subset_rank.
std::vector<int> coverage(const Design& design, std::size_t size) {
    std::vector<int> counts(binomial(design.points, size));
    double blocks = 0;
    design.for_each_block([&](std::span<const std::uint16_t> block) {
        ASSERT_LE(block.size(), design.width);
        ASSERT_TRUE(std::is_sorted(block.begin(), block.end()));
        ASSERT_TRUE(block.empty() || block.back() < design.points);
        Set set;
        count_subsets(block, size, 0, set, counts);
        ++blocks;
    });
    EXPECT_EQ(blocks, design.blocks);
    return counts;
}

void expect_steiner_system(const Design& design, std::size_t t, std::size_t width, std::size_t points) {
    EXPECT_EQ(design.width, width);
    EXPECT_EQ(design.points, points);
    const std::vector<int> counts = coverage(design, t);
    EXPECT_EQ(std::count(counts.begin(), counts.end(), 1), static_cast<std::ptrdiff_t>(counts.size()))
        << "S(" << t << ", " << width << ", " << points << ")";
}

TEST(Designs, FieldsObeyTheirAxioms) {
    for (const std::uint32_t order : std::vector<std::uint32_t>{2, 3, 4, 5, 7, 8, 9, 16, 25, 27}) {
        const GaloisField field(order);
        for (std::uint32_t a = 0; a < order; ++a)
            for (std::uint32_t b = 0; b < order; ++b) {
                ASSERT_EQ(field.subtract(field.add(a, b), b), a);
                ASSERT_EQ(field.multiply(a, b), field.multiply(b, a));
                ASSERT_TRUE(b == 0 || field.multiply(field.divide(a, b), b) == a);
                const std::uint32_t c = (a * 7 + b * 3 + 1) % order;
                ASSERT_EQ(field.multiply(a, field.add(b, c)), field.add(field.multiply(a, b), field.multiply(a, c)));
                ASSERT_EQ(field.multiply(a, field.multiply(b, c)), field.multiply(field.multiply(a, b), c));
            }
    }
    EXPECT_TRUE(is_prime_power(343));
    for (const std::uint32_t other : std::vector<std::uint32_t>{0, 1, 6, 12, 100}) EXPECT_FALSE(is_prime_power(other));
}

TEST(Designs, SubfieldsAreClosed) {
    const GaloisField field(729);
    for (const std::uint32_t order : std::vector<std::uint32_t>{3, 9, 27}) {
        const std::vector<std::uint32_t> elements = field.subfield(order);
        const std::set<std::uint32_t> inside(elements.begin(), elements.end());
        ASSERT_EQ(inside.size(), order);
        for (const std::uint32_t a : elements)
            for (const std::uint32_t b : elements) {
                EXPECT_TRUE(inside.contains(field.add(a, b)));
                EXPECT_TRUE(inside.contains(field.multiply(a, b)));
            }
    }
}

TEST(Designs, SphericalGeometriesAreSteinerSystems) {
    expect_steiner_system(spherical_geometry(2, 3), 3, 3, 9);
    expect_steiner_system(spherical_geometry(3, 2), 3, 4, 10);
    expect_steiner_system(spherical_geometry(3, 3), 3, 4, 28);
    expect_steiner_system(spherical_geometry(4, 2), 3, 5, 17);
    expect_steiner_system(spherical_geometry(5, 2), 3, 6, 26);
    expect_steiner_system(spherical_geometry(4, 3), 3, 5, 65);
    expect_steiner_system(spherical_geometry(7, 2), 3, 8, 50);
    expect_steiner_system(spherical_geometry(8, 2), 3, 9, 65);
    expect_steiner_system(spherical_geometry(9, 2), 3, 10, 82);
}

TEST(Designs, WittDesignsAreSteinerSystems) {
    expect_steiner_system(large_witt_design(5), 5, 8, 24);
    expect_steiner_system(large_witt_design(4), 4, 7, 23);
    expect_steiner_system(large_witt_design(3), 3, 6, 22);
    expect_steiner_system(small_witt_design(5), 5, 6, 12);
    expect_steiner_system(small_witt_design(4), 4, 5, 11);
    expect_steiner_system(small_witt_design(3), 3, 4, 10);
}

TEST(Designs, PlanesAreSteinerSystemsAndLargerFlatsCover) {
    expect_steiner_system(affine_flats(5, 2), 3, 4, 32);
    expect_steiner_system(affine_flats(4, 1), 2, 2, 16);
    for (const std::size_t dimension : std::vector<std::size_t>{3, 4}) {
        const std::vector<int> counts = coverage(affine_flats(5, dimension), dimension + 1);
        EXPECT_GE(*std::min_element(counts.begin(), counts.end()), 1);
    }
}

/// Whether no two of the points lie in one of the groups.
bool is_transversal(const Set& set, std::size_t points, std::size_t groups) {
    std::set<std::size_t> met;
    for (const std::uint16_t point : set) {
        std::size_t group = 0;
        while ((group + 1) * points / groups <= point) ++group;
        met.insert(group);
    }
    return met.size() == set.size();
}

TEST(Designs, TransversalDesignsCoverWhatMeetsGroupsOnce) {
    struct Shape {
        std::size_t points, groups, t;
    };
    for (const Shape& shape : {Shape{20, 5, 2}, Shape{23, 5, 2}, Shape{30, 6, 3}, Shape{26, 4, 3}, Shape{27, 5, 4},
                               Shape{7, 3, 1}, Shape{12, 4, 2}}) {
        const std::vector<int> counts = coverage(transversal_design(shape.points, shape.groups, shape.t), shape.t);
        std::vector<std::uint16_t> all(shape.points);
        std::iota(all.begin(), all.end(), std::uint16_t{0});
        std::vector<int> expected(counts.size());
        std::vector<bool> chosen(shape.points);
        std::fill_n(chosen.begin(), shape.t, true);
        do {
            Set set;
            for (const std::uint16_t point : all)
                if (chosen[point]) set.push_back(point);
            expected[subset_rank(set)] = is_transversal(set, shape.points, shape.groups) ? 1 : 0;
        } while (std::prev_permutation(chosen.begin(), chosen.end()));
        EXPECT_EQ(counts, expected) << shape.points << " points, " << shape.groups << " groups";
    }
}

TEST(Designs, CutAndInflatedDesignsStillCover) {
    const std::vector<int> cut = coverage(cut_design(small_witt_design(4), 9, 0), 4);
    EXPECT_EQ(std::count(cut.begin(), cut.end(), 1), static_cast<std::ptrdiff_t>(binomial(9, 4)));
    std::size_t shortest = 99;
    cut_design(small_witt_design(4), 9, 4).for_each_block([&](auto block) {
        shortest = std::min(shortest, block.size());
    });
    EXPECT_EQ(shortest, 4U);
    const Design inflated = inflate_design(affine_flats(3, 2), 3);
    EXPECT_EQ(inflated.width, 12U);
    const std::vector<int> groups = coverage(inflated, 3);
    EXPECT_GE(*std::min_element(groups.begin(), groups.end()), 1);
}

}  // namespace
}  // namespace replica
