#pragma once

#include "engine/derived_decoder.hpp"
#include "engine/person_values.hpp"
#include "engine/related_decoder.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace replica {

/// Rows, or persons, to decode: draws of the random streams are counted from `first`.
struct CodedRows {
    std::uint64_t seed = 0;
    std::uint64_t first = 0;
    std::size_t count = 0;
    std::span<const std::vector<std::uint16_t>> codes;  ///< by column of the model
    std::size_t first_code = 0;                         ///< of them, in each column

    [[nodiscard]] std::span<const std::uint16_t> of(std::uint32_t column) const {
        return std::span(codes[column]).subspan(first_code, count);
    }
};

/// Rows with the persons that they belong to, where there is a person tier.
struct SampledRows {
    CodedRows rows;
    CodedRows persons;                             ///< all that the rows belong to
    std::span<const std::uint32_t> person_of_row;  ///< index in `persons` plus first_person
    std::uint32_t first_person = 0;
};

/// The columns of a model whose values follow from other columns' values in the same row. Immutable.
class DependentColumns {
public:
    DependentColumns() = default;
    /// `decoders`: by column of the model, null where dropped; they must outlive this object. Throws InputError where a
    /// column follows from one that isn't there or has no grid, or from itself.
    DependentColumns(const Model& model, std::span<const std::unique_ptr<ValueDecoder>> decoders);

    [[nodiscard]] bool contains(std::uint32_t column) const {
        return column < columns_.size() && (columns_[column].related != nullptr || columns_[column].derived != nullptr);
    }
    /// The values of one of them. Its references and sources are drawn anew, which gives the values that they have in
    /// the replica. A column of the person tier is drawn once a person.
    void decode(std::uint32_t column, const SampledRows& rows, DecodedColumn& out) const;

private:
    struct Column {
        const ValueDecoder* decoder = nullptr;
        const RelatedDecoder* related = nullptr;
        const BinnedDecoder* binned = nullptr;
        DerivedDecoder* derived = nullptr;
        std::uint32_t value_codes = 0;
        std::uint32_t missing_code = generated_cell;  ///< or no code at all
        Tier tier = Tier::row;
    };

    void check_grid(const Model& model, std::uint32_t column, std::size_t depth) const;
    void decode_related(const Column& column, std::uint32_t index, const SampledRows& rows, DecodedColumn& out) const;
    void decode_source(std::uint32_t source, const SampledRows& rows, DecodedColumn& out) const;
    /// The grid values of all rows, or of all persons.
    void draw_rows(std::uint32_t column, const SampledRows& rows, GridColumn& grids) const;
    void draw_persons(std::uint32_t column, const SampledRows& rows, GridColumn& grids) const;
    template <typename DrawReference>
    void draw(std::uint32_t column, const CodedRows& rows, const DrawReference& draw_reference,
              GridColumn& grids) const;

    std::vector<Column> columns_;
};

}  // namespace replica
