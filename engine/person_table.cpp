#include "engine/person_table.hpp"

#include "engine/mpi/agreement.hpp"
#include "engine/person_rows.hpp"

#include <optional>
#include <variant>

namespace replica {
namespace {

std::uint16_t code_at(const CodeColumn& column, std::uint64_t row) {
    return std::visit([&](const auto& codes) { return static_cast<std::uint16_t>(codes[row]); }, column);
}

// Of each own row its person's first code that isn't missing, wherever the person's rows lie.
std::vector<std::uint16_t> codes_of_persons(const OwnPersons& own, const CodeColumn& column,
                                            std::optional<std::uint32_t> missing, const Communicator& comm) {
    std::vector<PersonCode> seen(own.persons.size());
    for (std::size_t row = 0; row < seen.size(); ++row) {
        const std::uint16_t code = code_at(column, own.first_in_table + row);
        seen[row] = {own.persons[row], own.first_row + row, code};
        if (missing == code) seen[row].row = PersonCode::no_row;
    }
    return first_codes(seen, static_cast<std::uint16_t>(missing.value_or(0)), comm);
}

}  // namespace

PersonTable make_person_table(const OwnPersons& own, const std::vector<ColumnCodec>& codecs, const Placement& placement,
                              EncodedTable& rows) {
    const Communicator& world = placement.world();
    const PersonRows found = find_persons(own.persons, own.first_row, world);
    const ColumnCodec& size = codecs.back();
    for (std::size_t row = 0; row < found.sizes.size(); ++row)
        rows.store(codecs.size() - 1, own.first_in_table + row,
                   static_cast<std::uint16_t>(size.edges.bin(found.sizes[row])));
    rows.complete();

    std::vector<std::uint32_t> domains;
    for (const ColumnCodec& codec : codecs)
        domains.push_back(codec.model.tier == Tier::person ? codec.model.domain_size() : 1);
    const std::uint64_t first = placement.part().exclusive_sum(found.first.size());
    const std::uint64_t persons = placement.part().sum(found.first.size());
    PersonTable result;
    result.table = agree(world, [&] {
        return std::make_unique<EncodedTable>(placement.part(), placement.holder(), domains, persons,
                                              RowRange{first, found.first.size()});
    });
    result.missing.resize(codecs.size());
    for (std::size_t column = 0; column < codecs.size(); ++column) {
        const ColumnModel& model = codecs[column].model;
        if (model.tier != Tier::person || model.domain_size() < 2) continue;
        const CodeColumn codes = rows.column(column);
        const auto of_persons = codes_of_persons(own, codes, model.missing_code(), world);
        for (std::size_t person = 0; person < found.first.size(); ++person)
            result.table->store(column, first + person, of_persons[found.first[person]]);
        MissingInRows missing;
        for (std::size_t row = 0; row < of_persons.size(); ++row) {
            if (model.missing_code() == of_persons[row]) continue;
            ++missing.value_rows;
            if (model.missing_code() == code_at(codes, own.first_in_table + row)) ++missing.missing_rows;
        }
        result.missing[column] = {world.sum(missing.value_rows), world.sum(missing.missing_rows)};
    }
    result.table->complete();
    return result;
}

}  // namespace replica
