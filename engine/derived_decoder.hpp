#pragma once

#include "engine/derivation.hpp"
#include "engine/value_decoder.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace replica {

/// A column whose values follow from another column's in the same row (Encoding::derived).
class DerivedDecoder final : public ValueDecoder {
public:
    /// Throws InputError where the model is damaged.
    DerivedDecoder(const Model& model, std::uint32_t column);

    [[nodiscard]] std::uint32_t source() const { return derivation_.source; }
    /// Notes what follows from the texts that the source's decoder has prepared. Once, before `follow`.
    void prepare_source(const ValueDecoder& source);

    /// The values of rows in which the source has these. Replaces `out`. A value that nothing follows from leaves this
    /// one missing.
    void follow(const DecodedColumn& source, DecodedColumn& out) const;

    /// As in rows where the source is missing.
    void decode(std::uint64_t seed, std::uint64_t first_row, std::span<const std::uint16_t> codes,
                DecodedColumn& out) const override;

private:
    [[nodiscard]] std::uint32_t cell_of(std::string_view text) const;

    Derivation derivation_;
    ValueFormat source_format_;
    std::vector<std::uint32_t> cells_;  ///< by the source's cell
};

}  // namespace replica
