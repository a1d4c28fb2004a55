#include "io/sql/sql_script.hpp"

#include "engine/error.hpp"
#include "io/sql/sql_engine.hpp"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <sstream>

namespace replica {
namespace {

bool is_name(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

std::size_t name_end(std::string_view sql, std::size_t at) {
    while (at < sql.size() && is_name(sql[at])) ++at;
    return at;
}

std::size_t behind(std::string_view sql, std::string_view end, std::size_t at) {
    const std::size_t found = sql.find(end, at);
    return found == std::string_view::npos ? sql.size() : found + end.size();
}

// Behind the quoted text, comment or dollar-quoted text that begins at `at`; `at` itself where none does.
std::size_t skip_quoted(std::string_view sql, std::size_t at) {
    const char c = sql[at];
    if (c == '\'' || c == '"') return behind(sql, std::string_view(&c, 1), at + 1);
    if (sql.substr(at, 2) == "--") return std::min(sql.find('\n', at), sql.size());
    if (sql.substr(at, 2) == "/*") return behind(sql, "*/", at + 2);
    if (c == '$') {
        const std::size_t tag_end = name_end(sql, at + 1);
        if (tag_end < sql.size() && sql[tag_end] == '$')
            return behind(sql, sql.substr(at, tag_end + 1 - at), tag_end + 1);
    }
    return at;
}

// Calls text(part) for what lies between parameters and parameter(name) for each of them.
template <typename Text, typename Parameter>
void read_parameters(std::string_view sql, Text&& text, Parameter&& parameter) {
    std::size_t begin = 0;
    for (std::size_t at = 0; at < sql.size();) {
        const std::size_t end = skip_quoted(sql, at);
        if (end > at) {
            at = end;
            continue;
        }
        const bool starts = sql[at] == '$' && at + 1 < sql.size() && is_name(sql[at + 1]) &&
                            std::isdigit(static_cast<unsigned char>(sql[at + 1])) == 0;
        if (!starts) {
            ++at;
            continue;
        }
        text(sql.substr(begin, at - begin));
        begin = name_end(sql, at + 1);
        parameter(sql.substr(at + 1, begin - at - 1));
        at = begin;
    }
    text(sql.substr(begin));
}

std::string_view trimmed(std::string_view text) {
    const auto blank = [](char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; };
    while (!text.empty() && blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && blank(text.back())) text.remove_suffix(1);
    return text;
}

SqlParameter declared_parameter(std::string_view line) {
    const std::size_t colon = line.find(": ");
    const std::string_view before = line.substr(0, colon);
    const std::size_t equals = before.find('=');
    SqlParameter parameter;
    parameter.name = trimmed(before.substr(0, equals));
    if (equals != std::string_view::npos) parameter.value = trimmed(before.substr(equals + 1));
    return parameter;
}

bool knows(const std::vector<SqlParameter>& parameters, std::string_view name) {
    return std::any_of(parameters.begin(), parameters.end(), [&](const auto& p) { return p.name == name; });
}

std::string literal(const std::string& value) {
    const std::size_t sign = value.starts_with('-') ? 1 : 0;
    const auto digits = std::string_view(value).substr(sign);
    const bool number = !digits.empty() && std::isdigit(static_cast<unsigned char>(digits.front())) != 0 &&
                        digits.find_first_not_of("0123456789.") == std::string_view::npos &&
                        std::count(digits.begin(), digits.end(), '.') <= 1 && digits.back() != '.';
    return number ? value : sql_literal(value);
}

std::string listed(const std::vector<SqlParameter>& parameters) {
    std::string names;
    for (const SqlParameter& parameter : parameters) names += (names.empty() ? "" : ", ") + parameter.name;
    return names.empty() ? "none" : names;
}

}  // namespace

SqlScript parse_sql_script(std::string place, std::string text) {
    SqlScript script{std::move(place), std::move(text), {}};
    std::istringstream lines(script.text);
    for (std::string line; std::getline(lines, line);) {
        constexpr std::string_view mark = "-- parameter ";
        if (line.starts_with(mark))
            script.parameters.push_back(declared_parameter(std::string_view(line).substr(mark.size())));
    }
    read_parameters(
        script.text, [](std::string_view) {},
        [&](std::string_view name) {
            if (!knows(script.parameters, name)) script.parameters.push_back({std::string(name), std::nullopt});
        });
    return script;
}

SqlScript read_sql_script(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    if (!file) throw InputError(path + " can't be read; name a file with a query");
    return parse_sql_script(path, text.str());
}

std::string fill_parameters(const SqlScript& script, const std::vector<std::pair<std::string, std::string>>& values) {
    for (const auto& [name, value] : values)
        if (!knows(script.parameters, name))
            throw InputError("--param " + name + ": " + script.place + " has no such parameter; it has " +
                             listed(script.parameters));
    const auto value_of = [&](std::string_view name) -> std::string {
        for (const auto& [given, value] : values)
            if (given == name) return value;
        for (const SqlParameter& parameter : script.parameters)
            if (parameter.name == name && parameter.value) return *parameter.value;
        throw InputError(script.place + " needs --param " + std::string(name) + "=VALUE");
    };
    std::string filled;
    read_parameters(
        script.text, [&](std::string_view part) { filled += part; },
        [&](std::string_view name) { filled += literal(value_of(name)); });
    return filled;
}

std::vector<std::string> split_statements(std::string_view sql) {
    std::vector<std::string> statements;
    std::string lines;
    bool has_words = false;
    std::size_t begin = 0;
    const auto end_at = [&](std::size_t end) {
        const std::string_view part = sql.substr(begin, end - begin);
        if (has_words) statements.push_back(lines + std::string(part));
        lines.append(static_cast<std::size_t>(std::count(part.begin(), part.end(), '\n')), '\n');
        has_words = false;
    };
    for (std::size_t at = 0; at < sql.size();) {
        const std::size_t end = skip_quoted(sql, at);
        if (end > at) {
            has_words = has_words || sql[at] == '\'' || sql[at] == '"' || sql[at] == '$';
            at = end;
            continue;
        }
        if (sql[at] == ';') {
            end_at(at);
            begin = at + 1;
        } else if (std::isspace(static_cast<unsigned char>(sql[at])) == 0) {
            has_words = true;
        }
        ++at;
    }
    end_at(sql.size());
    return statements;
}

}  // namespace replica
