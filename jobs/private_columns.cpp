#include "jobs/private_columns.hpp"

#include "engine/byte_stream.hpp"
#include "engine/mpi/agreement.hpp"
#include "engine/privacy/private_domains.hpp"
#include "io/schema_toml.hpp"
#include "jobs/describe_columns.hpp"

#include <algorithm>

namespace replica {
namespace {

std::optional<std::size_t> find_unit(const DescribeOptions& options, const ExtractSource& source,
                                     const Schema& schema) {
    const std::string& name = options.privacy.unit;
    const auto found = std::find(source.columns.begin(), source.columns.end(), name);
    if (!name.empty() && found == source.columns.end())
        throw InputError("--unit " + name + " is no column of " + options.input.paths.front() + "; correct the name");
    for (const ColumnSchema& column : schema.columns) {
        if (column.role != Role::person || name == column.name) continue;
        throw InputError("the schema says that " + column.name +
                         " names persons, so their rows have to be limited: give --unit " + column.name +
                         " --max-rows-per-unit M, or another role where it names none");
    }
    if (name.empty()) return std::nullopt;
    return static_cast<std::size_t>(found - source.columns.begin());
}

void check_unit(const PrivateColumns& columns) {
    if (!columns.unit) return;
    const ColumnModel& unit = columns.declared[*columns.unit].codec.model;
    if (unit.role == Role::attribute)
        throw InputError("the unit column " + unit.name +
                         " identifies people and can't be an attribute; give it role = \"person\" or \"drop\"");
}

// Codecs from the data themselves: exact, and so not private.
void take_from_data(const DescribeOptions& options, ExtractSource& source, int threads, const Communicator& world,
                    Log& log, PrivateColumns& columns) {
    DescribedColumns described = describe_columns(source, options.input, threads, world, log);
    if (!described.plan.related.empty() || !described.plan.derived.empty())
        throw InputError(
            "with --domain-from-data there can be no rules and no derived columns; take them out of the "
            "schema");
    for (std::size_t c = 0; c < source.columns.size(); ++c) {
        DeclaredColumn column;
        column.codec = std::move(described.codecs[c]);
        column.codec.model.tier = Tier::row;
        column.codec.model.missing_rows = column.codec.model.value_rows = 0;
        if (column.codec.model.role == Role::text) column.codec.model.role = Role::drop;
        columns.declared.push_back(std::move(column));
    }
    columns.profiles = std::move(described.plan.profiles);
    columns.not_private.emplace_back("domains were read off the data, at no cost (--domain-from-data)");
    log.warning(
        "--domain-from-data: values, ranges and rare-value shapes come from the data as they are; the model is "
        "marked as not private");
}

std::string where_from(const DeclaredColumn& column) {
    switch (column.need) {
        case DomainNeed::categories: return "values found by a threshold, which costs budget";
        case DomainNeed::range: return "range and bins from noisy histograms, which cost budget";
        case DomainNeed::none: break;
    }
    if (column.codec.model.role == Role::drop) return "left out";
    return column.public_by.empty() ? "identifier, made anew" : "declared: " + column.public_by;
}

void tell_domains(const PrivateColumns& columns, Log& log) {
    for (const DeclaredColumn& column : columns.declared)
        log.detail("  " + column.codec.model.name + ": " + where_from(column));
    const std::size_t undeclared = columns.undeclared(DomainNeed::categories) + columns.undeclared(DomainNeed::range);
    if (undeclared > 0)
        log.info(std::to_string(undeclared) + (undeclared == 1 ? " column has" : " columns have") +
                 " no declared domain, which is learned with a share of the budget (--verbose names them)");
}

void write_domains(const std::vector<DeclaredColumn>& columns, ByteWriter& out) {
    for (const DeclaredColumn& column : columns) {
        if (column.need == DomainNeed::categories) {
            out.put<std::uint64_t>(column.codec.model.values.size());
            for (const std::string& value : column.codec.model.values) out.put_text(value);
        } else if (column.need == DomainNeed::range) {
            out.put_all(column.codec.edges.low);
            out.put(column.codec.edges.high);
        }
    }
}

void read_domains(const Bytes& bytes, std::vector<DeclaredColumn>& columns) {
    ByteReader in(bytes);
    for (DeclaredColumn& column : columns) {
        if (column.need == DomainNeed::categories) {
            std::vector<std::string> values(static_cast<std::size_t>(in.get<std::uint64_t>()));
            for (std::string& value : values) value = in.get_text();
            column.codec.domain.require_listed({}, values);
            set_categories(std::move(values), column.codec);
        } else if (column.need == DomainNeed::range) {
            BinEdges edges;
            edges.low = in.get_all<std::int64_t>();
            edges.high = in.get<std::int64_t>();
            set_bins(std::move(edges), column.codec);
        }
    }
}

}  // namespace

std::size_t PrivateColumns::undeclared(DomainNeed need) const {
    return static_cast<std::size_t>(
        std::count_if(declared.begin(), declared.end(), [&](const auto& column) { return column.need == need; }));
}

std::vector<ColumnCodec> PrivateColumns::codecs() const {
    std::vector<ColumnCodec> all;
    for (const DeclaredColumn& column : declared) all.push_back(column.codec);
    return all;
}

PrivateColumns gather_private_columns(const DescribeOptions& options, ExtractSource& source, int threads,
                                      const Communicator& world, Log& log) {
    PrivateColumns columns;
    columns.schema = agree(world, [&] {
        Schema schema;
        if (!options.input.schema_path.empty()) schema = read_schema(options.input.schema_path);
        check_schema_names(schema, source.columns, options.input.paths.front());
        return schema;
    });
    columns.unit = agree(world, [&] { return find_unit(options, source, columns.schema); });
    if (options.privacy.domain_from_data) {
        take_from_data(options, source, threads, world, log, columns);
    } else {
        columns.declared =
            agree(world, [&] { return declare_columns(source.columns, columns.schema, options.input.encoding); });
        columns.profiles.assign(source.columns.size(), ColumnProfile(source.dialect.missing_tokens.size()));
    }
    agree(world, [&] { check_unit(columns); });
    columns.declared_public.emplace_back("names and order of the columns");
    for (const DeclaredColumn& column : columns.declared)
        if (!column.public_by.empty()) columns.declared_public.push_back(column.public_by);
    tell_domains(columns, log);
    return columns;
}

void release_domains(const ValuesToRelease& values, const DescribeOptions& options, const Guarantee& guarantee,
                     Cost most, RunLedger* run, const Communicator& world, PrivateColumns& columns) {
    const std::size_t categories = columns.undeclared(DomainNeed::categories);
    const std::size_t all = categories + columns.undeclared(DomainNeed::range);
    if (all == 0) return;
    const Cost each = share_of(most, 1.0 / static_cast<double>(all));
    ByteWriter mine;
    agree(world, [&] {
        if (run == nullptr) return;
        for (std::size_t c = 0; c < columns.declared.size(); ++c) {
            DeclaredColumn& column = columns.declared[c];
            const std::string& name = column.codec.model.name;
            if (column.need == DomainNeed::categories)
                column.codec.model.values =
                    release_categories(run->ledger(), name, values.texts[c], guarantee.failure, categories, each);
            if (column.need == DomainNeed::range)
                column.codec.edges =
                    release_bins(run->ledger(), name, values.grids[c], std::max(1U, options.input.encoding.bins), each);
        }
        write_domains(columns.declared, mine);
    });
    read_domains(world.broadcast(mine.take()), columns.declared);
}

}  // namespace replica
