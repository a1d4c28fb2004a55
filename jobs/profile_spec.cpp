#include "jobs/profile_spec.hpp"

#include "engine/calendar_model.hpp"
#include "engine/date_text.hpp"
#include "engine/number_text.hpp"
#include "engine/simulation/law_fit.hpp"
#include "engine/value_format.hpp"
#include "io/toml_text.hpp"
#include "jobs/profile_correlations.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <numeric>
#include <sstream>

namespace replica {
namespace {

/// A distance beyond which no family is taken for the values' law.
constexpr double far_off = 0.05;
constexpr std::size_t most_listed = 60;
constexpr std::size_t histogram_bins = 40;

std::string number(double value) {
    constexpr int digits = 5;
    std::array<char, 40> text{};
    return {text.data(),
            std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::general, digits).ptr};
}

std::string exact(double value) {
    std::array<char, 40> text{};
    return {text.data(), std::to_chars(text.data(), text.data() + text.size(), value).ptr};
}

template <typename Values, typename Text>
std::string list(const Values& values, Text&& text) {
    std::string out = "[";
    for (const auto& value : values) out += (out.size() > 1 ? ", " : "") + text(value);
    return out + "]";
}

bool is_number(const ColumnModel& column) {
    return column.format.type == ValueType::integer || column.format.type == ValueType::decimal;
}
bool is_time(const ColumnModel& column) {
    return column.format.type == ValueType::date || column.format.type == ValueType::datetime;
}

std::uint32_t decimals_of(const ColumnModel& column) {
    constexpr std::uint32_t most = 6;
    return column.format.type == ValueType::decimal ? std::min<std::uint32_t>(column.format.decimals, most) : 0;
}

class Profile {
public:
    Profile(const std::vector<ProfiledColumn>& columns, const ExtractSample& sample, std::uint64_t rows,
            std::uint64_t min_count)
        : columns_(columns), sample_(sample), rows_(rows), min_count_(min_count) {}

    std::string text(const std::string& source) {
        out_ << "# Fitted by `replica profile` to " << source << ": " << rows_ << " rows, of which " << sample_.rows
             << " were looked at.\n"
             << "# NOT PRIVATE: figures and values are those of the data. Read it, and change what must not be known.\n"
             << "rows = " << rows_ << "\n";
        for (std::size_t c = 0; c < columns_.size(); ++c) write_column(c);
        write_correlations();
        return out_.str() + calendars_.str();
    }

private:
    void write_column(std::size_t c) {
        const ColumnModel& column = columns_[c].model;
        if (column.role == Role::drop) return;
        out_ << "\n[column." << toml_key(column.name) << "]\n";
        if (column.role == Role::key) {
            write_key(column);
        } else if (column.role == Role::person) {
            write_person(c);
        } else if (column.role == Role::text) {
            out_ << "distribution = \"constant\"\nvalue = \"(free text)\"\n";
        } else if (is_time(column) && column.encoding != Encoding::categorical) {
            write_times(c);
        } else if (is_number(column)) {
            write_numbers(c);
        } else {
            write_names(c);
        }
        write_missing(c);
    }

    void write_key(const ColumnModel& column) {
        if (column.format.type == ValueType::integer) {
            out_ << "distribution = \"sequence\"\nstart = 1\n";
        } else {
            out_ << "distribution = \"pattern\"\npattern = \"ID-{row:8}\"\n";
        }
    }

    // Which rows are one person's isn't said: a specification of one table has none.
    void write_person(std::size_t c) {
        std::uint64_t persons = 0;
        for (const auto& [rows, count] : columns_[c].model.rows_per_person) persons += count;
        const auto all = static_cast<double>(std::max<std::uint64_t>(persons, 1));
        out_ << "# a repeating identifier; its rows have nothing else in common here\n"
             << "distribution = \"uniform\"\nlow = 0.5\nhigh = " << exact(all + 0.5) << "\nround = 0\n";
    }

