#include "engine/distinct_values.hpp"

#include <algorithm>
#include <numeric>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace replica {

DistinctValues::DistinctValues(std::size_t capacity) : capacity_(capacity), slots_(64) {}

std::uint64_t DistinctValues::hash(std::string_view text) { return XXH3_64bits(text.data(), text.size()); }

DistinctValues::Added DistinctValues::add(std::string_view text, std::uint64_t hash, std::uint64_t count) {
    total_ += count;
    if (sketch_) {
        sketch_->add(hash, count);
        if (!samples(hash)) return Added::fresh;
    }
    return keep(text, hash, count);
}

DistinctValues::Added DistinctValues::keep(std::string_view text, std::uint64_t hash, std::uint64_t count) {
    const std::size_t mask = slots_.size() - 1;
    std::size_t slot = hash & mask;
    for (; slots_[slot] != 0; slot = (slot + 1) & mask) {
        Entry& entry = entries_[slots_[slot] - 1];
        if (entry.hash == hash && view(entry) == text) {
            entry.count += count;
            return Added::known;
        }
    }
    entries_.push_back({hash, count, texts_.size(), static_cast<std::uint32_t>(text.size())});
    texts_.append(text);
    slots_[slot] = static_cast<std::uint32_t>(entries_.size());
    if (entries_.size() > capacity_) {
        start_sketch();
        while (entries_.size() > capacity_) raise_level();
    } else if (2 * entries_.size() > slots_.size()) {
        rebuild(2 * slots_.size());
    }
    return Added::fresh;
}

void DistinctValues::merge(const DistinctValues& other) {
    if (!other.sketch_) {
        for (const Entry& entry : other.entries_) add(other.view(entry), entry.hash, entry.count);
        return;
    }
    // The other's sketch has counted its kept values already: they are kept here without counting them again.
    start_sketch();
    total_ += other.total_;
    for (std::size_t i = 0; i < sketch_->counters().size(); ++i) {
        sketch_->counters()[i] += other.sketch_->counters()[i];
    }
    while (level_ < other.level_) raise_level();
    for (const Entry& entry : other.entries_) {
        if (samples(entry.hash)) keep(other.view(entry), entry.hash, entry.count);
    }
}

void DistinctValues::start_sketch() {
    if (sketch_) return;
    sketch_.emplace();
    for (const Entry& entry : entries_) sketch_->add(entry.hash, entry.count);
}

void DistinctValues::raise_level() {
    ++level_;
    std::string texts;
    std::vector<Entry> kept;
    for (const Entry& entry : entries_) {
        if (!samples(entry.hash)) continue;
        kept.push_back({entry.hash, entry.count, texts.size(), entry.length});
        texts.append(view(entry));
    }
    texts_ = std::move(texts);
    entries_ = std::move(kept);
    rebuild(slots_.size());
}

void DistinctValues::rebuild(std::size_t slots) {
    slots_.assign(slots, 0);
    for (std::size_t i = 0; i < entries_.size(); ++i) {
        std::size_t slot = entries_[i].hash & (slots - 1);
        while (slots_[slot] != 0) slot = (slot + 1) & (slots - 1);
        slots_[slot] = static_cast<std::uint32_t>(i + 1);
    }
}

std::uint64_t DistinctValues::count_bound(std::string_view text) const {
    const std::uint64_t place = hash(text);
    if (const auto index = find(text, place)) return entries_[*index].count;
    return sketch_ ? sketch_->estimate(place) : 0;
}

std::vector<std::size_t> DistinctValues::sorted() const {
    std::vector<std::size_t> order(entries_.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [this](std::size_t a, std::size_t b) { return text(a) < text(b); });
    return order;
}

void DistinctValues::write(ByteWriter& out) const {
    out.put<std::uint64_t>(capacity_);
    out.put(level_);
    out.put(total_);
    out.put_text(texts_);
    out.put_all(entries_);
    out.put(sketch_.has_value());
    if (sketch_) out.put_all(sketch_->counters());
}

DistinctValues DistinctValues::read(ByteReader& in) {
    DistinctValues values(static_cast<std::size_t>(in.get<std::uint64_t>()));
    values.level_ = in.get<unsigned>();
    values.total_ = in.get<std::uint64_t>();
    values.texts_ = in.get_text();
    values.entries_ = in.get_all<Entry>();
    if (in.get<bool>()) values.sketch_.emplace().counters() = in.get_all<std::uint64_t>();
    std::size_t slots = 64;
    while (slots < 2 * values.entries_.size()) slots *= 2;
    values.rebuild(slots);
    return values;
}

}  // namespace replica
