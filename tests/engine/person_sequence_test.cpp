#include "engine/person_sequence.hpp"

#include "tests/kernels/reference/ancestral_sampling.hpp"

#include <map>
#include <set>

#include <gtest/gtest.h>

namespace replica {
namespace {

std::vector<std::uint64_t> persons_of(const PersonSequence& sequence, std::uint64_t first, std::size_t rows) {
    std::vector<std::uint64_t> persons(rows);
    PersonScratch scratch;
    sequence.assign(5, first, persons, scratch);
    return persons;
}

TEST(PersonSequence, SizesFollowTheSource) {
    const std::vector<Weighted<std::uint32_t>> sizes = {{1, 50}, {2, 30}, {7, 20}};
    const auto persons = persons_of(PersonSequence(4, sizes), 0, 5 * person_block_rows);
    std::map<std::uint64_t, std::uint64_t> rows;
    for (const auto person : persons) ++rows[person];
    std::vector<std::uint64_t> observed(8);
    for (const auto& [person, count] : rows)
        if (rows.contains(person + 1)) ++observed[count];  // a block's last person may be cut
    EXPECT_LT(reference::chi_square(observed, {0, 0.5, 0.3, 0, 0, 0, 0, 0.2}), 13.8);  // p = 0.001
}

TEST(PersonSequence, PersonsAreContiguousAndUnique) {
    const std::vector<Weighted<std::uint32_t>> sizes = {{3, 1}, {5, 1}, {100000, 1}};
    const auto persons = persons_of(PersonSequence(0, sizes), 0, 6 * person_block_rows);
    std::set<std::uint64_t> closed;
    EXPECT_EQ(persons[0], 1U);
    for (std::size_t r = 1; r < persons.size(); ++r) {
        EXPECT_TRUE(r % person_block_rows != 0 || persons[r] == 1 + r) << r;
        if (persons[r] == persons[r - 1]) continue;
        ASSERT_TRUE(closed.insert(persons[r - 1]).second);
        ASSERT_FALSE(closed.contains(persons[r]));
    }
}

TEST(PersonSequence, AnyRangeIsComputable) {
    const std::vector<Weighted<std::uint32_t>> sizes = {{1, 5}, {4, 5}};
    const PersonSequence sequence(2, sizes);
    const auto whole = persons_of(sequence, 0, 3 * person_block_rows);
    for (const std::uint64_t first : {0ULL, 1ULL, 65000ULL, 65536ULL, 100000ULL}) {
        const auto part = persons_of(sequence, first, 5000);
        for (std::size_t r = 0; r < part.size(); ++r) ASSERT_EQ(part[r], whole[first + r]);
    }
}

TEST(PersonSequence, ScratchServesSeveralSeeds) {
    const std::vector<Weighted<std::uint32_t>> sizes = {{1, 5}, {4, 5}};
    const PersonSequence sequence(2, sizes);
    PersonScratch scratch;
    std::vector<std::uint64_t> other(100);
    sequence.assign(6, 0, other, scratch);
    std::vector<std::uint64_t> again(100);
    sequence.assign(5, 0, again, scratch);
    EXPECT_EQ(again, persons_of(sequence, 0, 100));
    EXPECT_NE(again, other);
}

TEST(PersonSequence, WithoutSizesEveryRowIsAPerson) {
    EXPECT_EQ(persons_of(PersonSequence(0, {}), 65535, 3), (std::vector<std::uint64_t>{65536, 65537, 65538}));
}

}  // namespace
}  // namespace replica
