#pragma once

// A made-up hospital: persons and visits with the traits that real extracts have and that a replica must bring back.
// Persons repeat, ages follow birth years, visits peak on Mondays and dip in December, diagnoses are many and uneven,
// blood pressures heap at tens, laboratory values are missing where nobody measures them and the lipids are missing
// together. No real person is in it.
//
// Integers all the way, and a generator of its own, so that a seed means the same bytes on every machine.

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace replica::made_hospital {

/// SplitMix64 (Steele, Lea, Flood 2014).
class Draws {
public:
    explicit Draws(std::uint64_t seed) : state_(seed) {}

    std::uint64_t word() {
        std::uint64_t z = (state_ += 0x9E3779B97F4A7C15U);
        z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
        z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
        return z ^ (z >> 31U);
    }
    /// One of 0 to n - 1; n below 2^32.
    int below(int n) { return static_cast<int>(((word() >> 32U) * static_cast<std::uint64_t>(n)) >> 32U); }
    bool happens(int per_mille) { return below(1000) < per_mille; }
    /// Bell-shaped around `mean`, within 2 * `spread` of it.
    int around(int mean, int spread) {
        int sum = 0;
        for (int i = 0; i < 4; ++i) sum += below(spread + 1);
        return mean + sum - 2 * spread;
    }
    /// Index of a weight, in proportion to it.
    template <typename Weights>
    int weighted(const Weights& weights) {
        int total = 0;
        for (const int weight : weights) total += weight;
        int left = below(total);
        int index = 0;
        for (; left >= weights[static_cast<std::size_t>(index)]; ++index)
            left -= weights[static_cast<std::size_t>(index)];
        return index;
    }

private:
    std::uint64_t state_;
};

struct VisitType {
    int concept_id;  ///< OMOP's visit_concept_id
    std::string_view name;
    int unmeasured;  ///< per mille of visits without HbA1c
    int no_lipids;   ///< per mille of visits without the lipid panel
};
inline constexpr std::array visit_types{
    VisitType{9202, "Outpatient Visit", 240, 420},
    VisitType{9201, "Inpatient Visit", 40, 150},
    VisitType{9203, "Emergency Room Visit", 330, 800},
};
inline constexpr int inpatient = 1;

inline constexpr std::array<std::string_view, 5> races{"White", "Black or African American", "Asian", "Unknown",
                                                       "Native"};
inline constexpr std::array<std::string_view, 2> ethnicities{"Not Hispanic or Latino", "Hispanic or Latino"};

/// Chapters of ICD-10 and how common each is for the young, the middle-aged and the old.
inline constexpr std::string_view chapter_letters = "IEJKMNFCGSRZ";
inline constexpr std::array<std::array<int, 12>, 3> chapter_weights{{
    {2, 5, 22, 8, 7, 4, 9, 1, 4, 18, 12, 8},
    {14, 14, 9, 11, 14, 8, 9, 6, 5, 7, 8, 6},
    {30, 15, 11, 8, 10, 9, 4, 11, 6, 5, 6, 4},
}};
/// The r-th code of a chapter is met in proportion to 1 / r.
inline constexpr std::array<int, 25> zipf_weights = [] {
    std::array<int, 25> weights{};
    for (int rank = 1; rank <= 25; ++rank) weights[static_cast<std::size_t>(rank - 1)] = 100'000 / rank;
    return weights;
}();

struct Person {
    int id;
    int gender;  ///< 0 female, 1 male
    int race;
    int ethnicity;
    int birth_year;
    bool chronic;  ///< comes often
};

struct Visit {
    int type;
    std::chrono::sys_days day;
    int age;
    int chapter;
    int diagnosis;  ///< within the chapter, 0 the commonest
    int systolic_bp, bmi_tenths, hba1c_tenths, ldl, hdl;
    int los_days;
    bool readmitted;
};
inline constexpr int missing = -1;

inline Person draw_person(Draws& draws, int id) {
    Person person{};
    person.id = 1'000'000 + 7 * id;
    person.gender = draws.happens(460) ? 1 : 0;
    person.race = draws.weighted(std::array{640, 170, 90, 80, 20});
    person.ethnicity = draws.happens(person.race == 0 ? 190 : person.race == 3 ? 450 : 60) ? 1 : 0;
    person.birth_year = std::clamp(draws.around(1962 + 6 * person.ethnicity, 36), 1929, 2018);
    person.chronic = draws.happens(std::clamp(2 * (2020 - person.birth_year), 20, 180));
    return person;
}

/// A day of 2019 to 2023: weekends are quiet and Mondays busy, December is quiet, and winter brings the lungs' chapter.
inline std::chrono::sys_days draw_day(Draws& draws, bool respiratory) {
    using namespace std::chrono;
    constexpr std::array<int, 7> weekday_weight{45, 100, 82, 80, 78, 74, 50};
    constexpr std::array<int, 12> month_weight{95, 92, 94, 90, 90, 86, 80, 80, 90, 94, 88, 62};
    constexpr std::array<int, 12> winter_weight{100, 95, 80, 55, 40, 30, 25, 25, 45, 60, 75, 80};
    const sys_days first = year{2019} / January / 1;
    for (;;) {
        const sys_days day = first + days{draws.below(1826)};
        const auto month = static_cast<unsigned>(year_month_day{day}.month()) - 1;
        const int weight =
            weekday_weight[weekday{day}.c_encoding()] * (respiratory ? winter_weight : month_weight)[month];
        if (draws.below(10'000) < weight) return day;
    }
}

/// Doctors read the gauge to even numbers, and often to tens.
inline int heaped(Draws& draws, int pressure) {
    if (draws.happens(420)) return (pressure + 5) / 10 * 10;
    return draws.happens(700) ? pressure / 2 * 2 : pressure;
}

inline void draw_measurements(Draws& draws, const Person& person, Visit& visit) {
    const VisitType& type = visit_types[static_cast<std::size_t>(visit.type)];
    const bool diabetic = chapter_letters[static_cast<std::size_t>(visit.chapter)] == 'E' && visit.diagnosis < 6;
    const bool cardiac = visit.chapter == 0;
    visit.bmi_tenths = std::clamp(draws.around(215 + std::min(visit.age, 60) + (diabetic ? 45 : 0), 45), 130, 600);
    const int pressure =
        102 + visit.age * 2 / 5 + (cardiac ? 12 : 0) + (visit.bmi_tenths - 250) / 10 + 3 * person.gender;
    visit.systolic_bp = draws.happens(30) ? missing : heaped(draws, draws.around(pressure, 15));
    visit.hba1c_tenths = diabetic ? draws.around(78, 14) : draws.around(55, 5);
    visit.ldl = draws.around(cardiac ? 96 : 118, 30);
    visit.hdl = draws.around(60 - 8 * person.gender - (visit.bmi_tenths - 250) / 25, 13);
    if (draws.happens(type.unmeasured)) visit.hba1c_tenths = missing;
    if (draws.happens(type.no_lipids)) visit.ldl = visit.hdl = missing;
}

inline Visit draw_visit(Draws& draws, const Person& person) {
    Visit visit{};
    const int rough_age = 2021 - person.birth_year;
    visit.chapter = draws.weighted(chapter_weights[rough_age < 30 ? 0 : rough_age < 62 ? 1 : 2]);
    visit.diagnosis = draws.weighted(zipf_weights);
    const char letter = chapter_letters[static_cast<std::size_t>(visit.chapter)];
    visit.day = draw_day(draws, letter == 'J');
    visit.age = std::max(0, static_cast<int>(std::chrono::year_month_day{visit.day}.year()) - person.birth_year);
    visit.type = draws.weighted(letter == 'S' ? std::array{300, 200, 500}
                                              : std::array{700 - 3 * visit.age, 120 + 3 * visit.age, 130});
    draw_measurements(draws, person, visit);
    if (visit.type == inpatient) {
        visit.los_days = 1;
        while (visit.los_days < 60 && draws.happens(560 + 2 * visit.age + (letter == 'C' ? 90 : 0))) ++visit.los_days;
    }
    const int risk =
        40 + (person.chronic ? 110 : 0) + 12 * std::min(visit.los_days, 15) + (visit.hba1c_tenths > 80 ? 80 : 0);
    visit.readmitted = draws.happens(risk);
    return visit;
}

inline int draw_visit_count(Draws& draws, const Person& person) {
    constexpr int most_visits = 30;
    int visits = 1;
    while (visits < most_visits && draws.happens(person.chronic ? 880 : 450)) ++visits;
    return visits;
}

inline void append(std::string& out, int value) {
    std::array<char, 12> digits{};
    const auto end = std::to_chars(digits.begin(), digits.end(), value).ptr;
    out.append(digits.begin(), end);
}

inline void append_two_digits(std::string& out, unsigned value) {
    append(value < 10 ? out.append(1, '0') : out, static_cast<int>(value));
}

inline void append_date(std::string& out, std::chrono::sys_days day) {
    const std::chrono::year_month_day date{day};
    append(out, static_cast<int>(date.year()));
    append_two_digits(out.append(1, '-'), static_cast<unsigned>(date.month()));
    append_two_digits(out.append(1, '-'), static_cast<unsigned>(date.day()));
}

/// Such as "K17.5".
inline void append_diagnosis(std::string& out, int chapter, int diagnosis) {
    out.append(1, chapter_letters[static_cast<std::size_t>(chapter)]);
    append_two_digits(out, static_cast<unsigned>(10 + diagnosis * 37 % 89));
    append(out.append(1, '.'), diagnosis % 10);
}

/// A number of so many parts a unit: 275 of 10 is 27.5.
inline void append_parts(std::string& out, int value, int per_unit) {
    append(out, value / per_unit);
    if (per_unit > 1) append(out.append(1, '.'), value % per_unit);
}

}  // namespace replica::made_hospital
