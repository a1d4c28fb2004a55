#pragma once

#include "engine/column_codec.hpp"
#include "engine/rule_plan.hpp"

#include <cstdint>

namespace replica {

/// Rows of a target by what rules make of it.
struct RelatedRowCounts {
    std::uint64_t own = 0;
    std::uint64_t contradicting = 0;  ///< they are encoded as missing
};

/// Makes codecs[related.target] relative to its references. `interval`: the codec of its intervals (see
/// plan_intervals), whose bins and slots are drawn in to related.least where they were widened beyond; not looked at
/// for a sum. A target with references that are drawn a row is drawn a row itself.
void relate_codec(const RelatedColumn& related, const RelatedRowCounts& counts, const ColumnCodec& interval,
                  std::vector<ColumnCodec>& codecs);

/// Code of a target that relate_codec has made.
std::uint16_t encode_related(const ColumnCodec& codec, const RelatedValue& value);

}  // namespace replica
