#pragma once

#include "engine/column_decision.hpp"
#include "engine/column_profile.hpp"

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace replica {

/// The values of a column with the number of persons who hold each, counted up to a limit.
class PersonSupport {
public:
    explicit PersonSupport(std::uint32_t limit) : limit_(limit) {}

    /// Counts that `person` (a hash) holds `text`.
    void add(std::string_view text, std::uint64_t person, std::uint64_t rows = 1);
    void merge(const PersonSupport& other);

    [[nodiscard]] const DistinctValues& values() const { return values_; }
    /// Persons who hold value `index`, at most the limit.
    [[nodiscard]] std::uint32_t persons(std::size_t index) const;
    /// Hashes of the persons who hold value `index`: all of them where they are below the limit.
    [[nodiscard]] std::span<const std::uint64_t> holders(std::size_t index) const {
        return std::span(persons_).subspan(index * limit_, persons(index));
    }

    void write(ByteWriter& out) const;
    static PersonSupport read(ByteReader& in);

private:
    std::uint32_t limit_;
    DistinctValues values_;
    std::vector<std::uint64_t> persons_;  // limit_ places a value, 0 for free
};

/// The lowest and highest grid value of a column and a common divisor of their distances.
struct GridRange {
    std::int64_t low = std::numeric_limits<std::int64_t>::max();
    std::int64_t high = std::numeric_limits<std::int64_t>::min();
    std::uint64_t step = 0;  ///< greatest common divisor of all distances to `low`; 0 for a single value

    void include(std::int64_t value);
    void merge(const GridRange& other);
    [[nodiscard]] bool empty() const { return low > high; }
};

/// What the second pass learns of a column, where the first could not keep all its values or where persons repeat:
/// who holds which values, those of them that are frequent where there are too many, and the range of numbers. Values
/// outside the decision's domain count nowhere.
class ValueSurvey {
public:
    /// `profile` must outlive the survey. Values that may occur at least `threshold` times are surveyed; 0 for all.
    ValueSurvey(const ColumnProfile& profile, const ColumnDecision& decision, std::uint64_t threshold,
                std::uint32_t min_count);

    void observe(std::string_view text, std::uint64_t person);
    void merge(const ValueSurvey& other);

    [[nodiscard]] const PersonSupport& support() const { return support_; }
    [[nodiscard]] const GridRange& range() const { return range_; }
    /// Cells of the calendar by their keys (calendar_counts.hpp), of all datetimes where not all are kept.
    [[nodiscard]] const PersonSupport& calendar() const { return calendar_; }

    void write(ByteWriter& out) const;
    void merge_written(ByteReader& in);

private:
    [[nodiscard]] bool is_wanted(std::string_view text) const;

    const ColumnProfile* profile_;
    ValueFormat format_;
    ValueDomain domain_;
    bool has_grid_;
    bool kept_only_;  // of free text the values that the profile kept are enough
    std::uint64_t threshold_;
    PersonSupport support_;
    GridRange range_;
    Holidays holidays_;
    bool has_calendar_;
    PersonSupport calendar_;
};

/// How often a value must occur at least to be told apart in a column of which not all distinct values are kept.
std::uint64_t survey_threshold(const ColumnProfile& profile, const EncodingOptions& options);

/// Collective: the surveys of all ranks' rows, on every rank.
void merge_surveys(std::vector<std::optional<ValueSurvey>>& surveys, const Communicator& comm);

}  // namespace replica
