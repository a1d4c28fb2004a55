#include "io/table_writer.hpp"

#include "engine/error.hpp"
#include "io/csv/csv_field.hpp"
#include "io/csv/dialect.hpp"
#include "io/csv/text_form.hpp"
#include "io/parquet/parquet_writer.hpp"
#include "io/shard_writer.hpp"

#include <set>
#include <string>

namespace replica {
namespace {

namespace fs = std::filesystem;

void check_names(const std::vector<SqlColumn>& columns) {
    std::set<std::string> seen;
    for (const SqlColumn& column : columns) {
        if (column.name.empty() || column.name == "?column?")
            throw InputError("the query gives a column without a name; name it with AS");
        if (!seen.insert(column.name).second)
            throw InputError("the query gives two columns named " + column.name + "; name them apart with AS");
    }
}

// Removes what was written unless it became the file.
class PartialFile {
public:
    explicit PartialFile(const fs::path& file) : partial_(partial_path(file)) {}
    PartialFile(const PartialFile&) = delete;
    PartialFile& operator=(const PartialFile&) = delete;
    ~PartialFile() {
        std::error_code ignored;
        fs::remove(partial_, ignored);
    }
    [[nodiscard]] const fs::path& path() const { return partial_; }

private:
    fs::path partial_;
};

WrittenTable write_csv(RowSource& rows, const fs::path& file, const RowsProgress& progress) {
    const CsvField field(text_form(CsvDialect{}));
    ShardWriter writer(file);
    std::string text;
    std::string value;
    const std::size_t columns = rows.columns().size();
    const auto end_field = [&](std::size_t column) { text += column + 1 == columns ? '\n' : ','; };
    for (std::size_t c = 0; c < columns; ++c) {
        field.append(rows.columns()[c].name, text);
        end_field(c);
    }
    WrittenTable written;
    while (rows.next()) {
        for (std::size_t r = 0; r < rows.rows(); ++r) {
            for (std::size_t c = 0; c < columns; ++c) {
                if (!rows.is_missing(r, c)) {
                    value.clear();
                    rows.append_text(r, c, value);
                    field.append(value, text);
                }
                end_field(c);
            }
        }
        writer.write(text);
        text.clear();
        written.rows += rows.rows();
        if (progress) progress(written.rows);
    }
    writer.write(text);
    writer.finish();
    written.bytes = writer.bytes();
    return written;
}

WrittenTable write_as_parquet(RowSource& rows, const fs::path& partial, const RowsProgress& progress) {
    WrittenTable written;
    const std::vector<SqlColumn>& columns = rows.columns();
    std::string value;
    write_parquet(partial, columns, [&](TypedRows& out) {
        if (!rows.next()) return false;
        for (std::size_t c = 0; c < columns.size(); ++c) {
            TypedColumn& column = out.columns[c];
            column.clear();
            for (std::size_t r = 0; r < rows.rows(); ++r) {
                if (rows.is_missing(r, c)) {
                    column.append_missing(columns[c].type);
                    continue;
                }
                value.clear();
                rows.append_text(r, c, value);
                if (!column.append(value, columns[c].type))
                    throw InputError("column " + columns[c].name + ": " + value +
                                     " can't be kept in Parquet; cast the column to a text in the SQL");
            }
        }
        out.rows = rows.rows();
        written.rows += rows.rows();
        if (progress) progress(written.rows);
        return true;
    });
    return written;
}

}  // namespace

bool is_parquet_name(const fs::path& file) { return file.extension() == ".parquet"; }

WrittenTable write_table(RowSource& rows, const fs::path& file, const RowsProgress& progress) {
    check_names(rows.columns());
    const PartialFile partial(file);
    WrittenTable written;
    if (is_parquet_name(file)) {
        written = write_as_parquet(rows, partial.path(), progress);
        written.bytes = sync_and_digest(partial.path()).bytes;
    } else {
        written = write_csv(rows, file, progress);
    }
    publish(file);
    sync_folder(file.parent_path().empty() ? fs::path(".") : file.parent_path());
    return written;
}

}  // namespace replica
