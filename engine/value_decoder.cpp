#include "engine/value_decoder.hpp"

#include "engine/binned_decoder.hpp"
#include "engine/categorical_decoder.hpp"
#include "engine/derived_decoder.hpp"
#include "engine/key_decoder.hpp"
#include "engine/related_decoder.hpp"
#include "engine/text_decoder.hpp"

namespace replica {

std::uint32_t ValueDecoder::prepare(std::string_view text) {
    prepared_.emplace_back(text);
    return static_cast<std::uint32_t>(prepared_.size());
}

std::unique_ptr<ValueDecoder> make_decoder(const Model& model, std::uint32_t column) {
    switch (model.columns[column].encoding) {
        case Encoding::categorical: return std::make_unique<CategoricalDecoder>(model, column);
        case Encoding::binned: return std::make_unique<BinnedDecoder>(model, column);
        case Encoding::interval:
        case Encoding::sum: return std::make_unique<RelatedDecoder>(model, column);
        case Encoding::derived: return std::make_unique<DerivedDecoder>(model, column);
        case Encoding::presence: break;
    }
    const Role role = model.columns[column].role;
    if (role == Role::key || role == Role::person) return std::make_unique<KeyDecoder>(model, column);
    return std::make_unique<TextDecoder>(model, column);
}

}  // namespace replica
