#pragma once

#include "engine/value_decoder.hpp"

#include <cstdint>
#include <span>

namespace replica {

/// Gives the values of persons to their rows: row r has that of persons number person_of_row[r] - first_person, or none
/// where codes[r] is missing_code. person_of_row ascends. Replaces `out`.
void give_to_rows(const DecodedColumn& persons, std::uint32_t first_person,
                  std::span<const std::uint32_t> person_of_row, std::span<const std::uint16_t> codes,
                  std::uint32_t missing_code, DecodedColumn& out);

}  // namespace replica
