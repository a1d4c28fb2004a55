#include "io/sweep/sweep_toml.hpp"

#include "io/csv/input_file.hpp"
#include "io/csv/input_paths.hpp"
#include "io/shard_writer.hpp"
#include "io/simulation/toml_keys.hpp"
#include "io/sweep/sweep_axes_toml.hpp"

#include <algorithm>
#include <set>

#include <xxhash.h>

namespace replica {
namespace {

namespace fs = std::filesystem;

std::string beside(const fs::path& file, const std::string& path) {
    return path.empty() ? path : (file.parent_path() / path).lexically_normal().string();
}

// One of some words, where it is there.
void read_word(TomlKeys& keys, const std::string& key, const std::vector<std::string>& words, std::string& word) {
    const auto text = keys.text(key);
    if (!text) return;
    std::string list;
    for (const std::string& each : words) list += (list.empty() ? "" : " or ") + each;
    if (std::find(words.begin(), words.end(), *text) == words.end()) keys.fail(key, "must be " + list);
    word = *text;
}

std::vector<std::string> read_paths(TomlKeys& keys, const fs::path& file) {
    const auto found = keys.entry("path");
    if (!found) return {};
    std::vector<std::string> paths = found->node->is_array() ? *keys.texts("path") : std::vector{*keys.text("path")};
    if (paths.empty()) keys.fail("path", "names no file; name at least one");
    for (std::string& path : paths) path = beside(file, path);
    return paths;
}

SweepExtract read_extract(const toml::table& table, std::size_t number, const fs::path& file) {
    TomlKeys keys(table, {file.string(), std::to_string(number), "extract"}, table.source());
    SweepExtract extract;
    extract.name = keys.text("name").value_or("extract " + std::to_string(number));
    if (extract.name.empty()) keys.fail("name", "is empty; give the extract a name, or leave the key out");
    extract.paths = read_paths(keys, file);
    extract.spec = beside(file, keys.text("spec").value_or(""));
    extract.schema = beside(file, keys.text("schema").value_or(""));
    extract.missing_tokens = keys.texts("null").value_or(std::vector<std::string>{});
    extract.separator = keys.text("sep").value_or("auto");
    read_word(keys, "quoting", {"rfc4180", "none"}, extract.quoting);
    read_word(keys, "escapes", {"none", "backslash"}, extract.escapes);
    keys.finish();
    if (extract.paths.empty() == extract.spec.empty())
        keys.fail("path", "or spec is needed, one of them: files to learn from, or a specification to simulate");
    return extract;
}

std::vector<SweepExtract> read_extracts(TomlKeys& keys, const fs::path& file) {
    const auto found = keys.entry("extracts");
    const auto* array = found ? found->node->as_array() : nullptr;
    if (array == nullptr || array->empty())
        keys.fail("extracts", "is needed: a table [[extracts]] with a path or a spec for each source");
    std::vector<SweepExtract> extracts;
    std::set<std::string> names;
    for (const auto& element : *array) {
        const auto* table = element.as_table();
        if (table == nullptr) keys.fail("extracts", "must be tables, each below a line [[extracts]]");
        extracts.push_back(read_extract(*table, extracts.size() + 1, file));
        if (!names.insert(extracts.back().name).second)
            keys.fail("extracts", "has two of the name " + extracts.back().name + "; give each its own");
    }
    return extracts;
}

SweepPrivacy read_privacy(TomlKeys& sweep, const fs::path& file) {
    SweepPrivacy privacy;
    const toml::table* table = sweep.table("privacy");
    if (table == nullptr) return privacy;
    TomlKeys keys(*table, {file.string(), "privacy", "table"}, table->source());
    privacy.budget = beside(file, keys.text("budget").value_or(""));
    privacy.total_epsilon = keys.number("total-epsilon").value_or(0);
    privacy.unit = keys.text("unit").value_or("");
    const auto most = keys.whole("max-rows-per-unit").value_or(0);
    if (most < 0 || most > 1'000'000) keys.fail("max-rows-per-unit", "must lie between 1 and 1000000");
    privacy.max_rows = static_cast<std::uint32_t>(most);
    privacy.delta = keys.number("delta").value_or(privacy.delta);
    read_word(keys, "accounting", {"zcdp", "pure"}, privacy.accounting);
    read_word(keys, "neighbours", {"add-or-remove", "replace-one"}, privacy.neighbours);
    privacy.domain_from_data = keys.truth("domain-from-data").value_or(false);
    keys.finish();
    if (privacy.total_epsilon < 0) keys.fail("total-epsilon", "must be above 0");
    return privacy;
}

void check_together(TomlKeys& keys, const SweepSpec& sweep) {
    const auto& epsilons = sweep.axes.epsilon;
    const bool noisy =
        std::any_of(epsilons.begin(), epsilons.end(), [](const std::string& epsilon) { return epsilon != "none"; });
    if (noisy && (sweep.privacy.budget.empty() || sweep.privacy.total_epsilon == 0))
        keys.fail("privacy", "needs budget and total-epsilon, since each point with an epsilon spends of them");
    for (const SweepExtract& extract : sweep.extracts) {
        if (!sweep.axes.columns.empty() && !extract.schema.empty())
            keys.fail("axes", "can't vary columns where an extract has a schema, which names them all");
    }
    constexpr std::size_t most = 9999;
    if (points_of(sweep.grid()).size() > most) keys.fail("axes", "make over 9,999 points; leave some values out");
}

std::string content_of(const fs::path& path) {
    const InputFile file(path.string());
    std::string text(file.stamp().bytes, '\0');
    file.read(0, text);
    return text;
}

}  // namespace

SweepGrid SweepSpec::grid() const {
    SweepGrid grid;
    for (const SweepExtract& extract : extracts) grid.extracts.push_back(extract.name);
    grid.axes = axes;
    return grid;
}

SweepSpec read_sweep(const fs::path& path) {
    const toml::table table = read_toml(path, "sweep");
    TomlKeys keys(table, {path.string(), "", "table"}, {});
    SweepSpec sweep;
    sweep.file = path.string();
    const auto seed = keys.whole("seed").value_or(0);
    if (seed < 0) keys.fail("seed", "must be a whole number from 0 on");
    sweep.seed = static_cast<std::uint64_t>(seed);
    if (const auto rows = keys.entry("synthetic-rows"))
        sweep.synthetic_rows = value_text(*rows->node, keys.place(), "synthetic-rows");
    sweep.extracts = read_extracts(keys, path);
    if (const toml::table* axes = keys.table("axes")) sweep.axes = read_axes(*axes, path.string());
    sweep.privacy = read_privacy(keys, path);
    keys.finish();
    check_together(keys, sweep);
    return sweep;
}

std::string sweep_identity(const SweepSpec& sweep, const std::string& version) {
    std::string text = version + "\n" + content_of(sweep.file);
    for (const SweepExtract& extract : sweep.extracts) {
        for (const std::string& path : {extract.spec, extract.schema})
            text += "\n" + (path.empty() ? std::string() : content_of(path));
        if (extract.paths.empty()) continue;
        for (const std::string& path : find_input_files(extract.paths)) {
            const FileStamp stamp = InputFile(path).stamp();
            text += "\n" + std::to_string(stamp.bytes) + " " + std::to_string(stamp.changed_ns);
        }
    }
    return hash_text(XXH3_64bits(text.data(), text.size()));
}

}  // namespace replica
