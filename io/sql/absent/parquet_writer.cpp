#include "io/parquet/parquet_writer.hpp"

#include "io/sql/sql_engine.hpp"

namespace replica {

void write_parquet(const std::filesystem::path&, const std::vector<SqlColumn>&, const NextRows&) {
    require_sql_engine("writing Parquet");
}

}  // namespace replica
