#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace replica {

/// How a column's codes group.
enum class Hierarchy : std::uint8_t {
    none,
    icd9,  ///< ICD-9-CM: category of three digits, V and two or E and three, then chapter; leading zeros may be lacking
    icd10,     ///< ICD-10: category of three characters, then chapter
    ndc,       ///< National Drug Code: labeler, the first of segments with '-' between them, or five of eleven digits
    zip,       ///< US ZIP code: three digits, then one
    postcode,  ///< UK postcode: outward code, then its letters
    prefix,    ///< any code: three, two and one characters
};

/// Whether `text` is a code of such a hierarchy.
bool has_form(std::string_view text, Hierarchy hierarchy);

/// The groups that `text` is in, the narrowest first, as labels that differ between levels; none where it has no such
/// form. A label is the common beginning of its codes, but for chapters, which are "first-last" (icd9, icd10).
std::vector<std::string> groups_of(std::string_view text, Hierarchy hierarchy);

/// The part of an ICD code that names its category: "250" of "250.83".
std::string_view icd_category(std::string_view text, Hierarchy hierarchy);

/// All categories of a chapter, by its label: public, whether a source has them or not. Those of ICD-9 that are numbers
/// have leading zeros or not.
enum class LeadingZeros : std::uint8_t { written, left_out };
std::vector<std::string> categories_of_chapter(std::string_view label, Hierarchy hierarchy, LeadingZeros zeros);

}  // namespace replica
