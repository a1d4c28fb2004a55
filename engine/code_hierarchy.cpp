#include "engine/code_hierarchy.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace replica {
namespace {

/// A chapter from its first to its last category.
struct Chapter {
    std::string_view first;
    std::string_view last;
};

// ICD-9-CM, tabular list of diseases (National Center for Health Statistics).
constexpr std::array<Chapter, 19> icd9_chapters{{
    {"001", "139"}, {"140", "239"}, {"240", "279"}, {"280", "289"}, {"290", "319"},   {"320", "389"}, {"390", "459"},
    {"460", "519"}, {"520", "579"}, {"580", "629"}, {"630", "679"}, {"680", "709"},   {"710", "739"}, {"740", "759"},
    {"760", "779"}, {"780", "799"}, {"800", "999"}, {"V01", "V91"}, {"E000", "E999"},
}};

// ICD-10-CM (the same source); the chapters of the World Health Organization's ICD-10 have the same first categories.
constexpr std::array<Chapter, 22> icd10_chapters{{
    {"A00", "B99"}, {"C00", "D49"}, {"D50", "D89"}, {"E00", "E90"}, {"F00", "F99"}, {"G00", "G99"},
    {"H00", "H59"}, {"H60", "H95"}, {"I00", "I99"}, {"J00", "J99"}, {"K00", "K95"}, {"L00", "L99"},
    {"M00", "M99"}, {"N00", "N99"}, {"O00", "O9A"}, {"P00", "P96"}, {"Q00", "Q99"}, {"R00", "R99"},
    {"S00", "T98"}, {"U00", "U99"}, {"V00", "Y99"}, {"Z00", "Z99"},
}};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool all_digits(std::string_view text) { return !text.empty() && std::all_of(text.begin(), text.end(), is_digit); }

std::string label_of(const Chapter& chapter) { return std::string(chapter.first) + "-" + std::string(chapter.last); }

// "8" becomes "008"; V and E codes stay.
std::string padded(std::string_view category) {
    std::string text(category);
    if (!text.empty() && is_digit(text[0])) text.insert(0, text.size() < 3 ? 3 - text.size() : 0, '0');
    return text;
}

bool is_icd9(std::string_view text) {
    const std::string_view category = icd_category(text, Hierarchy::icd9);
    if (category.empty()) return false;
    const std::string_view rest = text.substr(category.size());
    return rest.empty() || (rest.size() <= 3 && rest[0] == '.' && all_digits(rest.substr(1)));
}

bool is_icd10(std::string_view text) {
    if (icd_category(text, Hierarchy::icd10).empty()) return false;
    std::string_view rest = text.substr(3);
    if (rest.empty()) return true;
    if (rest[0] == '.') rest.remove_prefix(1);
    const auto plain = [](char c) { return is_digit(c) || is_upper(c); };
    return !rest.empty() && rest.size() <= 4 && std::all_of(rest.begin(), rest.end(), plain);
}

bool is_ndc(std::string_view text) {
    if (text.size() == 11 && all_digits(text)) return true;
    const auto first = text.find('-');
    const auto second = first == std::string_view::npos ? first : text.find('-', first + 1);
    if (second == std::string_view::npos) return false;
    const std::string_view labeler = text.substr(0, first);
    const std::string_view product = text.substr(first + 1, second - first - 1);
    const std::string_view package = text.substr(second + 1);
    return all_digits(labeler) && (labeler.size() == 4 || labeler.size() == 5) && product.size() >= 3 &&
           product.size() <= 4 && all_digits(package) && package.size() <= 2;
}

bool is_zip(std::string_view text) {
    const bool plain = text.size() == 5 && all_digits(text);
    return plain ||
           (text.size() == 10 && text[5] == '-' && all_digits(text.substr(0, 5)) && all_digits(text.substr(6)));
}

// The outward code of a UK postcode, such as SW1A of "SW1A 1AA" or "SW1A1AA"; empty where `text` is none.
std::string_view outward_code(std::string_view text) {
    if (text.size() < 5 || text.size() > 8) return {};
    const std::string_view inward = text.substr(text.size() - 3);
    std::string_view outward = text.substr(0, text.size() - 3);
    if (outward.back() == ' ') outward.remove_suffix(1);
    if (!is_digit(inward[0]) || !is_upper(inward[1]) || !is_upper(inward[2])) return {};
    if (outward.size() < 2 || outward.size() > 4 || !is_upper(outward[0])) return {};
    const std::size_t letters = is_upper(outward[1]) ? 2 : 1;
    if (outward.size() == letters || !is_digit(outward[letters])) return {};
    return outward;
}

std::string area_of(std::string_view outward) { return std::string(outward.substr(0, is_upper(outward[1]) ? 2 : 1)); }

// Codes of letters, digits and points or dashes, at least four long.
bool is_code(std::string_view text) {
    const auto plain = [](char c) {
        return is_digit(c) || is_upper(c) || (c >= 'a' && c <= 'z') || c == '.' || c == '-' || c == '_';
    };
    return text.size() >= 4 && std::all_of(text.begin(), text.end(), plain) &&
           std::any_of(text.begin(), text.end(), is_digit);
}

template <std::size_t size>
std::string chapter_of(std::string_view category, const std::array<Chapter, size>& chapters) {
    for (const Chapter& chapter : chapters)
        if (category.size() == chapter.first.size() && category >= chapter.first && category <= chapter.last)
            return label_of(chapter);
    return {};
}

std::vector<std::string> with_chapter(std::string category, std::string chapter) {
    std::vector<std::string> groups{std::move(category)};
    if (!chapter.empty()) groups.push_back(std::move(chapter));
    return groups;
}

std::vector<std::string> beginnings(std::string_view text, std::initializer_list<std::size_t> lengths) {
    std::vector<std::string> groups;
    for (const std::size_t length : lengths)
        if (text.size() > length) groups.emplace_back(text.substr(0, length));
    return groups;
}

}  // namespace

