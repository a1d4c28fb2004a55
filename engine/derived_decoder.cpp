#include "engine/derived_decoder.hpp"

#include "engine/error.hpp"

#include <algorithm>

namespace replica {

DerivedDecoder::DerivedDecoder(const Model& model, std::uint32_t column) {
    const ColumnModel& source = model.columns[column];
    if (!source.derivation || source.derivation->source >= model.columns.size())
        throw InputError("the model is damaged: column '" + source.name + "' follows from none; describe again");
    derivation_ = *source.derivation;
    source_format_ = model.columns[derivation_.source].format;
    for (const std::string& label : derivation_.labels) prepare(label);
}

std::uint32_t DerivedDecoder::cell_of(std::string_view text) const {
    const auto label = derive(derivation_, source_format_, text);
    return label ? *label + 1 : missing_cell;
}

void DerivedDecoder::prepare_source(const ValueDecoder& source) {
    cells_ = {missing_cell};
    for (const std::string& text : source.prepared()) cells_.push_back(cell_of(text));
}

void DerivedDecoder::follow(const DecodedColumn& source, DecodedColumn& out) const {
    out.start(source.cells.size());
    std::size_t generated = 0;
    std::size_t begin = 0;
    for (std::size_t r = 0; r < source.cells.size(); ++r) {
        if (source.cells[r] != generated_cell) {
            out.cells[r] = cells_[source.cells[r]];
            continue;
        }
        const std::size_t end = source.text_ends[generated++];
        out.cells[r] = cell_of(std::string_view(source.text).substr(begin, end - begin));
        begin = end;
    }
}

void DerivedDecoder::decode(std::uint64_t, std::uint64_t, std::span<const std::uint16_t> codes,
                            DecodedColumn& out) const {
    out.start(codes.size());
    std::fill(out.cells.begin(), out.cells.end(), missing_cell);
}

}  // namespace replica
