#include "io/parquet/parquet_writer.hpp"

#include "io/sql/duckdb/handles.hpp"
#include "io/sql/sql_engine.hpp"

#include <exception>

namespace replica {
namespace {

// DuckDB takes rows from a table function, so writing is a query that copies what the function gives.
struct RowFeed {
    const std::vector<SqlColumn>& columns;
    const NextRows& next;
    TypedRows rows;
    std::exception_ptr failure;
};

duckdb_type engine_type(SqlType type) {
    switch (type) {
        case SqlType::boolean: return DUCKDB_TYPE_BOOLEAN;
        case SqlType::integer: return DUCKDB_TYPE_BIGINT;
        case SqlType::decimal:
        case SqlType::real: return DUCKDB_TYPE_DOUBLE;
        case SqlType::date: return DUCKDB_TYPE_DATE;
        case SqlType::timestamp: return DUCKDB_TYPE_TIMESTAMP;
        case SqlType::time:
        case SqlType::text: break;
    }
    return DUCKDB_TYPE_VARCHAR;
}

void bind(duckdb_bind_info info) {
    const auto* feed = static_cast<const RowFeed*>(duckdb_bind_get_extra_info(info));
    for (const SqlColumn& column : feed->columns) {
        duckdb_logical_type type = duckdb_create_logical_type(engine_type(column.type));
        duckdb_bind_add_result_column(info, column.name.c_str(), type);
        duckdb_destroy_logical_type(&type);
    }
}

void init(duckdb_init_info info) { duckdb_init_set_max_threads(info, 1); }

template <typename Value, typename Values>
void copy(const Values& values, duckdb_vector out) {
    auto* data = static_cast<Value*>(duckdb_vector_get_data(out));
    for (std::size_t row = 0; row < values.size(); ++row) data[row] = static_cast<Value>(values[row]);
}

void copy_texts(const TypedColumn& column, duckdb_vector out) {
    std::size_t begin = 0;
    for (std::size_t row = 0; row < column.text_ends.size(); ++row) {
        const std::size_t end = column.text_ends[row];
        duckdb_vector_assign_string_element_len(out, row, column.text.data() + begin, end - begin);
        begin = end;
    }
}

void fill(const TypedColumn& column, SqlType type, duckdb_vector out) {
    switch (engine_type(type)) {
        case DUCKDB_TYPE_BOOLEAN: copy<bool>(column.whole, out); break;
        case DUCKDB_TYPE_DATE: copy<std::int32_t>(column.whole, out); break;
        case DUCKDB_TYPE_DOUBLE: copy<double>(column.real, out); break;
        case DUCKDB_TYPE_VARCHAR: copy_texts(column, out); break;
        default: copy<std::int64_t>(column.whole, out);
    }
    std::uint64_t* mask = nullptr;
    for (std::size_t row = 0; row < column.missing.size(); ++row) {
        if (column.missing[row] == 0) continue;
        if (mask == nullptr) {
            duckdb_vector_ensure_validity_writable(out);
            mask = duckdb_vector_get_validity(out);
        }
        duckdb_validity_set_row_invalid(mask, row);
    }
}

void give_rows(duckdb_function_info info, duckdb_data_chunk out) {
    auto* feed = static_cast<RowFeed*>(duckdb_function_get_extra_info(info));
    try {
        if (!feed->next(feed->rows)) feed->rows.rows = 0;
        for (std::size_t c = 0; feed->rows.rows > 0 && c < feed->columns.size(); ++c)
            fill(feed->rows.columns[c], feed->columns[c].type, duckdb_data_chunk_get_vector(out, c));
        duckdb_data_chunk_set_size(out, feed->rows.rows);
    } catch (...) {
        feed->failure = std::current_exception();
        duckdb_function_set_error(info, "no rows");
    }
}

void add_table_function(SqlEngine& engine, RowFeed& feed) {
    duckdb_table_function function = duckdb_create_table_function();
    duckdb_table_function_set_name(function, "replica_rows");
    duckdb_table_function_set_extra_info(function, &feed, nullptr);
    duckdb_table_function_set_bind(function, bind);
    duckdb_table_function_set_init(function, init);
    duckdb_table_function_set_function(function, give_rows);
    const bool added =
        duckdb_register_table_function(static_cast<duckdb_connection>(engine.connection()), function) == DuckDBSuccess;
    duckdb_destroy_table_function(&function);
    if (!added) throw JobError("DuckDB takes no table function");
}

}  // namespace

void write_parquet(const std::filesystem::path& file, const std::vector<SqlColumn>& columns, const NextRows& next) {
    SqlEngine engine{SqlLimits{}};
    RowFeed feed{columns, next, {}, nullptr};
    feed.rows.columns.resize(columns.size());
    add_table_function(engine, feed);
    try {
        engine.run("COPY (SELECT * FROM replica_rows()) TO " + sql_literal(file.string()) +
                   " (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)");
    } catch (const SqlError& error) {
        if (feed.failure) std::rethrow_exception(feed.failure);
        throw JobError(file.string() + " could not be written: " + error.what());
    }
}

}  // namespace replica
