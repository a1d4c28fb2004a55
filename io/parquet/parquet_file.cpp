#include "io/parquet/parquet_file.hpp"

#include "io/sql/sql_engine.hpp"

#include <array>
#include <charconv>
#include <fstream>
#include <string_view>

namespace replica {
namespace {

std::vector<std::uint64_t> row_group_rows(SqlEngine& engine, const std::string& file) {
    SqlRows rows = engine.query("SELECT row_group_num_rows FROM parquet_metadata(" + file +
                                ") GROUP BY row_group_id, row_group_num_rows ORDER BY row_group_id");
    std::vector<std::uint64_t> counts;
    std::string text;
    while (rows.next()) {
        for (std::size_t row = 0; row < rows.rows(); ++row) {
            text.clear();
            rows.append_text(row, 0, text);
            std::from_chars(text.data(), text.data() + text.size(), counts.emplace_back());
        }
    }
    return counts;
}

}  // namespace

bool begins_as_parquet(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::array<char, 4> mark{};
    file.read(mark.data(), mark.size());
    return file && std::string_view(mark.data(), mark.size()) == "PAR1";
}

ParquetFile read_parquet_file(const std::string& path) {
    require_sql_engine("reading Parquet");
    SqlEngine engine{SqlLimits{}};
    const std::string file = sql_literal(path);
    ParquetFile found;
    try {
        const SqlRows rows = engine.query("SELECT * FROM read_parquet(" + file + ") LIMIT 0");
        for (const SqlColumn& column : rows.columns()) found.columns.push_back(column.name);
        found.row_groups = row_group_rows(engine, file);
    } catch (const SqlError& error) {
        throw InputError(path + " can't be read as Parquet (" + error.what() + "); write it again");
    } catch (const InputError& error) {
        throw InputError(path + ": " + error.what());
    }
    return found;
}

}  // namespace replica
