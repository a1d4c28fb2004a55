#pragma once

#include "engine/bin_edges.hpp"
#include "engine/code_hierarchy.hpp"
#include "engine/column_decision.hpp"
#include "engine/column_model.hpp"
#include "engine/value_table.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace replica {

/// A column's decoder with the bins its values fall into.
struct ColumnCodec {
    ColumnModel model;
    BinEdges edges;                         ///< binned columns
    Hierarchy hierarchy = Hierarchy::none;  ///< of a categorical column's pools
    ValueDomain domain;                     ///< values outside are encoded as missing
};

/// Builds a column's decoder. A categorical column keeps the values that at least min_count persons hold (at most
/// max_categories, the most frequent first), in ascending order of value; the rest are pooled. A binned column keeps
/// the bins that hold values. `schema` may be null; its values, range, bins and brackets come before the data's.
/// Throws InputError where the schema's range or brackets are no values of the column.
ColumnCodec make_codec(const std::string& name, const ColumnProfile& profile, const ColumnDecision& decision,
                       const ValueTable& table, const ColumnSchema* schema, const EncodingOptions& options);

/// Turns texts into codes. `codec` and `profile` must outlive it.
class ColumnEncoder {
public:
    ColumnEncoder(const ColumnCodec& codec, const ColumnProfile& profile);

    /// Code of a value that the profile has seen.
    [[nodiscard]] std::uint16_t encode(std::string_view text) const {
        if (constant_) return 0;
        const std::uint64_t place = DistinctValues::hash(text);
        if (const auto index = lookup_->find(text, place)) return codes_[*index];
        return encode_unlisted(text);
    }
    [[nodiscard]] std::uint16_t missing_code() const { return missing_code_; }
    /// Whether all values have code 0.
    [[nodiscard]] bool is_constant() const { return constant_; }

private:
    [[nodiscard]] std::uint16_t encode_unlisted(std::string_view text) const;
    [[nodiscard]] std::uint16_t encode_listed(std::string_view text, const DistinctValues& kept) const;

    const ColumnCodec* codec_;
    const DistinctValues* lookup_;
    DistinctValues kept_;               // values of a categorical column of which not all are in the profile
    std::vector<std::uint16_t> codes_;  // of the lookup's values
    std::uint16_t pooled_code_ = 0;
    std::uint16_t missing_code_ = 0;
    bool constant_ = false;
};

}  // namespace replica
