// Writes the made-up hospital's visits as a flat extract: a visit a row, in the vocabulary of OMOP.
#include "bench/made_hospital.hpp"

#include <fstream>
#include <iostream>

#include <CLI/CLI.hpp>

namespace {

using namespace replica::made_hospital;

void append_or_missing(std::string& out, int value, int per_unit) {
    out += ',';
    if (value != missing) append_parts(out, value, per_unit);
}

void append_row(std::string& out, const Person& person, const Visit& visit) {
    const VisitType& type = visit_types[static_cast<std::size_t>(visit.type)];
    append(out, person.id);
    out.append(person.gender == 1 ? ",M," : ",F,").append(races[static_cast<std::size_t>(person.race)]).append(1, ',');
    out.append(ethnicities[static_cast<std::size_t>(person.ethnicity)]).append(1, ',');
    append(out, visit.age);
    append(out.append(1, ','), type.concept_id);
    append_date(out.append(1, ',').append(type.name).append(1, ','), visit.day);
    append_diagnosis(out.append(1, ','), visit.chapter, visit.diagnosis);
    append_or_missing(out, visit.systolic_bp, 1);
    append_or_missing(out, visit.bmi_tenths, 10);
    append_or_missing(out, visit.hba1c_tenths, 10);
    append_or_missing(out, visit.ldl, 1);
    append_or_missing(out, visit.hdl, 1);
    append(out.append(1, ','), visit.los_days);
    out.append(visit.readmitted ? ",true\n" : ",false\n");
}

void write_extract(std::ostream& stream, std::uint64_t rows, std::uint64_t seed) {
    std::string text =
        "person_id,gender,race,ethnicity,age,visit_concept_id,visit_type,visit_start_date,diagnosis_code,"
        "systolic_bp,bmi,hba1c,ldl,hdl,los_days,readmitted\n";
    Draws draws(seed);
    std::uint64_t written = 0;
    for (int id = 0; written < rows; ++id) {
        const Person person = draw_person(draws, id);
        int visits = draw_visit_count(draws, person);
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
