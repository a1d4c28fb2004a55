#include "io/parquet/csv_to_parquet.hpp"

#include "engine/mpi/agreement.hpp"
#include "io/extract_passes.hpp"
#include "io/parquet/parquet_writer.hpp"
#include "io/parquet/typed_format.hpp"
#include "io/shard_writer.hpp"
#include "io/sql/sql_engine.hpp"

#include <string>
#include <vector>

namespace replica {
namespace {

namespace fs = std::filesystem;

void append(const SqlRows& rows, std::size_t column, const TypedFormat& format, const std::string& name,
            TypedColumn& out) {
    std::string text;
    out.clear();
    for (std::size_t row = 0; row < rows.rows(); ++row) {
        if (rows.is_missing(row, column)) {
            out.append_missing(format.type);
            continue;
        }
        text.clear();
        rows.append_text(row, column, text);
        if (!format.append(text, out))
            throw JobError("column " + name + " holds \"" + text + "\", which is not of its type; write CSV instead");
    }
}

void write_rows(const fs::path& csv, const fs::path& parquet, const std::vector<std::string>& names,
                const std::vector<TypedFormat>& formats) {
    std::vector<SqlColumn> columns;
    for (std::size_t c = 0; c < names.size(); ++c) columns.push_back({names[c], formats[c].type});
    SqlEngine engine{SqlLimits{}};
    SqlTextFile file{csv.string(), names};
    file.quoted_empty_is_missing = false;
    SqlRows rows = engine.query("SELECT * FROM " + sql_text_table(file));
    write_parquet(partial_path(parquet), columns, [&](TypedRows& out) {
        if (!rows.next()) return false;
        for (std::size_t c = 0; c < columns.size(); ++c) append(rows, c, formats[c], names[c], out.columns[c]);
        out.rows = rows.rows();
        return true;
    });
    sync_and_digest(partial_path(parquet));
    publish(parquet);
}

}  // namespace

void convert_to_parquet(const fs::path& csv, const fs::path& parquet, const Communicator& world, int threads) {
    ExtractSource source = open_source({csv.string()}, {}, world);
    const auto profiles = profile_columns(source, {}, world, threads);
    std::vector<TypedFormat> formats;
    for (const ColumnProfile& profile : profiles) {
        formats.push_back(typed_format(profile.format().result()));
        // Other spellings of true and false stay as they are.
        const DistinctValues& values = profile.values();
        for (std::size_t i = 0; formats.back().type == SqlType::boolean && i < values.size(); ++i)
            if (values.text(i) != "true" && values.text(i) != "false") formats.back().type = SqlType::text;
    }
    agree(world, [&] {
        if (world.is_root()) write_rows(csv, parquet, source.columns, formats);
    });
}

}  // namespace replica
