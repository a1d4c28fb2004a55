#pragma once

#include "engine/column_codec.hpp"

#include <cstdint>
#include <vector>

namespace replica {

/// The name of the latent column that says how many rows a person has.
inline constexpr const char* size_column_name = "(rows a person)";

/// Persons with neighbouring numbers of rows, enough of them that nobody's own number shows.
struct SizeGroup {
    std::uint64_t low = 0;   ///< fewest rows of one of them
    std::uint64_t mean = 1;  ///< rounded; what each of them has in a replica, so that the number of rows is kept
    std::uint64_t persons = 0;
};

/// Groups of at least min_count persons, ascending; a single smaller one where there are fewer. Over the kept values: a
/// uniform sample of the persons where not all are kept.
std::vector<SizeGroup> group_sizes(const DistinctValues& persons, std::uint64_t min_count);

/// A latent column of the person tier: rows a person, in at most 20 bins of about as many persons each, in which the
/// groups are atoms. persons: the person column's values. Precondition: there are some.
ColumnCodec make_size_codec(const DistinctValues& persons, const EncodingOptions& options);

}  // namespace replica
