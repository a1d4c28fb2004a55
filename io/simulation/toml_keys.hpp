#pragma once

#include "io/toml_document.hpp"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace replica {

/// The keys of a table, read by name. A key that nobody asked for is an error: finish() says so.
class TomlKeys {
public:
    /// `fallback`, if any, has what `table` lacks. `header`: where the table itself stands.
    TomlKeys(const toml::table& table, TomlPlace place, toml::source_region header,
             const toml::table* fallback = nullptr)
        : table_(table), fallback_(fallback), place_(std::move(place)), header_(header) {}

    [[nodiscard]] bool has(const std::string& key);
    /// Nothing where the key isn't there.
    std::optional<TomlEntry> entry(const std::string& key);
    std::optional<double> number(const std::string& key);
    std::optional<std::int64_t> whole(const std::string& key);
    std::optional<std::string> text(const std::string& key);
    std::optional<bool> truth(const std::string& key);
    /// Numbers, with the key's line in front of what is wrong.
    std::optional<std::vector<double>> numbers(const std::string& key);
    std::optional<std::vector<std::string>> texts(const std::string& key);
    const toml::table* table(const std::string& key);

    /// Throws InputError with the line of `key`, or of the table where it isn't there.
    [[noreturn]] void fail(const std::string& key, const std::string& what);
    /// The same, in front of what is wrong later: `FILE, line 3: column "age": KEY`.
    std::string place_of(const std::string& key);

    /// Throws InputError where the table has a key that wasn't asked for.
    void finish() const;

    [[nodiscard]] const TomlPlace& place() const { return place_; }
    [[nodiscard]] toml::source_region header() const { return header_; }

private:
    const toml::table& table_;
    const toml::table* fallback_ = nullptr;
    TomlPlace place_;
    toml::source_region header_;
    std::set<std::string> known_;
};

/// A number that is written as one. Throws InputError.
double number_of(const toml::node& node, const TomlPlace& place, const std::string& key);

}  // namespace replica
