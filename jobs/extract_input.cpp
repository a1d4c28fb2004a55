#include "jobs/extract_input.hpp"

#include "engine/mpi/agreement.hpp"
#include "io/machine_resources.hpp"
#include "io/omop/known_columns.hpp"
#include "io/schema_toml.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>
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

CsvOptions csv_options(const InputOptions& options) {
    CsvOptions csv;
    csv.separator = separator(options.separator);
    csv.quoting = options.quoting == "none" ? Quoting::none : Quoting::rfc4180;
    csv.escapes = options.escapes == "backslash" ? Escapes::backslash : Escapes::none;
    auto& tokens = csv.missing_tokens;
    for (const std::string& token : options.missing_tokens) {
        if (std::find(tokens.begin(), tokens.end(), token) == tokens.end()) tokens.push_back(token);
    }
    return csv;
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

CsvSource open_extract(const InputOptions& options, const Communicator& world) {
    return open_csv(options.paths, csv_options(options), world);
}

std::uint64_t source_bytes(const CsvSource& source) {
    std::uint64_t bytes = 0;
    for (const CsvFile& file : source.files) bytes += file.stamp.bytes;
    return bytes;
}

ColumnKnowledge gather_knowledge(const InputOptions& options, const CsvSource& source, const Communicator& world) {
    return agree(world, [&] {
        ColumnKnowledge knowledge;
        if (!options.schema_path.empty()) knowledge.schema = read_schema(options.schema_path);
        check_schema_names(knowledge.schema, source.columns, options.paths.front());
        for (const std::string& name : source.columns) knowledge.known.push_back(known_column(name));
        return knowledge;
    });
}

}  // namespace replica
