#pragma once

#include "engine/column_model.hpp"
#include "io/datasynthesizer/json_place.hpp"

#include <cstdint>
#include <vector>

namespace replica {

/// An attribute of a description as a column.
struct DescribedAttribute {
    ColumnModel column;
    std::vector<std::uint16_t> code_of_bin;  ///< of each of its bins, and last of missing
    std::vector<double> probabilities;       ///< by code: of the column alone, missing included
    bool even = true;                        ///< all bins are equally likely
};

/// Reads an entry of `attribute_description`. Throws InputError where it is none.
DescribedAttribute read_attribute(const std::string& name, const JsonPlace& entry);

/// Checks probabilities of an array (finite, not negative, adding up to 1 within 1 %, at most `most` of them).
std::vector<double> read_probabilities(const JsonPlace& place, std::size_t most);

}  // namespace replica
