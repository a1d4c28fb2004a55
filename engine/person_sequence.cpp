#include "engine/person_sequence.hpp"

#include "engine/error.hpp"
#include "engine/random_stream.hpp"
#include "kernels/philox_draws.hpp"

#include <algorithm>
#include <cstddef>

namespace replica {

PersonSequence::PersonSequence(std::uint32_t column, std::span<const Weighted<std::uint32_t>> rows_per_person)
    : column_(column) {
    std::vector<std::uint64_t> weights;
    for (const auto& size : rows_per_person) {
        if (size.value == 0 || size.weight == 0) continue;
        sizes_.push_back(size.value);
        weights.push_back(size.weight);
    }
    if (sizes_.empty()) {
        sizes_ = {1};
        weights = {1};
    }
    if (sizes_.size() > 65536)
        throw InputError(
            "the model has persons with more than 65,536 different numbers of rows; describe the data again");
    table_ = AliasTable(weights);
}

void PersonSequence::fill_block(std::uint64_t seed, std::uint64_t block, PersonScratch& scratch) const {
    scratch.block = block;
    scratch.seed = seed;
    scratch.persons.resize(person_block_rows);
    scratch.draws.resize(1024);
    std::size_t row = 0;
    for (std::uint32_t person = 0; row < person_block_rows; ++person) {
        const std::size_t i = person % scratch.draws.size();
        if (i == 0)
            fill_philox_draws(seed, stream_of(Purpose::rows_of_person, column_), person_block_rows * block + person,
                              scratch.draws);
        const std::size_t end = std::min<std::size_t>(row + sizes_[table_.draw(scratch.draws[i])], person_block_rows);
        for (; row < end; ++row) scratch.persons[row] = person;
    }
}

void PersonSequence::assign(std::uint64_t seed, std::uint64_t first_row, std::span<std::uint64_t> persons,
                            PersonScratch& scratch) const {
    for (std::size_t r = 0; r < persons.size();) {
        const std::uint64_t block = (first_row + r) / person_block_rows;
        if (scratch.block != block || scratch.seed != seed) fill_block(seed, block, scratch);
        std::size_t within = (first_row + r) % person_block_rows;
        for (; r < persons.size() && within < person_block_rows; ++r, ++within)
            persons[r] = 1 + person_block_rows * block + scratch.persons[within];
    }
}

}  // namespace replica
