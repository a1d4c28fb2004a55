#include "engine/person_rows.hpp"

#include "engine/byte_stream.hpp"

#include <algorithm>
#include <limits>
#include <unordered_map>

namespace replica {
namespace {

/// A person's rows on a rank, or on all ranks.
struct Holding {
    std::uint64_t person = 0;
    std::uint64_t first_row = std::numeric_limits<std::uint64_t>::max();
    std::uint64_t rows = 0;
};

template <typename Of>
using ByPerson = std::unordered_map<std::uint64_t, Of>;

void add(ByPerson<Holding>& holdings, const Holding& more) {
    Holding& holding = holdings[more.person];
    holding.person = more.person;
    holding.first_row = std::min(holding.first_row, more.first_row);
    holding.rows += more.rows;
}

void add(ByPerson<PersonCode>& codes, const PersonCode& more) {
    const auto [at, is_new] = codes.try_emplace(more.person, more);
    if (more.row < at->second.row) at->second = more;
}

template <typename Of>
std::vector<Bytes> packed(const std::vector<std::vector<Of>>& values) {
    std::vector<Bytes> bytes;
    for (const auto& of_rank : values) {
        ByteWriter out;
        out.put_all(of_rank);
        bytes.push_back(out.take());
    }
    return bytes;
}

template <typename Of>
std::vector<std::vector<Of>> unpacked(const std::vector<Bytes>& bytes) {
    std::vector<std::vector<Of>> values;
    for (const Bytes& of_rank : bytes) {
        ByteReader in(of_rank);
        values.push_back(in.get_all<Of>());
    }
    return values;
}

// What every rank knows of its persons becomes what all ranks know together: each answers for those whose hash is its.
template <typename Of>
void complete(ByPerson<Of>& known, const Communicator& comm) {
    if (comm.size() == 1) return;
    std::vector<std::vector<Of>> questions(static_cast<std::size_t>(comm.size()));
    for (const auto& [person, own] : known) questions[person % questions.size()].push_back(own);
    auto asked = unpacked<Of>(comm.all_to_all(packed(questions)));
    ByPerson<Of> answers;
    for (const auto& of_rank : asked)
        for (const Of& own : of_rank) add(answers, own);
    for (auto& of_rank : asked)
        for (Of& own : of_rank) own = answers[own.person];
    for (const auto& of_rank : unpacked<Of>(comm.all_to_all(packed(asked))))
        for (const Of& all : of_rank) known[all.person] = all;
}

}  // namespace

PersonRows find_persons(std::span<const std::uint64_t> persons, std::uint64_t first_row, const Communicator& comm) {
    ByPerson<Holding> holdings;
    for (std::size_t row = 0; row < persons.size(); ++row) add(holdings, {persons[row], first_row + row, 1});
    complete(holdings, comm);
    PersonRows result;
    result.sizes.reserve(persons.size());
    for (std::size_t row = 0; row < persons.size(); ++row) {
        const Holding& holding = holdings[persons[row]];
        constexpr std::uint64_t most = std::numeric_limits<std::uint32_t>::max();
        result.sizes.push_back(static_cast<std::uint32_t>(std::min(holding.rows, most)));
        if (holding.first_row == first_row + row) result.first.push_back(row);
    }
    return result;
}

std::vector<std::uint16_t> first_codes(std::span<const PersonCode> rows, std::uint16_t none, const Communicator& comm) {
    ByPerson<PersonCode> first;
    for (const PersonCode& row : rows) add(first, row);
    complete(first, comm);
    std::vector<std::uint16_t> codes;
    codes.reserve(rows.size());
    for (const PersonCode& row : rows) {
        const PersonCode& found = first[row.person];
        codes.push_back(found.row == PersonCode::no_row ? none : found.code);
    }
    return codes;
}

}  // namespace replica
