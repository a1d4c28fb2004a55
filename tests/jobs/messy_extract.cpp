#include "tests/jobs/messy_extract.hpp"

#include <array>
#include <cstdio>
#include <random>

namespace replica::test {

namespace {

std::string date(unsigned day) {
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), "%04u-%02u-%02u", 1990 + day / 336, 1 + day / 28 % 12, 1 + day % 28);
    return text.data();
}

std::string time(unsigned minute) {
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), " %02u:%02u:00", minute / 60 % 24, minute % 60);
    return text.data();
}

// 72,000 texts, most of them rare; hardly repeating text would be taken for an identifier.
std::string code(std::size_t row, unsigned draw) { return "K" + std::to_string(row < 72'000 ? row : draw % 3'000); }

}  // namespace

MessyExtract messy_extract(std::size_t rows) {
    constexpr std::array<const char*, 5> remarks{"\"said \"\"no\"\", left\"", "\"two\nlines\"", "plain", "\"\"",
                                                 "\"a\r\n,b\""};
    constexpr std::array<const char*, 7> cities{"Zürich", "Łódź", "東京", "NA", "NULL", "", "Québec"};
    constexpr std::array<const char*, 4> truths{"true", "false", "false", ""};
    std::mt19937 draws(131);  // its sequence is in the standard, that of the distributions isn't
    MessyExtract extract{"person_id,row_key,remark,city,code,lab,born,seen,alive,nothing,constant\n", {}};
    for (std::size_t row = 0; row < rows; ++row) {
        const unsigned draw = static_cast<unsigned>(draws());
        std::string record = std::to_string(5'000'000'000 + row / 2) + ',' + std::to_string(row) + ',';
        record += std::string(remarks[draw % 5]) + ',' + cities[draw / 8 % 7] + ',' + code(row, draw / 64) + ',';
        record += std::to_string(draw / 32 % 900) + '.' + std::to_string(100 + draw / 4 % 900) + ',';
        record += date(draw / 16 % 6'000) + ',' + date(draw / 16 % 9'000) + time(draw / 128) + ',';
        record += std::string(truths[draw / 4 % 4]) + ",,same\n";
        extract.records.push_back(std::move(record));
    }
    return extract;
}

std::string csv_of(const MessyExtract& extract, std::size_t begin, std::size_t end) {
    std::string text = extract.header;
    for (std::size_t row = begin; row < end; ++row) text += extract.records[row];
    return text;
}

}  // namespace replica::test
