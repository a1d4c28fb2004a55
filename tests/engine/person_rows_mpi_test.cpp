#include "engine/person_constancy.hpp"
#include "engine/person_rows.hpp"
#include "tests/engine/mpi_main.hpp"

#include <map>
#include <random>

#include <gtest/gtest.h>

namespace replica {
namespace {

/// All rows' persons, the same on every rank: some with one row, some with many, mixed.
std::vector<std::uint64_t> all_persons(std::size_t rows) {
    std::mt19937_64 draws(131);
    std::vector<std::uint64_t> persons(rows);
    for (auto& person : persons) person = 0x9E3779B97F4A7C15U * (1 + draws() % (1 + draws() % 700));
    return persons;
}

/// This rank's rows: uneven shares, the last rank may have none.
std::size_t begin_of(std::size_t rows, int rank, int ranks) {
    return rank == ranks ? rows
                         : rows * static_cast<std::size_t>(rank * rank) / static_cast<std::size_t>(ranks * ranks);
}

TEST(PersonRows, EqualTheNaiveTwinOnAnyRanks) {
    const Communicator world = Communicator::world();
    for (const std::size_t rows : {0U, 1U, 131U, 42793U}) {
        const auto persons = all_persons(rows);
        const std::size_t begin = begin_of(rows, world.rank(), world.size());
        const std::size_t end = begin_of(rows, world.rank() + 1, world.size());
        const std::span own(persons.data() + begin, end - begin);
        const PersonRows found = find_persons(own, begin, world);

        std::map<std::uint64_t, std::uint32_t> sizes;
        for (const std::uint64_t person : persons) ++sizes[person];
        std::map<std::uint64_t, std::size_t> first;
        for (std::size_t row = rows; row-- > 0;) first[persons[row]] = row;
        std::vector<std::uint64_t> expected;
        ASSERT_EQ(found.sizes.size(), own.size());
        for (std::size_t row = 0; row < own.size(); ++row) {
            ASSERT_EQ(found.sizes[row], sizes[own[row]]) << row;
            if (first[own[row]] == begin + row) expected.push_back(row);
        }
        EXPECT_EQ(found.first, expected) << rows;
    }
}

TEST(PersonRows, APersonsCodeIsTheFirstThatCounts) {
    const Communicator world = Communicator::world();
    const std::size_t rows = 5000;
    const auto persons = all_persons(rows);
    const std::size_t begin = begin_of(rows, world.rank(), world.size());
    const std::size_t end = begin_of(rows, world.rank() + 1, world.size());
    std::vector<PersonCode> all;
    for (std::size_t row = 0; row < rows; ++row) {
        const auto code = static_cast<std::uint16_t>(row % 17);
        all.push_back({persons[row], code < 9 ? PersonCode::no_row : row, code});
    }
    const auto codes = first_codes(std::span(all).subspan(begin, end - begin), 999, world);
    for (std::size_t row = begin; row < end; ++row) {
        std::uint16_t expected = 999;
        for (std::size_t other = 0; other < rows && expected == 999; ++other)
            if (persons[other] == persons[row] && all[other].row != PersonCode::no_row) expected = all[other].code;
        ASSERT_EQ(codes[row - begin], expected) << row;
    }
}

TEST(PersonConstancy, CountsPersonsWhoseValuesDifferInAnyOrderAndOnAnyRanks) {
    const Communicator world = Communicator::world();
    PersonConstancy local(4, 100'000);
    PersonConstancy forward(4, 100'000);
    // Column 0 never varies, 1 varies for every tenth person, 2 is missing but for one row, 3 varies in each row.
    for (std::uint32_t row = 0; row < 6000; ++row) {
        const std::uint64_t person = (row % 1000 + 1) * 0x9E3779B97F4A7C15U;
        const std::vector<std::uint32_t> values{7, (row % 1000) % 10 == 0 ? row : 5, row < 1000 ? 3U : 0U, row + 1};
        if (static_cast<int>(row) % world.size() == world.rank()) local.observe(person, values);
        forward.observe(person, values);
    }
    for (const auto& figures : {merged_figures(local, world), forward.figures()}) {
        EXPECT_EQ(figures[0].several, 1000U);
        EXPECT_EQ(figures[0].varying, 0U);
        EXPECT_EQ(figures[1].varying, 100U);
        EXPECT_EQ(figures[2].several, 0U);
        EXPECT_EQ(figures[3].varying, 1000U);
    }
    EXPECT_TRUE(is_constant({1000, 0}, 0.5, 10));
    EXPECT_TRUE(is_constant({1000, 12}, 0.5, 10));
    EXPECT_FALSE(is_constant({1000, 13}, 0.5, 10));
    EXPECT_FALSE(is_constant({9, 0}, 0.5, 10));
}

TEST(PersonConstancy, ASampleIsTheSameHoweverRowsAreSpread) {
    PersonConstancy whole(1, 64);
    PersonConstancy odd(1, 64);
    PersonConstancy even(1, 64);
    std::mt19937_64 draws(7);
    for (std::uint32_t row = 0; row < 20'000; ++row) {
        const std::uint64_t person = (draws() % 5000) * 0x9E3779B97F4A7C15U;
        const std::vector<std::uint32_t> value{1 + static_cast<std::uint32_t>(draws() % 2)};
        whole.observe(person, value);
        (row % 2 == 0 ? even : odd).observe(person, value);
    }
    odd.merge(even);
    EXPECT_EQ(odd.figures()[0].several, whole.figures()[0].several);
    EXPECT_EQ(odd.figures()[0].varying, whole.figures()[0].varying);
    EXPECT_GT(whole.figures()[0].several, 10U);
}

}  // namespace
}  // namespace replica

REPLICA_MPI_TEST_MAIN
