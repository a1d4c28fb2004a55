#include "io/deidentify/identifiers.hpp"

#include "engine/column_decision.hpp"

#include <algorithm>
#include <cctype>
#include <initializer_list>

namespace replica {
namespace {

// Letters and digits by case and other bytes: "PatientLastName_2" is patient, last, name, 2.
std::vector<std::string> words_of(std::string_view name) {
    std::vector<std::string> words{""};
    for (std::size_t i = 0; i < name.size(); ++i) {
        const auto byte = static_cast<unsigned char>(name[i]);
        const bool upper = std::isupper(byte) != 0;
        const bool after_lower = i > 0 && std::islower(static_cast<unsigned char>(name[i - 1])) != 0;
        if (std::isalnum(byte) == 0 || (upper && after_lower)) words.emplace_back();
        if (std::isalnum(byte) != 0) words.back() += static_cast<char>(std::tolower(byte));
    }
    std::erase(words, "");
    return words;
}

bool has(const std::vector<std::string>& words, std::initializer_list<const char*> wanted) {
    return std::any_of(wanted.begin(), wanted.end(),
                       [&](const char* word) { return std::find(words.begin(), words.end(), word) != words.end(); });
}

bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }

bool is_email(std::string_view text) {
    const std::size_t at = text.find('@');
    return at != std::string_view::npos && at > 0 && text.find('.', at + 2) != std::string_view::npos &&
           text.find(' ') == std::string_view::npos;
}

bool is_ssn(std::string_view text) {
    constexpr std::string_view form = "ddd-dd-dddd";
    if (text.size() != form.size()) return false;
    for (std::size_t i = 0; i < form.size(); ++i)
        if (form[i] == 'd' ? !is_digit(text[i]) : text[i] != '-') return false;
    return true;
}

bool is_telephone(std::string_view text) {
    std::size_t digits = 0;
    std::size_t marks = 0;
    for (const char byte : text) {
        if (is_digit(byte))
            ++digits;
        else if (std::string_view(" ()-+.x").find(byte) != std::string_view::npos)
            ++marks;
        else
            return false;
    }
    // Not a date (8 digits), nor a number with a point.
    const bool starts = text.front() == '+' || text.front() == '(' || is_digit(text.front());
    return starts && digits >= 10 && digits <= 15 && marks >= 2;
}

double share(const DistinctValues& values, bool (*is)(std::string_view)) {
    if (values.size() == 0) return 0;
    std::size_t count = 0;
    for (std::size_t i = 0; i < values.size(); ++i) count += is(values.text(i)) ? 1 : 0;
    return static_cast<double>(count) / static_cast<double>(values.size());
}

bool is_nearly_unique(const ColumnProfile& profile) {
    constexpr std::uint64_t fewest = 20;
    const auto rows = static_cast<double>(profile.values().total());
    return profile.values().total() >= fewest && static_cast<double>(profile.values().distinct()) >= .9 * rows;
}

}  // namespace

NameKind kind_of_name(std::string_view name) {
    const auto words = words_of(name);
    if (has(words, {"age"})) return NameKind::age;
    if (has(words, {"zip", "zipcode", "postcode", "postal"})) return NameKind::postcode;
    if (has(words,
            {"ssn",      "mrn",     "email",    "mail",      "phone",   "telephone", "mobile",  "fax", "firstname",
             "lastname", "surname", "forename", "passport",  "drivers", "license",   "licence", "ip",  "url",
             "account",  "iban",    "photo",    "biometric", "vin",     "plate",     "serial"}))
        return NameKind::direct;
    if (has(words, {"name"}) &&
        (has(words, {"first", "last", "middle", "full", "patient", "person", "maiden", "given", "family"}) ||
         words.size() == 1))
        return NameKind::direct;
    if (has(words, {"first", "last", "maiden", "middle"}) && words.size() == 1) return NameKind::direct;
    if (has(words, {"address", "street", "city", "county", "town", "village"})) return NameKind::place;
    const bool is_person = words.size() == 1 && has(words, {"patient", "person", "subject"});
    if (is_person || (is_identifier_name(name) && !has(words, {"concept"}))) return NameKind::identifier;
    return NameKind::other;
}

std::optional<std::string> look_of(const DistinctValues& values) {
    if (share(values, is_email) > .5) return "e-mail addresses";
    if (share(values, is_ssn) > .5) return "social security numbers";
    if (share(values, is_telephone) > .5) return "telephone numbers";
    return std::nullopt;
}

std::vector<std::string> untreated_identifiers(const std::vector<std::string>& names,
                                               const std::vector<ColumnProfile>& profiles,
                                               const std::vector<bool>& treated) {
    std::vector<std::string> sentences;
    for (std::size_t c = 0; c < names.size(); ++c) {
        if (treated[c] || profiles[c].values().total() == 0) continue;
        const auto look = look_of(profiles[c].values());
        const NameKind kind = kind_of_name(names[c]);
        const std::string start = "column " + names[c] + " is treated by no rule and ";
        if (look)
            sentences.push_back(start + "looks like " + *look);
        else if (kind == NameKind::direct)
            sentences.push_back(start + "is a direct identifier by its name");
        else if (is_nearly_unique(profiles[c]))
            sentences.push_back(start + "hardly any two rows have the same value in it");
    }
    return sentences;
}

}  // namespace replica
