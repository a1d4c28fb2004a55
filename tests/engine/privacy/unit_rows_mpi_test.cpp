#include "engine/privacy/unit_rows.hpp"
#include "tests/engine/mpi_main.hpp"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

namespace replica {
namespace {

// Row r of all belongs to person r % 7, but every 10th is a person of its own.
std::string person_of(std::size_t row) {
    return row % 10 == 0 ? "alone " + std::to_string(row) : std::to_string(row % 7);
}

TEST(UnitRows, KeepsTheFirstRowsOfEachUnitOnAnyRanks) {
    const Communicator world = Communicator::world();
    constexpr std::size_t rows = 500;
    const auto rank = static_cast<std::size_t>(world.rank());
    const auto ranks = static_cast<std::size_t>(world.size());
    const std::size_t first = rows * rank / ranks;
    const std::size_t last = rows * (rank + 1) / ranks;
    std::vector<UnitId> units;
    for (std::size_t row = first; row < last; ++row) units.push_back(unit_of(person_of(row), 5));
    const BoundedRows bounded = bound_rows(units, 3, world);

    std::vector<std::string> seen;
    std::size_t kept = 0;
    for (std::size_t row = 0; row < rows; ++row) {
        const bool keep = std::count(seen.begin(), seen.end(), person_of(row)) < 3;
        seen.push_back(person_of(row));
        const bool is_mine = row >= first && row < last;
        EXPECT_TRUE(!is_mine || (bounded.kept[row - first] == 1) == keep) << row;
        kept += keep ? 1 : 0;
    }
    const std::vector<std::uint64_t> sizes{50, 0, 7};
    EXPECT_EQ(bounded.units_by_size, world.is_root() ? sizes : std::vector<std::uint64_t>{});
    EXPECT_EQ(kept, 71U);
}

TEST(UnitRows, SeedsChangeHashes) {
    EXPECT_EQ(unit_of("a", 1), unit_of("a", 1));
    EXPECT_NE(unit_of("a", 1), unit_of("a", 2));
    EXPECT_NE(unit_of("a", 1), unit_of("b", 1));
}

}  // namespace
}  // namespace replica

REPLICA_MPI_TEST_MAIN
