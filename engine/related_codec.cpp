#include "engine/related_codec.hpp"

#include <algorithm>

namespace replica {
namespace {

// The first value of low, low + step, ... that is at least `least`; high where there is none.
std::int64_t raised(std::int64_t low, std::int64_t high, std::int64_t step, std::int64_t least) {
    if (low >= least) return low;
    const std::int64_t steps = (least - low + step - 1) / step;
    return std::min(high, low + steps * step);
}

// Rare intervals are rounded outwards, which must not go beyond what the rules allow.
void draw_in(ColumnModel& model, std::int64_t least) {
    if (model.bin_low.empty() || model.bin_low.front() >= least) return;
    model.bin_low.front() = raised(model.bin_low.front(), model.range_high, model.step, least);
    for (Slot& slot : model.slots) slot.low = raised(slot.low, slot.high, model.step, least);
}

}  // namespace

void relate_codec(const RelatedColumn& related, const RelatedRowCounts& counts, const ColumnCodec& interval,
                  std::vector<ColumnCodec>& codecs) {
    ColumnCodec& codec = codecs[related.target];
    ColumnModel& model = codec.model;
    const ColumnModel alone = model;
    const bool sum = related.relation.kind == RelationKind::sum;
    model = {};
    model.name = alone.name;
    model.role = alone.role;
    model.tier = alone.tier;
    for (const Reference& reference : related.relation.references)
        if (codecs[reference.column].model.tier == Tier::row) model.tier = Tier::row;
    model.format = alone.format;
    model.encoding = sum ? Encoding::sum : Encoding::interval;
    model.has_missing = alone.has_missing || counts.contradicting > 0;
    model.relation = related.relation;
    model.has_own = counts.own > 0;
    if (alone.encoding == Encoding::binned) model.own.push_back(alone);
    if (sum || interval.model.encoding != Encoding::binned) return;
    model.step = interval.model.step;
    model.bin_low = interval.model.bin_low;
    model.range_high = interval.model.range_high;
    model.first_slot = interval.model.first_slot;
    model.slots = interval.model.slots;
    draw_in(model, related.least);
    codec.edges = interval.edges;
}

std::uint16_t encode_related(const ColumnCodec& codec, const RelatedValue& value) {
    const ColumnModel& model = codec.model;
    switch (value.kind) {
        case RelatedValue::Kind::own: return static_cast<std::uint16_t>(model.own_code().value_or(0));
        case RelatedValue::Kind::related:
            return static_cast<std::uint16_t>(model.encoding == Encoding::sum ? 0U : codec.edges.bin(value.interval));
        case RelatedValue::Kind::missing:
        case RelatedValue::Kind::contradicts:
        case RelatedValue::Kind::too_large: break;
    }
    return static_cast<std::uint16_t>(model.missing_code().value_or(0));
}

}  // namespace replica
