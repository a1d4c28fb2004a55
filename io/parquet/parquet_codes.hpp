#pragma once

#include "engine/column_codec.hpp"
#include "engine/encoded_table.hpp"
#include "io/extract_source.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace replica {

/// Where the hashes of the persons of own rows go (see person_hash.hpp).
struct PersonHashes {
    std::optional<std::size_t> unit;  ///< the column that names them; nothing: they are not wanted
    std::span<std::uint64_t> hashes;  ///< of all own rows
};

/// Not collective: stores the codes of this rank's own rows of a Parquet source, the first of which is row `first_row`
/// of the table; column c by encoders[c]. The same as by a scan, but values that were met lately become no texts.
/// Throws as a scan.
void encode_parquet(const ExtractSource& source, std::span<const ColumnEncoder> encoders, const PersonHashes& persons,
                    std::uint64_t first_row, int threads, EncodedTable& table);

}  // namespace replica
