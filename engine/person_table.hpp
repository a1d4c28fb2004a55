#pragma once

#include "engine/column_codec.hpp"
#include "engine/counting/placement.hpp"
#include "engine/encoded_table.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace replica {

/// How often a person's value is missing in his rows.
struct MissingInRows {
    std::uint64_t value_rows = 0;    ///< rows of the persons who have a value
    std::uint64_t missing_rows = 0;  ///< those of them that lack it
};

/// One row a person.
struct PersonTable {
    std::unique_ptr<EncodedTable> table;  ///< a column a codec; those of the row tier hold nothing
    std::vector<MissingInRows> missing;   ///< by codec, of all rows
};

/// This rank's rows.
struct OwnPersons {
    std::span<const std::uint64_t> persons;  ///< a hash of each row's person
    std::uint64_t first_row = 0;             ///< number of the first in the source
    std::uint64_t first_in_table = 0;        ///< and in the table of this rank's row part
};

/// Collective: completes `rows`, whose last column, rows a person, is set here; and makes a table with a row for each
/// person, in the order of their first rows, in the same row parts. A person's code in a column is the first that isn't
/// missing. `codecs`: one a column of `rows`, the last being that of make_size_codec.
PersonTable make_person_table(const OwnPersons& own, const std::vector<ColumnCodec>& codecs, const Placement& placement,
                              EncodedTable& rows);

}  // namespace replica
