#include "engine/column_codec.hpp"

#include "engine/grid_bins.hpp"
#include "engine/person_sizes.hpp"
#include "engine/text_shape.hpp"

#include <algorithm>
#include <map>

namespace replica {
namespace {

bool has_grid(const ValueFormat& format) {
    return format.type != ValueType::string && format.type != ValueType::boolean;
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
    // Of values that a person declared, no others are left here.
    if (schema == nullptr || schema->values.empty() || !schema->from_data) return true;
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

}  // namespace

ColumnCodec make_codec(const std::string& name, const ColumnProfile& profile, const ColumnDecision& decision,
                       const ValueTable& table, const ColumnSchema* schema, const EncodingOptions& options) {
    ColumnCodec codec;
    ColumnModel& model = codec.model;
    model.name = name;
    model.role = decision.role;
    model.format = decision.format;
    model.encoding = decision.encoding;
    codec.domain = decision.domain;
    const bool may_miss = schema != nullptr && schema->missing.value_or(false);
    model.has_missing = profile.missing() > 0 || decision.rejected > 0 || may_miss;
    if (decision.encoding == Encoding::derived) {
        model.has_missing = false;  // its only code says that it follows
    } else if (decision.encoding == Encoding::presence) {
        if (decision.role == Role::person) {
            model.rows_per_person = count_rows_per_person(profile.values(), options.min_count);
        }
    } else if (table.values.empty()) {
        model.encoding = Encoding::categorical;  // nothing but missing
        model.has_missing = true;
    } else if (decision.encoding == Encoding::binned) {
        codec.edges = make_grid_bins(table, decision.holidays, schema, options, model);
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
    constant_ = (model.encoding == Encoding::presence && !codec.domain.limited()) ||
                model.encoding == Encoding::derived || model.relation;
    if (constant_) return;
    DistinctValues kept(model.values.size() + 1);
    for (const std::string& value : model.values) kept.add(value);
    for (std::size_t i = 0; i < lookup_->size(); ++i) codes_.push_back(encode_listed(lookup_->text(i), kept));
    kept_ = std::move(kept);
}

std::uint16_t ColumnEncoder::encode_listed(std::string_view text, const DistinctValues& kept) const {
    if (codec_->domain.rejects(text)) return missing_code_;
    if (codec_->model.encoding == Encoding::presence) return 0;
    if (codec_->model.encoding == Encoding::binned) {
        const auto value = parse_value(text, codec_->model.format);
        return static_cast<std::uint16_t>(value ? codec_->edges.bin(*value) : 0U);
    }
    const auto index = kept.find(text);
    return index ? static_cast<std::uint16_t>(*index) : pooled_code_;
}

std::uint16_t ColumnEncoder::encode_unlisted(std::string_view text) const { return encode_listed(text, kept_); }

}  // namespace replica
