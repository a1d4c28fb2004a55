#include "engine/person_constancy.hpp"

#include <algorithm>

namespace replica {
namespace {

constexpr double most_of_chance = 1.0 / 40;

}  // namespace

void PersonConstancy::add(Seen& seen, const Seen& other) {
    if (other.value == 0) return;
    if (seen.value == 0) {
        seen = other;
        return;
    }
    seen.several = 1;
    seen.varying |= other.varying;
    if (seen.value != other.value) seen.varying = 1;
    seen.value = std::min(seen.value, other.value);
}

void PersonConstancy::add_person(std::uint64_t person, std::span<const Seen> seen) {
    if (!wants(person)) return;
    auto& kept = persons_[person];
    if (kept.empty()) kept.resize(columns_);
    for (std::size_t column = 0; column < columns_; ++column) add(kept[column], seen[column]);
    while (persons_.size() > capacity_) raise_level();
}

void PersonConstancy::observe(std::uint64_t person, std::span<const std::uint32_t> values) {
    if (!wants(person)) return;
    auto& kept = persons_[person];
    if (kept.empty()) kept.resize(columns_);
    for (std::size_t column = 0; column < columns_; ++column) add(kept[column], {values[column], 0, 0});
    while (persons_.size() > capacity_) raise_level();
}

void PersonConstancy::raise_level() {
    ++level_;
    std::erase_if(persons_, [&](const auto& entry) { return !wants(entry.first); });
}

void PersonConstancy::merge(const PersonConstancy& other) {
    while (level_ < other.level_) raise_level();
    for (const auto& [person, seen] : other.persons_) add_person(person, seen);
}

std::vector<Constancy> PersonConstancy::figures() const {
    std::vector<Constancy> figures(columns_);
    for (const auto& [person, seen] : persons_) {
        for (std::size_t column = 0; column < columns_; ++column) {
            figures[column].several += seen[column].several;
            figures[column].varying += seen[column].varying;
        }
    }
    return figures;
}

void PersonConstancy::write(ByteWriter& out) const {
    out.put(static_cast<std::uint64_t>(columns_));
    out.put(static_cast<std::uint64_t>(capacity_));
    out.put(level_);
    out.put(static_cast<std::uint64_t>(persons_.size()));
    for (const auto& [person, seen] : persons_) {
        out.put(person);
        out.put_all(seen);
    }
}

PersonConstancy PersonConstancy::read(ByteReader& in) {
    const auto columns = in.get<std::uint64_t>();
    PersonConstancy constancy(columns, in.get<std::uint64_t>());
    constancy.level_ = in.get<unsigned>();
    const auto persons = in.get<std::uint64_t>();
    for (std::uint64_t i = 0; i < persons; ++i) {
        const auto person = in.get<std::uint64_t>();
        constancy.persons_[person] = in.get_all<Seen>();
    }
    return constancy;
}

std::vector<Constancy> merged_figures(const PersonConstancy& local, const Communicator& comm) {
    if (comm.size() == 1) return local.figures();
    ByteWriter mine;
    local.write(mine);
    const auto gathered = comm.gather(mine.take());
    ByteWriter merged;
    if (comm.is_root()) {
        PersonConstancy all = local;
        for (std::size_t rank = 1; rank < gathered.size(); ++rank) {
            ByteReader in(gathered[rank]);
            all.merge(PersonConstancy::read(in));
        }
        merged.put_all(all.figures());
    }
    const Bytes bytes = comm.broadcast(merged.take());
    return ByteReader(bytes).get_all<Constancy>();
}

bool is_constant(const Constancy& figures, double chance, std::uint64_t min_persons) {
    return figures.several >= std::max<std::uint64_t>(1, min_persons) &&
           static_cast<double>(figures.varying) <= most_of_chance * chance * static_cast<double>(figures.several);
}

}  // namespace replica
