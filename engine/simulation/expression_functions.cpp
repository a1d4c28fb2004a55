#include "engine/simulation/expression_functions.hpp"

#include "engine/date_text.hpp"
#include "engine/holidays.hpp"

#include <array>
#include <cmath>

namespace replica {
namespace {

constexpr double minutes_of_day = 1440;

// Days beyond these are no dates: years -9999 to 9999 and some.
bool is_date(double time) { return std::abs(time) < 4e6; }

std::int64_t day_of_time(double time) { return static_cast<std::int64_t>(std::floor(time)); }

// A minute is found whatever the rounding of a day's fraction.
double minutes_into_day(double time) { return std::floor((time - std::floor(time)) * minutes_of_day + 1e-4); }

template <typename Part>
double part_of_date(double time, Part&& part) {
    return is_date(time) ? static_cast<double>(part(civil_from_days(day_of_time(time)))) : std::nan("");
}

double year(double time) {
    return part_of_date(time, [](const CivilDate& date) { return date.year; });
}
double month(double time) {
    return part_of_date(time, [](const CivilDate& date) { return date.month; });
}
double day(double time) {
    return part_of_date(time, [](const CivilDate& date) { return date.day; });
}
double day_of_year(double time) {
    return part_of_date(time, [time](const CivilDate& date) {
        return day_of_time(time) - days_from_civil({date.year, 1, 1}) + 1;
    });
}
double weekday(double time) { return is_date(time) ? weekday_of(day_of_time(time)) + 1 : std::nan(""); }
double hour(double time) { return std::floor(minutes_into_day(time) / 60); }
double minute(double time) { return std::fmod(minutes_into_day(time), 60); }

// std::min and std::max would prefer their first argument to a missing one.
double smaller(double a, double b) { return std::isnan(a) || std::isnan(b) ? std::nan("") : a < b ? a : b; }
double larger(double a, double b) { return std::isnan(a) || std::isnan(b) ? std::nan("") : a < b ? b : a; }
double round_to(double x, double decimals) {
    const double unit = std::pow(10, decimals);
    return std::round(x * unit) / unit;
}

constexpr auto unary_functions = std::to_array<ExpressionFunction>({
    {"abs", [](double x) { return std::abs(x); }},
    {"sqrt", [](double x) { return std::sqrt(x); }},
    {"cbrt", [](double x) { return std::cbrt(x); }},
    {"exp", [](double x) { return std::exp(x); }},
    {"ln", [](double x) { return std::log(x); }},
    {"log", [](double x) { return std::log(x); }},
    {"log2", [](double x) { return std::log2(x); }},
    {"log10", [](double x) { return std::log10(x); }},
    {"sin", [](double x) { return std::sin(x); }},
    {"cos", [](double x) { return std::cos(x); }},
    {"tan", [](double x) { return std::tan(x); }},
    {"asin", [](double x) { return std::asin(x); }},
    {"acos", [](double x) { return std::acos(x); }},
    {"atan", [](double x) { return std::atan(x); }},
    {"sinh", [](double x) { return std::sinh(x); }},
    {"cosh", [](double x) { return std::cosh(x); }},
    {"tanh", [](double x) { return std::tanh(x); }},
    {"floor", [](double x) { return std::floor(x); }},
    {"ceil", [](double x) { return std::ceil(x); }},
    {"trunc", [](double x) { return std::trunc(x); }},
    {"round", [](double x) { return std::round(x); }},
    {"year", year},
    {"month", month},
    {"day", day},
    {"day_of_year", day_of_year},
    {"weekday", weekday},
    {"hour", hour},
    {"minute", minute},
});

constexpr auto binary_functions = std::to_array<ExpressionFunction>({
    {"min", nullptr, smaller, true},
    {"max", nullptr, larger, true},
    {"sum", nullptr, [](double x, double y) { return x + y; }, true},
    {"pow", nullptr, [](double x, double y) { return std::pow(x, y); }},
    {"fmod", nullptr, [](double x, double y) { return std::fmod(x, y); }},
    {"atan2", nullptr, [](double x, double y) { return std::atan2(x, y); }},
    {"hypot", nullptr, [](double x, double y) { return std::hypot(x, y); }},
    {"round", nullptr, round_to},
});

}  // namespace

double date_of(double year_number, double month_number, double day_number) {
    const CivilDate date{static_cast<std::int32_t>(year_number), static_cast<std::uint32_t>(month_number),
                         static_cast<std::uint32_t>(day_number)};
    return static_cast<double>(days_from_civil(date));
}

const ExpressionFunction* find_function(std::string_view name, std::size_t arguments) {
    if (arguments == 1)
        for (const ExpressionFunction& function : unary_functions)
            if (function.name == name) return &function;
    for (const ExpressionFunction& function : binary_functions)
        if (function.name == name && (arguments == 2 || (function.folds && arguments > 0))) return &function;
    return nullptr;
}

bool is_function(std::string_view name) {
    return find_function(name, 1) != nullptr || find_function(name, 2) != nullptr;
}

}  // namespace replica
