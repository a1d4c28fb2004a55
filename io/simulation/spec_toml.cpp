#include "io/simulation/spec_toml.hpp"

#include "engine/error.hpp"
#include "io/simulation/calendar_toml.hpp"
#include "io/simulation/column_toml.hpp"
#include "io/simulation/toml_keys.hpp"

#include <algorithm>
#include <cctype>

namespace replica {
namespace {

std::string trimmed(const std::string& text) {
    const std::size_t first = text.find_first_not_of(" \t\n");
    if (first == std::string::npos) return "";
    return text.substr(first, text.find_last_not_of(" \t\n") - first + 1);
}

bool is_bare_word(const std::string& text) {
    if (text.empty() || text == "NA" || text == "true" || text == "false" || (text[0] >= '0' && text[0] <= '9'))
        return false;
    return std::all_of(text.begin(), text.end(), [](char letter) {
        return letter == '_' || (letter >= '0' && letter <= '9') || (letter >= 'A' && letter <= 'Z') ||
               (letter >= 'a' && letter <= 'z');
    });
}

class SpecReader {
public:
    explicit SpecReader(const std::filesystem::path& path) : document_(read_toml(path, "specification")) {
        spec_.file = path.string();
    }

    SimulationSpec read() {
        TomlKeys keys(document_, {spec_.file, "", "column"}, {});
        spec_.title = keys.text("title").value_or("");
        spec_.cdm = keys.text("cdm").value_or("");
        const std::int64_t rows = keys.whole("rows").value_or(1000);
        if (rows < 0) keys.fail("rows", "must not be negative");
        spec_.rows = static_cast<std::uint64_t>(rows);
        read_parameters(keys);
        read_curves(keys);
        read_calendars(keys);
        if (keys.has("table")) {
            if (keys.has("column"))
                keys.fail("column", "stands beside table; a specification has columns or tables of them");
            for (const TomlEntry& entry : in_file_order(*keys.table("table")))
                spec_.tables.push_back(read_table(entry));
        } else {
            SimulatedTable table;
            table.place = spec_.file;
            read_columns(keys, table);
            spec_.tables.push_back(std::move(table));
        }
        keys.finish();
        if (spec_.tables.empty() || spec_.tables.front().fixed)
            throw InputError(spec_.file + ": the first table must have columns; fixed ones come after it");
        add_curve_columns();
        return std::move(spec_);
    }

private:
    void read_parameters(TomlKeys& keys) {
        const toml::table* table = keys.table("parameters");
        if (table == nullptr) return;
        for (const TomlEntry& entry : in_file_order(*table)) {
            if (const auto* text = entry.node->as_string()) {
                spec_.text_parameters[entry.key] = text->get();
            } else {
                const TomlPlace place{spec_.file, entry.key, "parameter"};
                spec_.parameters[entry.key] = number_of(*entry.node, place, entry.key);
            }
        }
    }

    void read_curves(TomlKeys& keys) {
        const toml::table* table = keys.table("curve");
        if (table == nullptr) return;
        for (const TomlEntry& entry : in_file_order(*table)) {
            const TomlPlace place{spec_.file, entry.key, "curve"};
            const auto* own = entry.node->as_table();
            if (own == nullptr) place.fail(entry.source, "must be a table");
            TomlKeys curve(*own, place, entry.source);
            const Curve::Over over = read_over(curve);
            spec_.curves[entry.key] = read_curve(curve, over);
            if (const auto of = curve.text("of")) curve_columns_.push_back({entry.key, *of, curve.place_of("of")});
            curve.finish();
        }
    }

    void read_calendars(TomlKeys& keys) {
        const toml::table* table = keys.table("calendar");
        if (table == nullptr) return;
        for (const TomlEntry& entry : in_file_order(*table)) {
            const TomlPlace place{spec_.file, entry.key, "calendar"};
            const auto* own = entry.node->as_table();
            if (own == nullptr) place.fail(entry.source, "must be a table");
            TomlKeys calendar(*own, place, entry.source);
            spec_.calendars[entry.key] = read_calendar(calendar);
            calendar.finish();
        }
    }

