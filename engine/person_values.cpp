#include "engine/person_values.hpp"

namespace replica {

void give_to_rows(const DecodedColumn& persons, std::uint32_t first_person,
                  std::span<const std::uint32_t> person_of_row, std::span<const std::uint16_t> codes,
                  std::uint32_t missing_code, DecodedColumn& out) {
    out.start(person_of_row.size());
    std::size_t person = 0;     // whose text comes next ...
    std::size_t generated = 0;  // ... and which of the generated ones it is
    for (std::size_t r = 0; r < person_of_row.size(); ++r) {
        for (; person < person_of_row[r] - first_person; ++person) generated += persons.cells[person] == generated_cell;
        const std::uint32_t cell = codes[r] == missing_code ? missing_cell : persons.cells[person];
        out.cells[r] = cell;
        if (cell != generated_cell) continue;
        const std::size_t begin = generated == 0 ? 0 : persons.text_ends[generated - 1];
        out.text.append(persons.text, begin, persons.text_ends[generated] - begin);
        out.end_text();
    }
}

}  // namespace replica
