#include "kernels/ancestral_sampling.hpp"

#include "kernels/philox.hpp"
#include "kernels/philox_draws.hpp"
#include "tests/kernels/reference/ancestral_sampling.hpp"

#include <gtest/gtest.h>

namespace replica {
namespace {

std::vector<std::uint16_t> random_codes(std::size_t rows, std::uint32_t domain, std::uint64_t stream) {
    std::vector<std::uint16_t> codes(rows);
    for (std::size_t r = 0; r < rows; ++r)
        codes[r] = static_cast<std::uint16_t>(scale_word(philox_word(1, stream, r), domain));
    return codes;
}

TEST(AncestralSampling, ConfigurationsEqualTheReferenceAtEveryLevel) {
    const std::vector<std::uint32_t> domains = {5, 257, 3, 1000};
    const std::vector<std::uint32_t> domains3 = {5, 257, 3};
    for (const std::size_t rows : {0U, 1U, 131U, 4096U}) {
        std::vector<std::vector<std::uint16_t>> parents;
        std::vector<ParentCodes> pointers;
        std::uint32_t stride = 1;
        for (std::size_t i = 0; i < domains.size(); ++i) {
            parents.push_back(random_codes(rows, domains[i], i));
            pointers.push_back({parents.back().data(), stride});
            stride *= domains[i];
        }
        for (const SimdLevel level : supported_simd_levels()) {
            std::vector<std::uint32_t> configurations(rows, 99);
            parent_configurations(pointers, configurations, level);
            for (std::size_t r = 0; r < rows; ++r)
                ASSERT_EQ(configurations[r], reference::configuration(parents, domains, r));
            // The first three have 5 x 257 x 3 configurations, which fit 16 bits.
            std::vector<std::uint16_t> narrow(rows, 99);
            parent_configurations(std::span(pointers).first(3), narrow, level);
            const std::vector<std::vector<std::uint16_t>> first_parents(parents.begin(), parents.begin() + 3);
            for (std::size_t r = 0; r < rows; ++r)
                ASSERT_EQ(narrow[r], reference::configuration(first_parents, domains3, r));
        }
    }
}

TEST(AncestralSampling, ChildrenFollowTheirParents) {
    std::vector<AliasSlot> pool;
    std::vector<AliasRow> tables;
    const std::vector<std::vector<std::uint64_t>> weights = {{8, 1, 1}, {0, 5, 5}, {1, 2, 3}};
    for (const auto& row : weights) tables.push_back(append_alias_row(row, pool));
    constexpr std::size_t rows = 300000;
    std::vector<std::uint32_t> configurations(rows);
    for (std::uint32_t r = 0; r < rows; ++r) configurations[r] = r % 3;
    std::vector<std::uint32_t> draws(rows);
    fill_philox_draws(7, 1, 0, draws);
    std::vector<std::uint16_t> codes(rows);
    draw_children(pool.data(), tables, configurations, draws, codes);
    for (std::size_t c = 0; c < 3; ++c) {
        std::vector<std::uint64_t> observed(3);
        for (std::size_t r = c; r < rows; r += 3) ++observed[codes[r]];
        std::vector<double> share;
        for (const auto weight : weights[c]) share.push_back(static_cast<double>(weight) / (c == 2 ? 6.0 : 10.0));
        EXPECT_LT(reference::chi_square(observed, share), 13.8);  // 2 degrees of freedom, p = 0.001
    }
    std::vector<std::uint16_t> roots(rows);
    draw_roots(pool.data(), tables[1], draws, roots);
    for (std::size_t r = 0; r < rows; ++r) ASSERT_EQ(roots[r], draw_alias(pool.data(), tables[1], draws[r]));
}

}  // namespace
}  // namespace replica