    SimulatedTable read_table(const TomlEntry& entry) {
        const TomlPlace place{spec_.file, entry.key, "table"};
        const auto* own = entry.node->as_table();
        if (own == nullptr) place.fail(entry.source, "must be a table such as [table.person]");
        TomlKeys keys(*own, place, entry.source);
        const bool plain = std::all_of(entry.key.begin(), entry.key.end(), [](char c) {
            return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-';
        });
        if (!plain || entry.key.empty())
            place.fail(entry.source, "a table's name, which is a file's, may hold letters, digits, _ and -");
        SimulatedTable table;
        table.name = entry.key;
        table.place = place.text(entry.source);
        table.written = keys.truth("write").value_or(true);
        if (keys.has("rows")) {
            table.fixed = read_fixed(keys);
        } else {
            read_belonging(keys, table);
            read_columns(keys, table);
        }
        keys.finish();
        return table;
    }

    static void read_belonging(TomlKeys& keys, SimulatedTable& table) {
        table.parent = keys.text("per").value_or("");
        if (table.parent.empty()) return;
        const auto entry = keys.entry("count");
        table.count = {entry ? value_text(*entry->node, keys.place(), "count") : "1", keys.place_of("count")};
        const std::int64_t most = keys.whole("most").value_or(100);
        if (most < 1 || most > 1'000'000) keys.fail("most", "must be a whole number from 1 to 1,000,000");
        table.most = static_cast<std::uint32_t>(most);
        if (const auto keep = keys.text("keep")) table.keep = WrittenExpression{*keep, keys.place_of("keep")};
    }

    static FixedRows read_fixed(TomlKeys& keys) {
        FixedRows fixed;
        fixed.columns = keys.texts("columns").value_or(std::vector<std::string>{});
        if (fixed.columns.empty()) keys.fail("columns", "is missing; a table with rows needs their names");
        const auto* rows = keys.entry("rows")->node->as_array();
        if (rows == nullptr) keys.fail("rows", "must be a list of lists");
        for (const toml::node& node : *rows) {
            const auto* row = node.as_array();
            if (row == nullptr || row->size() != fixed.columns.size())
                keys.place().fail(node.source(),
                                  "each of rows must be a list of " + std::to_string(fixed.columns.size()) + " values");
            auto& cells = fixed.rows.emplace_back();
            for (const toml::node& cell : *row) {
                std::string text = value_text(cell, keys.place(), "rows");
                cells.push_back(text.empty() ? std::nullopt : std::optional(std::move(text)));
            }
        }
        return fixed;
    }

    void read_columns(TomlKeys& keys, SimulatedTable& table) {
        const toml::table* columns = keys.table("column");
        if (columns == nullptr || columns->empty())
            keys.fail("column", "is missing: there must be tables such as [column.age]");
        for (const TomlEntry& entry : in_file_order(*columns)) table.columns.push_back(read_column(entry, spec_.file));
        read_rules(keys, table);
        read_correlations(keys, table);
    }

    [[nodiscard]] bool is_known(const std::string& name, const SimulatedTable& table) const {
        return has_column(table, name) || spec_.parameters.contains(name) || spec_.text_parameters.contains(name);
    }

    // if CONDITION then COLUMN = VALUE. A bare word that is no name is a text.
    void read_rules(TomlKeys& keys, SimulatedTable& table) {
        const auto entry = keys.entry("rules");
        if (!entry) return;
        const auto* array = entry->node->as_array();
        if (array == nullptr) keys.fail("rules", "must be a list such as [\"if age > 65 then fare = 'reduced'\"]");
        for (const toml::node& node : *array) {
            const auto* text = node.as_string();
            const std::string rule = text == nullptr ? "" : trimmed(text->get());
            const std::size_t then = rule.find(" then ");
            const std::size_t equals = then == std::string::npos ? then : rule.find('=', then);
            const std::string place = keys.place().text(node.source()) + ": rules";
            if (!rule.starts_with("if ") || equals == std::string::npos)
                throw InputError(place + ": \"" + rule + "\" is no rule; write if CONDITION then COLUMN = VALUE");
            const std::string column = trimmed(rule.substr(then + 6, equals - then - 6));
            std::string value = trimmed(rule.substr(equals + 1));
            if (!has_column(table, column)) throw InputError(place + ": there is no column \"" + column + "\"");
            if (is_bare_word(value) && !is_known(value, table)) value = "'" + value + "'";
            table.rules.push_back({{rule.substr(3, then - 3), place}, column, {value, place}});
        }
    }

