// Stands for io/sql/duckdb in a build without DuckDB: everything says how to get it.
#include "io/sql/sql_engine.hpp"

#include "io/sql/value_memo.hpp"

namespace replica {

struct SqlEngine::Handles {};
struct SqlRows::Result {};

bool has_sql_engine() { return false; }

void require_sql_engine(const std::string& what) {
    throw InputError(what +
                     " needs DuckDB, which this build is without; fetch it with bash jobs/install-duckdb.sh, or "
                     "give CMake -DDuckDB_ROOT=FOLDER, and build again");
}

SqlEngine::SqlEngine(const SqlLimits&) { require_sql_engine("this"); }
SqlEngine::SqlEngine(const SqlEngine&) {}
SqlEngine::~SqlEngine() = default;
void SqlEngine::run(const std::string&) {}
SqlRows SqlEngine::query(const std::string&) { return SqlRows(nullptr); }
void* SqlEngine::connection() const { return nullptr; }

SqlRows::SqlRows(std::unique_ptr<Result> result) : result_(std::move(result)) {}
SqlRows::~SqlRows() = default;
SqlRows::SqlRows(SqlRows&&) noexcept = default;
SqlRows& SqlRows::operator=(SqlRows&&) noexcept = default;
bool SqlRows::next() { return false; }
void SqlRows::append_text(std::size_t, std::size_t, std::string&) const {}

template <typename Found>
void ValueMemo<Found>::look_up(const SqlRows&, std::size_t, std::size_t, Found, const Find&, std::span<Found>) {}
template class ValueMemo<std::uint16_t>;
template class ValueMemo<std::uint64_t>;

}  // namespace replica
