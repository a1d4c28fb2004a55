#include "engine/presence_decoder.hpp"

#include <array>
#include <charconv>
#include <numeric>

namespace replica {

PresenceDecoder::PresenceDecoder(const Model& model, std::uint32_t column)
    : role_(model.columns[column].role),
      tier_(model.columns[column].tier),
      persons_(column, model.columns[column].rows_per_person) {
    const ColumnModel& source = model.columns[column];
    if (source.format.type != ValueType::integer) prefix_ = source.name + "-";
    if (role_ != Role::key && role_ != Role::person) prepare("[text]");
}

void PresenceDecoder::decode(std::uint64_t seed, std::uint64_t first_row, std::span<const std::uint16_t> codes,
                             DecodedColumn& out) const {
    out.start(codes.size());
    if (!prepared().empty()) {
        for (std::size_t r = 0; r < codes.size(); ++r) out.cells[r] = codes[r] == 0 ? 1 : missing_cell;
        return;
    }
    out.numbers.resize(codes.size());
    if (role_ == Role::person && tier_ == Tier::row)
        persons_.assign(seed, first_row, out.numbers, out.persons);
    else
        std::iota(out.numbers.begin(), out.numbers.end(), first_row + 1);
    for (std::size_t r = 0; r < codes.size(); ++r) {
        if (codes[r] != 0) {
            out.cells[r] = missing_cell;
            continue;
        }
        std::array<char, 20> digits{};
        const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), out.numbers[r]).ptr;
        out.text += prefix_;
        out.text.append(digits.data(), end);
        out.cells[r] = out.end_text();
    }
}

}  // namespace replica
