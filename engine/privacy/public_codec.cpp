#include "engine/privacy/public_codec.hpp"

#include "engine/column_edges.hpp"
#include "engine/encoding_plan.hpp"
#include "engine/error.hpp"

#include <algorithm>

namespace replica {
namespace {

// The look of a column's values is that of the values, ends and brackets that its schema has.
std::optional<ValueFormat> declared_format(const ColumnSchema& schema) {
    FormatInference seen;
    for (const std::string& value : schema.values) seen.observe(value);
    for (const std::string& bracket : schema.brackets) seen.observe(bracket);
    if (schema.range_low) seen.observe(*schema.range_low);
    if (schema.range_high) seen.observe(*schema.range_high);
    return schema.type ? seen.result_as(*schema.type) : seen.result();
}

bool has_domain(const ColumnSchema& schema) {
    return !schema.values.empty() || schema.range_low || !schema.brackets.empty();
}

std::string ends_of(const ColumnSchema& schema) {
    if (schema.range_low) return "range " + *schema.range_low + " to " + *schema.range_high;
    return "brackets from " + schema.brackets.front();
}

void declare_values(const ColumnSchema& schema, DeclaredColumn& column) {
    column.codec.domain.require_listed(column.codec.model.format, schema.values);
    set_categories(schema.values, column.codec);
    column.public_by = std::to_string(schema.values.size()) + " values of " + schema.name;
}

void declare_range(const ColumnSchema& schema, const EncodingOptions& options, DeclaredColumn& column) {
    ColumnModel& model = column.codec.model;
    WantedBins wanted = wanted_bins(model, &schema, options);
    wanted.binning = Binning::equal;
    if (!wanted.low) wanted.low = wanted.brackets.front();
    if (!wanted.high) throw InputError("column " + schema.name + ": with --epsilon brackets need a range beside them");
    GridRange range;
    range.include(*wanted.low);
    range.include(*wanted.high);
    range.step = 1;
    set_bins(cut_bins(wanted_range(schema.name, range, wanted), {}, wanted), column.codec);
    column.codec.domain.require_range(model.format, *wanted.low, *wanted.high);
    column.public_by = ends_of(schema) + " of " + schema.name;
}

void declare_attribute(const ColumnSchema& schema, const EncodingOptions& options, DeclaredColumn& column) {
    ColumnModel& model = column.codec.model;
    const auto format = declared_format(schema);
    if (!format)
        throw InputError("column " + schema.name + ": the schema's values, range or brackets are not of its type");
    model.format = *format;
    model.has_missing = schema.missing.value_or(true);
    column.drops_rows = !model.has_missing;
    const bool texts = format->type == ValueType::string || format->type == ValueType::boolean;
    if (!schema.values.empty()) return declare_values(schema, column);
    if (has_domain(schema)) return declare_range(schema, options, column);
    column.need = texts || schema.categorical.value_or(false) ? DomainNeed::categories : DomainNeed::range;
    model.encoding = texts || schema.categorical.value_or(false) ? Encoding::categorical : Encoding::binned;
    model.has_missing = true;
    column.drops_rows = false;
    constexpr std::uint8_t usual_decimals = 2;  // where no end of a range shows how many there are
    if (format->type == ValueType::decimal) model.format.decimals = usual_decimals;
    if (!texts) column.codec.domain.require_format(model.format);
}

// Identifiers are made anew without a look at the source's.
void declare_identifier(const ColumnSchema& schema, DeclaredColumn& column) {
    ColumnModel& model = column.codec.model;
    model.encoding = Encoding::presence;
    model.key.style = schema.key_style.value_or(KeyStyle::integer);
    if (model.key.style == KeyStyle::prefix) model.key.prefix = schema.name + "-";
    if (model.key.style == KeyStyle::ssn) model.key.prefix = "-";
    model.format.type = model.key.style == KeyStyle::integer ? ValueType::integer : ValueType::string;
    model.rows_per_person = {{1, 1}};
    if (model.role == Role::key) model.rows_per_person.clear();
}

DeclaredColumn declare(const ColumnSchema& schema, const EncodingOptions& options) {
    DeclaredColumn column;
    ColumnModel& model = column.codec.model;
    model.name = schema.name;
    model.role = schema.role.value_or(Role::attribute);
    if (model.role == Role::text && options.text == TextPolicy::drop) model.role = Role::drop;
    if (model.role == Role::text)
        throw InputError(
            "column " + schema.name +
            " is free text, of which nothing can be learned with --epsilon; leave it out with --text drop");
    if (model.role == Role::drop) {
        model.encoding = Encoding::presence;
        return column;
    }
    if (model.role == Role::attribute)
        declare_attribute(schema, options, column);
    else
        declare_identifier(schema, column);
    return column;
}

void append(std::string& list, const std::string& name) { list += (list.empty() ? "" : ", ") + name; }

void check_declared(const std::vector<std::string>& names, const Schema& schema) {
    std::string unknown;
    std::string drafted;
    for (const std::string& name : names) {
        const ColumnSchema* column = find_schema(schema, name);
        const bool known =
            column != nullptr &&
            (column->type || column->role.value_or(Role::attribute) != Role::attribute || has_domain(*column));
        if (!known) append(unknown, name);
        if (column != nullptr && column->from_data && has_domain(*column)) append(drafted, name);
    }
    if (!unknown.empty())
        throw InputError(
            "with --epsilon nothing is read off the data for free, and the schema doesn't say what these "
            "columns are: " +
            unknown +
            "; declare type and values or range of each (replica schema "
            "drafts a file), or give --domain-from-data, which is not private");
    if (!drafted.empty())
        throw InputError(
            "the schema's values or ranges of these columns are marked source = \"data\", and with "
            "--epsilon they would give the data away: " +
            drafted +
            "; write what is publicly known, and "
            "source = \"public\"");
}

}  // namespace

std::vector<DeclaredColumn> declare_columns(const std::vector<std::string>& names, const Schema& schema,
                                            const EncodingOptions& options) {
    check_declared(names, schema);
    if (!schema.derived.empty())
        throw InputError("with --epsilon columns can't be derived from others yet; take [derived." +
                         schema.derived.front().name + "] out of the schema");
    std::vector<DeclaredColumn> columns;
    for (const std::string& name : names) columns.push_back(declare(*find_schema(schema, name), options));
    return columns;
}

void set_categories(std::vector<std::string> values, ColumnCodec& codec) {
    codec.model.encoding = Encoding::categorical;
    codec.model.values = std::move(values);
    codec.model.value_weights.assign(codec.model.values.size(), 1);
}

void set_bins(BinEdges edges, ColumnCodec& codec) {
    ColumnModel& model = codec.model;
    model.encoding = Encoding::binned;
    model.step = 1;
    model.bin_low = edges.low;
    model.range_high = edges.high;
    for (std::uint32_t bin = 0; bin < edges.low.size(); ++bin) {
        model.first_slot.push_back(bin);
        model.slots.push_back({edges.low[bin], bin + 1 < edges.low.size() ? edges.low[bin + 1] - 1 : edges.high, 1});
    }
    model.first_slot.push_back(static_cast<std::uint32_t>(model.slots.size()));
    codec.edges = std::move(edges);
}

}  // namespace replica