std::string_view icd_category(std::string_view text, Hierarchy hierarchy) {
    if (hierarchy == Hierarchy::icd10) {
        if (text.size() < 3 || !is_upper(text[0]) || !is_digit(text[1])) return {};
        return is_digit(text[2]) || is_upper(text[2]) ? text.substr(0, 3) : std::string_view{};
    }
    const std::string_view category = text.substr(0, text.find('.'));
    if (category.size() == 3 && category[0] == 'V' && all_digits(category.substr(1))) return category;
    if (category.size() == 4 && category[0] == 'E' && all_digits(category.substr(1))) return category;
    return category.size() <= 3 && all_digits(category) ? category : std::string_view{};
}

bool has_form(std::string_view text, Hierarchy hierarchy) {
    switch (hierarchy) {
        case Hierarchy::none: return false;
        case Hierarchy::icd9: return is_icd9(text);
        case Hierarchy::icd10: return is_icd10(text);
        case Hierarchy::ndc: return is_ndc(text);
        case Hierarchy::zip: return is_zip(text);
        case Hierarchy::postcode: return !outward_code(text).empty();
        case Hierarchy::prefix: return is_code(text);
    }
    return false;
}

std::vector<std::string> groups_of(std::string_view text, Hierarchy hierarchy) {
    if (!has_form(text, hierarchy)) return {};
    switch (hierarchy) {
        case Hierarchy::none: break;
        case Hierarchy::icd9: {
            const std::string_view category = icd_category(text, hierarchy);
            return with_chapter(std::string(category), chapter_of(padded(category), icd9_chapters));
        }
        case Hierarchy::icd10: {
            const std::string_view category = icd_category(text, hierarchy);
            return with_chapter(std::string(category), chapter_of(category, icd10_chapters));
        }
        case Hierarchy::ndc: {
            const auto dash = text.find('-');
            return {std::string(dash == std::string_view::npos ? text.substr(0, 5) : text.substr(0, dash + 1))};
        }
        case Hierarchy::zip: return beginnings(text, {3, 1});
        case Hierarchy::postcode: {
            // A blank or the inward code follows, so SW1 is not the beginning of SW1A.
            const std::string_view outward = outward_code(text);
            const std::string area = area_of(outward);
            std::vector<std::string> groups{std::string(outward)};
            if (area != outward) groups.push_back(area);
            return groups;
        }
        case Hierarchy::prefix: return beginnings(text, {3, 2, 1});
    }
    return {};
}

std::vector<std::string> categories_of_chapter(std::string_view label, Hierarchy hierarchy, LeadingZeros zeros) {
    const std::string_view first = label.substr(0, label.find('-'));
    const std::string_view last = label.substr(label.find('-') + 1);
    std::vector<std::string> categories;
    const bool lettered = !is_digit(first[0]);
    const std::size_t digits = first.size() - (lettered ? 1 : 0);
    const char first_letter = lettered ? first[0] : '0';
    const char last_letter = lettered ? last[0] : '0';
    for (char letter = first_letter; letter <= last_letter; ++letter) {
        for (int number = 0; number < (digits == 2 ? 100 : 1000); ++number) {
            std::string text = std::to_string(number);
            text.insert(0, digits - text.size(), '0');
            if (lettered) text.insert(0, 1, letter);
            if (text < first || text > last) continue;
            const bool shorter = hierarchy == Hierarchy::icd9 && !lettered && zeros == LeadingZeros::left_out;
            if (shorter) text.erase(0, std::min(text.find_first_not_of('0'), text.size() - 1));
            categories.push_back(std::move(text));
        }
    }
    return categories;
}

}  // namespace replica