    void write_names(std::size_t c) {
        std::map<std::string, std::uint64_t> counts;
        for (const auto& value : sample_.columns[c])
            if (value) ++counts[*value];
        std::vector<std::pair<std::uint64_t, std::string>> ordered;
        std::uint64_t rare = 0;
        for (const auto& [value, count] : counts) {
            if (count >= min_count_ && ordered.size() < 1000) {
                ordered.emplace_back(count, value);
            } else {
                rare += count;
            }
        }
        std::stable_sort(ordered.begin(), ordered.end(),
                         [](const auto& a, const auto& b) { return a.first > b.first; });
        if (rare > 0 || ordered.empty()) ordered.emplace_back(std::max<std::uint64_t>(rare, 1), "(other)");
        out_ << "distribution = \"categorical\"\n"
             << "values = " << list(ordered, [](const auto& entry) { return toml_string(entry.second); }) << "\n"
             << "weights = " << list(ordered, [](const auto& entry) { return std::to_string(entry.first); }) << "\n";
    }

    [[nodiscard]] std::vector<double> numbers(std::size_t c) const {
        const ColumnModel& column = columns_[c].model;
        const double unit = column.format.type == ValueType::decimal ? std::pow(10.0, column.format.decimals)
                            : is_time(column) ? static_cast<double>(grid_values_of_day(column.format))
                                              : 1.0;
        std::vector<double> values;
        for (const auto& text : sample_.columns[c]) {
            const auto value = text ? parse_value(*text, column.format) : std::nullopt;
            values.push_back(value ? static_cast<double>(*value) / unit : std::nan(""));
        }
        return values;
    }

    void write_numbers(std::size_t c) {
        std::vector<double> values = numbers(c);
        std::erase_if(values, [](double value) { return std::isnan(value); });
        const std::uint32_t decimals = decimals_of(columns_[c].model);
        std::map<double, std::uint64_t> counts;
        for (const double value : values) ++counts[value];
        if (counts.size() < 2) {
            out_ << "distribution = \"constant\"\nvalue = " << (values.empty() ? "0" : exact(values.front())) << "\n";
            return;
        }
        ranges_[c] = {counts.begin()->first, counts.rbegin()->first};
        const FittedLaw best = fit_laws(values, decimals).front();
        // Few values are codes, and so is what is named so.
        constexpr std::size_t few = 5;
        const bool is_code = counts.size() <= few || columns_[c].model.name.ends_with("_id");
        if (best.distance <= far_off && !is_code) {
            laws_.emplace(c, parametric_law(best.family, best.parameters));
            return write_law(best, values.size(), counts, decimals);
        }
        std::erase_if(counts, [&](const auto& entry) { return entry.second < min_count_; });
        if (counts.size() > 1 && counts.size() <= most_listed) {
            std::vector<double> listed;
            std::vector<double> weights;
            for (const auto& [value, count] : counts) {
                listed.push_back(value);
                weights.push_back(static_cast<double>(count));
            }
            laws_.emplace(c, weighted_law(listed, weights));
            out_ << "distribution = \"categorical\"" << (is_code ? "\n" : "  # no family is near\n")
                 << "values = " << list(counts, [](const auto& entry) { return exact(entry.first); }) << "\n"
                 << "weights = " << list(counts, [](const auto& entry) { return std::to_string(entry.second); })
                 << "\n";
            return;
        }
        const FittedHistogram histogram = fit_histogram(values, histogram_bins);
        laws_.emplace(c, histogram_law(histogram.edges, histogram.weights));
        out_ << "distribution = \"histogram\"  # no family is near\n"
             << "edges = " << list(histogram.edges, exact) << "\nweights = " << list(histogram.weights, exact)
             << "\nround = " << decimals << "\n";
    }

    void write_law(const FittedLaw& law, std::size_t values, const std::map<double, std::uint64_t>& counts,
                   std::uint32_t decimals) {
        const LawFamilyName& name = law_family_names()[static_cast<std::size_t>(law.family)];
        out_ << "distribution = \"" << name.name << "\"  # least AIC; Kolmogorov's distance " << number(law.distance)
             << " over " << values << " values\n";
        for (std::size_t i = 0; i < name.parameters.size(); ++i)
            out_ << name.parameters[i] << " = " << number(law.parameters[i]) << "\n";
        out_ << "clip = [" << exact(counts.begin()->first) << ", " << exact(counts.rbegin()->first) << "]\n";
        if (!is_discrete(law.family)) out_ << "round = " << decimals << "\n";
    }

