#pragma once

#include "engine/column_codec.hpp"
#include "engine/schema.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace replica {

/// What a column's codes still have to be found by, since nobody has declared it.
enum class DomainNeed : std::uint8_t {
    none,
    categories,  ///< the values
    range,       ///< the ends of its bins
};

/// A column as it is declared, without a look at the data.
struct DeclaredColumn {
    ColumnCodec codec;
    DomainNeed need = DomainNeed::none;
    bool drops_rows = false;  ///< rows without a value of the domain are left out: the schema says missing = false
    std::string public_by;    ///< what was declared of it: a sentence for the ledger
};

/// The columns `names`, declared by the schema alone. Throws InputError naming all columns of which too little is
/// declared, and how to declare it; where entries are drafted from data; and where a column can't be learned
/// privately.
std::vector<DeclaredColumn> declare_columns(const std::vector<std::string>& names, const Schema& schema,
                                            const EncodingOptions& options);

/// Gives a column the values that were found, all as frequent.
void set_categories(std::vector<std::string> values, ColumnCodec& codec);

/// Gives a column bins; values outside are drawn in to the first and the last one.
void set_bins(BinEdges edges, ColumnCodec& codec);

}  // namespace replica
