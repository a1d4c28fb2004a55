#include "jobs/extract_input.hpp"

#include "engine/mpi/agreement.hpp"
#include "io/lookup_table.hpp"
#include "io/machine_resources.hpp"
#include "io/omop/known_columns.hpp"
#include "io/schema_toml.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <string_view>

namespace replica {
namespace {

// Nothing where the separator is to be detected.
std::optional<char> separator(const std::string& name) {
    if (name == "auto") return std::nullopt;
    if (name == "comma") return ',';
    if (name == "tab" || name == "\\t") return '\t';
    if (name == "semicolon") return ';';
    if (name == "pipe") return '|';
    if (name.size() == 1) return name[0];
    throw InputError("--sep " + name + " is no separator; give auto, comma, tab, semicolon, pipe or one character");
}

SourceOptions csv_options(const InputOptions& options) {
    SourceOptions csv;
    csv.separator = separator(options.separator);
    csv.quoting = options.quoting == "none" ? Quoting::none : Quoting::rfc4180;
    csv.escapes = options.escapes == "backslash" ? Escapes::backslash : Escapes::none;
    auto& tokens = csv.missing_tokens;
    for (const std::string& token : options.missing_tokens) {
        if (std::find(tokens.begin(), tokens.end(), token) == tokens.end()) tokens.push_back(token);
    }
    return csv;
}

DerivedColumn derived_column(const DerivedSchema& derived, const Schema& schema, const ExtractSource& source,
                             const std::filesystem::path& folder, const Communicator& world, int threads) {
    const std::string start = "the schema's [derived." + derived.name + "] ";
    const auto& names = source.columns;
    if (std::find(names.begin(), names.end(), derived.name) != names.end())
        throw InputError(start + "has the name of a column of the data; choose another one");
    const auto from = std::find(names.begin(), names.end(), derived.from);
    if (from == names.end())
        throw InputError(start + "is made from " + derived.from + ", which is no column of the data; correct the name");
    const auto index = static_cast<std::uint32_t>(from - names.begin());
    const ColumnSchema* source_schema = find_schema(schema, derived.from);
    DerivedColumn column;
    column.name = derived.name;
    column.modelled = source_schema != nullptr && source_schema->role == Role::drop;
    if (derived.hours.empty()) {
        column.table = (folder / derived.table).string();
        auto lines = read_lookup_table(column.table, derived.key, derived.value, world, threads);
        column.derivation = derive_by_table(index, std::move(lines), derived.prefix);
    } else {
        column.derivation = derive_by_hour(index, derived.hours);
    }
    return column;
}

}  // namespace

int thread_count(const SharedOptions& options) {
    if (options.threads > 0) return options.threads;
    if (const char* text = std::getenv("OMP_NUM_THREADS")) {
        const std::string_view value(text);
        int threads = 0;
        std::from_chars(value.data(), value.data() + value.size(), threads);
        if (threads > 0) return threads;
    }
    return available_processors();
}

ExtractSource open_extract(const InputOptions& options, const Communicator& world) {
    return open_source(options.paths, csv_options(options), world);
}

std::uint64_t source_bytes(const ExtractSource& source) {
    std::uint64_t bytes = 0;
    for (const SourceFile& file : source.files) bytes += file.stamp.bytes;
    return bytes;
}

ColumnKnowledge gather_knowledge(const InputOptions& options, const ExtractSource& source, const Communicator& world,
                                 int threads) {
    ColumnKnowledge knowledge = agree(world, [&] {
        ColumnKnowledge known;
        if (!options.schema_path.empty()) known.schema = read_schema(options.schema_path);
        check_schema_names(known.schema, source.columns, options.paths.front());
        for (const std::string& name : source.columns) known.known.push_back(known_column(name));
        return known;
    });
    const auto folder = std::filesystem::path(options.schema_path).parent_path();
    for (const DerivedSchema& derived : knowledge.schema.derived) {
        knowledge.derived.push_back(derived_column(derived, knowledge.schema, source, folder, world, threads));
    }
    return knowledge;
}

}  // namespace replica