    // Days by what such a day has in the data; times of day by hours.
    void write_times(std::size_t c) {
        std::vector<double> times = numbers(c);
        std::erase_if(times, [](double time) { return std::isnan(time); });
        const ColumnModel& column = columns_[c].model;
        if (times.empty()) {
            out_ << "value = \"NA\"\ntype = \"date\"\n";
            return;
        }
        const auto [low, high] = std::minmax_element(times.begin(), times.end());
        const auto first = static_cast<std::int64_t>(std::floor(*low));
        const auto last = static_cast<std::int64_t>(std::floor(*high));
        std::array<double, 7> weekly{};
        std::array<double, 7> weekdays{};
        std::array<double, 12> yearly{};
        std::array<double, 12> months{};
        std::array<double, 24> hourly{};
        for (std::int64_t day = first; day <= last; ++day) {
            weekdays[weekday_of(day)] += 1;
            months[civil_from_days(day).month - 1] += 1;
        }
        for (const double time : times) {
            const auto day = static_cast<std::int64_t>(std::floor(time));
            weekly[weekday_of(day)] += 1;
            yearly[civil_from_days(day).month - 1] += 1;
            hourly[static_cast<std::size_t>(std::clamp((time - std::floor(time)) * 24, 0.0, 23.0))] += 1;
        }
        const std::string name = "calendar_" + std::to_string(c + 1);
        out_ << "distribution = \"arrivals\"\ncalendar = \"" << name << "\"\n";
        calendars_ << "\n[calendar." << name << "]  # of " << column.name << "\nfrom = " << date(first)
                   << "\nto = " << date(last) << "\n"
                   << "weekly = " << profile(weekly, weekdays) << "\nyearly = " << profile(yearly, months) << "\n";
        if (column.format.type == ValueType::datetime) calendars_ << "hourly = " << list(hourly, number) << "\n";
    }
    // What there is of a kind of day, for each such day, the largest being 100.
    template <typename Counts>
    static std::string profile(Counts counts, const Counts& days) {
        double largest = 0;
        for (std::size_t i = 0; i < counts.size(); ++i) {
            counts[i] = days[i] > 0 ? counts[i] / days[i] : 0;
            largest = std::max(largest, counts[i]);
        }
        constexpr double top = 100;
        return list(counts, [largest](double count) { return number(std::round(top * top * count / largest) / top); });
    }
    static std::string date(std::int64_t day) {
        std::string text;
        append_date(day, {.type = ValueType::date}, text);
        return text;
    }

    // A column that is missing in the rows of an earlier one says so.
    void write_missing(std::size_t c) {
        if (columns_[c].missing == 0 || columns_[c].model.role == Role::key) return;
        for (std::size_t earlier = 0; earlier < c; ++earlier) {
            if (columns_[earlier].missing == 0 || !is_missing_together(earlier, c) ||
                columns_[earlier].model.role == Role::drop)
                continue;
            out_ << "missing_when = \"is_missing(`" << columns_[earlier].model.name << "`)\"\n";
            return;
        }
        out_ << "missing = " << number(static_cast<double>(columns_[c].missing) / static_cast<double>(rows_)) << "\n";
    }
    [[nodiscard]] bool is_missing_together(std::size_t a, std::size_t b) const {
        if (columns_[a].missing != columns_[b].missing) return false;
        for (std::size_t row = 0; row < sample_.rows; ++row)
            if (sample_.columns[a][row].has_value() != sample_.columns[b][row].has_value()) return false;
        return true;
    }

    void write_correlations() {
        std::vector<CorrelatedColumn> correlated;
        for (std::size_t c = 0; c < columns_.size(); ++c) {
            const ColumnModel& column = columns_[c].model;
            const auto law = laws_.find(c);  // none where there is one value only
            if (column.role == Role::attribute && is_number(column) && law != laws_.end())
                correlated.push_back({column.name, numbers(c), law->second, ranges_.at(c), decimals_of(column)});
        }
        out_ << correlation_text(correlated);
    }

    const std::vector<ProfiledColumn>& columns_;
    const ExtractSample& sample_;
    std::uint64_t rows_;
    std::uint64_t min_count_;
    std::map<std::size_t, ValueRange> ranges_;  ///< by column, of numbers
    std::map<std::size_t, Law> laws_;           ///< by column, of numbers
    std::ostringstream out_, calendars_;
};

}  // namespace

std::string profile_spec(const std::string& source, std::uint64_t rows, const std::vector<ProfiledColumn>& columns,
                         const ExtractSample& sample, std::uint64_t min_count) {
    return Profile(columns, sample, rows, min_count).text(source);
}

}  // namespace replica
