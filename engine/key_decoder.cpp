#include "engine/key_decoder.hpp"

#include "engine/random_stream.hpp"

#include <numeric>

namespace replica {

KeyDecoder::KeyDecoder(const Model& model, std::uint32_t column)
    : form_(model.columns[column].key),
      stream_(stream_of(Purpose::fresh_key, column)),
      numbered_by_row_(model.columns[column].role != Role::person || model.columns[column].tier != Tier::row),
      persons_(column, model.columns[column].rows_per_person) {}

void KeyDecoder::decode(std::uint64_t seed, std::uint64_t first_row, std::span<const std::uint16_t> codes,
                        DecodedColumn& out) const {
    out.start(codes.size());
    out.numbers.resize(codes.size());
    if (numbered_by_row_)
        std::iota(out.numbers.begin(), out.numbers.end(), first_row + 1);
    else
        persons_.assign(seed, first_row, out.numbers, out.persons);
    for (std::size_t r = 0; r < codes.size(); ++r) {
        if (codes[r] != 0) {
            out.cells[r] = missing_cell;
            continue;
        }
        append_key(form_, out.numbers[r], seed, stream_, out.text);
        out.cells[r] = out.end_text();
    }
}

}  // namespace replica