    static double spearman_in(const toml::node& node, const TomlPlace& place, const std::string& key) {
        const double value = number_of(node, place, key);
        if (!(value >= -1 && value <= 1)) place.fail(node.source(), "\"" + key + "\" must lie between -1 and 1");
        return value;
    }

    void read_correlations(TomlKeys& keys, SimulatedTable& table) {
        const auto entry = keys.entry("correlation");
        if (!entry) return;
        const auto* array = entry->node->as_array();
        if (array == nullptr) keys.fail("correlation", "must be written as [[correlation]]");
        for (const toml::node& node : *array) {
            const auto* own = node.as_table();
            if (own == nullptr) keys.fail("correlation", "must be written as [[correlation]]");
            TomlKeys correlation(*own, {spec_.file, "", "column"}, node.source());
            const auto columns = correlation.texts("columns").value_or(std::vector<std::string>{});
            if (columns.size() < 2) correlation.fail("columns", "must name two columns or more");
            if (correlation.has("matrix")) {
                read_matrix(correlation, columns, table);
            } else {
                const auto spearman = correlation.entry("spearman");
                if (!spearman || columns.size() != 2)
                    correlation.fail("spearman", "must be a number for two columns, or matrix for several");
                table.correlations.push_back({columns[0], columns[1],
                                              spearman_in(*spearman->node, correlation.place(), "spearman"),
                                              correlation.place_of("spearman")});
            }
            correlation.finish();
        }
    }

    static void read_matrix(TomlKeys& keys, const std::vector<std::string>& columns, SimulatedTable& table) {
        const auto* rows = keys.entry("matrix")->node->as_array();
        const auto wrong = [&] {
            keys.fail("matrix", "must be " + std::to_string(columns.size()) +
                                    " rows of as many numbers, symmetric, with ones on the diagonal");
        };
        if (rows == nullptr || rows->size() != columns.size()) wrong();
        std::vector<std::vector<double>> matrix;
        for (const toml::node& node : *rows) {
            const auto* row = node.as_array();
            if (row == nullptr || row->size() != columns.size()) wrong();
            auto& values = matrix.emplace_back();
            for (const toml::node& cell : *row) values.push_back(spearman_in(cell, keys.place(), "matrix"));
        }
        for (std::size_t i = 0; i < columns.size(); ++i) {
            if (matrix[i][i] != 1) wrong();
            for (std::size_t k = 0; k < i; ++k) {
                if (matrix[i][k] != matrix[k][i]) wrong();
                if (matrix[i][k] != 0)
                    table.correlations.push_back({columns[k], columns[i], matrix[i][k], keys.place_of("matrix")});
            }
        }
    }

    // A curve `of` a column is a column that isn't written: its value at that column's time.
    void add_curve_columns() {
        for (const auto& [name, of, place] : curve_columns_) {
            bool found = false;
            for (SimulatedTable& table : spec_.tables) {
                if (!has_column(table, of)) continue;
                found = true;
                SimulatedColumn column;
                column.name = name;
                column.place = place;
                column.kind = ColumnKind::value;
                column.value = {name + "(`" + of + "`)", place};
                column.written = false;
                table.columns.push_back(std::move(column));
            }
            if (!found) throw InputError(place + ": there is no column \"" + of + "\"");
        }
    }
    static bool has_column(const SimulatedTable& table, const std::string& name) {
        return std::any_of(table.columns.begin(), table.columns.end(),
                           [&](const SimulatedColumn& column) { return column.name == name; });
    }

    struct CurveColumn {
        std::string name, of, place;
    };
    toml::table document_;
    SimulationSpec spec_;
    std::vector<CurveColumn> curve_columns_;
};

}  // namespace

SimulationSpec read_simulation_spec(const std::filesystem::path& path) { return SpecReader(path).read(); }

}  // namespace replica
