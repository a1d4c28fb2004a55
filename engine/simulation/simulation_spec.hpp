#pragma once

#include "engine/holidays.hpp"
#include "engine/simulation/law.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace replica {

/// An expression as it was written, and where: `FILE, line 3: column "age": value`.
struct WrittenExpression {
    std::string text;
    std::string place;
};

/// A law that a column has in rows where `when` holds.
struct ConditionalLaw {
    WrittenExpression when;
    Law law;
};

/// A function of a time over a year, week or day: base + sines + peaks, or a table of equal parts; not below `floor`.
struct Curve {
    enum class Over : std::uint8_t { year, week, day };
    /// amplitude x cos(2 pi times (t - at) / period), so `at` is where it is highest.
    struct Sine {
        double amplitude = 0;
        double at = 0;
        double times = 1;  ///< a period
    };
    /// height x exp(-((t - at) / width)^2 / 2), around the period's end too.
    struct Peak {
        double height = 0;
        double at = 0;
        double width = 1;
    };
    Over over = Over::year;
    std::vector<double> table;  ///< equal parts of the period, and months of a year where it has 12; else empty
    double base = 0;
    std::vector<Sine> sines;
    std::vector<Peak> peaks;
};

/// Length of a curve's period in its own units: 365.25 days (January 1 is 1), 7 weekdays (Monday is 1), 24 hours (from
/// 0).
double period_of(Curve::Over over);

/// The curve at a time in days since 1970-01-01.
double curve_value(const Curve& curve, double time);

/// When things happen: days in proportion to weekly x yearly x holidays x trend, times of day to hourly.
struct Calendar {
    std::int64_t first_day = 0;  ///< since 1970-01-01
    std::int64_t last_day = 0;
    Curve weekly{Curve::Over::week, {}, 1, {}, {}};
    Curve yearly{Curve::Over::year, {}, 1, {}, {}};
    std::optional<Curve> hourly;  ///< none: dates without time of day
    Holidays holidays;
    double holiday_factor = 1;
    double trend = 0;  ///< growth a year: .05 is 5 % more after a year
    std::uint32_t step_minutes = 1;
};

enum class ColumnKind : std::uint8_t { law, arrivals, sequence, pattern, value };
enum class WrittenType : std::uint8_t { automatic, integer, number, truth, text, date, datetime };

struct SimulatedColumn {
    std::string name;
    std::string place;  ///< `FILE, line 3: column "age"`
    ColumnKind kind = ColumnKind::value;

    Law law;                           ///< of kind law
    std::vector<ConditionalLaw> when;  ///< the first that holds replaces `law`
    std::vector<std::string> labels;   ///< of a law of categories: what its values 0, 1, ... stand for

    std::string calendar;                                     ///< of kind arrivals
    std::optional<std::array<WrittenExpression, 2>> between;  ///< first and last time

    std::int64_t start = 1;  ///< of kind sequence
    std::int64_t step = 1;

    /// Of kind pattern: # is a random digit, @ a random capital letter, {row} the row's number, {row:8} with zeros.
    std::string pattern;

    WrittenExpression value;  ///< of kind value

    std::optional<double> lowest, highest;  ///< clip
    std::optional<std::uint32_t> decimals;  ///< round
    double missing = 0;                     ///< rate
    std::optional<WrittenExpression> missing_when;
    bool written = true;
    WrittenType type = WrittenType::automatic;
};

/// if condition then column = value.
struct SimulatedRule {
    WrittenExpression condition;
    std::string column;
    WrittenExpression value;
};

struct SpearmanTarget {
    std::string first, second;
    double value = 0;
    std::string place;
};

/// A table of rows that are there as they are: a vocabulary, say.
struct FixedRows {
    std::vector<std::string> columns;
    std::vector<std::vector<std::optional<std::string>>> rows;
};

struct SimulatedTable {
    std::string name;
    std::string place;
    std::string parent;                     ///< rows belong to rows of this table; empty: none
    WrittenExpression count;                ///< how many belong to a row of it
    std::uint32_t most = 100;               ///< of them
    std::optional<WrittenExpression> keep;  ///< rows where it doesn't hold are left out
    std::vector<SimulatedColumn> columns;
    std::vector<SimulatedRule> rules;
    std::vector<SpearmanTarget> correlations;
    std::optional<FixedRows> fixed;
    bool written = true;
};

/// All that `simulate` needs. A specification of columns without tables has one table without a name.
struct SimulationSpec {
    std::string file;
    std::string title;
    std::string cdm;            ///< version of the OMOP Common Data Model that the tables follow; empty for none
    std::uint64_t rows = 1000;  ///< by default; of the first table
    std::map<std::string, double> parameters;
    std::map<std::string, std::string> text_parameters;
    std::map<std::string, Curve> curves;
    std::map<std::string, Calendar> calendars;
    std::vector<SimulatedTable> tables;
};

}  // namespace replica
