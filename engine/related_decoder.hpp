#pragma once

#include "engine/binned_decoder.hpp"
#include "engine/relation.hpp"
#include "engine/value_decoder.hpp"
#include "kernels/alias_table.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace replica {

/// Grid values of a column in a block of rows; nothing where it is missing.
using GridColumn = std::vector<std::optional<std::int64_t>>;

/// What a row's references come to (see base_of and cap_of).
struct Bounds {
    std::optional<std::int64_t> base;
    std::optional<std::int64_t> cap;
};

/// A column that rules make relative to others (Encoding::interval and sum). No value ever breaks a rule: where a row's
/// references are there, it is their sum, or they and an interval, whatever the code says but that it is missing; else
/// it is drawn from the column's own distribution. It is missing where its references leave no value.
class RelatedDecoder final : public ValueDecoder {
public:
    /// Throws InputError where the model is damaged.
    RelatedDecoder(const Model& model, std::uint32_t column);

    [[nodiscard]] const Relation& relation() const { return relation_; }

    /// The grid values of rows first_row + r with codes[r] whose references come to bounds[r].
    ///
    /// An interval's target stays between the lowest and the highest value of the column by itself, as far as the rules
    /// allow: dates don't run away.
    void draw(std::uint64_t seed, std::uint64_t first_row, std::span<const std::uint16_t> codes,
              std::span<const Bounds> bounds, DecodedColumn& scratch, GridColumn& grids) const;

    /// The texts of grid values that were drawn for these rows. Replaces `out`.
    void write(std::uint64_t seed, std::uint64_t first_row, const GridColumn& grids, DecodedColumn& out) const;

    /// As in rows without references.
    void decode(std::uint64_t seed, std::uint64_t first_row, std::span<const std::uint16_t> codes,
                DecodedColumn& out) const override;

private:
    /// Bins with their decoder, and a table that draws one of them.
    struct Bins {
        Bins(const Model& model, std::uint32_t column, ColumnModel bins);

        std::uint32_t count = 0;
        AliasTable table;
        BinnedDecoder decoder;
    };

    [[nodiscard]] std::int64_t bounded(const Bounds& bounds, std::int64_t interval) const;

    std::uint32_t column_ = 0;
    std::string name_;
    Relation relation_;
    std::optional<std::uint32_t> missing_code_;
    ValueFormat format_;
    std::optional<Bins> intervals_;
    bool never_negative_ = false;  ///< no interval is
    std::optional<Bins> own_;
    std::int64_t own_low_ = 0;
    std::int64_t own_high_ = 0;
};

}  // namespace replica
