#include "engine/value_survey.hpp"

#include "engine/calendar_counts.hpp"

#include <algorithm>
#include <numeric>

namespace replica {
namespace {

std::uint64_t distance(std::int64_t low, std::int64_t high) {
    return static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low);
}

}  // namespace

void PersonSupport::add(std::string_view text, std::uint64_t person, std::uint64_t rows) {
    values_.add(text, rows);
    const auto index = values_.find(text);
    if (!index) return;
    persons_.resize(values_.size() * limit_);
    const std::uint64_t mark = person == 0 ? 1 : person;
    for (std::uint32_t place = 0; place < limit_; ++place) {
        std::uint64_t& held = persons_[*index * limit_ + place];
        if (held == mark) return;
        if (held == 0) {
            held = mark;
            return;
        }
    }
}

void PersonSupport::merge(const PersonSupport& other) {
    for (std::size_t i = 0; i < other.values_.size(); ++i) {
        // The rows count once, with the first person.
        std::uint64_t rows = other.values_.count(i);
        for (std::uint32_t place = 0; place < other.persons(i); ++place) {
            add(other.values_.text(i), other.persons_[i * limit_ + place], rows);
            rows = 0;
        }
    }
}

std::uint32_t PersonSupport::persons(std::size_t index) const {
    const auto first = persons_.begin() + static_cast<std::ptrdiff_t>(index * limit_);
    return static_cast<std::uint32_t>(std::find(first, first + limit_, 0U) - first);
}

void PersonSupport::write(ByteWriter& out) const {
    out.put(limit_);
    values_.write(out);
    out.put_all(persons_);
}

PersonSupport PersonSupport::read(ByteReader& in) {
    PersonSupport support(in.get<std::uint32_t>());
    support.values_ = DistinctValues::read(in);
    support.persons_ = in.get_all<std::uint64_t>();
    return support;
}

void GridRange::include(std::int64_t value) {
    if (empty()) {
        low = high = value;
        return;
    }
    step = std::gcd(step, value < low ? distance(value, low) : distance(low, value));
    low = std::min(low, value);
    high = std::max(high, value);
}

void GridRange::merge(const GridRange& other) {
    if (other.empty()) return;
    const std::uint64_t others_step = other.step;
    include(other.low);
    include(other.high);
    step = std::gcd(step, others_step);
}

ValueSurvey::ValueSurvey(const ColumnProfile& profile, const ColumnDecision& decision, std::uint64_t threshold,
                         std::uint32_t min_count)
    : profile_(&profile),
      format_(decision.format),
      domain_(decision.domain),
      has_grid_(decision.encoding == Encoding::binned),
      kept_only_(decision.role == Role::text),
      threshold_(threshold),
      support_(min_count),
      holidays_(decision.holidays),
      has_calendar_(has_grid_ && decision.format.type == ValueType::datetime && !profile.values().complete()),
      calendar_(min_count) {}

void ValueSurvey::observe(std::string_view text, std::uint64_t person) {
    if (domain_.rejects(text)) return;
    if (has_grid_) {
        if (const auto value = parse_value(text, format_)) {
            range_.include(*value);
            if (has_calendar_)
                visit_cells(*value, text, format_, holidays_,
                            [&](const CalendarCell& cell) { calendar_.add(cell_key(cell), person); });
        }
    }
    if (is_wanted(text)) support_.add(text, person);
}

bool ValueSurvey::is_wanted(std::string_view text) const {
    if (kept_only_) return profile_->values().find(text).has_value();
    return threshold_ == 0 || profile_->values().count_bound(text) >= threshold_;
}

void ValueSurvey::merge(const ValueSurvey& other) {
    support_.merge(other.support_);
    range_.merge(other.range_);
    calendar_.merge(other.calendar_);
}

void ValueSurvey::write(ByteWriter& out) const {
    support_.write(out);
    out.put(range_);
    calendar_.write(out);
}

void ValueSurvey::merge_written(ByteReader& in) {
    support_.merge(PersonSupport::read(in));
    range_.merge(in.get<GridRange>());
    calendar_.merge(PersonSupport::read(in));
}

std::uint64_t survey_threshold(const ColumnProfile& profile, const EncodingOptions& options) {
    if (profile.values().complete()) return 0;
    // At most 8,192 values can be this frequent, so the survey's own table stays complete.
    return std::max<std::uint64_t>(options.min_count, profile.values().total() / 8192 + 1);
}

void merge_surveys(std::vector<std::optional<ValueSurvey>>& surveys, const Communicator& comm) {
    if (comm.size() == 1) return;
    ByteWriter out;
    for (const auto& survey : surveys) {
        if (survey) survey->write(out);
    }
    const auto gathered = comm.all_gather(out.take());
    for (int rank = 0; rank < comm.size(); ++rank) {
        if (rank == comm.rank()) continue;
        ByteReader in(gathered[static_cast<std::size_t>(rank)]);
        for (auto& survey : surveys) {
            if (survey) survey->merge_written(in);
        }
    }
}

}  // namespace replica
