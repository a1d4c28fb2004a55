#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace replica {

/// A parameter that a query names as $name, said in a comment of the query: "-- parameter NAME = DEFAULT: what it is".
struct SqlParameter {
    std::string name;
    std::optional<std::string> value;
};

/// A query in a file.
struct SqlScript {
    std::string place;  ///< to begin sentences with
    std::string text;
    std::vector<SqlParameter> parameters;  ///< declared ones, then those that are only used
};

/// Throws InputError where the file can't be read.
SqlScript read_sql_script(const std::string& path);
SqlScript parse_sql_script(std::string place, std::string text);

/// The query with parameters put in, numbers as they are and everything else as texts; not inside quotes and comments.
/// Lines stay where they are. Throws InputError where a name is unknown, and where one has neither value nor default.
std::string fill_parameters(const SqlScript& script, const std::vector<std::pair<std::string, std::string>>& values);

/// The statements of a text, each behind as many line ends as lines before it, so that its lines keep their numbers.
std::vector<std::string> split_statements(std::string_view sql);

}  // namespace replica
