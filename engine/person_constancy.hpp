#pragma once

#include "engine/byte_stream.hpp"
#include "engine/mpi/communicator.hpp"

#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

namespace replica {

/// How steady a column is within persons.
struct Constancy {
    std::uint64_t several = 0;  ///< persons with a value in several rows
    std::uint64_t varying = 0;  ///< those of them whose values differ
};

/// Finds which columns are constant within a person, in bounded memory: of at most `capacity` persons (all of them
/// while there are no more, else those with the smallest hashes: distinct sampling, Gibbons 2001) it keeps a hash of
/// one value a column, and whether another was seen. Observing and merging commute.
class PersonConstancy {
public:
    static constexpr std::size_t default_capacity = 16384;

    explicit PersonConstancy(std::size_t columns, std::size_t capacity = default_capacity)
        : columns_(columns), capacity_(capacity) {}

    /// Whether rows of `person` (a hash) need to be observed.
    [[nodiscard]] bool wants(std::uint64_t person) const { return level_ == 0 || person >> (64 - level_) == 0; }

    /// A row of `person`: a hash of each column's value, 0 where it is missing.
    void observe(std::uint64_t person, std::span<const std::uint32_t> values);
    void merge(const PersonConstancy& other);

    /// Of each column.
    [[nodiscard]] std::vector<Constancy> figures() const;

    void write(ByteWriter& out) const;
    static PersonConstancy read(ByteReader& in);

private:
    /// One value of a person in a column.
    struct Seen {
        std::uint32_t value = 0;  ///< smallest hash; 0: none
        std::uint8_t several = 0;
        std::uint8_t varying = 0;
    };
    static void add(Seen& seen, const Seen& other);
    void add_person(std::uint64_t person, std::span<const Seen> seen);
    void raise_level();

    std::size_t columns_;
    std::size_t capacity_;
    unsigned level_ = 0;
    std::unordered_map<std::uint64_t, std::vector<Seen>> persons_;
};

/// Collective: the figures over all ranks' rows, on every rank.
std::vector<Constancy> merged_figures(const PersonConstancy& local, const Communicator& comm);

/// Whether a column with these figures is a person's and not a row's: of the persons with several values at most one in
/// forty of those vary that would if each row drew its value anew. chance: the probability that two rows' values
/// differ, 1 - Σ p². At least `min_persons` persons must have several values.
bool is_constant(const Constancy& figures, double chance, std::uint64_t min_persons);

}  // namespace replica
