#pragma once

#include "engine/distinct_values.hpp"
#include "engine/value_format.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace replica {

/// What the first pass learns of one column: its distinct values, the formats they allow and its missing tokens.
/// Observing and merging commute (see DistinctValues and FormatInference).
class ColumnProfile {
public:
    explicit ColumnProfile(std::size_t missing_tokens) : missing_(missing_tokens) {}

    /// `count` occurrences of a value.
    void observe(std::string_view text, std::uint64_t count = 1) {
        if (values_.add(text, count) == DistinctValues::Added::fresh) format_.observe(text);
    }
    void observe_missing(std::size_t token) { ++missing_[token]; }
    void merge(const ColumnProfile& other);

    [[nodiscard]] const DistinctValues& values() const { return values_; }
    [[nodiscard]] const FormatInference& format() const { return format_; }
    /// Rows that hold each missing token.
    [[nodiscard]] const std::vector<std::uint64_t>& missing_by_token() const { return missing_; }
    /// Rows without a value.
    [[nodiscard]] std::uint64_t missing() const;
    [[nodiscard]] std::uint64_t rows() const { return values_.total() + missing(); }
    /// Whether every value occurs once; over the kept values where not all are.
    [[nodiscard]] bool all_unique() const;

    void write(ByteWriter& out) const;
    static ColumnProfile read(ByteReader& in);

private:
    DistinctValues values_;
    FormatInference format_;
    std::vector<std::uint64_t> missing_;
};

/// Collective: the profiles of all ranks' rows, on every rank. `local` holds one profile a column.
std::vector<ColumnProfile> merge_profiles(const std::vector<ColumnProfile>& local, const Communicator& comm);

}  // namespace replica
