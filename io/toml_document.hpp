#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <toml++/toml.h>

namespace replica {

/// Where in a TOML file a sentence of complaint points.
struct TomlPlace {
    std::string file;
    std::string column;  ///< or another table that the sentence names; may be empty
    std::string kind = "column";

    /// `FILE, line 3: column "age"`.
    [[nodiscard]] std::string text(const toml::source_region& source) const;
    /// Throws InputError: `FILE, line 3: column "age": WHAT.`
    [[noreturn]] void fail(const toml::source_region& source, const std::string& what) const;
};

/// A key of a table and what it holds; refers to the document.
struct TomlEntry {
    std::string key;
    const toml::node* node;
    toml::source_region source;
};

/// Reads a file; throws InputError where it can't be read or isn't TOML, with its line. `kind`: "schema".
toml::table read_toml(const std::filesystem::path& path, const std::string& kind);

/// A table's keys in the file's order; toml++ sorts them by name.
std::vector<TomlEntry> in_file_order(const toml::table& table);

/// A string, number, date or datetime as text, as a column would hold it.
std::string value_text(const toml::node& node, const TomlPlace& place, const std::string& key);

/// An array of such values.
std::vector<std::string> texts_of(const TomlEntry& entry, const TomlPlace& place);

/// true or false.
bool truth_of(const TomlEntry& entry, const TomlPlace& place);

/// A string; `allowed` is what a complaint lists.
std::string name_in(const TomlEntry& entry, const TomlPlace& place, const std::string& allowed);

/// An enumerator by its name.
template <typename Enumerator>
Enumerator enumerator_of(const TomlEntry& entry, const TomlPlace& place, const std::string& allowed,
                         std::optional<Enumerator> (*named)(std::string_view)) {
    const std::string name = name_in(entry, place, allowed);
    const auto found = named(name);
    if (!found) place.fail(entry.source, entry.key + " \"" + name + "\" is unknown; allowed are " + allowed);
    return *found;
}

}  // namespace replica
