#include "engine/column_codec.hpp"

#include "engine/bin_slots.hpp"
#include "engine/error.hpp"
#include "engine/person_sizes.hpp"
#include "engine/text_shape.hpp"

#include <algorithm>
#include <map>

namespace replica {
namespace {

bool has_grid(const ValueFormat& format) {
    return format.type != ValueType::string && format.type != ValueType::boolean;
}

std::int64_t schema_value(const std::string& name, const std::string& text, const ValueFormat& format) {
    if (const auto value = parse_bound(text, format)) return *value;
    throw InputError("column " + name + ": the schema's range or brackets hold \"" + text + "\", which is no " +
                     std::string(name_of(format.type)) + " as the column writes it");
}

std::vector<Weighted<std::uint32_t>> count_rows_per_person(const DistinctValues& persons, std::uint64_t min_count) {
    std::map<std::uint32_t, std::uint64_t> sizes;
    for (const SizeGroup& group : group_sizes(persons, min_count))
        sizes[static_cast<std::uint32_t>(std::min<std::uint64_t>(group.mean, 0xffffffff))] += group.persons;
    std::vector<Weighted<std::uint32_t>> weighted;
    for (const auto& [size, weight] : sizes) weighted.push_back({size, weight});
    return weighted;
}

bool is_listed(const ColumnSchema* schema, std::string_view text) {
    if (schema == nullptr || schema->values.empty()) return true;
    return std::find(schema->values.begin(), schema->values.end(), text) != schema->values.end();
}

// Numbers in ascending order of value, the rest of text: codes read well and never depend on the order of rows.
void sort_by_value(std::vector<ValueCount>& kept, const ValueFormat& format) {
    std::sort(kept.begin(), kept.end(), [&](const ValueCount& a, const ValueCount& b) {
        if (has_grid(format)) {
            const auto x = parse_value(a.text, format);
            const auto y = parse_value(b.text, format);
            if (x && y && *x != *y) return *x < *y;
        }
        return a.text < b.text;
    });
}

void make_categories(ColumnModel& model, const ValueTable& table, const ColumnSchema* schema,
                     const EncodingOptions& options) {
    std::vector<ValueCount> kept;
    std::vector<ValueCount> pooled;
    for (const ValueCount& value : table.values) {
        const bool writable = value.persons >= options.min_count && is_listed(schema, value.text);
        (writable ? kept : pooled).push_back(value);
    }
    if (kept.size() > options.max_categories) {
        std::stable_sort(kept.begin(), kept.end(), [](const auto& a, const auto& b) { return a.rows > b.rows; });
        const auto first_rare = kept.begin() + options.max_categories;
        pooled.insert(pooled.end(), first_rare, kept.end());
        kept.erase(first_rare, kept.end());
    }
    sort_by_value(kept, model.format);
    for (const ValueCount& value : kept) {
        model.values.emplace_back(value.text);
        model.value_weights.push_back(value.rows);
    }
    model.has_pooled = !pooled.empty() || !table.complete;
    // Only texts with many values are codes whose shape can be imitated; elsewhere a kept value stands in.
    const bool many = table.values.size() > options.category_threshold;
    if (model.format.type == ValueType::string && many)
        model.pooled_patterns = common_shapes(pooled, options.min_count);
}

std::vector<GridCount> in_order(const std::map<std::int64_t, GridCount>& counts) {
    std::vector<GridCount> sorted;
    sorted.reserve(counts.size());
    for (const auto& [grid, count] : counts) sorted.push_back(count);
    return sorted;
}

void add_count(std::map<std::int64_t, GridCount>& counts, std::int64_t grid, const GridCount& added) {
    GridCount& count = counts[grid];
    count.value = grid;
    count.rows += added.rows;
    count.writable = count.writable || added.writable;
    count.holders.insert(count.holders.end(), added.holders.begin(), added.holders.end());
}

std::vector<GridCount> grid_counts(const ValueTable& table, const ValueFormat& format, std::uint32_t min_count) {
    std::map<std::int64_t, GridCount> counts;  // several texts may write one value
    for (const ValueCount& value : table.values) {
        const auto grid = parse_value(value.text, format);
        if (!grid) continue;
        const bool writable = value.persons >= min_count;
        GridCount count{*grid, value.rows, writable, {}};
        if (!writable) count.holders.assign(value.holders.begin(), value.holders.end());
        add_count(counts, *grid, count);
    }
    return in_order(counts);
}

// Values outside the edges count as the nearest edge.
std::vector<GridCount> clamp_counts(const std::vector<GridCount>& counts, std::int64_t low, std::int64_t high) {
    std::map<std::int64_t, GridCount> clamped;
    for (const GridCount& count : counts) add_count(clamped, std::clamp(count.value, low, high), count);
    return in_order(clamped);
}

BinEdges make_edges(const std::string& name, const ValueFormat& format, const GridRange& data,
                    const ColumnSchema* schema, const EncodingOptions& options) {
    GridRange range = data;
    if (schema != nullptr && schema->range_low) range.low = schema_value(name, *schema->range_low, format);
    if (schema != nullptr && schema->range_high) range.high = schema_value(name, *schema->range_high, format);
    if (range.low > range.high) throw InputError("column " + name + ": the schema's range leaves no value");
    if (range.low != data.low || range.high != data.high) range.step = 1;
    const std::uint32_t bins = schema != nullptr && schema->bins ? *schema->bins : options.bins;
    BinEdges edges = equal_bins(range, std::max(1U, bins));
    if (schema == nullptr || schema->brackets.empty()) return edges;
    edges.low = {range.low};
    for (const std::string& bracket : schema->brackets) {
        const std::int64_t low = schema_value(name, bracket, format);
        if (low > edges.low.back() && low <= range.high) edges.low.push_back(low);
    }
    return edges;
}

// A complete table shows which bins are empty: they need no code.
void drop_empty_bins(BinEdges& edges, const std::vector<GridCount>& counts) {
    std::vector<std::int64_t> occupied;
    for (const GridCount& count : counts) {
        const std::int64_t low = edges.low[edges.bin(count.value)];
        if (occupied.empty() || occupied.back() != low) occupied.push_back(low);
    }
    if (!occupied.empty()) edges.low = std::move(occupied);
}

void make_bins(ColumnCodec& codec, const ValueTable& table, const ColumnSchema* schema,
               const EncodingOptions& options) {
    ColumnModel& model = codec.model;
    const auto all_counts = grid_counts(table, model.format, options.min_count);
    const GridRange general = general_range(table.range, all_counts, options.min_count);
    BinEdges edges = make_edges(model.name, model.format, general, schema, options);
    const bool own_range = edges.low.front() == general.low && edges.high == general.high;
    model.step = own_range ? static_cast<std::int64_t>(std::max<std::uint64_t>(1, general.step)) : 1;
    const auto counts = clamp_counts(all_counts, edges.low.front(), edges.high);
    if (table.complete) drop_empty_bins(edges, counts);
    const IntervalRule rule{2 * std::uint64_t{options.min_count}, 5};
    codec.edges = general_bins(edges, counts, model.step, rule);
    model.bin_low = codec.edges.low;
    model.range_high = codec.edges.high;
    auto first = counts.begin();
    for (std::uint32_t bin = 0; bin < model.bin_low.size(); ++bin) {
        model.first_slot.push_back(static_cast<std::uint32_t>(model.slots.size()));
        const auto last =
            std::find_if(first, counts.end(), [&](const auto& count) { return codec.edges.bin(count.value) != bin; });
        const std::int64_t high =
            bin + 1 < model.bin_low.size() ? model.bin_low[bin + 1] - model.step : model.range_high;
        const auto slots = make_slots({first, last}, model.bin_low[bin], high, model.step, rule);
        model.slots.insert(model.slots.end(), slots.begin(), slots.end());
        first = last;
    }
    model.first_slot.push_back(static_cast<std::uint32_t>(model.slots.size()));
}

}  // namespace

ColumnCodec make_codec(const std::string& name, const ColumnProfile& profile, const ColumnDecision& decision,
                       const ValueTable& table, const ColumnSchema* schema, const EncodingOptions& options) {
    ColumnCodec codec;
    ColumnModel& model = codec.model;
    model.name = name;
    model.role = decision.role;
    model.format = decision.format;
    model.encoding = decision.encoding;
    const bool may_miss = schema != nullptr && schema->missing.value_or(false);
    model.has_missing = profile.missing() > 0 || may_miss;
    if (decision.encoding == Encoding::presence) {
        if (decision.role == Role::person) {
            model.rows_per_person = count_rows_per_person(profile.values(), options.min_count);
        }
    } else if (table.values.empty()) {
        model.encoding = Encoding::categorical;  // nothing but missing
        model.has_missing = true;
    } else if (decision.encoding == Encoding::binned) {
        make_bins(codec, table, schema, options);
    } else {
        make_categories(model, table, schema, options);
    }
    return codec;
}

ColumnEncoder::ColumnEncoder(const ColumnCodec& codec, const ColumnProfile& profile)
    : codec_(&codec), lookup_(&profile.values()) {
    const ColumnModel& model = codec.model;
    pooled_code_ = static_cast<std::uint16_t>(model.pooled_code().value_or(0));
    missing_code_ = static_cast<std::uint16_t>(model.missing_code().value_or(0));
    constant_ = model.encoding == Encoding::presence;
    if (constant_) return;
    DistinctValues kept(model.values.size() + 1);
    for (const std::string& value : model.values) kept.add(value);
    for (std::size_t i = 0; i < lookup_->size(); ++i) codes_.push_back(encode_listed(lookup_->text(i), kept));
    kept_ = std::move(kept);
}

std::uint16_t ColumnEncoder::encode_listed(std::string_view text, const DistinctValues& kept) const {
    if (codec_->model.encoding == Encoding::binned) {
        const auto value = parse_value(text, codec_->model.format);
        return static_cast<std::uint16_t>(value ? codec_->edges.bin(*value) : 0U);
    }
    const auto index = kept.find(text);
    return index ? static_cast<std::uint16_t>(*index) : pooled_code_;
}

std::uint16_t ColumnEncoder::encode_unlisted(std::string_view text) const { return encode_listed(text, kept_); }

}  // namespace replica
