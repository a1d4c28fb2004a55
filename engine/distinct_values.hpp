#pragma once

#include "engine/byte_stream.hpp"
#include "engine/count_min_sketch.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace replica {

/// The distinct values of a column and how often each occurs, in bounded memory.
///
/// Exact while there are at most `capacity` distinct values. Beyond, it keeps the values whose hash falls below
/// 2^(64 - level), the level being the lowest that keeps at most `capacity` of them: a uniform sample of the distinct
/// values, each with its exact count (distinct sampling, Gibbons 2001); and a sketch bounds every value's count.
/// What is kept depends only on the set of values, so adding and merging commute: any spread of the rows over threads
/// and ranks gives the same result.
class DistinctValues {
public:
    static constexpr std::size_t default_capacity = 65536;

    explicit DistinctValues(std::size_t capacity = default_capacity);

    /// The hash that places `text`; the same on every machine.
    static std::uint64_t hash(std::string_view text);

    /// What add did with a value.
    enum class Added : std::uint8_t { known, fresh };

    /// Counts `count` occurrences of `text`; `known` when it was kept before, else `fresh`.
    Added add(std::string_view text, std::uint64_t count = 1) { return add(text, hash(text), count); }

    /// Adds everything `other` counted. Both must have the same capacity.
    void merge(const DistinctValues& other);

    /// Whether every distinct value is kept.
    [[nodiscard]] bool complete() const { return level_ == 0; }
    /// Kept values.
    [[nodiscard]] std::size_t size() const { return entries_.size(); }
    /// Estimated number of distinct values; exact when complete.
    [[nodiscard]] std::uint64_t distinct() const { return static_cast<std::uint64_t>(entries_.size()) << level_; }
    /// Occurrences of all values, kept or not.
    [[nodiscard]] std::uint64_t total() const { return total_; }

    [[nodiscard]] std::string_view text(std::size_t index) const { return view(entries_[index]); }
    [[nodiscard]] std::uint64_t count(std::size_t index) const { return entries_[index].count; }
    /// Index of a kept value.
    [[nodiscard]] std::optional<std::size_t> find(std::string_view text) const { return find(text, hash(text)); }
    /// The same where the hash of `text` is known.
    [[nodiscard]] std::optional<std::size_t> find(std::string_view text, std::uint64_t hash) const {
        const std::size_t mask = slots_.size() - 1;
        for (std::size_t slot = hash & mask; slots_[slot] != 0; slot = (slot + 1) & mask) {
            const Entry& entry = entries_[slots_[slot] - 1];
            if (entry.hash == hash && view(entry) == text) return slots_[slot] - 1;
        }
        return std::nullopt;
    }
    /// Upper bound of how often `text` occurs, kept or not.
    [[nodiscard]] std::uint64_t count_bound(std::string_view text) const;
    /// Kept indices in ascending order of text.
    [[nodiscard]] std::vector<std::size_t> sorted() const;

    void write(ByteWriter& out) const;
    static DistinctValues read(ByteReader& in);

private:
    struct Entry {
        std::uint64_t hash;
        std::uint64_t count;
        std::uint64_t offset;
        std::uint32_t length;
    };

    Added add(std::string_view text, std::uint64_t hash, std::uint64_t count);
    Added keep(std::string_view text, std::uint64_t hash, std::uint64_t count);
    [[nodiscard]] bool samples(std::uint64_t hash) const { return level_ == 0 || (hash >> (64 - level_)) == 0; }
    [[nodiscard]] std::string_view view(const Entry& entry) const {
        return {texts_.data() + entry.offset, entry.length};
    }
    void start_sketch();
    void raise_level();
    void rebuild(std::size_t slots);

    std::size_t capacity_;
    unsigned level_ = 0;
    std::uint64_t total_ = 0;
    std::string texts_;
    std::vector<Entry> entries_;
    std::vector<std::uint32_t> slots_;  // open addressing: entry index + 1, 0 for free
    std::optional<CountMinSketch> sketch_;
};

}  // namespace replica
