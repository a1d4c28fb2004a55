// Writes a made-up hospital extract: a visit a row, in the vocabulary of OMOP, with the traits that real extracts have
// and that a replica must bring back. Persons repeat, ages follow birth years, visits peak on Mondays and dip in
// December, diagnoses are many and uneven, blood pressures heap at tens, laboratory values are missing where nobody
// measures them and the lipids are missing together. No real person is in it.
//
// Integers all the way, and a generator of its own, so that a seed means the same bytes on every machine.

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <fstream>
#include <iostream>
#include <string>
#include <string_view>

#include <CLI/CLI.hpp>

namespace {

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
constexpr std::array visit_types{
    VisitType{9202, "Outpatient Visit", 240, 420},
    VisitType{9201, "Inpatient Visit", 40, 150},
    VisitType{9203, "Emergency Room Visit", 330, 800},
};
constexpr int inpatient = 1;

constexpr std::array<std::string_view, 5> races{"White", "Black or African American", "Asian", "Unknown", "Native"};
constexpr std::array<std::string_view, 2> ethnicities{"Not Hispanic or Latino", "Hispanic or Latino"};

/// Chapters of ICD-10 and how common each is for the young, the middle-aged and the old.
constexpr std::string_view chapter_letters = "IEJKMNFCGSRZ";
constexpr std::array<std::array<int, 12>, 3> chapter_weights{{
    {2, 5, 22, 8, 7, 4, 9, 1, 4, 18, 12, 8},
    {14, 14, 9, 11, 14, 8, 9, 6, 5, 7, 8, 6},
    {30, 15, 11, 8, 10, 9, 4, 11, 6, 5, 6, 4},
}};
/// The r-th code of a chapter is met in proportion to 1 / r.
constexpr std::array<int, 25> zipf_weights = [] {
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
constexpr int missing = -1;

Person draw_person(Draws& draws, int id) {
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
std::chrono::sys_days draw_day(Draws& draws, bool respiratory) {
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
int heaped(Draws& draws, int pressure) {
    if (draws.happens(420)) return (pressure + 5) / 10 * 10;
    return draws.happens(700) ? pressure / 2 * 2 : pressure;
}

void draw_measurements(Draws& draws, const Person& person, Visit& visit) {
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

Visit draw_visit(Draws& draws, const Person& person) {
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

void append(std::string& out, int value) {
    std::array<char, 12> digits{};
    const auto end = std::to_chars(digits.begin(), digits.end(), value).ptr;
    out.append(digits.begin(), end);
}

void append_or_missing(std::string& out, int value, int per_unit) {
    out += ',';
    if (value == missing) return;
    append(out, value / per_unit);
    if (per_unit > 1) append(out.append(1, '.'), value % per_unit);
}

void append_two_digits(std::string& out, unsigned value) {
    append(value < 10 ? out.append(1, '0') : out, static_cast<int>(value));
}

void append_row(std::string& out, const Person& person, const Visit& visit) {
    const VisitType& type = visit_types[static_cast<std::size_t>(visit.type)];
    const std::chrono::year_month_day date{visit.day};
    append(out, person.id);
    out.append(person.gender == 1 ? ",M," : ",F,").append(races[static_cast<std::size_t>(person.race)]).append(1, ',');
    out.append(ethnicities[static_cast<std::size_t>(person.ethnicity)]).append(1, ',');
    append(out, visit.age);
    append(out.append(1, ','), type.concept_id);
    append(out.append(1, ',').append(type.name).append(1, ','), static_cast<int>(date.year()));
    append_two_digits(out.append(1, '-'), static_cast<unsigned>(date.month()));
    append_two_digits(out.append(1, '-'), static_cast<unsigned>(date.day()));
    out.append(1, ',').append(1, chapter_letters[static_cast<std::size_t>(visit.chapter)]);
    append_two_digits(out, static_cast<unsigned>(10 + visit.diagnosis * 37 % 89));
    append(out.append(1, '.'), visit.diagnosis % 10);
    append_or_missing(out, visit.systolic_bp, 1);
    append_or_missing(out, visit.bmi_tenths, 10);
    append_or_missing(out, visit.hba1c_tenths, 10);
    append_or_missing(out, visit.ldl, 1);
    append_or_missing(out, visit.hdl, 1);
    append(out.append(1, ','), visit.los_days);
    out.append(visit.readmitted ? ",true\n" : ",false\n");
}

void write_extract(std::ostream& stream, std::uint64_t rows, std::uint64_t seed) {
    constexpr int most_visits = 30;
    std::string text =
        "person_id,gender,race,ethnicity,age,visit_concept_id,visit_type,visit_start_date,diagnosis_code,"
        "systolic_bp,bmi,hba1c,ldl,hdl,los_days,readmitted\n";
    Draws draws(seed);
    std::uint64_t written = 0;
    for (int id = 0; written < rows; ++id) {
        const Person person = draw_person(draws, id);
        int visits = 1;
        while (visits < most_visits && draws.happens(person.chronic ? 880 : 450)) ++visits;
        for (; visits > 0 && written < rows; --visits, ++written) append_row(text, person, draw_visit(draws, person));
        if (text.size() < 1U << 20U && written < rows) continue;
        stream.write(text.data(), static_cast<std::streamsize>(text.size()));
        text.clear();
    }
    stream.write(text.data(), static_cast<std::streamsize>(text.size()));
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"Writes a made-up hospital extract as CSV, the same bytes for the same seed on every machine."};
    std::uint64_t rows = 100'000;
    std::uint64_t seed = 1;
    std::string out;
    app.add_option("--rows", rows, "rows to write")->capture_default_str();
    app.add_option("--seed", seed, "of the random draws")->capture_default_str();
    app.add_option("--out", out, "file to write; without it, standard output");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;
    }
    if (out.empty()) {
        write_extract(std::cout, rows, seed);
        return std::cout.flush() ? 0 : 1;
    }
    std::ofstream file(out, std::ios::binary);
    write_extract(file, rows, seed);
    file.close();
    if (!file) std::cerr << "make_extract: can't write " << out << '\n';
    return file ? 0 : 1;
}
